"""Every write of the desk: taking work and giving it on, notes, marks, and the opening of records."""

from collections.abc import Callable
from datetime import date, datetime

from django.db import transaction

from hearthside import clock
from hearthside.audit import names
from hearthside.audit import services as audit
from hearthside.audit.actor import Actor
from hearthside.desk import rules, work
from hearthside.desk.errors import CannotWorkIt, NotInYourHands, NotThatDay
from hearthside.desk.models import (
    AccountMark,
    AccountNote,
    MarkKind,
    Opening,
    WorkNote,
    WorkPutOff,
    WorkTaken,
)
from hearthside.desk.registry import WorkItem, WorkQueue
from hearthside.identity.selectors import LoginRow

names.register(
    "desk.item_taken", "desk.item_finished", "desk.item_put_off", "desk.item_handed_over",
    "desk.item_put_back", "desk.note_written", "desk.account_marked", "desk.account_unmarked",
    "desk.opening_reviewed", "record.refused",
)  # fmt: skip

MayOpen = Callable[[int], bool]


def take_next(
    *, queue: WorkQueue, login: LoginRow, may_open: MayOpen, by: Actor, at: datetime
) -> WorkItem | None:
    """Put the oldest free item of a queue into somebody's hands; None when nothing is free.

    Whoever still holds an unfinished item of this queue gets that one again, so a double click takes one.
    Items on an account that `may_open` refuses are passed over: nobody works their own. Two people at once
    never get the same item: the table holds one holder an item.
    """
    for held in work.held_by(login.pk, queue.slug):
        item = work.item_taken(queue, held)
        if item is not None:
            return item
        _finish(held, by=by, at=at)
    for item in work.free_items(queue, today=clock.day_of(at)):
        is_allowed = item.account_id is None or may_open(item.account_id)
        if is_allowed and _take(queue, item, login, by=by, at=at):
            return item
    return None


@transaction.atomic
def _take(queue: WorkQueue, item: WorkItem, login: LoginRow, *, by: Actor, at: datetime) -> bool:
    wanted = WorkTaken(
        queue=queue.slug, key=item.key, login_id=login.pk, account_id=item.account_id, since=item.since,
        what=str(item.what)[:200], path=item.path, at=at,
    )  # fmt: skip
    WorkTaken.objects.bulk_create([wanted], ignore_conflicts=True)
    row = WorkTaken.objects.get(queue=queue.slug, key=item.key)
    if row.login_id != login.pk:
        return False
    if row.at == at:  # else the same person's other click took it
        WorkPutOff.objects.filter(queue=queue.slug, key=item.key).delete()
        _tell("desk.item_taken", row, by=by, at=at)
    return True


@transaction.atomic
def _finish(taken: WorkTaken, *, by: Actor, at: datetime) -> None:
    """The room has closed the item; nothing is left to hold."""
    if WorkTaken.objects.filter(pk=taken.pk).delete()[0]:
        _tell("desk.item_finished", taken, by=by, at=at)


@transaction.atomic
def put_off(
    *, queue: str, key: str, until: date, reason: str, note: str, login: LoginRow, by: Actor, at: datetime
) -> None:
    """Let an item sleep until a day, with a reason. It leaves the hands and wakes that morning.

    Raises NotInYourHands and NotThatDay.
    """
    first, last = rules.days_to_put_off(clock.day_of(at))
    if not first <= until <= last:
        raise NotThatDay(until, first=first, last=last)
    taken = _in_hands(queue, key, login)
    WorkPutOff.objects.update_or_create(
        queue=queue, key=key,
        defaults={"until": until, "reason": reason, "login": login, "account_id": taken.account_id, "at": at},
    )  # fmt: skip
    _keep_note(taken, note, login, at)
    taken.delete()
    _tell("desk.item_put_off", taken, reason=reason, by=by, at=at)


