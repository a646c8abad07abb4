"""What the session remembers while somebody proves that it is them."""

from dataclasses import asdict, dataclass

from django.contrib.sessions.backends.base import SessionBase

HELD, ASKED = "recovery", "recovery_asked"


@dataclass(frozen=True, slots=True)
class Progress:
    """Proved so far: the bill and the sign-in (`account_id`, `login_id`). Then where the code went (`way`,
    `shown`) and its `ticket`. `key` stands for the form, so that it makes one request."""

    what: str
    account_id: int
    login_id: int
    key: str
    lost_email: str = ""
    new_email: str = ""
    way: str = ""
    shown: str = ""
    ticket: str = ""


def keep(session: SessionBase, progress: Progress) -> None:
    session[HELD] = asdict(progress)


def kept(session: SessionBase) -> Progress | None:
    held = session.get(HELD)
    return Progress(**held) if held else None


def note_asked(session: SessionBase, reference: str) -> None:
    """It is asked for: what led there is forgotten, its number is kept for the page that says so."""
    session.pop(HELD, None)
    session[ASKED] = reference


def asked(session: SessionBase) -> str:
    return str(session.get(ASKED, ""))
