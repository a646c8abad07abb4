"""Staff's words for what happens with refunds. The desk speaks English."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import formats

from hearthside import clock
from hearthside.errors import HearthsideError, IllegalMove
from hearthside.refunds import terms
from hearthside.refunds.errors import (
    AddressMissing,
    AddressMoved,
    CreditUsed,
    NotAllowed,
    NothingToUndo,
    NotYet,
    NoWayBack,
    TooMuch,
)
from hearthside.refunds.models import Refund, RefundState
from hearthside.refunds.rules import Refusal

STATES = {
    RefundState.ASKED: "Waits for a second person",
    RefundState.APPROVED: "Agreed, leaves soon",
    RefundState.SENDING: "On its way out",
    RefundState.UNCLEAR: "No answer yet: do not send again",
    RefundState.SENT: "Sent",
    RefundState.FAILED: "Did not arrive",
    RefundState.VOIDED: "Not sent",
}
TAGS = {
    RefundState.ASKED: "now", RefundState.UNCLEAR: "now", RefundState.FAILED: "bad", RefundState.SENT: "good",
}  # fmt: skip
BECAME = {
    RefundState.SENT: "Sent. The member is told.",
    RefundState.SENDING: "The check goes out with the next list to the bank.",
    RefundState.UNCLEAR: "No answer yet. Do not send it again: we ask until we know.",
    RefundState.FAILED: "The card company refused it. The money is on the account again.",
    RefundState.VOIDED: "It was not sent: the money is not there any more.",
}
SECOND = {
    "amount": "It is more than one person may send.",
    "address": "The address or another contact changed in the last 14 days.",
    "check": "A check always takes two people.",
    "not_staff": "Nobody at the desk has looked at it yet.",
}
WHY = {
    "within_limit": "within the limit for one person",
    "credit_used": "the credit paid a new charge",
    "payment_gone": "the payment has left the account",
    "address_moved": "the address changed",
    "kept_for_bill": "the member keeps it for the next bill",
    "came_back": "the card's bank could not take it",
    "refused": "the card company refused it",
    "not_owed_back": "the money is not owed back",
    "wrong_amount": "the amount was wrong",
    "wrong_payment": "it was the wrong payment",
    "member_asked": "the member asked",
    "lost": "the check was lost",
    "wrong_address": "it went to a wrong address",
    "stale": "the check was too old",
}
_REFUSALS = {
    Refusal.OWN_ASK: "You proposed this. Somebody else must agree.",
    Refusal.OWN_MONEY: "This money would be yours, or of someone close to you. A colleague must do it.",
    Refusal.NEEDS_SUPERVISOR: "This is a large amount. A supervisor must agree.",
}


def refusal(error: HearthsideError) -> str:
    """Why something was refused, and what to do."""
    if isinstance(error, NotAllowed):
        return _REFUSALS[error.why]
    if isinstance(error, TooMuch):
        return f"Only {error.left} is left to send back. Type {error.left} or less."
    if isinstance(error, CreditUsed):
        return f"Only {error.left} of the credit is left. It is not sent; look at the account again."
    if isinstance(error, NotYet):
        return f"It may not leave before {moment(error.until)}."
    words: dict[type[HearthsideError], str] = {
        NoWayBack: "This payment is not on the account any more, so it cannot go back from here.",
        AddressMissing: "A check needs a name and an address on file. Ask the member for it first.",
        AddressMoved: "The address has changed since this was proposed. Do not send it; propose it again.",
        NothingToUndo: "This payment cannot be undone here: it has left the account, somebody has asked "
        "for it already, or a card company holds the money. For a card payment, send a refund.",
        IllegalMove: "This has moved on in the meantime. Look at it again before you do more.",
    }
    return words.get(type(error), "This cannot happen now. Look at it again before you do more.")


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happened to a refund."""

    at: datetime
    what: str
    who: str = ""


def story(refund: Refund) -> list[Step]:
    """What happened to a refund, oldest first."""
    steps = [Step(refund.asked_at, "Proposed", _who(refund.asked_by, refund))]
    if refund.approved_at is not None:
        steps.append(Step(refund.approved_at, "Agreed", _who(refund.approved_by, refund)))
    if refund.sent_at is not None:
        steps.append(Step(refund.sent_at, "Sent"))
    if refund.state in (RefundState.FAILED, RefundState.VOIDED):
        why = WHY.get(refund.why, refund.why)
        steps.append(Step(refund.moved_at, f"{STATES[RefundState(refund.state)]}: {why}"))
    return steps


def _who(login: object, refund: Refund) -> str:
    name = str(getattr(login, "name", "") or getattr(login, "email", ""))
    if not name:
        return "by itself: the credit is old"
    return name if refund.by_staff or login is not refund.asked_by else f"{name}, the member"


def moment(at: datetime) -> str:
    """November 26, 2026 at 9:05 a.m. Eastern."""
    local = at.astimezone(clock.EASTERN)
    half = "a.m." if local.hour < 12 else "p.m."
    day = formats.date_format(local.date(), "DATE_FORMAT")
    return f"{day} at {local.hour % 12 or 12}:{local.minute:02d} {half} Eastern"


def table_is_checked(today: date) -> bool:
    """Whether counsel has read the table of unclaimed property."""
    return terms.dormancy(today).is_checked
