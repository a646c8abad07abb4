"""What one can write about: own bills, lines and payments, or a subject. And what a thread is called."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from django.utils import formats
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hearthside import clock
from hearthside.audit.actor import Actor
from hearthside.bills import selectors as bills
from hearthside.bills.selectors import BillRow
from hearthside.inbox.models import Area
from hearthside.payments import selectors as payments

BILLS_SHOWN, PAYMENTS_SHOWN = 4, 3
BILL, LINE, PAYMENT = "bill", "line", "payment"
PAYING, CARE, ACCOUNT = "paying", "care", "account"
SUBJECTS: Mapping[str, tuple[Area, str | Promise]] = {
    PAYING: (Area.MONEY, gettext_lazy("Paying, or something else about money")),
    CARE: (Area.CARE, gettext_lazy("Care at home or equipment")),
    ACCOUNT: (Area.WHOLE, gettext_lazy("My account, my plan, or something else")),
}


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing to write about. `value` is kept with the thread; `group` heads those of its kind."""

    value: str
    label: str
    group: str = ""


@dataclass(frozen=True, slots=True)
class Records:
    """The days of an account's bills and payments, by number, to name threads by."""

    bills: Mapping[str, date] = field(default_factory=dict)
    payments: Mapping[str, date] = field(default_factory=dict)


def area_of(about: str) -> Area:
    """Which area a thread about this is in; records are all about money."""
    return SUBJECTS[about][0] if about in SUBJECTS else Area.MONEY


def choices(actor: Actor, account_id: int, areas: Iterable[Area]) -> list[Choice]:
    """What this actor may write about on this account: the newest bills and payments, then subjects."""
    allowed = set(areas)
    records = [*_bills(actor, account_id), *_payments(actor, account_id)] if Area.MONEY in allowed else []
    subjects = [
        Choice(code, str(label), _("Something else"))
        for code, (area, label) in SUBJECTS.items()
        if area in allowed
    ]
    return [*records, *subjects]


def _bills(actor: Actor, account_id: int) -> list[Choice]:
    rows = bills.bills_visible_to(actor).filter(account_id=account_id)[:BILLS_SHOWN]
    return [Choice(f"{BILL}:{row.number}", of_bill(row.made_on), _("A bill")) for row in rows]


def _payments(actor: Actor, account_id: int) -> list[Choice]:
    rows = payments.payments_visible_to(actor).filter(account_id=account_id)
    shown = rows.exclude(state__in=("expired", "declined"))[:PAYMENTS_SHOWN]
    return [
        Choice(f"{PAYMENT}:{row.reference}", of_payment(clock.day_of(row.started_at)), _("A payment"))
        for row in shown
    ]


def of_line(bill: BillRow, line: str, name: str) -> Choice:
    """A line of a bill, which only its own page can name."""
    label = _("%(name)s, on your bill of %(day)s") % {"name": name, "day": _day(bill.made_on)}
    return Choice(f"{LINE}:{bill.number}:{line}", label, _("A line on a bill"))


def of_bill(made_on: date) -> str:
    return _("Your bill of %(day)s") % {"day": _day(made_on)}


def of_payment(paid_on: date) -> str:
    return _("Your payment of %(day)s") % {"day": _day(paid_on)}


def _day(day: date) -> str:
    return formats.date_format(day, "DATE_FORMAT")


def records_of(account_id: int) -> Records:
    """Two queries, whatever the number of threads to name."""
    return Records(
        {row.number: row.made_on for row in bills.bills_of(account_id)},
        {row.reference: clock.day_of(row.started_at) for row in payments.payments_of(account_id)},
    )


def title(about: str, records: Records) -> str:
    """What a thread is called, in the language that is on. A record that is not known is named by kind."""
    kind, _colon, rest = about.partition(":")
    if kind in SUBJECTS:
        return str(SUBJECTS[kind][1])
    number = rest.partition(":")[0]
    if kind == PAYMENT:
        return of_payment(records.payments[number]) if number in records.payments else _("A payment")
    if number not in records.bills:
        return _("A bill")
    day = _day(records.bills[number])
    if kind == LINE:
        return _("A line on your bill of %(day)s") % {"day": day}
    return of_bill(records.bills[number])


def desk_title(about: str, records: Records) -> str:
    """What a thread is called at the desk, in English, as the middle of a sentence."""
    kind, _colon, rest = about.partition(":")
    number = rest.partition(":")[0]
    day = (records.payments if kind == PAYMENT else records.bills).get(number)
    of_day = f" of {day:%B %-d, %Y}" if day else ""
    named = {BILL: "a bill", LINE: "a line on a bill", PAYMENT: "a payment", PAYING: "paying",
             CARE: "care or equipment", ACCOUNT: "account, plan or something else"}  # fmt: skip
    return named[kind] + of_day


def bill_number_of(about: str) -> str:
    """The bill a thread is about, whole or a line of it; "" for none."""
    kind, _colon, rest = about.partition(":")
    return rest.partition(":")[0] if kind in (BILL, LINE) else ""


def line_of(about: str) -> str:
    """The charge that stands for the line a thread is about; "" for none."""
    return about.rpartition(":")[2] if about.startswith(f"{LINE}:") else ""


def payment_of(about: str) -> str:
    """The payment a thread is about; "" for none."""
    return about.partition(":")[2] if about.startswith(f"{PAYMENT}:") else ""
