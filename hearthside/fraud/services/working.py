"""An investigator works on a report. Whoever may see it is asked before (`selectors.tips_visible_to`)."""

from datetime import datetime

from django.db import transaction

from hearthside.audit.actor import Actor
from hearthside.fraud.errors import NobodyLeft
from hearthside.fraud.models import EventKind, Tip, TipBar, TipEvent
from hearthside.fraud.selectors import who_may_see
from hearthside.fraud.services.writing import locked, looked_into, note_in_audit, said_before, who, write


@transaction.atomic
def take(*, reference: str, login_id: int, by: Actor, at: datetime) -> Tip:
    """This person works on it from now on. Twice changes nothing."""
    tip = locked(reference)
    looked_into(tip, by=by, at=at)
    if tip.owner_id != login_id:
        tip.owner_id = login_id
        tip.save(update_fields=["owner"])
        write(tip, EventKind.TAKEN, by=by, at=at)
    return tip


@transaction.atomic
def hand_over(*, reference: str, to_login_id: int | None, words: str, by: Actor, at: datetime) -> Tip:
    """Give it to a colleague who may see it, or back to everybody, with a note."""
    tip = locked(reference)
    assert to_login_id is None or to_login_id in {row.pk for row in who_may_see(tip)}, "may not see it"
    tip.owner_id = to_login_id
    tip.save(update_fields=["owner"])
    write(tip, EventKind.HANDED_OVER, by=by, at=at, words=words)
    note_in_audit("tip.handed_over", tip, by=by, at=at)
    return tip


@transaction.atomic
def add_note(*, reference: str, words: str, key: str, by: Actor, at: datetime) -> TipEvent:
    """Words for colleagues. The same form again writes nothing."""
    there = said_before(key)
    if there is not None:
        return there
    tip = locked(reference)
    looked_into(tip, by=by, at=at)
    note_in_audit("tip.noted", tip, by=by, at=at)
    return write(tip, EventKind.NOTE, by=by, at=at, words=words, key=key)


@transaction.atomic
def reply(*, reference: str, words: str, key: str, by: Actor, at: datetime) -> TipEvent:
    """Words that the reporter reads with number and PIN. The same form again writes nothing."""
    there = said_before(key)
    if there is not None:
        return there
    tip = locked(reference)
    looked_into(tip, by=by, at=at)
    note_in_audit("tip.replied", tip, by=by, at=at)
    return write(tip, EventKind.REPLIED, by=by, at=at, words=words, is_visible=True, key=key)


@transaction.atomic
def keep_from(*, reference: str, login_id: int, words: str, by: Actor, at: datetime) -> Tip:
    """For this person there is no such report from now on; it counts as one about our own people.

    Their hands are emptied of it. Twice changes nothing. Raises NobodyLeft when no other may see it.
    """
    tip = locked(reference)
    tip.about_staff = True
    tip.owner_id = None if tip.owner_id == login_id else tip.owner_id
    tip.save(update_fields=["about_staff", "owner"])
    _bar, is_new = TipBar.objects.get_or_create(
        tip=tip, login_id=login_id, defaults={"why": "close", "by": who(by), "at": at}
    )
    if is_new:
        write(tip, EventKind.KEPT_FROM, by=by, at=at, words=words, code=f"staff:{login_id}")
        note_in_audit("tip.kept_from", tip, by=by, at=at)
    if not who_may_see(tip):
        raise NobodyLeft(reference=reference)
    return tip
