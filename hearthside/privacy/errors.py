"""What can go wrong when somebody uses a privacy right. Classes carry facts; pages word them."""

from datetime import date

from hearthside.errors import HearthsideError


class MustAgree(HearthsideError):
    """The law leaves no choice about this restriction: the care was paid in full outside the plan."""

    code = "privacy.must_agree"


class NotOpen(HearthsideError):
    """This request was decided already."""

    code = "privacy.not_open"


class NoDisclosure(HearthsideError):
    """This reason for telling somebody is no reason that this room knows."""

    code = "privacy.unknown_basis"


class NotYet(HearthsideError):
    """A day that has not come."""

    code = "privacy.not_yet"

    def __init__(self, day: date) -> None:
        super().__init__("this day has not come", day=day.isoformat())
        self.day = day


class CopyGone(HearthsideError):
    """The file of this copy is not there: not made yet, or its days are over."""

    code = "privacy.copy_gone"


class Unanswered(HearthsideError):
    """A breach cannot be closed before its questions are answered; `what` names the first."""

    code = "privacy.unanswered"

    def __init__(self, what: str) -> None:
        super().__init__("this must be answered first", what=what)
        self.what = what


class UnknownKeeping(HearthsideError):
    """The retention table has no such line."""

    code = "privacy.unknown_keeping"
