"""What the identity room refuses."""

from datetime import datetime

from hearthside.errors import HearthsideError


class LoginExists(HearthsideError):
    """This e-mail address already opens a login."""

    code = "identity.login_exists"


class CodeNotSent(HearthsideError):
    """Too many codes went to this contact."""

    code = "identity.code_not_sent"

    def __init__(self, until: datetime | None) -> None:
        super().__init__("too many codes were sent", until=until)
        self.until = until


class DemoOnly(HearthsideError):
    """Something that exists in the demo alone was asked for elsewhere."""

    code = "identity.demo_only"
