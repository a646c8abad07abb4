"""Whose record is open. The header says it on every page; only the person chooses."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from hearthside.members import selectors as members

CHOSEN = "account_number"
"""The session's key for the chosen account; other rooms read it too."""


@dataclass(frozen=True, slots=True)
class Viewing:
    """The open account, its name on the envelope, and every account this login may open."""

    account: Any
    name: str
    choices: tuple[Any, ...]

    @property
    def is_shared(self) -> bool:
        return len(self.choices) > 1


def viewing(request: HttpRequest) -> Viewing | None:
    """The account that is open, the chosen one or the first; None when this login may see none.

    Asked once a request: the answer stays on the request.
    """
    if not hasattr(request, "_viewing"):
        request._viewing = _viewing(request)  # type: ignore[attr-defined]
    found: Viewing | None = request._viewing  # type: ignore[attr-defined]
    return found


def _viewing(request: HttpRequest) -> Viewing | None:
    if not request.user.is_authenticated:
        return None
    choices = tuple(members.accounts_visible_to(request.actor))  # type: ignore[attr-defined]
    if not choices:
        return None
    chosen = request.session.get(CHOSEN)
    account = next((account for account in choices if account.number == chosen), choices[0])
    return Viewing(account, members.recipient_of(account.pk), choices)


def choose(request: HttpRequest, number: str) -> bool:
    """Open another account. False, and nothing changes, when this login may not see it."""
    allowed = members.accounts_visible_to(request.actor).filter(number=number)  # type: ignore[attr-defined]
    if not allowed.exists():
        return False
    request.session[CHOSEN] = number
    return True
