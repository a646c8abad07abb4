"""Every address of the house x everyone who may knock, and what must come of it.

What must come of it is computed: for a member's page from its declared audience and scope (`DOORS` and
`SCOPES` of its room's doors.py), for a staff page from the permission on its view and the roles that hold it.
So a page that is declared and does not do it fails, and one that does it and is not declared fails as well.
Threat rows 23, 24, 32; drills 1 to 3.
"""

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import resolve

from hearthside import clock
from hearthside.desk.tests.cast import at_desk, make_staff
from hearthside.identity import roles
from hearthside.members import selectors as members
from hearthside.members import services as members_services
from hearthside.portal import doors
from hearthside.portal.tests.cast import SETTING_THE_TABLE, Cast, make_login
from tests.drills.conftest import signed_in
from tests.drills.test_doors import Address, said

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

LIVE = ("self", "guarantor", "money", "care", "all")
SHUT = ("not yet", "expired", "ended", "stranger")
SIGN_IN, PROVE, NOT_THERE, REFUSED, OTHER_VERB, COME_IN, BROKEN = (
    "asked to sign in", "asked to prove it again", "not there", "refused", "not that verb", "let in", "broke",
)  # fmt: skip
ONLY_LOOKS = {"desk:search"}
"""Staff pages whose POST changes nothing, so that an auditor may send it (`only_looks=True`)."""
OWN_MONEY = ("142.50", "92.50", "84.50", "12 Elm St", "ana@example.org", "Willow Creek", "Meadowlark")
"""What only a page about Ana's money says."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Somebody at the door. `scope` is the grant that is live today, "" for none; `role` a staff role."""

    name: str
    client: Client
    scope: str = ""
    role: str = ""

    @property
    def is_nobody(self) -> bool:
        return self.name in ("nobody", "guest")


@pytest.fixture
def callers(cast: Cast) -> list[Caller]:
    """Nobody, a guest who matched another's bill in vain, every kind of grant, and every staff role."""
    found = [Caller("nobody", Client()), Caller("guest", _guest(cast))]
    for scope in LIVE:
        login = {"self": cast.ana, "money": cast.ben}.get(scope) or _with_grant(cast, scope, scope)
        found.append(Caller(scope, signed_in(login), scope))
    for name, change in _SHUTTERS.items():
        login = _with_grant(cast, name.replace(" ", ""), "all")
        change(login)
        found.append(Caller(name, signed_in(login)))
    found.append(Caller("stranger", signed_in(cast.cora)))
    for role in roles.known_roles():
        found.append(Caller(role, at_desk(make_staff(f"the.{role}", role)), role=role))
    return found


def _guest(cast: Cast) -> Client:
    """Who typed Ana's number with a code that is not hers: a guest session that opens nothing."""
    client = Client()
    client.post("/pay/", {"account": cast.owes.account.number, "code": "00000000"})
    return client


def _with_grant(cast: Cast, name: str, scope: str) -> Any:
    login = make_login(f"{name}@mail.example", f"The {name}")
    members_services.grant_access(
        login_id=login.pk,
        account_id=cast.owes.id,
        scope=members.ScopeRow(scope),
        by=SETTING_THE_TABLE,
        at=clock.now(),
    )
    return login


def _dated(first: int, last: int | None) -> Callable[[Any], None]:
    def change(login: Any) -> None:
        today = clock.today()
        members.live_grants(login.pk).update(
            starts_on=today + timedelta(days=first),
            ends_on=None if last is None else today + timedelta(days=last),
        )

    return change


def _end(login: Any) -> None:
    grant = members.live_grants(login.pk).get()
    members_services.end_access(grant_id=grant.pk, by=SETTING_THE_TABLE, at=clock.now())


_SHUTTERS: dict[str, Callable[[Any], None]] = {
    "not yet": _dated(1, None), "expired": _dated(-9, -1), "ended": _end
}  # fmt: skip


def came_of(answer: Any) -> str:
    """What a knock led to, in one word for all ways to say it."""
    status, where = answer.status_code, answer.headers.get("Location", "")
    if status >= 500:
        return BROKEN
    if status in (301, 302, 303) and where.startswith("/sign-in/"):
        return SIGN_IN
    if status in (301, 302, 303) and where.startswith("/account/security/confirm/"):
        return PROVE  # asked before anything is looked for, so it tells nothing
    return {403: REFUSED, 404: NOT_THERE, 405: OTHER_VERB}.get(status, COME_IN)


def expected(address: Address, caller: Caller, method: str) -> set[str] | None:
    """What may come of this knock, by what was declared; None where it is for the page to say."""
    if address.audience == "staff":
        return _at_desk(address, caller, method)
    if address.audience != "member":
        return None
    if caller.is_nobody:
        return {SIGN_IN, NOT_THERE, OTHER_VERB}
    needs = doors.scopes()[address.name]
    if needs == doors.LOGIN or caller.scope in doors.GRANTS[needs]:
        return None
    # Bills that are not one's own: an address with a number in it is not there. Without one, as a list, it
    # may open, and shows nothing. What only the owner does is not there either way.
    is_shut = address.is_numbered or needs == doors.OWN
    return {NOT_THERE, OTHER_VERB, PROVE} if is_shut else None


