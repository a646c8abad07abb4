"""It was a mistake: two people say so, and everything is as it was."""

from datetime import date, datetime

from django.db import transaction

from hearthside.audit import services as audit
from hearthside.audit.actor import Actor
from hearthside.bills import services as bills
from hearthside.cases import services as cases
from hearthside.estates import letters, states
from hearthside.estates.case_kinds import MISTAKE
from hearthside.estates.errors import NothingAsked, SamePerson
from hearthside.estates.models import Notice, NoticeState, Stop, What
from hearthside.estates.services.locking import locked, save, who
from hearthside.estates.services.stopping import let_go, restore_softly
from hearthside.members import services as members


@transaction.atomic
def ask_undo(*, reference: str, why: str, by: Actor, at: datetime) -> Notice:
    """Somebody found that nobody has died. A second person looks before anything goes on again."""
    notice = locked(reference)
    if notice.state != NoticeState.UNDONE and not notice.undo_asked_by:
        save(notice, undo_asked_by=who(by), undo_why=why.strip()[:500])
        audit.record("death.undo_asked", subject=reference, account_id=notice.account_id, by=by, at=at)
    return notice


@transaction.atomic
def forget_undo(*, reference: str, by: Actor, at: datetime) -> Notice:
    """It was no mistake after all."""
    notice = locked(reference)
    if notice.state != NoticeState.UNDONE:
        save(notice, undo_asked_by="", undo_why="")
    return notice


@transaction.atomic
def undo(*, reference: str, by: Actor, at: datetime) -> Notice:
    """A second person agrees: everything that rested or ended is as it was, and the member is told kindly.

    What needs a yes is not taken for given: autopay and a bank's debits stay off until the member says yes
    again. Twice changes nothing. Raises NothingAsked, SamePerson, IllegalMove.
    """
    notice = locked(reference)
    if notice.state == NoticeState.UNDONE:
        return notice
    if not notice.undo_asked_by:
        raise NothingAsked(case=reference)
    if notice.undo_asked_by == who(by):
        raise SamePerson(case=reference)
    was_stopped = notice.is_stopped
    ended = set(Stop.objects.filter(notice=notice, restored_at=None).values_list("what", flat=True))
    if notice.person_id is not None:
        members.take_back_death(person_id=notice.person_id, by=by, at=at)
        _restore_what_ended(notice, by=by, at=at)
        restore_softly(notice, by=by, at=at)
    save(notice, undone_by=who(by))
    states.move(notice, to=NoticeState.UNDONE, by=by, at=at)
    if was_stopped:
        letters.undone(notice, needs_yes=bool(ended & {What.AUTOPAY, What.BANK}), at=at)
    cases.close(reference=reference, outcome=MISTAKE, words="", by=by, at=at)
    return notice


def _restore_what_ended(notice: Notice, *, by: Actor, at: datetime) -> None:
    for stop in Stop.objects.select_for_update().filter(notice=notice, restored_at=None).order_by("-pk"):
        if stop.what == What.ESTATE:
            let_go(notice, stop.subject, by=by, at=at)
        elif stop.what == What.CONTACT:
            members.change_contact(account_id=stop.account_id, changes=stop.before, by=by, at=at)
        elif stop.what == What.ACCESS:
            _restore_access(stop, by=by, at=at)
        elif stop.what not in (What.AUTOPAY, What.BANK):
            continue
        stop.restored_at = at
        stop.save(update_fields=["restored_at"])
    if notice.account_id is not None:
        bills.note_return(notice.account_id, at)


def _restore_access(stop: Stop, *, by: Actor, at: datetime) -> None:
    """Access that ended comes back as it was; the view that the estate's contact had ends."""
    if "view" in stop.before:
        members.end_access(grant_id=stop.before["view"], why="mistake", by=by, at=at)
        return
    ends_on = stop.before["ends_on"]
    members.grant_access(
        login_id=stop.before["login"], account_id=stop.account_id, scope=stop.before["scope"],
        ends_on=date.fromisoformat(ends_on) if ends_on else None, by=by, at=at,
    )  # fmt: skip
