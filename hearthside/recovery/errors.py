"""What this room refuses. Facts only; the pages word them."""

from datetime import datetime

from hearthside.errors import HearthsideError


class NotConfirmable(HearthsideError):
    """Who asked at the desk cannot confirm it, and nobody helps with a sign-in of their own."""

    code = "recovery.not_confirmable"


class EmailTaken(HearthsideError):
    """The new e-mail address opens another sign-in already."""

    code = "recovery.email_taken"


class AnotherIsWaiting(HearthsideError):
    """A request for this sign-in is open already; there is one at a time."""

    code = "recovery.another_is_waiting"

    def __init__(self, reference: str) -> None:
        super().__init__("one request a sign-in", reference=reference)
        self.reference = reference


class NoWay(HearthsideError):
    """This contact is not one that a code may go to."""

    code = "recovery.no_way"


class TooManyCodes(HearthsideError):
    """Too many codes went to this contact."""

    code = "recovery.too_many_codes"

    def __init__(self, until: datetime | None) -> None:
        super().__init__("too many codes were sent", until=until)
        self.until = until


class CallRefused(HearthsideError):
    """The phone company will not place this call; again would not help."""

    code = "recovery.call_refused"


class CallUnclear(HearthsideError):
    """Nobody knows whether the phone rings."""

    code = "recovery.call_unclear"
