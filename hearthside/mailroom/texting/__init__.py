"""What the mailroom asks of a text provider. An adapter is one file beside this one, and knows no models.

`TextUnclear` means nobody knows whether the text went out: ask `find` first, and only then send again.
"""

from datetime import datetime
from typing import Protocol


class TextSender(Protocol):
    """A company that sends texts."""

    def send(self, *, to: str, body: str) -> str:
        """Send one text to `to` (+1 and ten digits). Returns the provider's id.

        Raises TextRefused, TextUnclear, TextsAreOff.
        """
        ...

    def find(self, *, to: str, body: str, since: datetime) -> str:
        """The provider's id of a text that went out with exactly these words since then; "" if none did.

        Raises TextUnclear.
        """
        ...
