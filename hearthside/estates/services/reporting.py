"""Somebody tells us of a death; we find whose account it is, and everything rests."""

from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db import transaction

from hearthside import clock
from hearthside.audit import services as audit
from hearthside.audit.actor import Actor
from hearthside.cases import services as cases
from hearthside.estates import letters, rules, selectors, states
from hearthside.estates.case_kinds import DEATH, JOINED
from hearthside.estates.errors import AlreadyTold, WrongPerson
from hearthside.estates.models import Notice, NoticeState, Papers, Task, Told, YesNo
from hearthside.estates.policy import policy
from hearthside.estates.services.checklist import lay_out
from hearthside.estates.services.locking import locked, save
from hearthside.estates.services.stopping import stop_softly
from hearthside.members import selectors as members
from hearthside.members import services as member_services


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What somebody told us, as they typed it."""

    died_name: str
    number_typed: str = ""
    zip_typed: str = ""
    died_on: date | None = None
    reporter: str = ""
    relation: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""
    equipment: str = YesNo.UNSURE
    is_executor: str = YesNo.UNSURE
    papers: str = Papers.LATER


@transaction.atomic
def report(*, facts: Report, told: Told, language: str, request_key: str, by: Actor, at: datetime) -> Notice:
    """Open a case for a death that somebody told us of. The same form again is the same case.

    Whether there is such an account makes no difference here: the worker looks for it next.
    """
    case = cases.open_case(
        kind=DEATH, account_id=None, subject=f"death:{told}", language=language, request_key=request_key,
        by=by, at=at,
    )  # fmt: skip
    there = Notice.objects.select_related("case").filter(case=case).first()
    if there is not None:
        return there
    notice = Notice.objects.create(
        case=case, told=told, told_at=at, language="es" if language == "es" else "en", **asdict(facts)
    )
    audit.record("death.reported", subject=case.reference, reason=told, by=by, at=at)
    letters.received(notice, at=at)
    return notice


@transaction.atomic
def look(*, notice_id: int, by: Actor, at: datetime) -> Notice:
    """Look for the account once. Where the facts leave no doubt everything rests at once; else staff find it.

    A report alone does not stop an account again that such a report stopped in vain not long ago.
    """
    reference = Notice.objects.values_list("case__reference", flat=True).get(pk=notice_id)
    notice = locked(reference)
    if notice.looked_at is not None:
        return notice
    meant = selectors.found_for(notice.died_name, notice.number_typed, notice.zip_typed)
    save(notice, looked_at=at, was_sure=meant is not None)
    if meant is not None:
        return _found(notice, meant.person_id, is_only_told=True, by=by, at=at)
    return notice


@transaction.atomic
def match(*, reference: str, account_id: int, person_id: int, by: Actor, at: datetime) -> Notice:
    """Staff say who is meant, and everything rests. The same again changes nothing.

    Raises WrongPerson, AlreadyTold when another live report is about this person.
    """
    notice = locked(reference)
    if notice.person_id == person_id:
        return notice
    person = members.person(person_id)
    if person.account_id != account_id or notice.person_id is not None:
        raise WrongPerson(case=reference)
    other = selectors.live_notice_of_person(person_id)
    if other is not None:
        raise AlreadyTold(other.case.reference)
    save(notice, looked_at=notice.looked_at or at)
    return _found(notice, person_id, is_only_told=False, by=by, at=at)


def _found(notice: Notice, person_id: int, *, is_only_told: bool, by: Actor, at: datetime) -> Notice:
    """It is this person. `is_only_told`: nobody has looked, so an old false report counts against it."""
    person = members.person(person_id)
    member_services.lock_account(person.account_id)
    other = selectors.live_notice_of_person(person_id)
    if other is not None and other.pk != notice.pk:
        return _join(notice, person.account_id, by=by, at=at)
    save(notice, account_id=person.account_id, person_id=person_id)
    Task.objects.filter(notice=notice).update(account_id=person.account_id)
    audit.record(
        "death.matched", subject=notice.case.reference, account_id=person.account_id,
        reason="sure" if is_only_told else "staff", by=by, at=at,
    )  # fmt: skip
    before, today = selectors.came_to_nothing(person.account_id), clock.day_of(at)
    if not is_only_told or rules.may_stop(before, today=today, again_days=policy(today).again_days):
        stop_softly(notice, by=by, at=at)
    lay_out(notice)
    return notice


def _join(notice: Notice, account_id: int, *, by: Actor, at: datetime) -> Notice:
    """Somebody told us before: one report is worked, and this one says where."""
    save(notice, account_id=account_id)
    states.move(notice, to=NoticeState.JOINED, by=by, at=at)
    cases.close(reference=notice.case.reference, outcome=JOINED, words="", by=by, at=at)
    return notice


@transaction.atomic
def stop_again(*, reference: str, by: Actor, at: datetime) -> Notice:
    """A person has a reason to let everything rest once more, or though an earlier report was wrong."""
    notice = locked(reference)
    if notice.state == NoticeState.LAPSED:
        states.move(notice, to=NoticeState.REPORTED, by=by, at=at)
    if notice.state == NoticeState.REPORTED and notice.stop_ends_on is None and notice.person_id:
        stop_softly(notice, by=by, at=at)
    return notice
