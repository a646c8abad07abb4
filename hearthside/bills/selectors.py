"""Bills, and what is due, by what others need of them."""

import hmac
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from hearthside import clock
from hearthside.audit.actor import Actor
from hearthside.bills import rules
from hearthside.bills.models import Bill, BillLine, BillState
from hearthside.claims import selectors as claims
from hearthside.ledger import selectors as ledger
from hearthside.ledger.rules import OpenCharge
from hearthside.members import selectors as members
from hearthside.money import ZERO, Money, total
from hearthside.organization.selectors import profile
from hearthside.rooms import parts_of_rooms


@dataclass(frozen=True, slots=True)
class Standing:
    """What an account is asked for today: final shares, nothing held or waiting, less unapplied credit."""

    due: Money
    bill: Bill | None
    held_count: int
    unapplied: Money


@dataclass(frozen=True, slots=True)
class PayableLine:
    """A charge that can be paid now, and the newest bill that shows it (none yet: a blank number)."""

    charge_id: int
    amount: Money
    bill_number: str
    made_on: date | None


def bills_visible_to(actor: Actor) -> QuerySet[Bill]:
    """The bills this actor may see, newest first."""
    visible = members.accounts_visible_to(actor)
    return Bill.objects.filter(account__in=visible).select_related("account").order_by("-made_on", "-pk")


def with_newest(bills: QuerySet[Bill]) -> QuerySet[Bill]:
    """Adds the number of the newest bill of the same account as `newest_number`."""
    same = Bill.objects.filter(account_id=OuterRef("account_id")).order_by("-made_on")
    return bills.annotate(newest_number=Subquery(same.values("number")[:1]))


def with_on_its_way(bills: QuerySet[Bill]) -> QuerySet[Bill]:
    """Adds the cents that may already have left somebody for this account, for `on_its_way`.

    Rooms above that take money say it in their `on_its_way.py`, so that nobody is asked to pay twice.
    """
    parts = [module.cents_on_its_way("account_id") for module in parts_of_rooms("on_its_way")]
    return bills.annotate(on_its_way_cents=sum((Coalesce(part, 0) for part in parts), Value(0)))


def on_its_way(bill: Bill) -> Money:
    """Money on its way for this bill's account; zero for a row that `with_on_its_way` did not make."""
    return Money(getattr(bill, "on_its_way_cents", 0))


def ready_charges(account_id: int, *, as_of: date) -> list[OpenCharge]:
    """Open charges whose grace days after the plan's decision are over, and that nothing sets aside."""
    grace = timedelta(days=profile(as_of).billing.grace_days)
    return [charge for charge in ledger.unheld_open_charges(account_id) if charge.opened_on + grace <= as_of]


def due(account_id: int, *, as_of: date | None = None) -> Money:
    """What a bill made now would ask for; below zero is credit."""
    day = as_of or clock.today()
    charged = total(charge.open for charge in ready_charges(account_id, as_of=day))
    return charged + claims.due_waits(account_id, as_of=day) - ledger.standing(account_id).unapplied


def standing(account_id: int) -> Standing:
    """Where an account stands today; what the home page and the pay pages start from."""
    today = clock.today()
    charged = total(charge.open for charge in ready_charges(account_id, as_of=today))
    waiting = claims.waiting_on_account(account_id, as_of=today)
    unapplied = ledger.standing(account_id).unapplied
    return Standing(
        due=charged + waiting.over - unapplied,
        bill=open_bill(account_id),
        held_count=waiting.held_count,
        unapplied=unapplied,
    )


def open_bill(account_id: int) -> Bill | None:
    return Bill.objects.filter(account_id=account_id, state=BillState.OPEN).select_related("account").first()


def open_bill_ids(account_ids: Iterable[int]) -> dict[int, int]:
    """The open bill of each of these accounts that has one, by account."""
    rows = Bill.objects.filter(account_id__in=list(account_ids), state=BillState.OPEN)
    return dict(rows.values_list("account_id", "pk"))


def newest_bill(account_id: int) -> Bill | None:
    return Bill.objects.filter(account_id=account_id).order_by("-made_on").first()


def bill_with_number(number: str) -> Bill | None:
    return Bill.objects.filter(number=number).select_related("account").first()


def bills_of(account_id: int) -> list[Bill]:
    return list(made_for(account_id))


def made_for(account_id: int) -> QuerySet[Bill]:
    """An account's bills, the newest first."""
    return Bill.objects.filter(account_id=account_id).order_by("-made_on", "-pk")


def payable(account_id: int) -> list[PayableLine]:
    """What can be paid now, oldest first, each with the newest bill that shows it."""
    ready = ready_charges(account_id, as_of=clock.today())
    shown: dict[int, tuple[str, date]] = {}
    rows = BillLine.objects.filter(
        account_id=account_id, charge_id__in=[charge.charge_id for charge in ready]
    )
    for row in rows.select_related("bill").order_by("bill__made_on"):
        shown[row.charge_id] = (row.bill.number, row.bill.made_on)
    return [
        PayableLine(charge.charge_id, charge.open, *shown.get(charge.charge_id, ("", None)))
        for charge in ready
    ]


