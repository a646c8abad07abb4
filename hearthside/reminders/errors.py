"""What a person can cause here."""

from hearthside.errors import HearthsideError


class NoNumberForTexts(HearthsideError):
    """Texts were chosen, and the account has no mobile number in the United States that takes them."""

    code = "reminders.no_number_for_texts"


class PauseTooLong(HearthsideError):
    """A pause that ends before it begins, or lasts longer than the policy allows."""

    code = "reminders.pause_too_long"


class NothingToTry(HearthsideError):
    """This reminder does not wait for an address any more."""

    code = "reminders.nothing_to_try"
