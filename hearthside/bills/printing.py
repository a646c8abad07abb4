"""A stored bill on paper: the same bytes whenever it is asked for."""

from hearthside.bills import selectors
from hearthside.bills.document.codec import bill_from_json
from hearthside.bills.models import Bill
from hearthside.bills.paper import render_bill


def bill_pdf(bill: Bill) -> bytes:
    """The PDF of a bill from its stored twin; pay code and QR address are worked out anew."""
    return render_bill(
        bill_from_json(bill.twin), pay_code=selectors.pay_code_of(bill), qr_url=selectors.qr_address_of(bill)
    )
