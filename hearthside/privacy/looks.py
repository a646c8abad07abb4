"""Who looked at a record, in plain words. The trail keeps ids; a member reads roles, doors and reasons."""

import heapq
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache
from itertools import groupby, islice
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hearthside import clock
from hearthside.audit import selectors as audit
from hearthside.cases import selectors as cases
from hearthside.identity import roles
from hearthside.identity import selectors as logins
from hearthside.members import selectors as members

SIGNED_IN = "identity.signed_in"
WHAT: dict[str, str | Promise] = {
    "record.viewed": gettext_lazy("Opened your record"),
    "record.searched": gettext_lazy("Found you in a search"),
    "record.exported": gettext_lazy("Saved a file from your record"),
    "record.seen_as_member": gettext_lazy("Looked at your pages as you see them"),
    "record.glass_broken": gettext_lazy("Opened your record in an emergency"),
    SIGNED_IN: gettext_lazy("Signed in"),
}
ROLES: dict[str, str | Promise] = {
    "billing_agent": gettext_lazy("A person who works on bills"),
    "lockbox_clerk": gettext_lazy("A person who posts the mail"),
    "supervisor": gettext_lazy("A supervisor"),
    "privacy_officer": gettext_lazy("Our privacy officer"),
    "auditor": gettext_lazy("A person who checks our work"),
}
WHYS: dict[str, str | Promise] = {
    "member_asked": gettext_lazy("You called or wrote to us"),
    "work_item": gettext_lazy("To work on something about your account"),
    "payment": gettext_lazy("To find or fix a payment"),
    "supervisor_asked": gettext_lazy("A supervisor asked for it"),
    "reminders": gettext_lazy("To look at your reminders"),
    "autopay": gettext_lazy("To look at autopay"),
    "ach": gettext_lazy("To look at a bank payment"),
    "mail": gettext_lazy("To look at a letter or message"),
    "privacy": gettext_lazy("To work on your privacy request"),
}
DOORS: dict[str, str | Promise] = {
    "web": gettext_lazy("on this site"), "cli": gettext_lazy("on our server"),
    "phone": gettext_lazy("by phone"),
}  # fmt: skip
REFERENCE_DIGITS = 10


@dataclass(frozen=True, slots=True)
class Look:
    """That somebody opened a record or signed in to it. `is_own`: it was the reader's own login; `times`:
    how often in a row, `at` the last of them."""

    at: datetime
    who: str
    what: str
    why: str
    where: str
    is_own: bool
    times: int = 1


def looks_at(account_id: int, *, viewer: str, most: int, skip: int = 0) -> list[Look]:
    """Who looked at an account, newest first. `viewer` is the id of the login that reads this.

    Left out, as if they had not been: looks at a walled case, and whatever a walled role alone does.
    """
    teller = _Teller(account_id, viewer)
    found = (look for event in _events(account_id, teller) if (look := teller.tell(event)) is not None)
    return list(islice(found, skip, skip + most))


def in_a_row(looks: Iterable[Look]) -> Iterator[Look]:
    """The same looks, newest first, with those of one person for one reason on one day told as one."""
    for _same, run in groupby(looks, _what_is_told_once):
        first, *others = run
        yield replace(first, times=1 + len(others))


def _what_is_told_once(look: Look) -> tuple[date, str, str, str, str]:
    return clock.day_of(look.at), look.who, look.what, look.why, look.where


def _events(account_id: int, teller: "_Teller") -> Iterator[Any]:
    streams: list[Iterable[Any]] = [audit.looks_at(account_id).iterator(chunk_size=100)]
    streams += [
        audit.events_on(ident).filter(name=SIGNED_IN).iterator(chunk_size=100) for ident in teller.helpers
    ]
    return heapq.merge(*streams, key=lambda event: event.at, reverse=True)


class _Teller:
    """Words for events on one account. What it needs to know is asked once."""

    def __init__(self, account_id: int, viewer: str) -> None:
        self.viewer = viewer
        self.number = members.account(account_id).number
        grants = members.live_helpers(account_id)
        self.since = {str(row.login_id): row.starts_on for row in grants}
        self.helpers = {str(row.login_id): row.login.name for row in grants}
        self.roles: Callable[[], dict[str, list[str]]] = cache(
            lambda: {str(login.pk): held for login, held in logins.staff_logins()}
        )
        self.is_walled: Callable[[str], bool] = cache(_is_walled)

    def tell(self, event: Any) -> Look | None:
        by = event.by
        if event.name == SIGNED_IN and event.at.date() < self.since[by.ident]:
            return None  # before they could see this account
        if event.subject != self.number and self.is_walled(event.subject):
            return None
        if by.kind == "staff" and _only_walled(self.roles().get(by.ident, [])):
            return None
        return Look(
            event.at, self._who(by), str(WHAT.get(event.name, event.name)), self._why(event),
            str(DOORS.get(by.door, "")), by.kind == "login" and by.ident == self.viewer,
        )  # fmt: skip

    def _who(self, by: Any) -> str:
        if by.kind == "login":
            return self._login(by.ident)
        if by.kind == "staff":
            known = [str(ROLES[role]) for role in self.roles().get(by.ident, []) if role in ROLES]
            return known[0] if known else _("A person who works for us")
        return {"shell": _("A person who runs our computers"), "job": _("Our own program")}.get(
            by.kind, _("Somebody without a login")
        )

    def _login(self, ident: str) -> str:
        if ident == self.viewer:
            return _("You")
        name = self.helpers.get(ident, "")
        return name or _("Somebody who could see your account then")

    def _why(self, event: Any) -> str:
        if event.name == SIGNED_IN or event.by.kind == "login":
            return ""
        return str(WHYS.get(event.reason) or _("As part of their work"))


def _is_walled(subject: str) -> bool:
    if len(subject) != REFERENCE_DIGITS or not subject.isdigit():
        return subject.startswith(("tip:", "fraud:"))
    case = cases.case_with_reference(subject)
    return case is not None and case.is_walled


def _only_walled(held: list[str]) -> bool:
    """Whether somebody's work is walled: seeing that role on the list would give a secret away."""
    works = roles.permissions_of(held)
    return bool(works & roles.walled()) and not any(role in ROLES for role in held)
