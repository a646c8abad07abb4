"""Bills, receipts and coupons as data: the twin that is stored, shown on screen and printed."""

from hearthside.bills.document.bill import (
    BarPart,
    BillDocument,
    BillLine,
    Change,
    EobComparison,
    HeldLine,
    PaymentSeen,
    Shares,
    SinceLastBill,
    bar_parts,
)
from hearthside.bills.document.codec import Document, bill_from_json, content_hash, from_json, to_json
from hearthside.bills.document.coupon import CouponDocument, coupon_of
from hearthside.bills.document.parts import LegalEntity, Organization, Recipient, RentalMonth, Service
from hearthside.bills.document.receipt import (
    PaymentReceiptDocument,
    ReceiptDocument,
    ReceiptLine,
    ReceiptPayment,
)
from hearthside.bills.document.refusals import BadDocument, DoesNotAddUp

__all__ = [
    "BadDocument",
    "BarPart",
    "BillDocument",
    "BillLine",
    "Change",
    "CouponDocument",
    "Document",
    "DoesNotAddUp",
    "EobComparison",
    "HeldLine",
    "LegalEntity",
    "Organization",
    "PaymentReceiptDocument",
    "PaymentSeen",
    "ReceiptDocument",
    "ReceiptLine",
    "ReceiptPayment",
    "Recipient",
    "RentalMonth",
    "Service",
    "Shares",
    "SinceLastBill",
    "bar_parts",
    "bill_from_json",
    "content_hash",
    "coupon_of",
    "from_json",
    "to_json",
]
