"""What can go wrong for somebody who writes, or who answers. Facts only; the pages word them."""

from hearthside.errors import HearthsideError


class TooMany(HearthsideError):
    """This person has sent as many messages as one may in a day."""

    code = "inbox.too_many"


class NothingSaid(HearthsideError):
    """A message without a word."""

    code = "inbox.nothing_said"


class SomebodyElse(HearthsideError):
    """A colleague answers this thread at the moment."""

    code = "inbox.somebody_else"


class WroteMeanwhile(HearthsideError):
    """The thread has a message that whoever answers has not read yet."""

    code = "inbox.wrote_meanwhile"


class AlreadyRead(HearthsideError):
    """A message that somebody has opened, or that went by mail, cannot be taken back."""

    code = "inbox.already_read"


class NotABill(HearthsideError):
    """A thread that names no bill cannot become a question about one."""

    code = "inbox.not_a_bill"


class FileRefused(HearthsideError):
    """A file that is not taken: `why` is "kind", "size", "empty", "count" or "day"."""

    code = "inbox.file_refused"

    def __init__(self, why: str) -> None:
        super().__init__("this file is not taken", why=why)
        self.why = why
