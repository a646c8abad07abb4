"""What a person can be refused in this room."""

from hearthside.errors import HearthsideError


class Outdated(HearthsideError):
    """The check was changed since the page was opened: by another clerk, or by the same button before."""

    code = "lockbox.outdated"


class SharesDiffer(HearthsideError):
    """The shares do not add up to the check."""

    code = "lockbox.shares_differ"


class NoSuchAccount(HearthsideError):
    """No account has this number."""

    code = "lockbox.no_such_account"


class OwnAccount(HearthsideError):
    """Nobody posts money to an account they can open themselves."""

    code = "lockbox.own_account"


class SameClerk(HearthsideError):
    """The second clerk must be another person."""

    code = "lockbox.same_clerk"


class NothingProposed(HearthsideError):
    """There is nothing to agree to."""

    code = "lockbox.nothing_proposed"


class NotBalanced(HearthsideError):
    """A keyed batch closes only when its lines are what the bank says."""

    code = "lockbox.not_balanced"


class NotKeying(HearthsideError):
    """The batch is closed."""

    code = "lockbox.not_keying"


class Untouchable(HearthsideError):
    """The check is not in a state in which this can be done to it."""

    code = "lockbox.untouchable"
