"""What this room refuses. The pages word it."""

from datetime import datetime

from hearthside.errors import HearthsideError


class ContactTooNew(HearthsideError):
    """The contact on file changed lately: nobody is added until that has had time to be noticed."""

    code = "people.contact_too_new"

    def __init__(self, until: datetime) -> None:
        super().__init__("the contact on file changed lately", until=until.isoformat())
        self.until = until


class SafetyFirst(HearthsideError):
    """The account is marked: nobody is added to it by a form."""

    code = "people.safety_first"


class TooManyToday(HearthsideError):
    """As many were asked today as one person may."""

    code = "people.too_many_today"


class OwnInvitation(HearthsideError):
    """Somebody invites, or answers, themselves."""

    code = "people.own_invitation"


class HelpsAlready(HearthsideError):
    """This person sees the account already."""

    code = "people.helps_already"


class BadLastDay(HearthsideError):
    """The last day is past, or further away than the policy allows."""

    code = "people.bad_last_day"


class NotOpen(HearthsideError):
    """There is no such invitation to answer: expired, used, withdrawn and made-up ones are all this."""

    code = "people.not_open"


class PaperLacks(HearthsideError):
    """The paper does not say all that it must. `missing` are codes of its checklist."""

    code = "people.paper_lacks"

    def __init__(self, missing: tuple[str, ...]) -> None:
        super().__init__("the paper lacks something", missing=", ".join(missing))
        self.missing = missing


class NoAccountYet(HearthsideError):
    """Staff have not found yet whom the papers are about."""

    code = "people.no_account_yet"


class SecondPerson(HearthsideError):
    """This needs somebody else than the one who began it."""

    code = "people.second_person"
