"""Receipts as data: the itemized one that a health account asks for, and the short one for one payment."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Literal

from hearthside.bills.document.bill import Shares
from hearthside.bills.document.parts import (
    Language,
    LegalEntity,
    Organization,
    PaymentMethod,
    Recipient,
    Service,
)
from hearthside.bills.document.refusals import must_add_up, must_be

PaymentKind = Literal["payment", "refund"]
PaymentStatus = Literal["received", "sent_to_bank"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptLine:
    """One service with its HCPCS code, how its charge was shared, and what of it is still not paid.

    `shares.already_paid_cents` is what the payments below paid, less refunds; `shares.you_owe_cents` is
    what is not yet paid. A late fee or interest is a line of its own with `is_eligible` false.
    """

    service: Service
    shares: Shares
    hcpcs: str = ""
    is_eligible: bool = True

    @property
    def your_share_cents(self) -> int:
        return self.shares.already_paid_cents + self.shares.you_owe_cents


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptPayment:
    """Money in, or back out (`kind` "refund"), as far as it concerns these lines. Never negative."""

    paid_on: date
    amount_cents: int
    method: PaymentMethod
    ending: str = ""
    confirmation_number: str = ""
    kind: PaymentKind = "payment"

    @property
    def signed_cents(self) -> int:
        return -self.amount_cents if self.kind == "refund" else self.amount_cents


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptDocument:
    """An itemized receipt, or an itemized bill where nothing is paid. It carries no diagnosis.

    Source: domain.md 7 (what an FSA, HSA or HRA asks for). Raises DoesNotAddUp and BadDocument.
    """

    KIND: ClassVar[str] = "receipt"

    organization: Organization
    legal: LegalEntity
    receipt_number: str
    account_number: str
    made_on: date
    recipient: Recipient
    lines: tuple[ReceiptLine, ...]
    payments: tuple[ReceiptPayment, ...]
    balance_cents: int
    notices: tuple[str, ...] = ()
    language: Language = "en"
    large_print: bool = False
    version: int = 1

    def __post_init__(self) -> None:
        must_be("lines", self.lines, bool(self.lines), "at least one service")
        for payment in self.payments:
            must_be("payments", payment.amount_cents, payment.amount_cents >= 0, "an amount of zero or more")
        must_add_up("payments", stated_cents=self.paid_cents, sum_cents=self.totals.already_paid_cents)
        must_add_up("balance", stated_cents=self.balance_cents, sum_cents=self.totals.you_owe_cents)

    @property
    def totals(self) -> Shares:
        return Shares.total(line.shares for line in self.lines)

    @property
    def paid_cents(self) -> int:
        return sum(payment.signed_cents for payment in self.payments)

    @property
    def is_receipt(self) -> bool:
        """False for an itemized bill: no payment has been made."""
        return any(payment.kind == "payment" for payment in self.payments)


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentReceiptDocument:
    """Proof of one payment: what a person prints or saves from the confirmation page. Names no care.

    `paid_at` is the time in words with its zone ("2:14 p.m. Eastern"), or "". `balance_cents` is what the
    account owes after it, or None where that may not be shown (a guest). `next_steps` are sentences.
    """

    KIND: ClassVar[str] = "payment_receipt"

    organization: Organization
    confirmation_number: str
    account_number: str
    paid_on: date
    amount_cents: int
    method: PaymentMethod
    status: PaymentStatus
    paid_at: str = ""
    ending: str = ""
    paid_by: str = ""
    bill_numbers: tuple[str, ...] = ()
    balance_cents: int | None = None
    next_steps: tuple[str, ...] = ()
    language: Language = "en"
    large_print: bool = False
    version: int = 1

    def __post_init__(self) -> None:
        must_be("amount_cents", self.amount_cents, self.amount_cents > 0, "an amount above zero")
