"""Somebody is asked to help: made, withdrawn, answered, guessed at, expired. Each is one transaction."""

import hmac
import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from hearthside import clock
from hearthside.audit import services as audit
from hearthside.audit.actor import Actor
from hearthside.identity import selectors as logins
from hearthside.members import selectors as members
from hearthside.members import services as member_services
from hearthside.members.selectors import AccountRow, GrantRow
from hearthside.people import letters, rules, states
from hearthside.people.errors import (
    BadLastDay,
    ContactTooNew,
    HelpsAlready,
    NotOpen,
    OwnInvitation,
    SafetyFirst,
    TooManyToday,
)
from hearthside.people.models import Authority, Invitation, InvitationState
from hearthside.people.policy import InvitationTerms, policy
from hearthside.references import new_reference

NOBODY = "0000000000"


@dataclass(frozen=True, slots=True)
class Made:
    """An invitation and its code. The code is told here once: only its hash is kept. "" when it was made
    before by the same form."""

    invitation: Invitation
    code: str


@transaction.atomic
def invite(
    *,
    account_id: int,
    login_id: int,
    name: str,
    email: str,
    scope: str,
    ends_on: date | None,
    language: str,
    request_key: str,
    by: Actor,
    at: datetime,
) -> Made:
    """Ask somebody to help with an account, by e-mail; the code comes back for the member to give by voice.

    The same `request_key` again gives the invitation that it made. One that waits for the same person is
    withdrawn. Raises ContactTooNew, SafetyFirst, OwnInvitation, HelpsAlready, BadLastDay, TooManyToday.
    """
    account = member_services.lock_account(account_id)
    same = Invitation.objects.filter(request_key=request_key).first()
    if same is not None:
        return Made(same, "")
    terms, today = policy(clock.day_of(at)).invitations, clock.day_of(at)
    address = email.strip().lower()
    _check_account(account, terms, at=at)
    _check_helper(account, login_id, address)
    if not rules.is_good_last_day(ends_on, today=today, days_most=terms.days_most):
        raise BadLastDay
    if _made_lately(login_id, at) >= terms.a_day:
        raise TooManyToday
    _withdraw_waiting(account_id, address, by=by, at=at)
    made = _make(
        account, terms, invited_by_id=login_id, name=name.strip(), email=address, scope=scope,
        ends_on=ends_on, basis=members.BasisRow.INVITED, language=language, request_key=request_key, by=by,
        at=at,
    )  # fmt: skip
    letters.invitation(made.invitation, at=at)
    return made


def _check_account(account: AccountRow, terms: InvitationTerms, *, at: datetime) -> None:
    if account.safety_since is not None:
        raise SafetyFirst
    until = rules.held_until(members.trust_changed_at(account.pk), hold=terms.contact_hold, at=at)
    if until is not None:
        raise ContactTooNew(until)


def _check_helper(account: AccountRow, login_id: int, address: str) -> None:
    login = logins.login_with_email(address)
    if login is not None and login.pk == login_id:
        raise OwnInvitation
    if login is not None and any(grant.login_id == login.pk for grant in members.live_helpers(account.pk)):
        raise HelpsAlready


def _made_lately(login_id: int, at: datetime) -> int:
    return Invitation.objects.filter(invited_by_id=login_id, made_at__gt=at - timedelta(days=1)).count()


def _withdraw_waiting(account_id: int, address: str, *, by: Actor, at: datetime) -> None:
    waiting = Invitation.objects.select_for_update().filter(
        account_id=account_id, email=address, state=InvitationState.WAITING
    )
    for row in waiting:
        states.move(row, to=InvitationState.WITHDRAWN, by=by, at=at)


def _make(account: AccountRow, terms: InvitationTerms, *, by: Actor, at: datetime, **facts: object) -> Made:
    code, reference = _new_code(), _unused_reference()
    row = Invitation.objects.create(
        account=account, reference=reference, code_hash=_hash(reference, code), made_at=at,
        answer_by=clock.day_of(at) + timedelta(days=terms.days), **facts,
    )  # fmt: skip
    audit.record(
        "invitation.made", subject=reference, account_id=account.pk, reason=row.scope, by=by, at=at
    )  # fmt: skip
    return Made(row, code)


@transaction.atomic
def invite_on_papers(*, papers: Authority, ends_on: date, by: Actor, at: datetime) -> Invitation:
    """As `invite`, where staff agreed to papers for somebody who has no login here: the member asks for the
    code on the page of the invitation and gives it by voice."""
    assert papers.account is not None
    terms = policy(clock.day_of(at)).invitations
    _withdraw_waiting(papers.account.pk, papers.helper_email, by=by, at=at)
    made = _make(
        papers.account, terms, name=papers.helper_name, email=papers.helper_email, scope=papers.scope,
        ends_on=ends_on, basis=papers.kind, person=papers.person, paper=papers.case.reference,
        language=papers.account.language, request_key=f"papers:{papers.case.reference}", by=by, at=at,
    )  # fmt: skip
    letters.invitation(made.invitation, at=at)
    return made.invitation


