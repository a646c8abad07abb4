"""What can go wrong for somebody who pays. Facts only; the pages word them."""

from datetime import datetime

from hearthside.errors import HearthsideError


class AttemptEnded(HearthsideError):
    """This very form was sent before and that try ended without a payment. A new form may be sent."""

    code = "payments.attempt_ended"


class StillChecking(HearthsideError):
    """An earlier payment has no answer yet. Nobody may pay on top of it."""

    code = "payments.still_checking"

    def __init__(self, reference: str) -> None:
        super().__init__("an earlier payment has no answer yet", reference=reference)
        self.reference = reference


class TooOften(HearthsideError):
    """More hosted pages than this bill or this address may open."""

    code = "payments.too_often"

    def __init__(self, until: datetime) -> None:
        super().__init__("too many payment pages were opened", until=until.isoformat())
        self.until = until


class CardsClosed(HearthsideError):
    """Too many cards were refused for this bill today; a bank account still works."""

    code = "payments.cards_closed"


class ProcessorAway(HearthsideError):
    """The payment company did not answer when we asked for its page. Nothing was paid."""

    code = "payments.processor_away"


class NoSuchPayment(HearthsideError):
    """No payment has this confirmation number."""

    code = "payments.no_such_payment"


class MoreThanIsLeft(HearthsideError):
    """More is asked back than is left of a payment after its other refunds, or the payment has gone back."""

    code = "payments.more_than_is_left"


class CannotMove(HearthsideError):
    """A payment of which money has gone back stays where it is."""

    code = "payments.cannot_move"


class AmountChanged(HearthsideError):
    """What is due is not what the person read on the check page. They must read it again."""

    code = "payments.amount_changed"
