"""What can go wrong when money goes back. Facts only; the pages word them."""

from datetime import datetime

from hearthside.errors import HearthsideError
from hearthside.money import Money
from hearthside.refunds.rules import NoWayBack, Refusal, TooMuch

__all__ = [
    "AddressMissing", "AddressMoved", "CheckUnknown", "CreditUsed", "NoSuchRefund", "NoWayBack",
    "NotAllowed", "NotYet", "NothingToUndo", "TooMuch", "WrongAmount",
]  # fmt: skip


class NoSuchRefund(HearthsideError):
    """No refund, correction or check has this number."""

    code = "refunds.none"


class NotAllowed(HearthsideError):
    """This person may not agree: it is their own asking, or their own money, or too large for them."""

    code = "refunds.not_allowed"

    def __init__(self, why: Refusal) -> None:
        super().__init__("another person must agree", why=str(why))
        self.why = why


class NotYet(HearthsideError):
    """The money waits: a contact changed a short time ago, or the payment has not cleared."""

    code = "refunds.not_yet"

    def __init__(self, until: datetime) -> None:
        super().__init__("this money may leave later", until=until.isoformat())
        self.until = until


class CreditUsed(HearthsideError):
    """The credit has paid a new charge since somebody asked for it back."""

    code = "refunds.credit_used"

    def __init__(self, asked: Money, left: Money) -> None:
        super().__init__("less credit is left", asked=str(asked), left=str(left))
        self.asked, self.left = asked, left


class AddressMissing(HearthsideError):
    """There is no name and address on file that a check could go to."""

    code = "refunds.address_missing"


class AddressMoved(HearthsideError):
    """The address on file is not the one that was looked at when this check was proposed."""

    code = "refunds.address_moved"


class CheckUnknown(HearthsideError):
    """No check of ours has this number."""

    code = "refunds.check_unknown"

    def __init__(self, number: int) -> None:
        super().__init__("no check of ours has this number", number=number)


class WrongAmount(HearthsideError):
    """The bank paid another amount than the check was written for: call the bank today."""

    code = "refunds.wrong_amount"

    def __init__(self, number: int, written: Money, paid: Money) -> None:
        super().__init__("the bank paid another amount", number=number, written=str(written), paid=str(paid))


class NothingToUndo(HearthsideError):
    """This payment has left the account already, or a card company holds it: send a refund instead."""

    code = "refunds.nothing_to_undo"
