"""The worker's rounds: who works on a case hears of its clock, whoever asked hears when we are late."""

from datetime import datetime, timedelta

from django.db import transaction

from hearthside import clock
from hearthside.audit import services as audit
from hearthside.cases import flows, letters, rules, selectors
from hearthside.cases.case_kinds import DISPUTE
from hearthside.cases.flows import CASES
from hearthside.cases.kinds import kind, kinds
from hearthside.cases.models import Case
from hearthside.cases.policy import policy
from hearthside.cases.services import disputes, drop_old_drafts
from hearthside.identity import selectors as logins
from hearthside.identity.selectors import LoginRow
from hearthside.mailroom import selectors as mail
from hearthside.mailroom import services as mailroom
from hearthside.organization.selectors import profile
from hearthside.references import spoken

LOUD = (rules.Standing.SOON, rules.Standing.TODAY, rules.Standing.LATE)


def watch(at: datetime) -> int:
    """Tell of clocks that come near their end or have passed it; each once. Returns how many were told."""
    today = clock.day_of(at)
    furthest = max((rule.clock(today).warn_days for rule in kinds().values()), default=0)
    near = selectors.clocks_due(by=today + timedelta(days=furthest))
    told = sum(_tell(case, at=at) for case in near)
    waited = today - timedelta(days=policy(today).questions.wait_days // 2)
    return told + sum(_remind_member(case, at=at) for case in selectors.waiting_since_before(waited))


def _tell(case: Case, *, at: datetime) -> bool:
    rule, today = kind(case.kind), clock.day_of(at)
    stands = rules.standing(
        case.due_on, rule.clock(case.received_on), today=today, is_paused=case.asked_on is not None
    )
    if stands not in LOUD:
        return False
    is_new = [_tell_staff(case, login, stands, at=at) for login in _who_works(case)]
    if stands is rules.Standing.LATE and case.kind == DISPUTE:
        letters.late(case, at=at)
    return any(is_new)


def _who_works(case: Case) -> list[LoginRow]:
    """Whose case it is; for one that nobody took, all who may answer."""
    owner = logins.staff_login(case.owner_id) if case.owner_id else None
    return [owner] if owner else logins.staff_who_may(kind(case.kind).answers)


@transaction.atomic
def _tell_staff(case: Case, login: LoginRow, stands: rules.Standing, *, at: datetime) -> bool:
    assert case.due_on is not None
    key = f"case_clock:{case.reference}:{case.due_on.isoformat()}:{stands}:{login.pk}"
    if mail.queued().filter(key=key).exists():
        return False
    days = f"{case.due_on:%B %-d, %Y}"
    said = {
        rules.Standing.SOON: f"must be answered by {days}",
        rules.Standing.TODAY: f"must be answered today, {days}",
        rules.Standing.LATE: f"should have been answered by {days}",
    }[stands]
    mailroom.queue_email(
        key=key, kind="case_clock", account_id=None, to=login.email, language="en", reference=case.reference,
        subject=f"{profile().name} desk: case {spoken(case.reference)}",
        body=f"Case {spoken(case.reference)} {said}.\n\nOpen it at the desk, under Queues.", at=at,
    )  # fmt: skip
    audit.record(
        "case.reminded", subject=case.reference, account_id=case.account_id, reason=stands, by=CASES, at=at
    )
    return True


@transaction.atomic
def _remind_member(case: Case, *, at: datetime) -> bool:
    assert case.asked_on is not None
    start = f"case_still_waiting:{case.reference}:{case.asked_on.isoformat()}:"
    if case.kind != DISPUTE or mail.queued().filter(key__startswith=start).exists():
        return False
    letters.asked_again(case, at=at)
    return True


def follow_plans(at: datetime) -> int:
    """Follow what the plans' files did to the lines of open questions. Returns how many cases changed."""
    return sum(
        disputes.follow_corrections(reference=case.reference, by=CASES, at=at)
        for case, _charges in list(selectors.live_cases_with_charges())
        if case.kind == DISPUTE
    )


def keep_house(at: datetime) -> int:
    """Delete files and drafts whose time is over. Returns how many."""
    days = policy(clock.day_of(at)).files.draft_days
    return flows.keep_house(at) + drop_old_drafts(before=at - timedelta(days=days))
