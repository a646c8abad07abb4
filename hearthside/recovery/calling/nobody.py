"""A house without a phone company: whoever asks for a call all the same is refused."""

from hearthside.recovery.errors import CallRefused


class NobodyCalls:
    """Rings nobody and says so."""

    def place(self, *, to: str, says: str) -> str:
        raise CallRefused("this house has no phone company; set HEARTHSIDE_TEXTS")
