"""The death is certain: it goes on file, and what rested ends or becomes the estate's."""

from datetime import date, datetime, timedelta

from django.db import transaction

from hearthside import clock
from hearthside.ach import selectors as ach
from hearthside.ach.services import stopping as ach_stopping
from hearthside.audit import services as audit
from hearthside.audit.actor import Actor
from hearthside.autopay import selectors as autopay
from hearthside.autopay import services as autopay_services
from hearthside.autopay.rules import Stop as AutopayStop
from hearthside.estates import letters, rules, selectors, states
from hearthside.estates.errors import DayMissing, NotMatched, SamePerson
from hearthside.estates.models import Notice, NoticeState, Proof, Stop, What
from hearthside.estates.policy import policy
from hearthside.estates.services.checklist import FINAL, lay_out, tick_off
from hearthside.estates.services.contacts import follow_contact
from hearthside.estates.services.locking import locked, save, who
from hearthside.estates.services.stopping import (
    DEATH,
    estate_source,
    let_go,
    note_stop,
    touches_plan,
    unverified_source,
)
from hearthside.identity import services as identity
from hearthside.ledger import services as ledger
from hearthside.ledger.holds import HoldReason
from hearthside.members import selectors as members
from hearthside.members import services as member_services
from hearthside.relief import selectors as relief
from hearthside.relief.services import plans


@transaction.atomic
def check(*, reference: str, proof: Proof, died_on: date | None, by: Actor, at: datetime) -> Notice:
    """Somebody has seen a proof. Where money would leave the house, a second person looks as well.

    Verifying what is verified changes nothing. Raises NotMatched, DayMissing, IllegalMove.
    """
    notice = locked(reference)
    if notice.state in (NoticeState.VERIFIED, NoticeState.CHECKING):
        return notice
    if notice.person_id is None:
        raise NotMatched("nobody has said whose account it is", case=reference)
    if died_on is None or died_on > clock.day_of(at):
        raise DayMissing("the day of death is needed", case=reference)
    if notice.state == NoticeState.LAPSED:
        states.move(notice, to=NoticeState.REPORTED, by=by, at=at)
    save(notice, proof=Proof(proof), died_on=died_on, verified_by=who(by), verified_at=at)
    if selectors.needs_second(notice):
        states.move(notice, to=NoticeState.CHECKING, by=by, at=at, reason=proof)
        return notice
    return _verified(notice, by=by, at=at)


@transaction.atomic
def confirm(*, reference: str, by: Actor, at: datetime) -> Notice:
    """A second person has seen the proof too. Twice changes nothing. Raises SamePerson, IllegalMove."""
    notice = locked(reference)
    if notice.state == NoticeState.VERIFIED:
        return notice
    if notice.verified_by == who(by):
        raise SamePerson(case=reference)
    save(notice, confirmed_by=who(by), verified_at=at)
    return _verified(notice, by=by, at=at)


@transaction.atomic
def send_back(*, reference: str, by: Actor, at: datetime) -> Notice:
    """The second person is not sure: it is a report again, with a fresh clock for what rests."""
    notice = locked(reference)
    if notice.state == NoticeState.CHECKING:
        states.move(notice, to=NoticeState.REPORTED, by=by, at=at)
        days = policy(clock.day_of(at)).stop_days
        ends_on = clock.day_of(at) + timedelta(days=days) if notice.stop_ends_on else None
        save(notice, proof="", verified_by="", verified_at=None, stop_ends_on=ends_on)
    return notice


def _verified(notice: Notice, *, by: Actor, at: datetime) -> Notice:
    assert notice.account_id is not None and notice.person_id is not None and notice.died_on is not None
    person = members.person(notice.person_id)
    is_addressee, is_alone = selectors.is_addressee(person), selectors.lives_alone(person)
    states.move(notice, to=NoticeState.VERIFIED, by=by, at=at, reason=notice.proof)
    if is_addressee:
        _end_mail_by_name(notice, at=at)
    _keep_for_estate(notice, by=by, at=at)
    _end_plan(notice, by=by, at=at)
    _end_autopay(notice, by=by, at=at)
    if is_addressee:
        _end_bank_debits(notice, by=by, at=at)
        _close_sign_in(notice, everybody=is_alone, by=by, at=at)
    member_services.note_death(person_id=person.pk, died_on=notice.died_on, by=by, at=at)
    if is_alone:
        follow_contact(notice, by=by, at=at)
    lay_out(notice)
    letters.verified(notice, at=at)
    return notice


