"""Papers that let somebody act: sent, matched, agreed to, turned down. Each is one transaction."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import transaction

from hearthside import clock
from hearthside.audit import services as audit
from hearthside.audit.actor import Actor
from hearthside.cases import services as cases
from hearthside.members import rules as member_rules
from hearthside.members import selectors as members
from hearthside.members import services as member_services
from hearthside.people import letters, rules, states
from hearthside.people.case_kinds import AUTHORITY, DECLINED, GRANTED
from hearthside.people.errors import NoAccountYet, PaperLacks, SafetyFirst, SecondPerson, TooManyToday
from hearthside.people.models import Authority, AuthorityState
from hearthside.people.policy import policy
from hearthside.people.rules import Paper
from hearthside.people.services.invitations import invite_on_papers


@transaction.atomic
def send_papers(
    *,
    kind: str,
    scope: str,
    account_id: int | None,
    helper_login_id: int | None,
    helper_name: str,
    helper_email: str,
    asked_number: str,
    asked_name: str,
    language: str,
    request_key: str,
    by: Actor,
    at: datetime,
    ends_on: date | None = None,
) -> Authority:
    """Open a case for papers that come by upload or mail. The same form again gives the same case.

    From a helper `account_id` is None whatever was typed: staff find the account, and the answer is the same
    whether there is one or not. Raises TooManyToday.
    """
    there = Authority.objects.filter(case__request_key=request_key).select_related("case").first()
    if there is not None:
        return there
    asker = f"{by.kind}:{by.ident}"
    lately = Authority.objects.filter(case__opened_by=asker, case__opened_at__gt=at - timedelta(days=1))
    if lately.count() >= policy(clock.day_of(at)).papers.a_day:
        raise TooManyToday
    case = cases.open_case(
        kind=AUTHORITY, account_id=account_id, by=by, at=at, why=kind, language=language,
        request_key=request_key,
    )  # fmt: skip
    return Authority.objects.create(
        case=case, kind=kind, scope=scope, account_id=account_id, helper_id=helper_login_id,
        helper_name=helper_name.strip(), helper_email=helper_email.strip().lower(),
        asked_number=asked_number, asked_name=asked_name.strip(), ends_on=ends_on,
    )  # fmt: skip


@transaction.atomic
def match(*, reference: str, account_id: int, person_id: int | None, by: Actor, at: datetime) -> Authority:
    """Staff found whom the papers are about. Only while they are still to be read."""
    row = _locked(reference)
    if row.state != AuthorityState.TO_READ:
        return row
    row.account_id, row.person_id = account_id, person_id
    row.save(update_fields=["account", "person"])
    audit.record("papers.matched", subject=reference, account_id=account_id, by=by, at=at)
    return row


@transaction.atomic
def agree(
    *, reference: str, ticked: Sequence[str], scope: str, ends_on: date | None, by: Actor, at: datetime
) -> Authority:
    """Staff read the papers and they say all they must: access begins, or waits for a second person.

    The second person's reading counts as theirs. Raises PaperLacks, NoAccountYet, SafetyFirst, and
    SecondPerson for the one who agreed first.
    """
    row = _locked(reference)
    if row.state not in (AuthorityState.TO_READ, AuthorityState.PROPOSED):
        return row
    paper, who = Paper(row.kind), f"{by.kind}:{by.ident}"
    _check(row, paper, ticked)
    if row.proposed_by == who:
        raise SecondPerson
    row.ticked, row.scope, row.ends_on = list(ticked), _within(paper, scope), ends_on
    if rules.RULES[paper].needs_two and row.state == AuthorityState.TO_READ:
        row.proposed_by = who
        states.move_papers(row, to=AuthorityState.PROPOSED, by=by, at=at)
        return row
    row.decided_by, row.decided_at = who, at
    states.move_papers(row, to=AuthorityState.GRANTED, by=by, at=at)
    _open_access(row, paper, by=by, at=at)
    cases.close(reference=reference, outcome=GRANTED, words="", by=by, at=at)
    return row


def _check(row: Authority, paper: Paper, ticked: Sequence[str]) -> None:
    if row.account is None or row.person is None:
        raise NoAccountYet
    if row.account.safety_since is not None:
        raise SafetyFirst
    lacks = rules.missing(paper, ticked)
    if lacks:
        raise PaperLacks(lacks)


def _within(paper: Paper, scope: str) -> str:
    opens = rules.RULES[paper].opens
    return scope if scope in opens else opens[0]


def _open_access(row: Authority, paper: Paper, *, by: Actor, at: datetime) -> None:
    assert row.account_id is not None and row.person is not None
    terms, today = policy(clock.day_of(at)), clock.day_of(at)
    born, age = row.person.birth_date, terms.minors.age_of_majority
    ends_on = rules.last_day(
        paper, row.ends_on, of_age_on=member_rules.birthday(born, age) if born else None, today=today,
        days_most=terms.papers.days_most,
    )  # fmt: skip
    if row.helper_id is None:
        invitation = invite_on_papers(papers=row, ends_on=ends_on, by=by, at=at)
        letters.papers_agreed_for_member(row, invitation, at=at)
        return
    member_services.grant_access(
        login_id=row.helper_id, account_id=row.account_id, scope=members.ScopeRow(row.scope),
        ends_on=ends_on, basis=members.BasisRow(row.kind), person_id=row.person_id,
        paper=row.case.reference, by=by, at=at,
    )  # fmt: skip
    letters.papers_agreed(row, ends_on, at=at)


@transaction.atomic
def turn_down(*, reference: str, reason: str, words: str, by: Actor, at: datetime) -> Authority:
    """The papers do not let anybody act. `reason` is a code, `words` what the asker reads. Twice is once."""
    row = _locked(reference)
    if row.state not in (AuthorityState.TO_READ, AuthorityState.PROPOSED):
        return row
    row.reason, row.decided_by, row.decided_at = reason, f"{by.kind}:{by.ident}", at
    # A second look that says no needs no third person: who agreed first is noted in the audit trail.
    row.proposed_by = "" if row.proposed_by == row.decided_by else row.proposed_by
    states.move_papers(row, to=AuthorityState.DECLINED, by=by, at=at)
    cases.close(reference=reference, outcome=DECLINED, words=words, by=by, at=at)
    letters.papers_declined(row, words, at=at)
    return row


@transaction.atomic
def withdraw_papers(*, reference: str, by: Actor, at: datetime) -> Authority:
    """Whoever sent the papers takes them back. Twice is once."""
    row = _locked(reference)
    if row.state in (AuthorityState.TO_READ, AuthorityState.PROPOSED):
        states.move_papers(row, to=AuthorityState.WITHDRAWN, by=by, at=at)
        cases.withdraw(reference=reference, by=by, at=at)
    return row


def _locked(reference: str) -> Authority:
    """The papers, their account's turn taken first: the order in which everybody locks."""
    rows = Authority.objects.filter(case__reference=reference)
    account_id = rows.values_list("account_id", flat=True).get()
    if account_id is not None:
        member_services.lock_account(account_id)
    return rows.select_for_update(of=("self",)).select_related("case", "account", "person").get()
