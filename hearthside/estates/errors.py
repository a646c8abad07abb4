"""What a person can do wrong with a report of a death."""

from hearthside.errors import HearthsideError


class NotMatched(HearthsideError):
    """Nobody has said yet whose account it is."""

    code = "estates.not_matched"


class WrongPerson(HearthsideError):
    """This person is not on this account."""

    code = "estates.wrong_person"


class AlreadyTold(HearthsideError):
    """Another live report is about the same person."""

    code = "estates.already_told"

    def __init__(self, reference: str) -> None:
        super().__init__("another report is about this person", case=reference)
        self.reference = reference


class DayMissing(HearthsideError):
    """The day of death is needed, and cannot be after today."""

    code = "estates.day_missing"


class SamePerson(HearthsideError):
    """Two people are needed, and this is the first one again."""

    code = "estates.same_person"


class NothingAsked(HearthsideError):
    """There is nothing for a second person to agree to."""

    code = "estates.nothing_asked"


class NoView(HearthsideError):
    """Why the estate's contact gets no view: `why` is papers, family, login, contact or state."""

    code = "estates.no_view"

    def __init__(self, why: str) -> None:
        super().__init__("no view for this contact", why=why)
        self.why = why