def _end_mail_by_name(notice: Notice, *, at: datetime) -> None:
    """What was written in that person's name rests for good; from now on the name is another."""
    row = note_stop(notice, What.MAIL, at)
    row.until = at
    row.save(update_fields=["until"])


def _keep_for_estate(notice: Notice, *, by: Actor, at: datetime) -> None:
    """That person's lines wait for the estate; everybody else's are theirs to pay again.

    The new hold stands before the old one ends: no credit slips in between.
    """
    assert notice.account_id is not None
    note_stop(notice, What.ESTATE, at, subject=estate_source(notice))
    ledger.hold_charges(
        account_id=notice.account_id, charge_ids=selectors.open_charges_to_hold(notice),
        reason=HoldReason.ESTATE, source=estate_source(notice), by=by, at=at,
    )  # fmt: skip
    let_go(notice, unverified_source(notice), by=by, at=at)
    Stop.objects.filter(notice=notice, what=What.CHARGES, restored_at=None).update(restored_at=at)


def _end_plan(notice: Notice, *, by: Actor, at: datetime) -> None:
    assert notice.account_id is not None
    plan = relief.standing_plan(notice.account_id)
    if plan is not None and touches_plan(notice):
        note_stop(notice, What.PLAN, at, subject=plan.reference, state=plan.state)
        plans.stop(reference=plan.reference, by=by, at=at, reason=DEATH)


def _end_autopay(notice: Notice, *, by: Actor, at: datetime) -> None:
    """Autopay ends with a death on the account, whoever set it: a yes does not outlive what it was about."""
    assert notice.account_id is not None
    rule = autopay.rule_of(notice.account_id)
    if rule is not None:
        note_stop(notice, What.AUTOPAY, at, subject=rule.reference, state=rule.state)
        autopay_services.stop(account_id=notice.account_id, why=AutopayStop.DEATH, by=by, at=at)


def _end_bank_debits(notice: Notice, *, by: Actor, at: datetime) -> None:
    assert notice.account_id is not None
    banks = ach.usable_of(notice.account_id)
    if banks:
        for bank in banks:
            note_stop(notice, What.BANK, at, subject=bank.reference, state=bank.state)
        ach_stopping.stop(bank_ids=[bank.pk for bank in banks], why=DEATH, by=by, at=at)


def _close_sign_in(notice: Notice, *, everybody: bool, by: Actor, at: datetime) -> None:
    """The person's own access ends and every device is signed out; where nobody lives on, helpers' as well.

    What a helper was allowed, the person allowed: it ends with them.
    """
    assert notice.account_id is not None
    grants = members.live_helpers(notice.account_id) if everybody else members.own_grants(notice.account_id)
    for grant in grants:
        note_stop(
            notice, What.ACCESS, at, subject=str(grant.pk), login=grant.login_id, scope=str(grant.scope),
            ends_on=grant.ends_on.isoformat() if grant.ends_on else None,
        )  # fmt: skip
        member_services.end_access(grant_id=grant.pk, why=DEATH, by=by, at=at)
        if not grant.is_helpers:
            identity.end_sessions(login_id=grant.login_id, by=by, at=at)


@transaction.atomic
def send_final(*, reference: str, by: Actor, at: datetime) -> bool:
    """The last bill goes to the estate, once, when plans have had their time and somebody speaks for it.

    Where nobody lives on the account, its lines come on a bill in the estate's name; else in a letter of
    our own, and they stay apart from what the living are asked for. Whether it went now.
    """
    notice = locked(reference)
    contact, today = selectors.contact_of(notice), clock.day_of(at)
    if notice.state != NoticeState.VERIFIED or notice.final_on is not None or notice.verified_at is None:
        return False
    verified_on = clock.day_of(notice.verified_at)
    ready_on = rules.final_on(verified_on, grace_days=policy(verified_on).estate_grace_days)
    if today < ready_on or contact is None or not contact.papers_seen or notice.person_id is None:
        return False
    save(notice, final_on=today)
    owed = selectors.owed_by_estate(notice)
    if selectors.lives_alone(members.person(notice.person_id)):
        let_go(notice, estate_source(notice), by=by, at=at)
        Stop.objects.filter(notice=notice, what=What.ESTATE, restored_at=None).update(restored_at=at)
    tick_off(notice, FINAL, by=by, at=at)
    letters.final(notice, contact, owed, at=at)
    audit.record(
        "death.final_bill", subject=reference, account_id=notice.account_id, cents=owed.cents, by=by, at=at
    )
    return True
