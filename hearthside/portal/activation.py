"""Making an account from a bill: what must agree, and what the session remembers between steps."""

from dataclasses import asdict, dataclass

from django.contrib.sessions.backends.base import SessionBase

from hearthside.recovery.matching import Matched

HELD = "activation"


@dataclass(frozen=True, slots=True)
class Progress:
    """What was proved so far: the bill; the ticket of the code that was sent; that the code was right."""

    matched: Matched
    email: str
    ticket: str = ""
    is_proved: bool = False


def keep(session: SessionBase, progress: Progress) -> None:
    session[HELD] = asdict(progress)


def kept(session: SessionBase) -> Progress | None:
    held = session.get(HELD)
    return Progress(**{**held, "matched": Matched(**held["matched"])}) if held else None


def forget(session: SessionBase) -> None:
    session.pop(HELD, None)
