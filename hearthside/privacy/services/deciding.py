"""A request is answered, and what was decided is done in the same transaction."""

from datetime import datetime

from django.db import transaction

from hearthside.audit import services as audit
from hearthside.audit.actor import Actor
from hearthside.cases import services as cases
from hearthside.members import selectors as members
from hearthside.members import services as members_services
from hearthside.privacy import letters
from hearthside.privacy.case_kinds import CONTACT, COPY, DONE, LESS, PARTLY, REFUSED
from hearthside.privacy.errors import MustAgree, NotOpen
from hearthside.privacy.models import OtherContact, Request, Restriction
from hearthside.privacy.registry import ALL
from hearthside.privacy.rules import requests as rules
from hearthside.privacy.selectors import parts_of_login
from hearthside.privacy.services.copies import ask_copy

PLAN, MAIL = "plan", "mail"


@transaction.atomic
def more_time(*, reference: str, words: str, by: Actor, at: datetime) -> Request:
    """Take the one extension the law gives, and write why. Raises NoMoreTime, CaseClosed."""
    asked = _locked(reference)
    cases.extend(reference=reference, words=words, by=by, at=at)
    asked.refresh_from_db()
    letters.more_time(asked, words, at=at)
    return asked


@transaction.atomic
def decide(
    *, reference: str, outcome: str, words: str, by: Actor, at: datetime, law_requires: bool = False
) -> Request:
    """Answer a request: the case closes, the decision takes effect, and a letter says it.

    A copy is ordered, a restriction holds, the contact changes. `law_requires`: a law makes us tell the
    plan, the one thing that lifts the duty to agree. Answering again with the same changes nothing.
    Raises MustAgree, NotOpen, UnknownWord.
    """
    asked = _locked(reference)
    if asked.answered_at is not None:
        return asked
    _must_not_be_refused(asked, outcome, law_requires=law_requires)
    closed = cases.close(reference=reference, outcome=outcome, words=words, by=by, at=at)
    if closed.outcome != outcome:
        raise NotOpen(reference=reference)
    asked.answer, asked.answered_at = words, at
    asked.save(update_fields=["answer", "answered_at"])
    audit.record(
        "privacy.answered", subject=reference, account_id=asked.account_id, reason=outcome, by=by, at=at
    )
    _take_effect(asked, outcome, law_requires=law_requires, by=by, at=at)
    letters.answered(asked, outcome, at=at)
    return asked


def owes_restriction(asked: Request, *, law_requires: bool = False) -> bool:
    """Whether this request to share less must be agreed to."""
    return asked.kind == LESS and rules.must_agree(
        to_health_plan=asked.facts.get("about") == PLAN, law_requires=law_requires,
        paid_in_full=bool(asked.facts.get("paid_in_full")),
    )  # fmt: skip


def _must_not_be_refused(asked: Request, outcome: str, *, law_requires: bool) -> None:
    if outcome == REFUSED and owes_restriction(asked, law_requires=law_requires):
        raise MustAgree(reference=asked.reference)


def _take_effect(asked: Request, outcome: str, *, law_requires: bool, by: Actor, at: datetime) -> None:
    if asked.kind == COPY and outcome in (DONE, PARTLY):
        # On paper the member asks; a login gets what is open to it, a helper for everything too.
        parts = ALL if asked.login_id is None else parts_of_login(asked.login_id, asked.account_id)
        ask_copy(
            account_id=asked.account_id, login_id=asked.login_id, request_id=asked.pk, parts=sorted(parts),
            key=f"request:{asked.reference}", by=by, at=at,
        )  # fmt: skip
    if asked.kind == LESS and outcome == DONE:
        _restrict(asked, is_owed=owes_restriction(asked, law_requires=law_requires), by=by, at=at)
    if asked.kind == CONTACT and outcome == DONE:
        _reach_elsewhere(asked, by=by, at=at)


def _restrict(asked: Request, *, is_owed: bool, by: Actor, at: datetime) -> None:
    Restriction.objects.create(
        account_id=asked.account_id, request=asked, about=asked.facts.get("about", ""),
        words=asked.facts.get("words", ""), is_owed=is_owed, agreed_at=at,
    )  # fmt: skip
    audit.record("privacy.restricted", subject=asked.reference, account_id=asked.account_id, by=by, at=at)


def _reach_elsewhere(asked: Request, *, by: Actor, at: datetime) -> None:
    """From now on only there. The contact of before is told nothing: that is the point."""
    OtherContact.objects.filter(account_id=asked.account_id, ended_at=None).update(ended_at=at)
    account = members.account(asked.account_id)
    changes = rules.contact_changes(asked.facts)
    OtherContact.objects.create(
        account_id=asked.account_id, request=asked, way=asked.facts.get("way", ""), since=at,
        in_danger=bool(asked.facts.get("in_danger")),
        before={name: getattr(account, name) for name in changes},
    )  # fmt: skip
    members_services.change_contact(account_id=asked.account_id, changes=changes, by=by, at=at)
    if asked.facts.get("in_danger") or asked.facts.get("way") != MAIL:
        members_services.flag_safety(
            account_id=asked.account_id, no_letters_home=asked.facts.get("way") != MAIL, by=by, at=at
        )
    audit.record(
        "privacy.contact_set", subject=asked.reference, account_id=asked.account_id, changed=sorted(changes),
        by=by, at=at,
    )  # fmt: skip


@transaction.atomic
def end_contact(*, account_id: int, by: Actor, at: datetime) -> bool:
    """The member may be reached as others are again; the contact stays as it is until it is changed, and a
    safety flag until two people take it off.

    Whether one stood. Twice changes nothing.
    """
    members_services.lock_account(account_id)
    ended = OtherContact.objects.filter(account_id=account_id, ended_at=None).update(ended_at=at)
    if ended:
        audit.record("privacy.contact_ended", account_id=account_id, by=by, at=at)
    return bool(ended)


@transaction.atomic
def end_restriction(*, restriction_id: int, by: Actor, at: datetime) -> Restriction:
    """We may share again: the member agreed, or was told. Twice changes nothing.

    One that the law owes ends only when the member asks. Source: 45 CFR 164.522(a)(2).
    """
    row = Restriction.objects.select_for_update().get(pk=restriction_id)
    if row.ended_at is None:
        row.ended_at = at
        row.save(update_fields=["ended_at"])
        audit.record("privacy.restriction_ended", account_id=row.account_id, by=by, at=at)
    return row


def _locked(reference: str) -> Request:
    """The request, its account's turn taken first."""
    account_id = Request.objects.values_list("account_id", flat=True).get(reference=reference)
    members_services.lock_account(account_id)
    return Request.objects.select_for_update().get(reference=reference)
