"""What the guards room refuses."""

from hearthside.errors import HearthsideError


class UnknownLimit(HearthsideError):
    """A limit that the table in limits.py does not hold."""

    code = "guards.unknown_limit"

    def __init__(self, name: str, alike: str) -> None:
        super().__init__("no such limit", name=name, alike=alike or "none", do="add it to guards/limits.py")
