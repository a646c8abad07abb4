"""Applications for hardship help: begun, sent, decided, asked again. Its charges wait meanwhile."""

from datetime import datetime, timedelta

from django.db import transaction

from hearthside import clock
from hearthside.audit import services as audit
from hearthside.audit.actor import Actor
from hearthside.ledger import services as ledger_services
from hearthside.ledger.holds import HoldReason
from hearthside.members import services as members
from hearthside.money import Money
from hearthside.references import new_reference
from hearthside.relief import letters, selectors, states
from hearthside.relief.errors import ApplicationIncomplete, MayNotApprove, NothingOwed, PaperRefused, TooLate
from hearthside.relief.models import (
    Application,
    ApplicationState,
    DeclineReason,
    Paper,
    PlanState,
    ScanState,
    WriteOff,
    WriteOffKind,
    WriteOffState,
)
from hearthside.relief.policy import policy
from hearthside.relief.rules import hardship as rules
from hearthside.relief.rules.giving_up import Refusal
from hearthside.relief.rules.papers import PaperKind
from hearthside.relief.services import giving_up, plans


@transaction.atomic
def begin(*, account_id: int, language: str, by: Actor, at: datetime) -> Application:
    """The account's open application; a new one where there is none."""
    members.lock_account(account_id)
    there = selectors.open_application(account_id)
    if there is not None:
        return there
    application = Application.objects.create(
        reference=_unused_reference(), account_id=account_id, language=language,
        asked_by=giving_up.who(by), started_at=at,
    )  # fmt: skip
    audit.record("hardship.started", subject=application.reference, account_id=account_id, by=by, at=at)
    return application


def _unused_reference() -> str:
    for _ in range(20):
        reference = new_reference()
        if not Application.objects.filter(reference=reference).exists():
            return reference
    raise AssertionError("twenty random references in a row were taken")


def locked(reference: str) -> Application:
    account_id = Application.objects.values_list("account_id", flat=True).get(reference=reference)
    members.lock_account(account_id)
    return Application.objects.select_for_update().get(reference=reference)


@transaction.atomic
def say_people(*, reference: str, people: int, by: Actor, at: datetime) -> Application:
    """How many people live on this income: 1 to rules.PEOPLE_MOST. Only before it is sent."""
    application = _being_written(reference)
    application.people = people
    application.save(update_fields=["people"])
    return application


@transaction.atomic
def say_income(*, reference: str, income: Money, is_monthly: bool, by: Actor, at: datetime) -> Application:
    """What the household gets before taxes, a month or a year. Only before it is sent."""
    application = _being_written(reference)
    application.income_cents, application.income_is_monthly = income.cents, is_monthly
    application.save(update_fields=["income_cents", "income_is_monthly"])
    return application


def _being_written(reference: str) -> Application:
    application = locked(reference)
    if application.state != ApplicationState.STARTED:
        raise ApplicationIncomplete(reference=reference, state=application.state)
    return application


@transaction.atomic
def add_paper(
    *, reference: str, stored_as: str, kind: PaperKind, sha256: str, size_bytes: int, by: Actor, at: datetime
) -> Paper:
    """A file is with the application. The same file again is the one that is there.

    Raises PaperRefused when there are too many, or when the answer is already given.
    """
    application = locked(reference)
    there = Paper.objects.filter(application=application, sha256=sha256, gone_at=None).first()
    if there is not None:
        return there
    if application.state not in (ApplicationState.STARTED, ApplicationState.SENT):
        raise PaperRefused("closed")
    if len(selectors.papers_of(application)) >= policy(clock.day_of(at)).papers.count_most:
        raise PaperRefused("count")
    paper = Paper.objects.create(
        application=application, account_id=application.account_id, reference=new_reference(),
        stored_as=stored_as, kind=kind, sha256=sha256, size_bytes=size_bytes, added_at=at,
    )  # fmt: skip
    audit.record("paper.added", subject=paper.reference, account_id=application.account_id,
                 reason=kind, by=by, at=at)  # fmt: skip
    return paper


@transaction.atomic
def forget_paper(*, paper_id: int, by: Actor, at: datetime, reason: str) -> str:
    """The file is not kept any more. Returns what its bytes are stored as, to be deleted; "" if gone."""
    paper = Paper.objects.select_for_update().get(pk=paper_id)
    stored_as = paper.stored_as
    if paper.gone_at is None:
        paper.stored_as, paper.gone_at = "", at
        paper.save(update_fields=["stored_as", "gone_at"])
        audit.record("paper.removed", subject=paper.reference, account_id=paper.account_id,
                     reason=reason, by=by, at=at)  # fmt: skip
    return stored_as


