"""What is known of calls, by name."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Min, QuerySet

from hearthside.bills import selectors as bills
from hearthside.coverage import selectors as coverage
from hearthside.members import selectors as members
from hearthside.money import Money
from hearthside.phone.models import (
    Call,
    CallBack,
    CallBackState,
    CallKind,
    CallState,
    Handover,
    SpokenConsent,
)
from hearthside.phone.rules import verifying
from hearthside.phone.rules.verifying import Check, Clearance, Item, Relation

HELPER_SCOPES = ("money", "care", "all")
TO_MAKE = (CallBackState.WAITING, CallBackState.TAKEN)


def call_with(reference: str) -> Call | None:
    return Call.objects.filter(reference=reference).select_related("account").first()


def agent_calls_of(login_id: int) -> list[Call]:
    """The calls that an agent has open, oldest first."""
    rows = Call.objects.filter(agent_id=login_id, kind=CallKind.AGENT, state=CallState.OPEN)
    return list(rows.select_related("account").order_by("started_at"))


def calls_of_account(account_id: int, most: int = 50) -> list[Call]:
    return list(calls_on(account_id)[:most])


def calls_on(account_id: int) -> QuerySet[Call]:
    """An account's calls, newest first: with an agent, and on the keypad line."""
    return Call.objects.filter(account_id=account_id).order_by("-started_at", "-pk")


def checks_of(call: Call) -> list[Check]:
    """What was asked on a call, in order."""
    return [Check(Item(row.item), row.passed) for row in call.checks.order_by("pk")]


def clearance_of(call: Call) -> Clearance:
    """What the caller may be told now; asked again at each page, since a grant may end."""
    return verifying.clearance(call.relation, checks_of(call), scope=_helper_scope(call))


def _helper_scope(call: Call) -> str:
    """The widest of what the account's helpers may see; the agent does not say which helper calls."""
    if not call.account_id or call.relation != Relation.HELPER:
        return ""
    scopes = {grant.scope for grant in helpers_of(call.account_id)}
    return next((scope for scope in ("money", "care", "all") if scope in scopes), "")


def helpers_of(account_id: int) -> list[Any]:
    """The access grants of an account's helpers that hold today, each with its login."""
    return [grant for grant in members.live_helpers(account_id) if grant.scope in HELPER_SCOPES]


def account_heard(number: str) -> int | None:
    """The account of an account number or a member ID, as it was heard."""
    found = members.account_with_number(number)
    return found.pk if found else coverage.account_of_member_id(number)


def names_on_file(account_id: int, relation: str) -> list[str]:
    """The names that a caller may have: the people of the account, or for a helper those with a grant."""
    if relation == Relation.HELPER:
        return [grant.login.name for grant in helpers_of(account_id)]
    return [person.name for person in members.people_of(account_id)]


def birth_dates_on_file(account_id: int) -> list[date]:
    return [one.birth_date for one in members.people_of(account_id) if one.birth_date]


def last_bill_amount(account_id: int) -> Money | None:
    bill = bills.newest_bill(account_id)
    return bill.amount_due if bill else None


def handover_of(call: Call) -> Handover | None:
    """The newest hand-over of an agent's call."""
    return Handover.objects.filter(call=call).select_related("call").order_by("-pk").first()


def handover_of_line(call: Call) -> Handover | None:
    """The hand-over that a call on the keypad line came in by."""
    return Handover.objects.filter(line_call=call).select_related("call").order_by("-pk").first()


def consents_of(account_id: int) -> list[SpokenConsent]:
    return list(SpokenConsent.objects.filter(account_id=account_id).order_by("-said_at"))


def call_backs_to_make() -> QuerySet[CallBack]:
    """Promised calls that were not made yet, by the time they were promised for."""
    rows = CallBack.objects.filter(state__in=TO_MAKE).select_related("account", "owner")
    return rows.order_by("promised_by", "pk")


def call_back_with(reference: str) -> CallBack | None:
    return CallBack.objects.filter(reference=reference).select_related("account", "owner").first()


def call_backs_of(account_id: int, most: int = 20) -> list[CallBack]:
    return list(CallBack.objects.filter(account_id=account_id).order_by("-asked_at")[:most])


def call_backs_owed(account_id: int) -> QuerySet[CallBack]:
    """The calls that we promised an account and have not made, the first promised first."""
    return CallBack.objects.filter(account_id=account_id, state__in=TO_MAKE).order_by("asked_at", "pk")


def call_backs_tally() -> tuple[int, datetime | None]:
    found = CallBack.objects.filter(state__in=TO_MAKE).aggregate(count=Count("pk"), oldest=Min("asked_at"))
    return found["count"], found["oldest"]


def call_backs_after(key: str, most: int) -> Sequence[CallBack]:
    """Up to `most` promised calls after the one with this reference, in the queue's order."""
    rows = call_backs_to_make()
    before = call_back_with(key) if key else None
    if before is not None:
        later = rows.filter(promised_by__gt=before.promised_by)
        rows = later | rows.filter(promised_by=before.promised_by, pk__gt=before.pk)
    return list(rows[:most])


def lines_stuck(at: datetime) -> QuerySet[Call]:
    """Ended calls that still hold something: there must be none."""
    return Call.objects.filter(state=CallState.ENDED).exclude(held="")
