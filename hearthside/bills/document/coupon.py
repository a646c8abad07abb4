"""The coupon alone: filled for one bill, or blank for a person to fill in by hand."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from hearthside.bills.document.bill import BillDocument
from hearthside.bills.document.parts import Language, Organization
from hearthside.bills.document.refusals import must_be
from hearthside.references import has_check_digit


@dataclass(frozen=True, slots=True, kw_only=True)
class CouponDocument:
    """What goes with a check. Whatever is empty or None is printed as a line to write on."""

    KIND: ClassVar[str] = "coupon"

    organization: Organization
    account_number: str = ""
    bill_number: str = ""
    amount_due_cents: int | None = None
    due_on: date | None = None
    patients: tuple[str, ...] = ()
    language: Language = "en"
    large_print: bool = False
    version: int = 1

    def __post_init__(self) -> None:
        for name in ("account_number", "bill_number"):
            number = getattr(self, name)
            right = not number or (len(number) == 10 and has_check_digit(number))
            must_be(name, number, right, 'ten digits, the last a check digit, or ""')
        cents = self.amount_due_cents
        must_be("amount_due_cents", cents, cents is None or cents > 0, "an amount above zero, or None")


def coupon_of(bill: BillDocument) -> CouponDocument:
    """The coupon that the bill carries. Raises BadDocument where there is nothing to pay."""
    return CouponDocument(
        organization=bill.organization,
        account_number=bill.account_number,
        bill_number=bill.bill_number,
        amount_due_cents=bill.amount_due_cents,
        due_on=bill.due_on,
        patients=bill.patients,
        language=bill.language,
        large_print=bill.large_print,
    )
