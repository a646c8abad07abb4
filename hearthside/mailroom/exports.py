"""`hearthside export letters`: what the mail house prints."""

from datetime import datetime
from pathlib import Path

from hearthside.audit.actor import Actor
from hearthside.exports import Export, Exported
from hearthside.mailroom import services


def write_letters(folder: Path, by: Actor, at: datetime) -> list[Exported]:
    """A folder a batch: one PDF a letter, the list of them, and what to count."""
    return services.print_letters(folder=folder.resolve(), by=by, at=at)


EXPORTS = (
    Export("letters", "letters and bills for the mail house, one PDF an account, with counts", write_letters),
)