@transaction.atomic
def note_scan(*, paper_id: int, result: ScanState, by: Actor, at: datetime) -> Paper:
    """What the scan said. A second answer changes nothing."""
    paper = Paper.objects.select_for_update().get(pk=paper_id)
    if paper.state == ScanState.WAITING:
        states.move_paper(paper, to=result, by=by, at=at)
    return paper


@transaction.atomic
def send(*, reference: str, by: Actor, at: datetime) -> Application:
    """The application is sent: what is open waits for our answer, and a plan pauses. Twice is once.

    Raises ApplicationIncomplete, and NothingOwed when nothing is open that could be lowered.
    """
    application = locked(reference)
    if application.state == ApplicationState.SENT:
        return application
    if application.people is None or application.income_cents is None:
        raise ApplicationIncomplete(reference=reference)
    _await_answer(application, by=by, at=at)
    return application


@transaction.atomic
def enter(
    *, account_id: int, language: str, people: int, income: Money, is_monthly: bool, by: Actor, at: datetime
) -> Application:
    """An application that came on paper, written and sent in one. As `begin` and `send`."""
    application = begin(account_id=account_id, language=language, by=by, at=at)
    if application.state == ApplicationState.STARTED:
        say_people(reference=application.reference, people=people, by=by, at=at)
        say_income(reference=application.reference, income=income, is_monthly=is_monthly, by=by, at=at)
        application = send(reference=application.reference, by=by, at=at)
    return application


@transaction.atomic
def ask_again(*, reference: str, by: Actor, at: datetime) -> Application:
    """Somebody asks us to look at our "no" again; another person will. Twice is once.

    Raises TooLate, NothingOwed, IllegalMove.
    """
    application = locked(reference)
    if application.state == ApplicationState.SENT:
        return application
    days = policy(clock.day_of(at)).hardship.appeal_days
    if application.decided_at is not None and at > application.decided_at + timedelta(days=days):
        raise TooLate(reference=reference)
    application.not_by = application.decided_by
    application.save(update_fields=["not_by"])
    _await_answer(application, by=by, at=at)
    return application


def _await_answer(application: Application, *, by: Actor, at: datetime) -> None:
    today = clock.day_of(at)
    plan = selectors.live_plan(application.account_id)
    on_plan = selectors.picture(plan, today=today).pays_for if plan else ()
    charges = [row.charge_id for row in selectors.plannable(application.account_id, on=today)]
    if not charges and not on_plan:
        raise NothingOwed()
    states.move_application(application, to=ApplicationState.SENT, by=by, at=at)
    application.sent_at, application.decline_reason = at, ""
    application.times_sent += 1
    application.save(update_fields=["sent_at", "decline_reason", "times_sent"])
    ledger_services.hold_charges(
        account_id=application.account_id, charge_ids=[*charges, *on_plan], reason=HoldReason.HARDSHIP,
        source=selectors.application_source(application), by=by, at=at,
    )  # fmt: skip
    if plan is not None and plan.state == PlanState.ACTIVE:
        until = today + timedelta(days=policy(today).hardship.answer_days)
        plans.pause(reference=plan.reference, reason=plans.HARDSHIP, until=until, by=by, at=at)
    letters.application_received(application, at=at)


@transaction.atomic
def withdraw(*, reference: str, by: Actor, at: datetime) -> Application:
    """Whoever asked does not ask any more: what waited is due as before. Twice is once."""
    application = locked(reference)
    if application.state != ApplicationState.WITHDRAWN:
        states.move_application(application, to=ApplicationState.WITHDRAWN, by=by, at=at)
        _let_go(application, by=by, at=at)
    return application


def _let_go(application: Application, *, by: Actor, at: datetime) -> None:
    ledger_services.release_holds(
        account_id=application.account_id, source=selectors.application_source(application), by=by, at=at
    )
    ledger_services.apply_credit(account_id=application.account_id, at=at)
    plan = selectors.live_plan(application.account_id)
    if plan is not None and plan.state == PlanState.PAUSED and plan.pause_reason == plans.HARDSHIP:
        plans.resume(reference=plan.reference, by=by, at=at)
    plans.note_money(account_id=application.account_id, by=by, at=at)


