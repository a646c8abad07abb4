"""What the demo refuses."""

from hearthside.errors import HearthsideError


class NotForTheDemo(HearthsideError):
    """A place where synthetic people do not belong. Nothing was written."""

    code = "demo.not_here"


class AnotherDemo(HearthsideError):
    """This home holds a demo that was asked for otherwise."""

    code = "demo.another"


class PortTaken(HearthsideError):
    """Somebody listens there already."""

    code = "demo.port_taken"
