"""The account screen's own part: who the account is, its bills, payments, plans' decisions, notes."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from hearthside import clock
from hearthside.bills import selectors as bills
from hearthside.claims import selectors as claims
from hearthside.desk.models import AccountNote
from hearthside.desk.registry import Alert, Reading, Subject, TimelineRow
from hearthside.members import selectors as members
from hearthside.members.selectors import AccountRow, PersonRow
from hearthside.money import ZERO
from hearthside.payments import selectors as payments
from hearthside.references import spoken

LANGUAGES = {"es": "Reads Spanish"}
SCOPES = {
    "self": "signs in: their own account", "guarantor": "signs in: sees the whole account",
    "money": "helper: bills only", "care": "helper: care only", "all": "helper: bills and care",
}  # fmt: skip
PAYMENT_STATES = {
    "returned": "Came back", "refunded": "Given back", "disputed": "Questioned", "moved": "Moved",
    "taken_off": "Taken off, our mistake",
}  # fmt: skip
CAME_BACK = ("returned", "disputed")
BILL_STATES = {"open": "Open", "paid": "Paid", "replaced": "Replaced"}
METHODS = {"card": "Card", "bank": "Bank account", "check": "Check", "cash": "Cash", "ach": "Bank transfer"}
CONTACT_HOLD = timedelta(hours=72)
CAME_BACK_DAYS = timedelta(days=60)


def who_they_are(account: AccountRow, people: Sequence[PersonRow]) -> list[Alert]:
    """Deaths, language, print, and contact that changed lately."""
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
    return found


def _who_may_see_it(subject: Subject, rows: Sequence[Any]) -> list[Alert]:
    return [Alert(f"{grant.name}, {SCOPES[grant.scope]}") for grant in rows]


def _bills_made(subject: Subject, rows: Sequence[bills.BillRow]) -> list[TimelineRow]:
    return [
        TimelineRow(
            _at(row.made_on), "bill", f"Bill {spoken(row.number)}", cents=row.amount_due_cents,
            path=reverse("desk:as_member_bill", args=[subject.number, row.number]),
            state=BILL_STATES[row.state],
        )
        for row in rows
    ]  # fmt: skip


def _payments(subject: Subject, rows: Sequence[payments.PaymentRow]) -> list[Alert | TimelineRow]:
    """What came in; what a bank sent back or a payer questioned in the last two months is told first."""
    since = clock.now() - CAME_BACK_DAYS
    gone = [row for row in rows if row.state in CAME_BACK and row.received_at >= since]
    return [*(_came_back(row) for row in gone[:3]), *(_received(row) for row in rows)]


def _came_back(row: payments.PaymentRow) -> Alert:
    said = PAYMENT_STATES[row.state].lower()
    return Alert(f"Payment {spoken(row.reference)} of {row.amount}: {said}", "caution")


def _received(row: payments.PaymentRow) -> TimelineRow:
    return TimelineRow(
        row.received_at, "payment", f"{_method(row)} payment {spoken(row.reference)}",
        cents=-row.amount_cents, state=PAYMENT_STATES.get(row.state, ""),
    )  # fmt: skip


def _method(row: payments.PaymentRow) -> str:
    name = row.brand.title() or METHODS.get(row.method, row.method.capitalize())
    return f"{name} ending {row.last4}," if row.last4 else name


def _decisions(subject: Subject, rows: Sequence[Any]) -> list[TimelineRow]:
    """What plans decided that left something to the member, a row a claim."""
    by_claim: dict[int, list[Any]] = {}
    for charge in rows:
        by_claim.setdefault(charge.claim_id, []).append(charge)
    return [_decision(charges) for charges in by_claim.values()]


def _decision(charges: Sequence[Any]) -> TimelineRow:
    first, lines = charges[0], len({charge.line_id for charge in charges})
    standing = sum(charge.amount_cents for charge in charges if charge.state == "final")
    return TimelineRow(
        _at(first.final_on), "claim", f"{first.plan or 'The plan'} decided {lines} line{'s' * (lines > 1)}",
        cents=standing, detail=f"Claim {first.claim_number}", state="" if standing else "Taken back",
    )  # fmt: skip


def _notes(subject: Subject, rows: Sequence[Any]) -> list[TimelineRow]:
    return [TimelineRow(row.at, "note", row.text, detail=f"Note by {row.writer or 'staff'}") for row in rows]


def credit(subject: Subject) -> list[Alert]:
    """Money we hold for the account."""
    path = reverse("refunds:desk_account", args=[subject.number])
    said = f"Credit of {subject.credit}: it is the member's money"
    return [Alert(said, path=path)] if subject.credit > ZERO else []


def _at(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(12)), clock.EASTERN)


def _day(day: date) -> str:
    return f"{day:%B} {day.day}, {day.year}"


READINGS = (
    Reading(
        lambda subject, most: members.grants_on(subject.account_id), ("scope",), _who_may_see_it,
        more={"name": F("login__name")},
    ),
    Reading(
        lambda subject, most: payments.received_on(subject.account_id)[:most],
        ("reference", "received_at", "amount_cents", "state", "brand", "method", "last4"), _payments,
    ),
    Reading(
        lambda subject, most: bills.made_for(subject.account_id)[:most],
        ("number", "made_on", "amount_due_cents", "state"), _bills_made,
    ),
    Reading(
        lambda subject, most: claims.newest_charges_of(subject.account_id)[: most * 2],
        ("claim_id", "line_id", "final_on", "amount_cents", "state"), _decisions,
        more={"plan": F("claim__remittance__payer_name"), "claim_number": F("claim__number")},
    ),
    Reading(
        lambda subject, most: AccountNote.objects.filter(account_id=subject.account_id)
        .order_by("-at", "-pk")[:most],
        ("at", "text"), _notes, more={"writer": F("login__name")},
    ),
)  # fmt: skip
PEOPLE = Reading(
    lambda subject, most: members.people_on(subject.account_id),
    ("id", "first_name", "last_name", "birth_date", "died_on", "relationship"),
)
OPEN_BILL = Reading(
    lambda subject, most: bills.made_for(subject.account_id).filter(state="open"),
    ("id", "number", "made_on", "due_on", "amount_due_cents", "state"),
)
"""Asked in the same query for the screen itself."""
