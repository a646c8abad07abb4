"""What can go wrong for somebody who asks, or who answers. Facts only; the pages word them."""

from hearthside.errors import HearthsideError


class UnknownKind(HearthsideError):
    """No room registers this kind of case."""

    code = "cases.unknown_kind"


class UnknownWord(HearthsideError):
    """An outcome, a reason or a stage that this kind of case does not have."""

    code = "cases.unknown_word"


class NothingToAsk(HearthsideError):
    """Every line that was chosen is decided anew by the plan already, or is on no bill of this account."""

    code = "cases.nothing_to_ask"


class CaseClosed(HearthsideError):
    """The case is closed, so nothing more is added to it."""

    code = "cases.closed"

    def __init__(self, reference: str) -> None:
        super().__init__("this case is closed", reference=reference)
        self.reference = reference


class TooLate(HearthsideError):
    """The time to ask again is over."""

    code = "cases.too_late"


class NoMoreTime(HearthsideError):
    """The rule of this kind gives no further extension."""

    code = "cases.no_more_time"


class SameLineOpen(HearthsideError):
    """Another open case is about the same line; `reference` is its number."""

    code = "cases.same_line_open"

    def __init__(self, reference: str) -> None:
        super().__init__("another open case is about this line", reference=reference)
        self.reference = reference


class MayNot(HearthsideError):
    """This person may not do this: `why` is "own_account" or "same_person"."""

    code = "cases.may_not"

    def __init__(self, why: str) -> None:
        super().__init__("this person may not do this", why=why)
        self.why = why


class FileRefused(HearthsideError):
    """A file we do not take: `why` is "kind", "size", "empty", "count", "day" or "closed"."""

    code = "cases.file_refused"

    def __init__(self, why: str) -> None:
        super().__init__("this file is not taken", why=why)
        self.why = why
