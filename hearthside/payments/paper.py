"""The receipt of one payment, for print. Names no care."""

from typing import Literal

from django.utils import translation
from django.utils.translation import gettext as _

from hearthside import clock
from hearthside.bills.composing import organization
from hearthside.bills.document import PaymentReceiptDocument
from hearthside.bills.document.parts import PaymentMethod
from hearthside.bills.paper import render_payment_receipt
from hearthside.members import selectors as members
from hearthside.payments.endings import Ending
from hearthside.payments.rules import PublicStatus
from hearthside.payments.templatetags.payments import spoken_time

PRINTED: dict[str, PaymentMethod] = {
    "card": "card",
    "bank": "bank",
    "ach": "bank",
    "check": "check",
    "cash": "cash",
}


def receipt_pdf(ending: Ending, *, language: str) -> bytes:
    """The receipt as PDF in the language of the page it was asked from. Raises FontsMissing."""
    attempt = ending.attempt
    account = members.account(attempt.account_id)
    paid_on = ending.at.astimezone(clock.EASTERN).date()
    said: Literal["en", "es"] = "es" if language == "es" else "en"
    with translation.override(said):
        paid_at = f"{spoken_time(ending.at)} {_('Eastern')}"
    document = PaymentReceiptDocument(
        organization=organization(clock.today(), said),
        confirmation_number=attempt.reference,
        account_number=account.number,
        paid_on=paid_on,
        paid_at=paid_at,
        amount_cents=ending.amount.cents,
        method=PRINTED.get(attempt.method, "other"),
        status="received" if ending.status is PublicStatus.RECEIVED else "sent_to_bank",
        ending=ending.last4,
        bill_numbers=(attempt.bill.number,) if attempt.bill else (),
        language=said,
        large_print=account.large_print,
    )
    return render_payment_receipt(document)
