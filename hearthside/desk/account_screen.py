"""The account screen's own part: who the account is, its bills, payments, plans' decisions, notes.

Each function reads the newest few rows by an index, however long the history is.
"""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from django.urls import reverse
from django.utils import timezone

from hearthside import clock
from hearthside.bills import selectors as bills
from hearthside.claims import selectors as claims
from hearthside.claims.selectors import ChargeRow
from hearthside.desk.models import AccountNote
from hearthside.desk.registry import Alert, TimelineRow
from hearthside.members import selectors as members
from hearthside.members.selectors import AccountRow, PersonRow
from hearthside.money import Money
from hearthside.payments import selectors as payments
from hearthside.references import spoken

LANGUAGES = {"es": "Reads Spanish"}
SCOPES = {
    "self": "signs in: their own account", "guarantor": "signs in: sees the whole account",
    "money": "helper: bills only", "care": "helper: care only", "all": "helper: bills and care",
}  # fmt: skip
PAYMENT_STATES = {
    "returned": "Came back", "refunded": "Given back", "disputed": "Questioned", "moved": "Moved",
}  # fmt: skip
BILL_STATES = {"open": "Open", "paid": "Paid", "replaced": "Replaced"}
METHODS = {"card": "Card", "bank": "Bank account", "check": "Check", "cash": "Cash", "ach": "Bank transfer"}
CONTACT_HOLD = timedelta(hours=72)
CAME_BACK_DAYS = timedelta(days=60)


def who_they_are(account: AccountRow, people: Sequence[PersonRow]) -> list[Alert]:
    """Deaths, language, print, contact that changed lately, and who may see the account."""
    found = [
        Alert(f"{person.name} died {_day(person.died_on)}", "stop") for person in people if person.died_on
    ]
    if account.closed_on:
        found.append(Alert(f"Account closed {_day(account.closed_on)}", "caution"))
    if account.contact_changed_at and clock.now() - account.contact_changed_at < CONTACT_HOLD:
        found.append(Alert("Contact changed less than 72 hours ago: no refund, no new helper yet", "caution"))
    if account.language in LANGUAGES:
        found.append(Alert(LANGUAGES[account.language]))
    if account.large_print:
        found.append(Alert("Large print"))
    helpers = members.live_helpers(account.pk)
    return [*found, *(Alert(f"{grant.login.name}, {SCOPES[grant.scope]}") for grant in helpers)]


def money_that_came_back(account_id: int) -> list[Alert]:
    """Payments of the last two months that a bank sent back or a payer questioned."""
    rows = payments.PaymentRow.objects.filter(
        account_id=account_id,
        received_at__gte=clock.now() - CAME_BACK_DAYS,
        state__in=("returned", "disputed"),
    )
    return [
        Alert(
            f"Payment {spoken(row.reference)} of {row.amount}: {PAYMENT_STATES[row.state].lower()}", "caution"
        )
        for row in rows.order_by("-received_at")[:3]
    ]


def bills_made(account_id: int, most: int) -> list[TimelineRow]:
    rows = bills.BillRow.objects.filter(account_id=account_id).select_related("account").defer("twin")
    return [
        TimelineRow(
            _at(row.made_on), "bill", f"Bill {spoken(row.number)}", cents=row.amount_due_cents,
            path=reverse("desk:as_member_bill", args=[row.account.number, row.number]),
            state=BILL_STATES[row.state],
        )
        for row in rows.order_by("-made_on")[:most]
    ]  # fmt: skip


def payments_received(account_id: int, most: int) -> list[TimelineRow]:
    rows = payments.PaymentRow.objects.filter(account_id=account_id).order_by("-received_at")
    return [
        TimelineRow(
            row.received_at, "payment", f"{_method(row)} payment {spoken(row.reference)}",
            cents=-row.amount_cents, state=PAYMENT_STATES.get(row.state, ""),
        )
        for row in rows[:most]
    ]  # fmt: skip


def _method(row: payments.PaymentRow) -> str:
    name = row.brand.title() or METHODS.get(row.method, row.method.capitalize())
    return f"{name} ending {row.last4}," if row.last4 else name


def decisions_of_plans(account_id: int, most: int) -> list[TimelineRow]:
    """What plans decided that left something to the member, a row a claim."""
    rows = claims.charges_of(account_id).order_by("-final_on", "-pk")[: most * 2]
    by_claim: dict[int, list[ChargeRow]] = {}
    for charge in rows:
        by_claim.setdefault(charge.claim_id, []).append(charge)
    return [_decision(charges) for charges in list(by_claim.values())[:most]]


def _decision(charges: Sequence[ChargeRow]) -> TimelineRow:
    claim = charges[0].claim
    plan = claim.remittance.payer_name or "The plan"
    lines = len({charge.line_id for charge in charges})
    standing = sum(charge.amount_cents for charge in charges if charge.state == "final")
    return TimelineRow(
        _at(charges[0].final_on), "claim", f"{plan} decided {lines} line{'s' * (lines > 1)}", cents=standing,
        detail=f"Claim {claim.number}", state="" if standing else "Taken back",
    )  # fmt: skip


def notes_written(account_id: int, most: int) -> list[TimelineRow]:
    rows = AccountNote.objects.filter(account_id=account_id).select_related("login").order_by("-at", "-pk")
    return [
        TimelineRow(row.at, "note", row.text, detail=f"Note by {row.login.name or 'staff'}")
        for row in rows[:most]
    ]


def _at(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(12)), clock.EASTERN)


def _day(day: date) -> str:
    return f"{day:%B} {day.day}, {day.year}"


def credit(unapplied: Money) -> list[Alert]:
    """Money we hold for the account; the screen knows the figure already."""
    return [Alert(f"Credit of {unapplied}")] if unapplied.cents > 0 else []


ALERTS = (money_that_came_back,)
TIMELINE = (bills_made, payments_received, decisions_of_plans, notes_written)
