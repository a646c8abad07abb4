"""What the help center says from somebody's own records about reporting fraud: their last lines, each with a
way to say "I did not get this". Never that a report was sent."""

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from hearthside.bills import selectors as bills
from hearthside.bills.document.parts import Language
from hearthside.cases.asked_about import BillLineToAsk, lines_of_bill
from hearthside.helpcenter.registry import Action, Answer, Asker, Row

LINES_MOST = 5


def report_fraud(asker: Asker) -> Answer | None:
    """The lines of the newest bill, each a way in."""
    seen = bills.bills_visible_to(asker.actor).filter(account_id=asker.account_id or 0)
    bill = seen.order_by("-made_on", "-pk").first()
    if bill is None:
        return None
    lines = [line for line in lines_of_bill(bill, _language()) if not line.is_undone][:LINES_MOST]
    if not lines:
        return None
    says = _(
        "Is there something on your newest bill that you did not get? Start from that line. "
        "You need not give your name."
    )
    other = Action(_("Report something else"), reverse("fraud:start"))
    return Answer(says=(says,), rows=tuple(_row(bill.number, line) for line in lines), actions=(other,))


def _row(bill_number: str, line: BillLineToAsk) -> Row:
    return Row(
        label=line.name, value=line.provider, path=f"/report-fraud/line/{bill_number}/{line.reference}/"
    )


def _language() -> Language:
    return "es" if get_language() == "es" else "en"


ANSWERS = {"report-fraud": report_fraud}
