"""What can go wrong for somebody who saves a card, starts autopay or goes without paper. Facts only."""

from datetime import datetime

from hearthside.errors import HearthsideError
from hearthside.money import Money


class SavingTooOften(HearthsideError):
    """More cards saved, or refused while saving, than one login may in a day or a month."""

    code = "autopay.saving_too_often"

    def __init__(self, until: datetime | None) -> None:
        super().__init__("too many cards in a short time", until=until.isoformat() if until else "")
        self.until = until


class PageAway(HearthsideError):
    """The processor did not give its page. Nothing was saved."""

    code = "autopay.page_away"


class MethodGone(HearthsideError):
    """The saved method can pay nothing: removed, expired, refused for good, or not theirs."""

    code = "autopay.method_gone"


class LimitTooLow(HearthsideError):
    """An autopay limit that no bill could meet."""

    code = "autopay.limit_too_low"

    def __init__(self, least: Money) -> None:
        super().__init__("the autopay limit is too low", least=least)
        self.least = least


class LimitTooHigh(HearthsideError):
    """An autopay limit above what the house lets a rule take without asking."""

    code = "autopay.limit_too_high"

    def __init__(self, most: Money) -> None:
        super().__init__("the autopay limit is too high", most=most)
        self.most = most


class TooLate(HearthsideError):
    """The money is already being taken; skipping this one is no longer possible."""

    code = "autopay.too_late"


class EmailMissing(HearthsideError):
    """No e-mail address on file that was confirmed: a bill without paper would reach nobody."""

    code = "autopay.email_missing"
