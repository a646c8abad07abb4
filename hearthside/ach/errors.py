"""What can go wrong with a bank account, a debit or a file. Facts only; the pages word them."""

from hearthside.errors import HearthsideError


class NotOriginating(HearthsideError):
    """This organization does not send its own ACH files (`[[ach]] originates` in the profile)."""

    code = "ach.not_originating"


class BadRouting(HearthsideError):
    """Nine digits that are no bank's number."""

    code = "ach.bad_routing"


class BadAccountNumber(HearthsideError):
    """Not 4 to 17 digits."""

    code = "ach.bad_account_number"


class AccountClosedToUs(HearthsideError):
    """A bank account that came back as closed, wrong or not to be used. `facts` says why, as a code."""

    code = "ach.account_closed_to_us"


class NoConsent(HearthsideError):
    """No authorization covers this debit: it was revoked, has ended, or is for another amount or day."""

    code = "ach.no_consent"


class NothingToTake(HearthsideError):
    """More than is owed and not yet on its way. Nothing is taken that nobody owes."""

    code = "ach.nothing_to_take"


class TooLate(HearthsideError):
    """The debit is at the bank, or its day has passed. It cannot be stopped from here."""

    code = "ach.too_late"


class ApproveTwice(HearthsideError):
    """The same person, or whoever made the file by hand, may not give its second approval."""

    code = "ach.approve_twice"


class FileChanged(HearthsideError):
    """The file made now is not the one that was approved, byte for byte. It must not go out."""

    code = "ach.file_changed"


class NotOnOurs(HearthsideError):
    """No row of ours has this reference."""

    code = "ach.unknown"


class MayNotRepeat(HearthsideError):
    """A third try, a try after 180 days, or after a return that forbids another."""

    code = "ach.may_not_repeat"
