"""A stored bill on paper: the same bytes whenever it is asked for."""

from dataclasses import replace

from hearthside.bills import selectors
from hearthside.bills.document.codec import bill_from_json
from hearthside.bills.document.coupon import coupon_of
from hearthside.bills.document.parts import Language
from hearthside.bills.models import Bill
from hearthside.bills.paper import render_bill, render_coupon
from hearthside.bills.retelling import tell


def bill_pdf(
    bill: Bill, *, language: Language | None = None, large_print: bool | None = None
) -> bytes | None:
    """The PDF of a bill from its stored twin; pay code and QR address are worked out anew.

    In another language or in large print the same facts are set again. None where not all of the bill can
    be said in that language. Raises FontsMissing.
    """
    document = bill_from_json(bill.twin)
    if language is not None and language != document.language:
        document = tell(bill, language).document
        if document.language != language:
            return None
    if large_print is not None:
        document = replace(document, large_print=large_print)
    return render_bill(document, pay_code=selectors.pay_code_of(bill), qr_url=selectors.qr_address_of(bill))


def coupon_pdf(bill: Bill) -> bytes:
    """The bill's coupon alone. Raises BadDocument where the bill asks for nothing."""
    return render_coupon(coupon_of(bill_from_json(bill.twin)))
