"""Documents as paper: PDF/UA-1 on US Letter. Pure: no database, no clock, the same bytes every time.

What only printing knows is handed in by the caller: the pay code and the address behind the QR code are
derived from a secret and are never part of a stored document. The scan line follows from the document.
"""

from datetime import date

from hearthside.bills.document.bill import BillDocument
from hearthside.bills.document.coupon import CouponDocument
from hearthside.bills.document.receipt import PaymentReceiptDocument, ReceiptDocument
from hearthside.bills.document.words import WORDINGS
from hearthside.bills.paper.barcodes import outgoing_svg, qr_svg, reply_svg
from hearthside.bills.paper.bill_sheet import bill_sheet, coupon_part, sheet_basics
from hearthside.bills.paper.receipt_sheet import payment_receipt_sheet, receipt_sheet
from hearthside.bills.paper.refusals import CannotPrint
from hearthside.bills.paper.typefaces import FontsMissing
from hearthside.bills.paper.typesetter import typeset
from hearthside.formats.scanline import BadScanLine, ScanLine, read_scan_line
from hearthside.money import Money

__all__ = [
    "CannotPrint",
    "FontsMissing",
    "render_bill",
    "render_coupon",
    "render_payment_receipt",
    "render_receipt",
    "scan_line_of",
]

PAY_CODE_LENGTH = 8
QR_ADDRESS_MAX = 300
COUPON_DAY = date(2026, 1, 1)  # a coupon has no day of its own; the PDF still wants one


def render_bill(
    bill: BillDocument, *, pay_code: str = "", qr_url: str = "", scan_line: str | None = None
) -> bytes:
    """The bill as PDF: front with coupon, back, and as many sheets as its lines need.

    `pay_code` is eight digits and `qr_url` a full address; both are needed where there is something to pay,
    and ignored where the paper says "Do not pay". `scan_line` None means ours. Raises CannotPrint,
    BadDocument and FontsMissing.
    """
    line = _right_scan_line(bill, scan_line)
    if bill.is_to_pay:
        _check_secrets(pay_code, qr_url)
    drawings = {
        "qr": qr_svg(qr_url) if bill.is_to_pay else "",
        "outgoing": outgoing_svg(bill.organization, bill.bill_number, bill.recipient.address_lines),
        "reply": reply_svg(bill.organization, bill.bill_number) if bill.is_to_pay else "",
    }
    sheet = bill_sheet(bill, pay_code=pay_code.replace(" ", ""), scan_line=line)
    return typeset(f"v{bill.version}/bill.typ", sheet, dated_on=bill.made_on, drawings=drawings)


def render_receipt(receipt: ReceiptDocument) -> bytes:
    """The itemized receipt, or the itemized bill where nothing is paid, as PDF. Raises FontsMissing."""
    sheet = receipt_sheet(receipt)
    return typeset(f"v{receipt.version}/receipt.typ", sheet, dated_on=receipt.made_on, drawings={})


def render_payment_receipt(receipt: PaymentReceiptDocument) -> bytes:
    """The receipt of one payment as PDF. Raises FontsMissing."""
    sheet = payment_receipt_sheet(receipt)
    template = f"v{receipt.version}/payment_receipt.typ"
    return typeset(template, sheet, dated_on=receipt.paid_on, drawings={})


def render_coupon(coupon: CouponDocument, *, scan_line: str | None = None) -> bytes:
    """The coupon alone as PDF, at the foot of its sheet as on a bill. Raises CannotPrint and FontsMissing."""
    wording = WORDINGS[coupon.language]
    names = wording.coupon
    sheet = {
        **sheet_basics(coupon, wording),
        "title": names.document_title,
        "heading": names.title,
        "running_head": "",
        "alone": names.alone,
        "coupon": coupon_part(coupon, wording, _right_scan_line(coupon, scan_line)),
    }
    drawings = {"reply": reply_svg(coupon.organization, coupon.bill_number) if coupon.bill_number else ""}
    return typeset(f"v{coupon.version}/coupon.typ", sheet, dated_on=COUPON_DAY, drawings=drawings)


def scan_line_of(document: BillDocument | CouponDocument) -> str:
    """The 27 digits of this document's coupon; "" where there is nothing to pay or a part is blank."""
    cents, due_on = document.amount_due_cents, document.due_on
    if not document.account_number or not cents or cents < 0 or due_on is None:
        return ""
    return ScanLine(account=document.account_number, amount=Money(cents), due_on=due_on).text()


def _right_scan_line(document: BillDocument | CouponDocument, given: str | None) -> str:
    """Ours, or the given one if it says the same: another bill's would post this check to someone else."""
    ours = scan_line_of(document)
    if given in (None, ours):
        return ours
    try:
        read = read_scan_line(given or "")
    except BadScanLine as wrong:
        raise CannotPrint("the scan line", str(wrong)) from None
    raise CannotPrint(
        f"the scan line of account {read.account}", "this document's account, amount and due date"
    )


def _check_secrets(pay_code: str, qr_url: str) -> None:
    digits = pay_code.replace(" ", "")
    if not (len(digits) == PAY_CODE_LENGTH and digits.isascii() and digits.isdigit()):
        raise CannotPrint("the pay code", "eight digits, as there is something to pay")
    if not (
        qr_url.startswith(("https://", "http://")) and qr_url.isascii() and len(qr_url) <= QR_ADDRESS_MAX
    ):
        raise CannotPrint(
            "the address of the QR code", f"a full web address of at most {QR_ADDRESS_MAX} characters"
        )
