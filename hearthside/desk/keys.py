"""Keyboard shortcuts: each with Alt, listed on a page, and to be turned off. Source: WCAG 2.2, 2.1.4."""

from dataclasses import dataclass

from django.contrib.sessions.backends.base import SessionBase

OFF = "desk_keys_off"


@dataclass(frozen=True, slots=True)
class Key:
    """A shortcut as pages mark it with `aria-keyshortcuts`, and what it does."""

    press: str
    does: str


EVERYWHERE = (
    Key("Alt+/", "Go to the search box"),
    Key("Alt+Q", "Open the list of queues"),
    Key("Alt+N", "Take the next item"),
    Key("Alt+W", "Go back to the item in your hands"),
    Key("Alt+O", "Write a note on the account that is open"),
    Key("Alt+T", "Go to what happened on the account that is open"),
)


def are_on(session: SessionBase) -> bool:
    return not session.get(OFF)


def turn(session: SessionBase, *, on: bool) -> None:
    """For this session only: the next person at this machine decides anew."""
    session[OFF] = not on
