"""What the refund pages say often: `{% load refunds %}`."""

from django import template

from hearthside.refunds import wording
from hearthside.refunds.forms import REASONS
from hearthside.refunds.models import CheckRefund, CheckState, Refund, RefundState
from hearthside.refunds.rules import Way

register = template.Library()

_CHECKS = {
    CheckState.WRITTEN: "written, not mailed yet",
    CheckState.LISTED: "in the mail",
    CheckState.CASHED: "cashed",
    CheckState.VOIDED: "stopped",
    CheckState.TURNED_OVER: "gone to the state",
}


@register.filter
def state_words(refund: Refund) -> str:
    return wording.STATES[RefundState(refund.state)]


@register.filter
def tag(refund: Refund) -> str:
    """The color of a state, which never carries it alone."""
    return wording.TAGS.get(RefundState(refund.state), "")


@register.filter
def reason_words(refund: Refund) -> str:
    found = {str(value): words for value, words in REASONS}
    return found.get(refund.reason, "Credit that waits longer than 30 days")


@register.filter
def goes_to(refund: Refund) -> str:
    """Check; or the card or bank account it came from."""
    if refund.way == Way.CHECK or refund.payment is None:
        return "Check in the mail"
    kind = "Bank account" if refund.payment.method == "bank" else "Card"
    return f"{kind} {refund.payment.last4}".strip()


@register.filter
def check_words(check: CheckRefund) -> str:
    return _CHECKS[CheckState(check.state)]
