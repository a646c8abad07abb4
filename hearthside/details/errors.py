"""What this room refuses."""

from hearthside.errors import HearthsideError


class KeptSafe(HearthsideError):
    """Somebody here may be in danger: contact is neither shown nor changed on the website."""

    code = "details.kept_safe"
