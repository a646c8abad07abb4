"""What the help center answers about a person's own payments."""

from django.utils import formats
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hearthside import clock, references
from hearthside.bills import selectors as bills
from hearthside.helpcenter.registry import Action, Answer, Asker, Row
from hearthside.members import selectors as members
from hearthside.money import ZERO
from hearthside.payments import rules, selectors
from hearthside.payments.models import Attempt
from hearthside.payments.rules import PublicStatus

LISTED_MOST = 6

SAYS: dict[PublicStatus, str | Promise] = {
    PublicStatus.STARTED: gettext_lazy("Started, not paid"),
    PublicStatus.CHECKING: gettext_lazy("We are still checking. Do not pay again."),
    PublicStatus.SENT: gettext_lazy("Sent to your bank"),
    PublicStatus.RECEIVED: gettext_lazy("Received"),
    PublicStatus.NOT_PAID: gettext_lazy("Not paid"),
    PublicStatus.RETURNED: gettext_lazy("Returned by the bank"),
    PublicStatus.REFUNDED: gettext_lazy("Refunded"),
    PublicStatus.DISPUTED: gettext_lazy("Taken back by the bank"),
    PublicStatus.MOVED: gettext_lazy("Put on another account"),
    PublicStatus.TAKEN_OFF: gettext_lazy("Taken off, our mistake"),
}


def pay_online(asker: Asker) -> Answer | None:
    """What the open bill still asks for, by when, and what is on its way already."""
    seen = bills.bills_visible_to(asker.actor).filter(account_id=asker.account_id or 0, state="open")
    bill = bills.with_on_its_way(seen).first()
    if bill is None:
        return _no_bill(asker)
    left, on_its_way = bills.left_to_pay(bill), bills.on_its_way(bill)
    payable = rules.payable_now(left, on_its_way)
    rows = [
        Row(_("Left of your bill"), str(left)),
        Row(_("Pay by"), formats.date_format(bill.due_on, "DATE_FORMAT")),
    ]
    rows += [Row(_("On its way already"), str(on_its_way))] if on_its_way else []
    see = Action(_("See your bill"), f"/account/bills/{bill.number}/")
    if payable <= ZERO:
        return Answer((_("There is nothing to pay on your bill now."),), tuple(rows), (see,))
    says = _("You can pay %(amount)s now.") % {"amount": payable}
    return Answer((says,), tuple(rows), (Action(_("Pay this bill"), "/account/pay/"), see))


def payment_confirmation(asker: Asker) -> Answer | None:
    """The newest payments, and what became of each."""
    seen = selectors.payments_visible_to(asker.actor).filter(account_id=asker.account_id or 0)
    found = list(seen.exclude(state__in=("expired", "declined"))[:LISTED_MOST])
    if not found:
        return _nothing_paid(asker)
    every = Action(_("See all payments"), "/account/payments/")
    rows = tuple(_row(attempt) for attempt in found)
    return Answer((_("These are your newest payments:"),), rows, (every,))


ANSWERS = {"pay-online": pay_online, "payment-confirmation": payment_confirmation}


def _no_bill(asker: Asker) -> Answer | None:
    if not _may(asker):
        return None
    see = Action(_("See your bills"), "/account/bills/")
    return Answer((_("No bill of yours asks for a payment now."),), (), (see,))


def _nothing_paid(asker: Asker) -> Answer | None:
    return Answer((_("We have no payment on this account yet."),)) if _may(asker) else None


def _may(asker: Asker) -> bool:
    return members.accounts_visible_to(asker.actor).filter(pk=asker.account_id or 0).exists()


def _row(attempt: Attempt) -> Row:
    """A payment by its day and amount, and its confirmation number beside what became of it."""
    day = formats.date_format(clock.day_of(attempt.started_at), "DATE_FORMAT")
    label = _("%(amount)s on %(day)s") % {"amount": attempt.amount, "day": day}
    value = _("%(status)s. Confirmation number %(number)s.") % {
        "status": str(SAYS[selectors.status_of(attempt)]).rstrip("."),
        "number": references.spoken(attempt.reference),
    }
    return Row(label, value, f"/account/payments/{attempt.reference}/")
