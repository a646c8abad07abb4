"""A bill as data: everything the paper says, except the three things that are worked out when it prints.

The pay code and the QR address come from a key that is not in the database's backup, so they are never
part of a stored document (threats.md 4); the scan line follows from account, amount and due date.
"""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date
from typing import ClassVar, Literal, Self

from hearthside.bills.document.parts import Language, Organization, PaymentMethod, Recipient, Service
from hearthside.bills.document.refusals import must_add_up, must_be
from hearthside.references import has_check_digit

BarKind = Literal["discount", "plan", "second_plan", "other", "paid", "you"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shares:
    """One charge and where it went, in cents.

    charged - discount - plan paid - second plan paid - other - already paid = you owe. All are normally
    zero or more; a correction may make any of them negative. Raises DoesNotAddUp.
    """

    charged_cents: int
    you_owe_cents: int
    discount_cents: int = 0
    plan_paid_cents: int = 0
    second_plan_paid_cents: int = 0
    other_cents: int = 0
    already_paid_cents: int = 0

    def __post_init__(self) -> None:
        must_add_up(
            "what you owe",
            stated_cents=self.you_owe_cents,
            sum_cents=self.charged_cents - self.taken_off_cents,
        )

    @property
    def taken_off_cents(self) -> int:
        return self.discount_cents + self.plans_paid_cents + self.other_cents + self.already_paid_cents

    @property
    def plans_paid_cents(self) -> int:
        return self.plan_paid_cents + self.second_plan_paid_cents

    @classmethod
    def total(cls, shares: Iterable["Shares"]) -> Self:
        """Column by column; of nothing, all zero."""
        listed = list(shares)
        return cls(
            **{field.name: sum(getattr(one, field.name) for one in listed) for field in fields(Shares)}
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class BillLine:
    """One service on the bill. `why` is one or two sentences in the document's language."""

    service: Service
    shares: Shares
    why: str
    claim_number: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldLine:
    """Something not asked for now. `why` is a sentence; `who_decides` a name; `until_on` may be unknown."""

    service: Service
    why: str
    who_decides: str = ""
    until_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentSeen:
    """A payment since the last bill. `ending` is the last four of a card or bank account, or ""."""

    paid_on: date
    amount_cents: int
    method: PaymentMethod
    ending: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A change to what was billed before, in words, with its sign: negative means less to pay."""

    words: str
    amount_cents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SinceLastBill:
    """How the last bill became this one: last - payments + changes + new = amount due now."""

    last_bill_cents: int
    new_charges_cents: int
    payments: tuple[PaymentSeen, ...] = ()
    changes: tuple[Change, ...] = ()

    @property
    def carried_cents(self) -> int:
        """What the last bill left over. Negative is a credit."""
        paid = sum(payment.amount_cents for payment in self.payments)
        return self.last_bill_cents - paid + sum(change.amount_cents for change in self.changes)

    @property
    def now_cents(self) -> int:
        return self.carried_cents + self.new_charges_cents


@dataclass(frozen=True, slots=True, kw_only=True)
class BarPart:
    """One part of the drawing of where the charge went. `name` is the plan's, for the two plan kinds."""

    kind: BarKind
    amount_cents: int
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EobComparison:
    """Which letters from which plans this bill should agree with."""

    plan: str
    claim_numbers: tuple[str, ...]
    second_plan: str = ""
    second_claim_numbers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BillDocument:
    """One bill of one account. Raises DoesNotAddUp and BadDocument rather than exist in a wrong state.

    `amount_due_cents` may be 0 or negative: the paper then says "Do not pay". `words` are keys of the
    glossary in hearthside/bills/document/words; `notices` are sentences in the document's language.
    `appeal_sentence`, where given, stands in for ours about `appeal_by`.
    """

    KIND: ClassVar[str] = "bill"

    organization: Organization
    bill_number: str
    account_number: str
    made_on: date
    due_on: date | None
    amount_due_cents: int
    recipient: Recipient
    patients: tuple[str, ...]
    reason: str
    lines: tuple[BillLine, ...]
    totals: Shares
    since: SinceLastBill | None = None
    held: tuple[HeldLine, ...] = ()
    bar: tuple[BarPart, ...] = ()
    eobs: tuple[EobComparison, ...] = ()
    question_by: date | None = None
    appeal_by: date | None = None
    appeal_sentence: str = ""
    words: tuple[str, ...] = ("claim", "deductible", "discount", "eob", "pay_code", "your_share")
    notices: tuple[str, ...] = ()
    language: Language = "en"
    large_print: bool = False
    version: int = 1

    def __post_init__(self) -> None:
        for name in ("bill_number", "account_number"):
            number = getattr(self, name)
            must_be(
                name,
                number,
                len(number) == 10 and has_check_digit(number),
                "ten digits, the last a check digit",
            )
        must_be("due_on", None, self.due_on is not None or not self.is_to_pay, "a due date, as money is due")
        _check_columns(self.lines, self.totals)
        if self.bar:
            parts_cents = sum(part.amount_cents for part in self.bar)
            must_add_up("the bar", stated_cents=self.totals.charged_cents, sum_cents=parts_cents)
        now_cents = self.totals.you_owe_cents if self.since is None else self.since.now_cents
        must_add_up("amount due", stated_cents=self.amount_due_cents, sum_cents=now_cents)

    @property
    def is_to_pay(self) -> bool:
        return self.amount_due_cents > 0


def _check_columns(lines: tuple[BillLine, ...], totals: Shares) -> None:
    summed = Shares.total(line.shares for line in lines)
    for column in fields(Shares):
        stated_cents, sum_cents = getattr(totals, column.name), getattr(summed, column.name)
        must_add_up(f"total of {column.name}", stated_cents=stated_cents, sum_cents=sum_cents)


def bar_parts(totals: Shares, *, plan: str = "", second_plan: str = "") -> tuple[BarPart, ...]:
    """The parts of the bar for these totals, empty ones left out; () where one is negative."""
    parts = (
        BarPart(kind="discount", amount_cents=totals.discount_cents),
        BarPart(kind="plan", amount_cents=totals.plan_paid_cents, name=plan),
        BarPart(kind="second_plan", amount_cents=totals.second_plan_paid_cents, name=second_plan),
        BarPart(kind="other", amount_cents=totals.other_cents),
        BarPart(kind="paid", amount_cents=totals.already_paid_cents),
        BarPart(kind="you", amount_cents=totals.you_owe_cents),
    )
    if any(part.amount_cents < 0 for part in parts):
        return ()
    return tuple(part for part in parts if part.amount_cents)
