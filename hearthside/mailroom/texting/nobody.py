"""A house without a text provider: each text is kept as stopped, and staff see it."""

from datetime import datetime

from hearthside.mailroom.errors import TextsAreOff


class NobodySends:
    """Sends nothing and says so."""

    def send(self, *, to: str, body: str) -> str:
        raise TextsAreOff("this house has no text provider; set HEARTHSIDE_TEXTS")

    def find(self, *, to: str, body: str, since: datetime) -> str:
        return ""
