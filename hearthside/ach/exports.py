"""`hearthside export nacha`: the files two people approved, written for the bank."""

import os
from datetime import datetime
from pathlib import Path

from hearthside.ach import errors, selectors, services
from hearthside.audit.actor import Actor
from hearthside.exports import Export, Exported


def write(folder: Path, by: Actor, at: datetime) -> list[Exported]:
    """Write every approved file into `folder`, readable by its owner only. Returns what was written.

    A file whose day cannot be met any more is voided first, and its debits go with the next. A run that
    was killed writes the same file, under the same name, again. Raises FileChanged, and leaves nothing
    behind, when the bytes are not the ones that were approved.
    """
    services.void_stale_files(by=by, at=at)
    return [again(reference, folder, by=by, at=at) for reference in selectors.files_to_send()]


def again(reference: str, folder: Path, *, by: Actor, at: datetime) -> Exported:
    """Write one file, also one that was sent before: the same bytes. Raises NotOnOurs and FileChanged."""
    file = selectors.file_with_reference(reference)
    if file is None:
        raise errors.NotOnOurs("no such file", reference=reference)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"ach-{file.reference}.txt"
    scratch = folder / f".{path.name}.part"
    try:
        handle = os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as stream:
            written = services.render(file, stream)
            stream.flush()
            os.fsync(stream.fileno())
        if written.sha256 != file.sha256:
            raise errors.FileChanged("the bytes are not the ones that were approved", file=reference)
        services.note_sent(reference=reference, sha256=written.sha256, by=by, at=at)
        scratch.replace(path)
    finally:
        scratch.unlink(missing_ok=True)
    return Exported(path, file.sha256, file.entries, file.debit_cents)


EXPORTS = (Export("nacha", "the ACH files that two people approved, for the bank", write),)
