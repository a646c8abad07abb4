"""What a person can do here that cannot be done. Facts only; desk.py words them."""

from hearthside.errors import HearthsideError


class Outdated(HearthsideError):
    """The line, or the day, changed since the page was opened."""

    code = "banking.outdated"


class NoSuchSource(HearthsideError):
    """Nothing of ours has this name, or it is matched already."""

    code = "banking.no_such_source"


class NotThisKind(HearthsideError):
    """A line of this direction or code cannot be that source."""

    code = "banking.not_this_kind"


class Unexplained(HearthsideError):
    """A day with differences nobody explained cannot be signed off."""

    code = "banking.unexplained"


class OwnWork(HearthsideError):
    """Whoever matched or explained something of a day does not sign it off."""

    code = "banking.own_work"


class NoSuchDifference(HearthsideError):
    """The day does not hold this difference any more."""

    code = "banking.no_such_difference"


class NoSuchDay(HearthsideError):
    """A day that was never proven, or is not over."""

    code = "banking.no_such_day"