@transaction.atomic
def decide(*, reference: str, income_a_year: Money, by: Actor, at: datetime) -> Application:
    """Read the tables with the income the papers show, and answer: a percent off, or no.

    Above one person's limit a second one agrees before anything is lowered. A second decision changes
    nothing. Raises MayNotApprove for one's own account, and for who said no to it before.
    """
    application = _to_decide(reference, by)
    if application.state != ApplicationState.SENT:
        return application
    finding = selectors.finding_for(application, income=income_a_year, on=clock.day_of(at))
    _keep_finding(application, finding, income_a_year, by=by, at=at)
    parts = rules.forgiven(
        ((row.charge_id, row.open) for row in selectors.charges_of_application(application)),
        finding.forgives_percent,
    )
    if not parts:
        why = DeclineReason.NOTHING_OWED if finding.forgives_percent else DeclineReason.ABOVE_LIMIT
        return _decline(application, why, by=by, at=at)
    write_off = giving_up.propose(
        account_id=application.account_id, kind=WriteOffKind.ASSISTANCE, parts=parts, reason="hardship",
        by=by, at=at, application=application,
    )  # fmt: skip
    write_off = giving_up.post_if_alone(write_off, by=by, at=at)
    if write_off.state == WriteOffState.PROPOSED:
        states.move_application(application, to=ApplicationState.PROPOSED, by=by, at=at)
        return application
    return _grant(application, write_off, by=by, at=at)


def _to_decide(reference: str, by: Actor) -> Application:
    application = locked(reference)
    if selectors.account_of_staff(by, application.account_id):
        raise MayNotApprove(Refusal.OWN_ACCOUNT)
    if application.not_by == giving_up.who(by):
        raise MayNotApprove(Refusal.ANSWERED_BEFORE)
    return application


def _keep_finding(
    application: Application, finding: rules.Finding, income: Money, *, by: Actor, at: datetime
) -> None:
    application.decided_by, application.decided_at = giving_up.who(by), at
    application.decided_income_cents, application.guideline_cents = income.cents, finding.guideline.cents
    application.guideline_source = finding.source
    application.percent_of_guideline = finding.percent_of_guideline
    application.forgives_percent = finding.forgives_percent
    application.save()


def _grant(application: Application, write_off: WriteOff, *, by: Actor, at: datetime) -> Application:
    states.move_application(
        application, to=ApplicationState.GRANTED, by=by, at=at,
        reason=f"percent:{application.forgives_percent}",
    )  # fmt: skip
    application.decided_at = at
    application.save(update_fields=["decided_at"])
    _let_go(application, by=by, at=at)
    letters.application_granted(application, write_off, at=at)
    return application


@transaction.atomic
def decline(*, reference: str, reason: DeclineReason, by: Actor, at: datetime) -> Application:
    """Say no and why. A second decision changes nothing. Raises MayNotApprove as `decide`."""
    application = _to_decide(reference, by)
    if application.state != ApplicationState.SENT:
        return application
    application.decided_by, application.decided_at = giving_up.who(by), at
    application.save(update_fields=["decided_by", "decided_at"])
    return _decline(application, reason, by=by, at=at)


def _decline(application: Application, reason: DeclineReason, *, by: Actor, at: datetime) -> Application:
    application.decline_reason = reason
    application.save(update_fields=["decline_reason"])
    states.move_application(application, to=ApplicationState.DECLINED, by=by, at=at, reason=reason)
    _let_go(application, by=by, at=at)
    letters.application_declined(application, at=at)
    return application


@transaction.atomic
def approve(*, reference: str, by: Actor, at: datetime) -> WriteOff:
    """A second person agrees to a write-off; one of a hardship application is then granted. Twice is once.

    `reference` is the write-off's. Raises as giving_up.approve.
    """
    write_off = giving_up.approve(reference=reference, by=by, at=at)
    application = _waits_on(write_off)
    if application is not None and write_off.state == WriteOffState.POSTED:
        _grant(application, write_off, by=by, at=at)
    elif application is not None:
        states.move_application(application, to=ApplicationState.SENT, by=by, at=at, reason="nothing_open")
        _decline(application, DeclineReason.NOTHING_OWED, by=by, at=at)
    return write_off


@transaction.atomic
def turn_down(*, reference: str, by: Actor, at: datetime) -> WriteOff:
    """A second person does not agree. An application waits for a new decision. Twice is once."""
    write_off = giving_up.turn_down(reference=reference, by=by, at=at)
    application = _waits_on(write_off)
    if application is not None:
        states.move_application(application, to=ApplicationState.SENT, by=by, at=at, reason="second_person")
    return write_off


def _waits_on(write_off: WriteOff) -> Application | None:
    if write_off.application_id is None:
        return None
    rows = Application.objects.filter(pk=write_off.application_id, state=ApplicationState.PROPOSED)
    return rows.select_for_update().first()


@transaction.atomic
def drop_draft(*, application_id: int, by: Actor, at: datetime) -> None:
    """An application that was begun and never sent is let go."""
    application = Application.objects.select_for_update().get(pk=application_id)
    if application.state == ApplicationState.STARTED:
        application.people, application.income_cents = None, None
        application.save(update_fields=["people", "income_cents"])
        states.move_application(application, to=ApplicationState.WITHDRAWN, by=by, at=at, reason="never_sent")
