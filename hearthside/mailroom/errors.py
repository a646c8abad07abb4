"""What the mailroom refuses."""

from hearthside.errors import HearthsideError


class BrokenHeader(HearthsideError):
    """A line break in an address or a subject: someone tried to add a header."""

    code = "mailroom.broken_header"


class NoSuchMessage(HearthsideError):
    """No message has this number, or it never went out."""

    code = "mailroom.no_such_message"


class NoSuchPaper(HearthsideError):
    """A letter names a paper that no room's `letters.py` sets."""

    code = "mailroom.no_such_paper"


class TextsAreOff(HearthsideError):
    """This house has no text provider."""

    code = "mailroom.texts_are_off"


class TextRefused(HearthsideError):
    """The provider understood and will not send this text; sending it again would not help."""

    code = "mailroom.text_refused"

    def __init__(self, reason: str) -> None:
        super().__init__("the provider will not send this text", reason=reason)
        self.reason = reason


class TextUnclear(HearthsideError):
    """No answer, or one that says nothing: the text may have gone out. Ask `find` before sending again."""

    code = "mailroom.text_unclear"


class LettersDiffer(HearthsideError):
    """A file of a batch is not what was counted, so nothing of the batch goes out."""

    code = "mailroom.letters_differ"