def left_to_pay(bill: Bill) -> Money:
    """What is still open of the charges on a bill, less credit on the account; not those set aside.

    Credit below zero is money owed again, and was part of what the bill asked for.
    """
    ids = BillLine.objects.filter(bill=bill).values_list("charge_id", flat=True)
    still_open = total(ledger.unheld_open_amounts(ids).values())
    return max(still_open - ledger.standing(bill.account_id).unapplied, ZERO)


def left_to_pay_of(bills: Sequence[Bill]) -> dict[int, Money]:
    """`left_to_pay` of many bills in four queries, by the bill's id."""
    lines = BillLine.objects.filter(bill__in=[bill.pk for bill in bills]).values_list("bill_id", "charge_id")
    charges: dict[int, list[int]] = {bill.pk: [] for bill in bills}
    for bill_id, charge_id in lines:
        charges[bill_id].append(charge_id)
    still_open = ledger.unheld_open_amounts(pk for some in charges.values() for pk in some)
    standings = ledger.standings({bill.account_id for bill in bills})
    return {
        bill.pk: max(
            total(still_open.get(pk, ZERO) for pk in charges[bill.pk]) - standings[bill.account_id].unapplied,
            ZERO,
        )
        for bill in bills
    }


def charges_behind(bill: Bill) -> QuerySet[claims.ChargeRow]:
    """The charges on a bill."""
    rows = BillLine.objects.filter(bill=bill, charge_id=OuterRef("pk"))
    return claims.charges_of(bill.account_id).filter(Exists(rows))


def with_billed(charges: QuerySet[claims.ChargeRow], bill: Bill) -> QuerySet[claims.ChargeRow]:
    """Adds what a bill asked for of each charge, for `billed`."""
    rows = BillLine.objects.filter(bill=bill, charge_id=OuterRef("pk"))
    return charges.annotate(billed_cents=Subquery(rows.values("open_cents")))


def billed(rows: Iterable[claims.ChargeRow]) -> dict[int, Money]:
    """What the bill asked for, by charge id, for rows of `with_billed`; only charges that it shows."""
    asked = ((row.pk, row.billed_cents) for row in rows)  # type: ignore[attr-defined]
    return {charge_id: Money(cents) for charge_id, cents in asked if cents is not None}


def charges_on(bill: Bill) -> Sequence[int]:
    return list(BillLine.objects.filter(bill=bill).order_by("pk").values_list("charge_id", flat=True))


def is_on_bills(numbers: Sequence[str]) -> Exists:
    """Says of a charge, in a query over charges, whether one of these bills shows it."""
    rows = BillLine.objects.filter(charge_id=OuterRef("pk"), account_id=OuterRef("account_id"))
    return Exists(rows.filter(bill__number__in=list(numbers)))


def pay_code_of(bill: Bill) -> str:
    """The code printed on the bill: worked out now, stored nowhere."""
    return rules.pay_code(settings.PAY_CODE_KEY, bill.number, bill.code_serial)


def qr_address_of(bill: Bill) -> str:
    return f"{settings.SITE_URL}/b/{rules.qr_token(settings.PAY_CODE_KEY, bill.number, bill.code_serial)}/"


def find_open_bill(account_number: str, pay_code: str) -> Bill | None:
    """The account's open bill if this is its pay code. The same work is done whether or not it exists."""
    bill = _live_bill_of(account_number)
    expected = rules.pay_code(settings.PAY_CODE_KEY, bill.number, bill.code_serial) if bill else _no_code()
    agrees = hmac.compare_digest(expected.encode(), pay_code.encode())
    return bill if agrees and bill is not None else None


def find_by_birth_date(account_number: str, birth_date: date, zip_code: str) -> Bill | None:
    """The account's open bill if this birth date and ZIP are on the account; the same work either way."""
    bill = _live_bill_of(account_number)
    account_id = bill.account_id if bill else 0
    known = members.birth_date_is_on_account(account_id, birth_date)
    ours = bill.account.zip if bill else "00000"
    same_zip = hmac.compare_digest(ours[:5].encode(), zip_code[:5].encode())
    allowed = bill is not None and bill.account.birth_date_door
    return bill if known and same_zip and allowed else None


def find_by_token(token: str) -> Bill | None:
    """The open bill behind a QR code; a code that was paid or replaced finds nothing."""
    rows = Bill.objects.filter(token_hash=rules.token_hash(token[:64]), state=BillState.OPEN, code_dead=False)
    return rows.select_related("account").first()


def _live_bill_of(account_number: str) -> Bill | None:
    rows = Bill.objects.filter(account__number=account_number, state=BillState.OPEN, code_dead=False)
    return rows.select_related("account").first()


def _no_code() -> str:
    return rules.pay_code(settings.PAY_CODE_KEY, "0000000000", 0)


def accounts_billed_and_clear() -> Iterator[int]:
    """Accounts with an open bill though nothing is open in the ledger: a correction took it away."""
    owing = Exists(ledger.open_items().filter(account_id=OuterRef("account_id"), open_cents__gt=0))
    rows = Bill.objects.filter(state=BillState.OPEN).exclude(owing).order_by("account_id")
    return rows.values_list("account_id", flat=True).iterator(chunk_size=2000)


BillRow = Bill
"""The row as other rooms may name it in types; they read it, and never query or write it."""
