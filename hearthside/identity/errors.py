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


class NoSuchRole(HearthsideError):
    """A staff role that no room names."""

    code = "identity.no_such_role"

    def __init__(self, role: str, known: str) -> None:
        super().__init__("no room names this role", found=role, expected=known)


class OwnRole(HearthsideError):
    """Someone tried to change their own staff roles."""

    code = "identity.own_role"


class NotStaff(HearthsideError):
    """A staff role was to be given to a member's login."""

    code = "identity.not_staff"