@transaction.atomic
def new_code(*, reference: str, by: Actor, at: datetime) -> str:
    """Another code for an invitation that waits; the old one is dead. Raises NotOpen."""
    row = _waiting(reference, at=at)
    code = _new_code()
    row.code_hash, row.tries = _hash(reference, code), 0
    row.save(update_fields=["code_hash", "tries"])
    audit.record("invitation.code_made", subject=reference, account_id=row.account_id, by=by, at=at)
    return code


@transaction.atomic
def withdraw(*, reference: str, by: Actor, at: datetime) -> Invitation:
    """The invitation is dead at once. One that was answered, or is over, stays as it is."""
    row = Invitation.objects.select_for_update().get(reference=reference)
    if row.state == InvitationState.WAITING:
        states.move(row, to=InvitationState.WITHDRAWN, by=by, at=at)
    return row


@transaction.atomic
def try_code(*, email: str, typed: str, by: Actor, at: datetime) -> str:
    """The number of the invitation that this e-mail address and code belong to; "" when there is none.

    A wrong code counts against every invitation that waits for the address; the last try kills it. An
    address nobody invited is answered alike, with the same questions to the database.
    """
    code, most = rules.typed_code(typed), policy(clock.day_of(at)).invitations.tries
    rows = list(_open_to(email.strip().lower(), at).select_for_update().order_by("pk"))
    right = [row for row in rows if hmac.compare_digest(_hash(row.reference, code), row.code_hash)]
    if not rows:
        _hash(NOBODY, code)
    if right:
        return right[0].reference
    for row in rows:
        row.tries += 1
        row.save(update_fields=["tries"])
        if row.tries >= most:
            states.move(row, to=InvitationState.DEAD, by=by, at=at)
    return ""


def _open_to(address: str, at: datetime) -> QuerySet[Invitation]:
    return Invitation.objects.filter(
        email=address, state=InvitationState.WAITING, answer_by__gte=clock.day_of(at)
    )


@transaction.atomic
def accept(*, reference: str, login_id: int, by: Actor, at: datetime) -> GrantRow:
    """Whoever had the code says yes: from now on they see what they were asked to help with.

    Raises NotOpen, and OwnInvitation for somebody whose account it is.
    """
    account_id = Invitation.objects.values_list("account_id", flat=True).get(reference=reference)
    account = member_services.lock_account(account_id)
    row = _waiting(reference, at=at)
    if account.safety_since is not None:
        raise NotOpen
    if any(grant.login_id == login_id for grant in members.own_grants(account_id)):
        raise OwnInvitation
    grant = member_services.grant_access(
        login_id=login_id, account_id=account_id, scope=members.ScopeRow(row.scope), ends_on=row.ends_on,
        basis=members.BasisRow(row.basis), person_id=row.person_id, paper=row.paper, by=by, at=at,
    )  # fmt: skip
    row.grant = grant
    states.move(row, to=InvitationState.ACCEPTED, by=by, at=at)
    letters.accepted(row, at=at)
    return grant


@transaction.atomic
def decline(*, reference: str, by: Actor, at: datetime) -> None:
    """Whoever had the code says no. The member is told. Raises NotOpen."""
    row = _waiting(reference, at=at)
    states.move(row, to=InvitationState.DECLINED, by=by, at=at)
    letters.declined(row, at=at)


@transaction.atomic
def expire_invitations(*, by: Actor, at: datetime, most: int = 500) -> int:
    """Close what nobody answered in time. Returns how many."""
    over = Invitation.objects.filter(state=InvitationState.WAITING, answer_by__lt=clock.day_of(at))
    rows = list(over.select_for_update().order_by("answer_by", "pk")[:most])
    for row in rows:
        states.move(row, to=InvitationState.EXPIRED, by=by, at=at)
    return len(rows)


def _waiting(reference: str, *, at: datetime) -> Invitation:
    """The invitation, locked, while it can be answered. Raises NotOpen."""
    row = Invitation.objects.select_for_update().filter(reference=reference).first()
    if row is None or row.state != InvitationState.WAITING or row.answer_by < clock.day_of(at):
        raise NotOpen
    return row


def _new_code() -> str:
    return rules.code_of([secrets.randbelow(len(rules.LETTERS)) for _ in range(rules.CODE_LENGTH)])


def _hash(reference: str, code: str) -> str:
    return rules.code_hash(settings.GUARD_KEY.encode(), reference, code)


def _unused_reference() -> str:
    for _ in range(20):
        reference = new_reference()
        if not Invitation.objects.filter(reference=reference).exists():
            return reference
    raise AssertionError("twenty random numbers in a row were taken")
