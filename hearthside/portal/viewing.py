"""Whose record is open. The header says it on every page; only the person chooses."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hearthside.members import selectors as members
from hearthside.members.selectors import GrantRow
from hearthside.portal import doors

CHOSEN = "account_number"
"""The session's key for the chosen account; other rooms read it too."""
MAY = {
    "money": _("You may see and pay the bills. Care is not shown."),
    "care": _("You may see care. Bills are not shown."),
    "all": _("You may see the bills and care, and pay."),
}
"""What a helper may do, for the header. Whose account it is needs no telling."""


@dataclass(frozen=True, slots=True)
class Viewing:
    """The open account, its name on the envelope, and every account this login may open.

    `scope` is what the grant opens, `ends_on` its last day, None for one without an end.
    """

    account: Any
    name: str
    choices: tuple[Any, ...]
    scope: str
    ends_on: date | None

    @property
    def is_shared(self) -> bool:
        return len(self.choices) > 1

    @property
    def is_helper(self) -> bool:
        return self.scope in MAY

    @property
    def may(self) -> str | Promise:
        """What a helper may do here, in words; "" for whose account it is."""
        return MAY.get(self.scope, "")

    @property
    def opens_money(self) -> bool:
        return self.scope in members.MONEY_SCOPES

    @property
    def opens_care(self) -> bool:
        return self.scope in members.CARE_SCOPES


def viewing(request: HttpRequest) -> Viewing | None:
    """The account that is open, the chosen one or the first; None when this login may see none.

    A page that is declared to need more than the chosen account's grant opens (its room's SCOPES) shows the
    first account that has it; the header says that one. Asked once a request: the answer stays on it.
    """
    if not hasattr(request, "_viewing"):
        request._viewing = _viewing(request)  # type: ignore[attr-defined]
    found: Viewing | None = request._viewing  # type: ignore[attr-defined]
    return found


def _viewing(request: HttpRequest) -> Viewing | None:
    if not request.user.is_authenticated or request.user.is_staff:
        return None
    grants = list(members.live_grants(int(request.user.pk)).order_by("account_id"))
    if not grants:
        return None
    opened = [grant for grant in grants if grant.scope in doors.opens(_page_name(request))] or grants
    chosen = request.session.get(CHOSEN)
    grant = next((one for one in opened if one.account.number == chosen), opened[0])
    choices = tuple(one.account for one in grants)
    return Viewing(grant.account, _name_on(grant), choices, grant.scope, grant.ends_on)


def _name_on(grant: GrantRow) -> str:
    return members.recipient_of(grant.account_id)


def _page_name(request: HttpRequest) -> str:
    match = request.resolver_match
    return match.view_name if match else ""


def choose(request: HttpRequest, number: str) -> bool:
    """Open another account. False, and nothing changes, when this login may not see it."""
    actor = request.actor  # type: ignore[attr-defined]
    allowed = members.accounts_visible_to(actor, scopes=members.ANY_SCOPES).filter(number=number)
    if not allowed.exists():
        return False
    request.session[CHOSEN] = number
    if hasattr(request, "_viewing"):
        del request._viewing
    return True
