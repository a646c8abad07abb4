"""Print batches for the mail house: one PDF a letter, a list of them, and what must be counted.

A batch is written down first, then its files, then that they are there. Whoever dies between leaves a
batch that the next run finishes: the same letters, the same bytes.
"""

import csv
import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.db import transaction

from hearthside import clock
from hearthside.audit import services as audit
from hearthside.audit.actor import Actor
from hearthside.exports import Exported
from hearthside.mailroom import rules, states
from hearthside.mailroom.errors import LettersDiffer
from hearthside.mailroom.models import Channel, LetterBatch, Message, MessageState
from hearthside.mailroom.paper import pages_in
from hearthside.mailroom.papers import pdf_of
from hearthside.mailroom.services.leasing import may_go
from hearthside.references import new_reference

LETTERS_A_BATCH = 1_000
GRACE = timedelta(minutes=10)
MANIFEST, TOTALS = "manifest.csv", "totals.csv"
COLUMNS = ("place", "message_number", "file", "pages", "sheets", "large_print", "zip", "sha256")


@dataclass(frozen=True, slots=True)
class Printed:
    """One letter's file, as the manifest lists it."""

    message_id: int
    number: str
    pages: int
    large_print: bool
    zip: str
    sha256: str

    @property
    def sheets(self) -> int:
        return rules.sheets_of(self.pages)

    def row(self, place: int) -> tuple[object, ...]:
        file, size = f"{self.number}.pdf", "yes" if self.large_print else "no"
        return (place, self.number, file, self.pages, self.sheets, size, self.zip, self.sha256)


def print_letters(*, folder: Path, by: Actor, at: datetime) -> list[Exported]:
    """Write every letter that waits into batches under `folder`, and note them as sent.

    Each batch is a folder named by its number: one PDF a letter and so one account a file, `manifest.csv`
    and `totals.csv` (accounts, letters, pages, sheets) for the mail house to count against. What was
    written once is not written again.
    """
    exported = []
    while (batch := _next_batch(folder, by=by, at=at)) is not None:
        exported += _write(batch, by=by, at=at)
    return exported


@transaction.atomic
def _next_batch(folder: Path, *, by: Actor, at: datetime) -> LetterBatch | None:
    """A batch that somebody left half written, else a new one of the letters that wait; None when none do."""
    left = LetterBatch.objects.select_for_update().filter(written_at=None, made_at__lt=at - GRACE)
    half = left.order_by("pk").first()
    if half is not None:
        half.made_at = at
        half.save(update_fields=["made_at"])
        return half
    waiting = may_go(
        Message.objects.select_for_update().filter(
            channel=Channel.LETTER, state=MessageState.WAITING, batch=None
        )
    )
    taken = list(waiting.order_by("made_at", "pk")[:LETTERS_A_BATCH])
    if not taken:
        return None
    number = new_reference()
    batch = LetterBatch.objects.create(number=number, made_at=at, folder=str(folder / number))
    Message.objects.filter(pk__in=[message.pk for message in taken]).update(batch=batch)
    return batch


def _write(batch: LetterBatch, *, by: Actor, at: datetime) -> list[Exported]:
    folder = Path(batch.folder)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    letters = list(_printed(batch, folder))
    manifest = folder / MANIFEST
    _write_rows(manifest, COLUMNS, [one.row(place) for place, one in enumerate(letters, 1)])
    digest = hashlib.sha256(manifest.read_bytes()).hexdigest()
    accounts = batch.letters.exclude(account=None).values("account_id").distinct().count()
    sheets = sum(one.sheets for one in letters)
    pages = sum(one.pages for one in letters)
    totals = folder / TOTALS
    _write_rows(
        totals, ("batch", "day", "letters", "accounts", "pages", "sheets", "manifest_sha256"),
        [(batch.number, clock.day_of(at).isoformat(), len(letters), accounts, pages, sheets, digest)],
    )  # fmt: skip
    _check_files(folder, letters)
    _note_written(batch, letters, accounts, digest, by=by, at=at)
    return [
        Exported(manifest, digest, len(letters), 0),
        Exported(totals, hashlib.sha256(totals.read_bytes()).hexdigest(), 1, 0),
    ]


def _printed(batch: LetterBatch, folder: Path) -> Iterator[Printed]:
    """Sets each letter and writes it, one at a time: a batch of any size needs the memory of one letter."""
    for message in batch.letters.select_related("account").order_by("pk").iterator(chunk_size=100):
        pdf = pdf_of(message)
        _put(folder / f"{message.number}.pdf", pdf)
        yield Printed(
            message.pk, message.number, pages_in(pdf), message.large_print, message.to_zip,
            hashlib.sha256(pdf).hexdigest(),
        )  # fmt: skip


def _check_files(folder: Path, letters: list[Printed]) -> None:
    """Count once more what lies in the folder: a letter too many goes to a stranger. Raises LettersDiffer."""
    there = {path.stem for path in folder.glob("*.pdf")}
    if there != {one.number for one in letters}:
        raise LettersDiffer("the folder holds other letters than the list", folder=folder.name)


@transaction.atomic
def _note_written(
    batch: LetterBatch, letters: list[Printed], accounts: int, digest: str, *, by: Actor, at: datetime
) -> None:
    locked = LetterBatch.objects.select_for_update().get(pk=batch.pk)
    if locked.written_at is not None:
        return
    sheets = {one.message_id: one.sheets for one in letters}
    for message in Message.objects.select_for_update().filter(batch=locked).order_by("pk"):
        message.sheets = sheets[message.pk]
        message.save(update_fields=["sheets"])
        states.move(message, to=MessageState.SENT, by=by, at=at)
    locked.written_at, locked.manifest_sha256 = at, digest
    locked.letter_count, locked.account_count = len(letters), accounts
    locked.sheet_count = sum(sheets.values())
    locked.save()
    audit.record("file.exported", subject=f"letters:{locked.number}", by=by, at=at)


def _write_rows(path: Path, head: tuple[str, ...], rows: list[tuple[object, ...]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as out:
        writer = csv.writer(out)
        writer.writerow(head)
        writer.writerows(rows)


def _put(path: Path, content: bytes) -> None:
    """Whole or not at all: the mail house must never pick up half a page."""
    beside = path.with_suffix(".part")
    beside.write_bytes(content)
    os.replace(beside, path)
