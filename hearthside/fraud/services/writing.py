"""What every service of this room does: lock, look again, write down."""

from datetime import datetime

from hearthside.audit import services as audit
from hearthside.audit.actor import Actor, ActorKind
from hearthside.fraud import sealing, states
from hearthside.fraud.models import EventKind, Tip, TipEvent, TipState
from hearthside.references import new_reference

TIPSTER = Actor(ActorKind.GUEST, "", door="web")
"""Whoever reports, signed in or not: without a login, an address, or the number of the request."""


def who(by: Actor) -> str:
    """Who acts, as a row keeps it: "staff:12", or "tipster"."""
    return f"{by.kind}:{by.ident}"[:60] if by.ident else "tipster"


def locked(reference: str) -> Tip:
    """The report, while nobody else writes to it."""
    return Tip.objects.select_for_update().get(reference=reference)


def said_before(key: str | None) -> TipEvent | None:
    """What the form with this key wrote, if it was sent before."""
    return TipEvent.objects.filter(request_key=key).first() if key else None


def write(
    tip: Tip, kind: EventKind, *, by: Actor, at: datetime, words: str = "", code: str = "",
    is_visible: bool = False, key: str | None = None,
) -> TipEvent:  # fmt: skip
    """One more row of a report's story."""
    return TipEvent.objects.create(
        tip=tip, at=at, kind=kind, by=who(by), is_visible=is_visible, code=code,
        words_locked=sealing.lock_text(words.strip()), request_key=key or None,
    )  # fmt: skip


def looked_into(tip: Tip, *, by: Actor, at: datetime) -> None:
    """Somebody works on it: what was new is seen, and a report that waited is being worked."""
    if tip.has_news:
        tip.has_news = False
        tip.save(update_fields=["has_news"])
    if tip.state == TipState.NEW:
        states.move(tip, to=TipState.WORKING, by=by, at=at)


def note_in_audit(name: str, tip: Tip, *, by: Actor, at: datetime, reason: str = "") -> None:
    """As `audit.record`, never with the account."""
    audit.record(name, subject=tip.reference, reason=reason, by=by, at=at)


def unused_reference() -> str:
    for _ in range(20):
        reference = new_reference()
        if not Tip.objects.filter(reference=reference).exists():
            return reference
    raise AssertionError("twenty random report numbers in a row were taken")
