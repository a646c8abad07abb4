"""Every write of this room: a detail changed, and what a person must look at."""

from datetime import datetime
from typing import Any

from django.db import transaction

from hearthside.audit.actor import Actor
from hearthside.cases import services as cases
from hearthside.cases.selectors import CaseRow
from hearthside.details import letters, rules, selectors
from hearthside.details.case_kinds import ADDRESS_CHECK, NAME_CHANGE, PLAN_CHANGE
from hearthside.details.errors import KeptSafe
from hearthside.details.models import Told
from hearthside.identity import services as identity
from hearthside.members import selectors as members
from hearthside.members import services as member_services

READING = ("language", "large_print")


@transaction.atomic
def change_details(*, account_id: int, changes: dict[str, Any], by: Actor, at: datetime) -> str:
    """Change contact or reading, and tell the contact of before and the contact of now.

    What is odd about an address is kept and returned as a code ("abroad", "zip_state", "no_number"), and a
    person looks at it. Refunds wait 72 hours after a change of contact. Raises KeptSafe on an account whose
    contact only staff may change.
    """
    before = members.account(account_id)
    if set(changes) <= set(READING):
        reading = {name: changes.get(name, getattr(before, name)) for name in READING}
        member_services.change_reading(account_id=account_id, by=by, at=at, **reading)
        return ""
    _refuse_where_kept_safe(account_id)
    after = member_services.change_contact(account_id=account_id, changes=changes, by=by, at=at)
    if after.contact_changed_at != at:
        return ""
    is_phone = "phone" in changes or "home_phone" in changes
    letters.tell_of_change(
        after, emails=(before.email, after.email), old_lines=before.address_lines, at=at,
        phones=(before.phone, after.phone) if is_phone else (),
    )  # fmt: skip
    return _check_address(after.pk, changes, by=by, at=at) if "address1" in changes else ""


@transaction.atomic
def change_delivery(*, account_id: int, address: dict[str, str] | None, by: Actor, at: datetime) -> str:
    """Where care and equipment come to; None: the mailing address. Told and checked as above."""
    _refuse_where_kept_safe(account_id)
    account = members.account(account_id)
    before = members.delivery_of(account_id)
    row = member_services.change_delivery(account_id=account_id, address=address, by=by, at=at)
    if (row is None and before is None) or (row is not None and row.changed_at != at):
        return ""
    letters.tell_of_change(
        account, emails=(account.email,), phones=(), old_lines=account.address_lines, at=at
    )
    return _check_address(account_id, address, by=by, at=at) if address else ""


def change_name(*, login_id: int, name: str, by: Actor, at: datetime) -> None:
    """What we call whoever signs in. Bills keep the name that the plan has."""
    identity.rename(login_id=login_id, name=name, by=by, at=at)


@transaction.atomic
def tell_plan_change(
    *, account_id: int, facts: dict[str, Any], language: str, request_key: str, by: Actor, at: datetime
) -> CaseRow:
    """A member says that a plan is new, has ended or is wrong here. The same form again is the same case.

    `facts`: `what` (a key of PLAN_WHYS), plan_name, member_id, holder, starts_on, ends_on, words.
    """
    case = cases.open_case(
        kind=PLAN_CHANGE, account_id=account_id, why=facts["what"], words=selectors.plan_words(facts),
        language=language, request_key=request_key, by=by, at=at,
    )  # fmt: skip
    told = {name: facts[name] for name in ("plan_name", "member_id", "holder", "starts_on", "ends_on")}
    _keep(case, at=at, **told)
    return case


@transaction.atomic
def ask_new_name(
    *, account_id: int, person_id: int, words: str, language: str, request_key: str, by: Actor, at: datetime
) -> CaseRow:
    """A person has a new legal name; the paper is added to the case. The same form again is the same case."""
    case = cases.open_case(
        kind=NAME_CHANGE, account_id=account_id, person_id=person_id, words=words, language=language,
        request_key=request_key, by=by, at=at,
    )  # fmt: skip
    _keep(case, at=at)
    return case


def _keep(case: CaseRow, *, at: datetime, **told: Any) -> None:
    assert case.account_id is not None
    _row, is_new = Told.objects.get_or_create(case=case, defaults={"account_id": case.account_id, **told})
    if is_new:
        letters.received(case, at=at)


@transaction.atomic
def tell_answer(*, told_id: int, at: datetime) -> bool:
    """Tell the member that their case is answered. Twice tells once."""
    row = Told.objects.select_for_update(of=("self",)).select_related("case").get(pk=told_id)
    if row.answered_at is not None or row.case.state != "closed":
        return False
    row.answered_at = at
    row.save(update_fields=["answered_at"])
    letters.answered(row.case, at=at)
    return True


def _check_address(account_id: int, address: dict[str, str], *, by: Actor, at: datetime) -> str:
    """Hand an odd address to a person; what is odd about it, as a code."""
    doubt = rules.doubt_about(address)
    if doubt:
        cases.open_case(
            kind=ADDRESS_CHECK, account_id=account_id, why=doubt, by=by, at=at,
            request_key=f"address:{account_id}:{at.isoformat()}"[:64],
        )  # fmt: skip
    return doubt


def _refuse_where_kept_safe(account_id: int) -> None:
    if members.account(account_id).safety_since is not None:
        raise KeptSafe("a person changes this contact", account=account_id)