@transaction.atomic
def hand_over(
    *, queue: WorkQueue, key: str, to: LoginRow, note: str, login: LoginRow, by: Actor, at: datetime
) -> None:
    """Put an item into a colleague's hands, with a note. Notes of before stay.

    Raises NotInYourHands, and CannotWorkIt for a colleague who may not work this queue.
    """
    taken = _in_hands(queue.slug, key, login)
    if to.pk == login.pk or not to.is_active or not to.has_perm(queue.permission):
        raise CannotWorkIt(queue.slug)
    _keep_note(taken, note, login, at)
    WorkTaken.objects.filter(pk=taken.pk).update(login=to, at=at)
    _tell("desk.item_handed_over", taken, reason=f"login:{to.pk}", by=by, at=at)


@transaction.atomic
def put_back(*, queue: str, key: str, note: str, login: LoginRow, by: Actor, at: datetime) -> None:
    """Give an item back to its queue, at its old place. Raises NotInYourHands."""
    taken = _in_hands(queue, key, login)
    _keep_note(taken, note, login, at)
    taken.delete()
    _tell("desk.item_put_back", taken, by=by, at=at)


def _in_hands(queue: str, key: str, login: LoginRow) -> WorkTaken:
    rows = WorkTaken.objects.select_for_update().filter(queue=queue, key=key, login_id=login.pk)
    taken = rows.first()
    if taken is None:
        raise NotInYourHands(queue)
    return taken


def _keep_note(taken: WorkTaken, text: str, login: LoginRow, at: datetime) -> None:
    if text.strip():
        WorkNote.objects.create(
            queue=taken.queue, key=taken.key, account_id=taken.account_id, login=login, at=at,
            text=text.strip()[:1000],
        )  # fmt: skip


def _tell(name: str, taken: WorkTaken, *, by: Actor, at: datetime, reason: str = "") -> None:
    audit.record(
        name, subject=rules.audit_subject(taken.queue, taken.key), account_id=taken.account_id,
        reason=reason, by=by, at=at,
    )  # fmt: skip


@transaction.atomic
def write_note(
    *, account_id: int, text: str, request_key: str, login: LoginRow, by: Actor, at: datetime
) -> AccountNote:
    """Keep a fact about an account. The same form again writes nothing."""
    note, made = AccountNote.objects.get_or_create(
        request_key=request_key,
        defaults={"account_id": account_id, "login": login, "text": text.strip()[:2000], "at": at},
    )
    if made:
        audit.record("desk.note_written", account_id=account_id, subject=f"note:{note.pk}", by=by, at=at)
    return note


@transaction.atomic
def mark_account(*, account_id: int, kind: MarkKind | None, login: LoginRow, by: Actor, at: datetime) -> None:
    """From now on this record is opened only with a reason; `kind` None takes the mark away."""
    live = AccountMark.objects.select_for_update().filter(account_id=account_id, ended_at=None).first()
    if (live.kind if live else None) == kind:
        return
    if live is not None:
        AccountMark.objects.filter(pk=live.pk).update(ended_at=at)
    if kind is not None:
        AccountMark.objects.create(account_id=account_id, kind=kind, login=login, at=at)
    name = "desk.account_marked" if kind else "desk.account_unmarked"
    audit.record(name, account_id=account_id, reason=str(kind or ""), by=by, at=at)


@transaction.atomic
def open_marked(*, account_id: int, reason: str, login: LoginRow, by: Actor, at: datetime) -> Opening:
    """Somebody opens a marked record and says why. A supervisor finds it in a queue."""
    opening = Opening.objects.create(account_id=account_id, login=login, reason=reason, at=at)
    audit.record("record.glass_broken", account_id=account_id, reason=reason, by=by, at=at)
    return opening


@transaction.atomic
def review_opening(*, opening_id: int, login: LoginRow, by: Actor, at: datetime) -> None:
    """A supervisor has looked at an opening. Twice is harmless; nobody reviews their own.

    Raises NotInYourHands for one's own.
    """
    opening = Opening.objects.select_for_update().get(pk=opening_id)
    if opening.login_id == login.pk:
        raise NotInYourHands("openings")
    if opening.reviewed_at is None:
        Opening.objects.filter(pk=opening.pk).update(reviewed_by=login, reviewed_at=at)
        audit.record(
            "desk.opening_reviewed",
            subject=f"opening:{opening.pk}",
            account_id=opening.account_id,
            by=by,
            at=at,
        )
