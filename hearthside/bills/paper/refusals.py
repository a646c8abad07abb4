"""Why a document is not printed."""

from hearthside.errors import HearthsideError


class CannotPrint(HearthsideError):
    """Something that only the printing knows is missing or belongs to another bill."""

    code = "paper.cannot_print"

    def __init__(self, what: str, expected: str) -> None:
        super().__init__("this document cannot be printed", what=what, expected=expected)
