"""Two reports that belong together. A link is written down with its reason, and ended, never removed."""

from datetime import datetime

from django.db import transaction

from hearthside.audit.actor import Actor
from hearthside.fraud.errors import NotLinked
from hearthside.fraud.models import EventKind, Tip, TipLink
from hearthside.fraud.services.writing import note_in_audit, who, write


@transaction.atomic
def link(*, reference: str, other: str, words: str, by: Actor, at: datetime) -> TipLink:
    """These two belong together. Twice is once. Raises NotLinked for a report and itself."""
    first, second = _both(reference, other)
    there = TipLink.objects.filter(first=first, second=second, ended_at=None).first()
    if there is not None:
        return there
    made = TipLink.objects.create(first=first, second=second, by=who(by), at=at)
    _write_both(EventKind.LINKED, "tip.linked", first, second, words, by, at)
    return made


@transaction.atomic
def unlink(*, reference: str, other: str, words: str, by: Actor, at: datetime) -> bool:
    """They do not belong together after all. Whether anything changed. Raises NotLinked as `link`."""
    first, second = _both(reference, other)
    row = TipLink.objects.filter(first=first, second=second, ended_at=None).first()
    if row is None:
        return False
    row.ended_at, row.ended_by = at, who(by)
    row.save(update_fields=["ended_at", "ended_by"])
    _write_both(EventKind.UNLINKED, "tip.unlinked", first, second, words, by, at)
    return True


def _both(one: str, other: str) -> tuple[Tip, Tip]:
    """Both reports, locked in the order of their rows: two who link the same pair wait, and do not block."""
    found = list(Tip.objects.select_for_update().filter(reference__in={one, other}).order_by("pk"))
    if len(found) != 2:
        raise NotLinked(reference=one)
    return found[0], found[1]


def _write_both(
    kind: EventKind, name: str, first: Tip, second: Tip, words: str, by: Actor, at: datetime
) -> None:
    for tip, other in ((first, second), (second, first)):
        write(tip, kind, by=by, at=at, words=words, code=other.reference)
    note_in_audit(name, first, by=by, at=at, reason=second.reference)
