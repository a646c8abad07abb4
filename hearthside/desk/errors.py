"""What the desk refuses."""

from datetime import date

from hearthside.errors import HearthsideError


class NoSuchQueue(HearthsideError):
    """A queue that does not exist, or that this person may not see: one answer for both."""

    code = "desk.no_such_queue"


class NotInYourHands(HearthsideError):
    """Somebody tried to put off, hand over or put back an item that they do not hold."""

    code = "desk.not_in_your_hands"


class NotThatDay(HearthsideError):
    """An item was to be put off to a day that is past, today, or too far ahead."""

    code = "desk.not_that_day"

    def __init__(self, day: date, *, first: date, last: date) -> None:
        super().__init__("put off to another day", found=day, expected=f"{first} to {last}")
        self.first, self.last = first, last


class CannotWorkIt(HearthsideError):
    """An item was to be handed to a colleague who may not work its queue."""

    code = "desk.cannot_work_it"


class OwnRecord(HearthsideError):
    """Staff asked for the record of an account that is their own, or of someone close to them."""

    code = "desk.own_record"


class ReasonNeeded(HearthsideError):
    """A marked record was asked for without saying why."""

    code = "desk.reason_needed"
