"""What this room asks of a company that places phone calls. An adapter is one file beside this one.

It knows a number and what to say as TwiML; no models, and no code of ours but the one that is said.
"""

from typing import Protocol


class Caller(Protocol):
    """A company that places calls."""

    def place(self, *, to: str, says: str) -> str:
        """Ring `to` (+1 and ten digits) and say the TwiML document `says`. Returns the company's id.

        Raises CallRefused, CallUnclear.
        """
        ...