def _at_desk(address: Address, caller: Caller, method: str) -> set[str]:
    if not caller.role:
        return {SIGN_IN, OTHER_VERB} if caller.is_nobody else {REFUSED, OTHER_VERB}
    permission = permission_of(address)
    is_look = method == "get" or address.name in ONLY_LOOKS
    may = permission in (roles.seen_by if is_look else roles.permissions_of)([caller.role])
    # What is within may still be shut to this person: a case of a kind that is not theirs, nothing there.
    return {COME_IN, NOT_THERE, OTHER_VERB, REFUSED} if may else {REFUSED, OTHER_VERB}


def permission_of(address: Address) -> str:
    found: str = getattr(resolve(address.real).func, "permission", "")
    return found


def knocks(addresses: list[Address], callers: list[Caller]) -> Iterator[tuple[Address, Caller, str]]:
    """The knocks of the table that can tell something new.

    An empty form of Ana's own would change the next caller's answer, so POST is for who is turned away. Roles
    meet each permission once, at the first page that names it, and everybody else meets every page.
    """
    met: set[str] = set()
    for address in addresses:
        permission = permission_of(address) if address.audience == "staff" else ""
        is_new = permission not in met
        met.add(permission)
        for caller in callers:
            if has_news(address, caller, is_new=is_new):
                yield address, caller, "get"
                if POSTS[address.audience](caller) and is_turned_away(address, caller):
                    yield address, caller, "post"


def has_news(address: Address, caller: Caller, *, is_new: bool) -> bool:
    if address.audience == "staff":
        return is_new if caller.role else caller.name in ("nobody", "stranger")
    if address.audience == "member":
        needs = doors.scopes()[address.name]
        if needs == doors.LOGIN or caller.name == "nobody":
            return caller.name == "nobody"
        # Without a number in it there is nothing of Ana's to find: one stranger speaks for all shut out.
        is_shut = caller.name in ("not yet", "expired", "ended")
        return not caller.role and caller.name != "guest" and (address.is_numbered or not is_shut)
    return caller.name in ("nobody", "stranger")


POSTS: dict[str, Callable[[Caller], bool]] = {
    "staff": lambda caller: True,
    "member": lambda caller: caller.name in ("nobody", "stranger", "care", "money"),
    **dict.fromkeys(("public", "guest", "machine"), lambda caller: False),
}


def is_turned_away(address: Address, caller: Caller) -> bool:
    told = expected(address, caller, "post")
    return told is not None and COME_IN not in told


@pytest.fixture
def quiet() -> Iterator[None]:
    """A refusal is a line in the log, and there are thousands."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


def test_everyone_finds_what_was_declared_and_nothing_else(
    addresses: list[Address], callers: list[Caller], quiet: None
) -> None:
    """The whole table in one walk."""
    faults, ours = [], {}
    for address, caller, method in knocks(addresses, callers):
        answer = getattr(caller.client, method)(address.real)
        came, wanted = came_of(answer), expected(address, caller, method)
        where = f"{method.upper()} {address.real} ({address.name}) by {caller.name}: {came}"
        if came is BROKEN or (wanted is not None and came not in wanted):
            faults.append(f"{where}, and not {' or '.join(sorted(wanted or {'anything else'}))}")
        if told := what_it_tells(address, caller, answer):
            faults.append(f"{where} tells {told}")
        if method == "get" and caller.scope:
            ours[address.name, caller.name] = came
    faults += who_is_wrongly_shut_out(addresses, ours)
    assert not faults, "\n".join(["", f"{len(faults)} faults:", *faults])


def what_it_tells(address: Address, caller: Caller, answer: Any) -> list[str]:
    """What of Ana's money this page gives away to who may not see it."""
    if caller.role or caller.scope in members.MONEY_SCOPES:
        return []
    page = said(answer).replace(address.real, "")
    names = () if caller.scope else ("Ana Reyes",)
    return [words for words in (*OWN_MONEY, *names) if words in page]


def who_is_wrongly_shut_out(addresses: list[Address], came: dict[tuple[str, str], str]) -> list[str]:
    """Where Ana herself comes in, so does every grant that the page's scope names."""
    faults = []
    for address in (one for one in addresses if one.audience == "member"):
        needs = doors.scopes()[address.name]
        if needs in (doors.LOGIN, doors.CARE) or came[address.name, "self"] != COME_IN:
            continue
        faults += [
            f"{address.name} needs {needs}, which {scope} has, and is {came[address.name, scope]} to {scope}"
            for scope in LIVE
            if scope in doors.GRANTS[needs] and came[address.name, scope] != COME_IN
        ]
    return faults


def test_every_staff_page_names_a_permission_that_a_role_holds(addresses: list[Address]) -> None:
    """A page at the desk without one would open to whoever is staff."""
    held = roles.holders()
    bare = [one.name for one in addresses if one.audience == "staff" and permission_of(one) not in held]
    assert not bare, f"no permission, or one that no role holds: {bare}"


def test_every_member_page_has_a_scope_and_no_scope_is_left_over(addresses: list[Address]) -> None:
    """A name in SCOPES that is no member's page protects nothing, and looks as if it did."""
    pages = {one.name for one in addresses if one.audience == "member"}
    assert set(doors.scopes()) >= pages
    known = set(doors.audiences())
    from hearthside.rooms import parts_of_rooms

    said_of = {name for part in parts_of_rooms("doors") for name in getattr(part, "SCOPES", {})}
    assert said_of <= known, f"SCOPES of no address: {sorted(said_of - known)}"
