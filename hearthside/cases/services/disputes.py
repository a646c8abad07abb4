"""Questions about a bill: asked, answered, corrected. The letters go out in the same transaction."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from hearthside.audit import services as audit
from hearthside.audit.actor import Actor
from hearthside.bills import services as bills
from hearthside.cases import letters, states
from hearthside.cases.case_kinds import CORRECTED, DISPUTE, QUESTION, STANDS
from hearthside.cases.errors import CaseClosed, MayNot, NothingToAsk
from hearthside.cases.kinds import hold_source
from hearthside.cases.models import Case, CaseCharge, CaseEvent, CaseState, EventKind
from hearthside.cases.services import ending, opening, working
from hearthside.cases.services.writing import live, locked, said_before, who, write
from hearthside.claims import selectors as claims
from hearthside.claims import services as claims_written
from hearthside.identity import selectors as logins
from hearthside.members import selectors as member_rows

FINAL = "final"


@transaction.atomic
def ask_about_lines(
    *,
    account_id: int,
    bill_number: str,
    charge_ids: Sequence[int],
    why: str,
    words: str,
    language: str,
    request_key: str,
    by: Actor,
    at: datetime,
    received_on: date | None = None,
) -> Case:
    """Somebody asks about lines of a bill: they are set aside until we answer, and we say so in writing.

    The same lines again, or the same form, is the case that is open. Raises NothingToAsk.
    """
    if not charge_ids:
        raise NothingToAsk(bill=bill_number)
    case = opening.open_case(
        kind=DISPUTE, account_id=account_id, charge_ids=charge_ids, subject=f"bill:{bill_number}", why=why,
        words=words, language=language, received_on=received_on, request_key=request_key, by=by, at=at,
    )  # fmt: skip
    letters.received(case, at=at)
    return case


@transaction.atomic
def ask_for_more(*, reference: str, words: str, by: Actor, at: datetime, key: str) -> CaseEvent:
    """Ask the member for a paper or a word, in writing. As `working.ask_member`."""
    there = said_before(key)
    if there is not None:
        return there
    event = working.ask_member(reference=reference, words=words, by=by, at=at, key=key)
    letters.asked(event.case, words, key=f"{event.pk}", at=at)
    return event


@transaction.atomic
def need_more_time(*, reference: str, words: str, by: Actor, at: datetime) -> Case:
    """Take the further time the rule allows, and write why. As `working.extend`."""
    case = working.extend(reference=reference, words=words, by=by, at=at)
    letters.more_time(case, words, at=at)
    return case


@transaction.atomic
def take_back(*, reference: str, by: Actor, at: datetime) -> Case:
    """Whoever asked takes the question back, and pays. Twice changes nothing."""
    was_closed = locked(reference).state == CaseState.CLOSED
    case = ending.withdraw(reference=reference, by=by, at=at)
    if not was_closed:
        letters.withdrawn(case, at=at)
    return case


@transaction.atomic
def ask_again(*, reference: str, words: str, by: Actor, at: datetime, days: int | None = None) -> Case:
    """They do not agree with our answer: another person looks, and the lines wait again.

    As `ending.reopen`, with the letter that tells the new day. Raises TooLate, SameLineOpen.
    """
    case = ending.reopen(reference=reference, words=words, by=by, at=at, days=days)
    letters.received(case, at=at)
    return case


@transaction.atomic
def stands(*, reference: str, words: str, by: Actor, at: datetime) -> Case:
    """The charge is right. It is to be paid again, as old as it was; the letter says why in `words`.

    A second answer changes nothing. Raises MayNot: nobody answers for their own account, and what was
    asked again is answered by another person than the first time.
    """
    case = locked(reference)
    if case.state == CaseState.CLOSED:
        return case
    _may_answer(case, by)
    case.decided_by = who(by)
    case.save(update_fields=["decided_by"])
    ending.close(reference=reference, outcome=STANDS, words=words, by=by, at=at)
    case.refresh_from_db()
    letters.answered(case, words, at=at)
    return case


@transaction.atomic
def correct(*, reference: str, words: str, by: Actor, at: datetime) -> Case:
    """The member is right. The charge stays set aside until it is gone: by the plan's corrected file, or by
    `void`. When it is gone already, the case closes now. Twice changes nothing. Raises MayNot, CaseClosed.
    """
    case = live(reference)
    if case.state == CaseState.FIXING:
        return case
    _may_answer(case, by)
    case.decided_by = who(by)
    case.save(update_fields=["decided_by"])
    states.move(case, to=CaseState.FIXING, by=by, at=at, outcome=CORRECTED)
    write(case, EventKind.DECIDED, by=by, at=at, words=words, code=CORRECTED)
    _close_if_gone(case, by=by, at=at)
    letters.answered(case, words, at=at)
    return case


@transaction.atomic
def send_back(*, reference: str, words: str, by: Actor, at: datetime) -> Case:
    """The second person does not agree that the charge is wrong: it is looked at again. Raises CaseClosed."""
    case = live(reference)
    if case.state == CaseState.FIXING:
        states.move(case, to=CaseState.WORKING, by=by, at=at)
        write(case, EventKind.NOTE, by=by, at=at, words=words, is_visible=False)
    return case


@transaction.atomic
def void(*, reference: str, by: Actor, at: datetime) -> Case:
    """Take the charges of a case off the account ourselves; what was paid of them becomes credit.

    A second person does it: not who decided, and nobody on their own account. Twice changes nothing.
    Raises MayNot; CaseClosed when it ended in another way.
    """
    case = locked(reference)
    if case.state == CaseState.CLOSED and case.outcome == CORRECTED:
        return case
    if case.state != CaseState.FIXING:
        raise CaseClosed(reference)
    if who(by) == case.decided_by:
        raise MayNot("same_person")
    _not_own(case, by)
    _void_charges(case, by=by, at=at)
    _close_if_gone(case, by=by, at=at)
    letters.corrected(case, at=at)
    return case


def _void_charges(case: Case, *, by: Actor, at: datetime) -> None:
    rows = claims.charges(row.charge_id for row in case.charges.filter(voided_at=None))
    ids = sorted(row.pk for row in rows.values() if row.state == FINAL)
    if not ids or case.account_id is None:
        return
    claims_written.void_charges(
        ids, account_id=case.account_id, source=hold_source(case.kind, case.reference), approver=who(by),
        by=by, at=at,
    )  # fmt: skip
    CaseCharge.objects.filter(case=case, charge_id__in=ids).update(
        voided_at=at, voided_by=who(by), decided_by=case.decided_by
    )
    bills.note_payment(case.account_id, at)


@transaction.atomic
def follow_corrections(*, reference: str, by: Actor, at: datetime) -> bool:
    """Follow what the plan's files did to the lines of a case since it was opened.

    A charge that the plan decided anew is still what the member asked about: the new one waits as well. A
    correction that the plan has made is done. Whether anything changed.
    """
    case = locked(reference)
    if case.state == CaseState.CLOSED:
        return False
    newer = _newer_charges(case)
    if newer:
        opening.set_aside(case, QUESTION, newer, by=by, at=at)
        write(case, EventKind.FOLLOWED, by=by, at=at, is_visible=False, code=str(len(newer)))
        audit.record("case.followed", subject=reference, account_id=case.account_id, by=by, at=at)
    return bool(newer) or (case.state == CaseState.FIXING and _close_and_tell(case, by=by, at=at))


def _newer_charges(case: Case) -> list[int]:
    """Standing charges for the same care as a charge of this case that was taken back."""
    ours = claims.charges(row.charge_id for row in case.charges.all())
    undone = {_care(row) for row in ours.values() if row.state != FINAL}
    if not undone or case.account_id is None or case.state == CaseState.FIXING:
        return []
    same = claims.charges_of(case.account_id).filter(
        state=FINAL, claim__number__in={number for number, *_ in undone}
    )
    taken = CaseCharge.objects.filter(kind=DISPUTE, ended_at=None, account_id=case.account_id)
    known = {*ours, *taken.values_list("charge_id", flat=True)}
    return [row.pk for row in same if _care(row) in undone and row.pk not in known]


def _care(row: claims.ChargeRow) -> tuple[object, ...]:
    """What a charge is for, the same before and after a plan decides anew."""
    line = row.line
    return (row.claim.number, row.person_id, *((line.procedure, line.served_from) if line else ("", None)))


def _close_and_tell(case: Case, *, by: Actor, at: datetime) -> bool:
    if not _close_if_gone(case, by=by, at=at):
        return False
    letters.corrected(case, at=at)
    return True


def _close_if_gone(case: Case, *, by: Actor, at: datetime) -> bool:
    """Close a case that was decided for the member once none of its charges stands any more."""
    rows = claims.charges(row.charge_id for row in case.charges.all())
    if any(row.state == FINAL for row in rows.values()):
        return False
    ending.end(case, CORRECTED, "", EventKind.CLOSED, by=by, at=at)
    return True


def _may_answer(case: Case, by: Actor) -> None:
    _not_own(case, by)
    if case.times_reopened and case.decided_by == who(by):
        raise MayNot("same_person")


def _not_own(case: Case, by: Actor) -> None:
    if is_own_account(case, by):
        raise MayNot("own_account")


def is_own_account(case: Case, by: Actor) -> bool:
    """Whether this staff login may see the account as a member, or shares its e-mail or phone."""
    login = logins.staff_login(int(by.ident)) if by.ident.isdigit() else None
    if login is None or case.account_id is None:
        return False
    account = member_rows.account(case.account_id)
    return member_rows.is_close_to(account, login_id=login.pk, email=login.email)
