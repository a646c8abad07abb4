"""How long a signed-in session lasts: 20 minutes idle for a member, 15 for staff, 12 hours at most."""

import time

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase

BEGAN, SEEN = "clock_began", "clock_seen"
WRITE_EVERY_SECONDS = 60
"""The last visit is written at most once a minute, so that reading pages does not write rows."""


def is_over(session: SessionBase, *, is_staff: bool, at: float) -> bool:
    """Whether this session must end now. `at` is seconds since 1970."""
    began, seen = session.get(BEGAN), session.get(SEEN)
    if began is None or seen is None:
        return False
    idle_most = settings.IDLE_SECONDS_GUEST if is_staff else settings.IDLE_SECONDS_MEMBER
    return bool(at - seen > idle_most or at - began > settings.SESSION_SECONDS_MAX)


def touch(session: SessionBase, *, at: float) -> None:
    """Note that the person is still here."""
    if BEGAN not in session:
        session[BEGAN] = session[SEEN] = at
    elif at - session[SEEN] >= WRITE_EVERY_SECONDS:
        session[SEEN] = at


def now() -> float:
    """The machine's own clock: a session's length does not follow HEARTHSIDE_TODAY."""
    return time.time()
