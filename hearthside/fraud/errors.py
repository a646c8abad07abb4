"""What can go wrong for whoever reports, and for who looks into it. Facts only; the pages word them."""

from hearthside.errors import HearthsideError


class SecondPersonNeeded(HearthsideError):
    """Who asked for something may not be the one who agrees to it."""

    code = "fraud.same_person"


class NothingToHold(HearthsideError):
    """The report names no charge that could be set aside: it did not start from a bill, or is unnamed."""

    code = "fraud.nothing_to_hold"


class NotLinked(HearthsideError):
    """A report is not linked to itself, nor to one that this person may not see."""

    code = "fraud.not_linked"


class NobodyLeft(HearthsideError):
    """To keep this report from that person would leave nobody to look into it."""

    code = "fraud.nobody_left"


class TooManyReports(HearthsideError):
    """More reports within the hour than one address may send; `until` says when the next may come."""

    code = "fraud.too_many"
