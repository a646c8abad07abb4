"""Every address of the house x everyone who may knock x GET and POST. Threat rows 23, 24, 31; drills 1-3."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, reverse
from django.urls.resolvers import RegexPattern, RoutePattern
from django.utils.translation import override

from hearthside import clock
from hearthside.audit.models import Event
from hearthside.bills import selectors as bills
from hearthside.claims.models import Charge
from hearthside.members import selectors as members
from hearthside.members import services as members_services
from hearthside.payments import flows
from hearthside.payments.models import Attempt
from hearthside.payments.tests.cast import GUEST, Ana, now, wanted
from hearthside.payments.tests.conftest import Payer
from hearthside.portal import doors
from hearthside.portal.tests.cast import SETTING_THE_TABLE, Cast
from tests.drills.conftest import signed_in
from tests.drills.tables import SESSIONS, changed, digests, tables_written

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

MADE_UP = {
    "number": "4021187739", "reference": "5020118838", "token": "MADEUP", "what": "nothing", "pk": "9",
    "account": "4021187739", "bill": "5020118838", "bill_number": "5020118838", "line": "5020118838",
    "file_reference": "5020118838", "key": "f" * 32, "on": date(2020, 1, 2), "ordinal": "99",
    "difference": "99", "slug": "no-such-queue", "answer": "approve", "kind": "move",
}  # fmt: skip
STRANGERS = ("cora", "ben, ended", "ben, expired", "dev")

ASKS_THE_PROCESSOR = {
    "payments:guest_return",
    "payments:guest_cancel",
    "payments:member_return",
    "payments:member_cancel",
    "payments:done",
    "payments:check",
    "payments:payment",
    "payments:member_check",
}
"""The only reads that may write, besides the reader's own session: they ask the processor what became of a
payment, and keep its answer."""
COUNTS_A_LOOK = {
    "account_login",
    "mfa_login_webauthn",
    "account_complete_password_reset",
    "account_email",
    "account_change_password",
    "account_set_password",
    "account_reauthenticate",
}
"""allauth counts every request that is not GET against its own limits, in the cache; so HEAD writes there."""
NOTES_THE_READER = {"bills:page", "bills:pdf"}
OPENINGS = ("reminders_opening", "reminders_reminder")
"""That somebody who may has opened a bill is noted, and nobody is reminded of it any more."""
ENDS_SESSIONS = ("account_logout", "usersessions_list")


@dataclass(frozen=True, slots=True)
class Address:
    name: str
    audience: str
    real: str
    made_up: str

    @property
    def is_numbered(self) -> bool:
        return self.real != self.made_up


def placeholders(pattern: URLPattern) -> list[str]:
    shape = pattern.pattern
    if isinstance(shape, RoutePattern):
        return list(shape.converters)
    assert isinstance(shape, RegexPattern), f"{shape} is of a kind this walk does not know"
    return list(shape.regex.groupindex)


def every_address(ana: Ana, attempt: Attempt) -> list[Address]:
    """Every address with Ana's own numbers in it, and with made-up ones."""
    known, found = doors.audiences(), []
    charge = Charge.objects.filter(account_id=ana.id).order_by("pk").first()
    assert charge is not None
    token = bills.qr_address_of(ana.bill).rstrip("/").rpartition("/")[2]
    for name, pattern in doors.addresses():
        assert name in known, f"{name or pattern.pattern} is not classified: add it to its room's doors.py"
        reference = charge.reference if name.startswith("bills:") else attempt.reference
        real = {
            "number": ana.bill.number,
            "reference": reference,
            "token": token,
            "what": "address",
            "pk": "1",
            "account": ana.account.number,
            "bill": ana.bill.number,
            "bill_number": ana.bill.number,
            "line": charge.reference,
            "file_reference": attempt.reference,
            "key": "0" * 32,
            "on": clock.today(),
            "ordinal": "1",
            "difference": "1",
            "slug": "cases-dispute",
            "answer": "approve",
            "kind": "move",
        }
        if known[name] == "staff":
            real["number"] = ana.account.number
        if name == "api:voice_step":
            real["number"] = "1"
        asked = placeholders(pattern)
        unknown = [one for one in asked if one not in real]
        assert not unknown, f"{name} has {unknown} in its address: tell this walk what Ana's is"
        with override("en"):
            found.append(
                Address(
                    name,
                    known[name],
                    reverse(name, kwargs={one: real[one] for one in asked}),
                    reverse(name, kwargs={one: MADE_UP[one] for one in asked}),
                )
            )
    return sorted(found, key=lambda one: one.name in ENDS_SESSIONS)  # those last: the walk goes on signed in


@pytest.fixture
def attempt(ana: Ana, payer: Payer) -> Attempt:
    """Ana paid a part of her bill, as a guest, and nobody has asked about it since."""
    begun = flows.begin(wanted=wanted(ana, 5000), by=GUEST, at=now())
    payer.pays_by_card(begun.url)
    return flows.ask(begun.attempt, by=GUEST, at=now())


@pytest.fixture
def addresses(ana: Ana, attempt: Attempt) -> list[Address]:
    return every_address(ana, attempt)


@pytest.fixture
def told_of_ana(ana: Ana, attempt: Attempt) -> list[str]:
    """What a page would have to say to give Ana away."""
    number = ana.account.number
    spoken = f"{number[:3]} {number[3:6]} {number[6:]}"
    return [
        number,
        spoken,
        spoken.replace(" ", "\N{NO-BREAK SPACE}"),
        "Ana Reyes",
        "12 Elm St",
        "ana@example.org",
        "Willow Creek",
        "Meadowlark",
        "142.50",
        "92.50",
        "84.50",
        ana.code,
    ]


def said(answer: Any) -> str:
    return "" if answer.streaming else answer.content.decode("utf-8", "replace")


def without_what_changes(answer: Any, *own: str) -> str:
    """The page without its form token, and without the number in its own address."""
    page = re.sub(r'(csrfmiddlewaretoken" value=")\w+', r"\1", said(answer))
    for one in own:
        page = page.replace(one, "")
    return page


def headers_of(answer: Any, *own: str) -> dict[str, str]:
    differ = {"X-Request-Id", "Set-Cookie", "Expires", "Date"}
    kept = {name: value for name, value in answer.headers.items() if name not in differ}
    return {name: without_own(value, own) for name, value in kept.items()}


def without_own(value: str, own: tuple[str, ...]) -> str:
    for one in own:
        value = value.replace(one, "")
    return value


def knock(client: Client, method: str, path: str) -> Any:
    return getattr(client, method)(path)


def test_who_is_turned_away_where(
    addresses: list[Address], callers: dict[str, Client], told_of_ana: list[str]
) -> None:
    """Rows 23, 24; drills 1 and 3: what is for members opens to nobody else, and no page ever fails."""
    faults = []
    for address in addresses:
        for who in ("nobody", *STRANGERS):
            for method in ("get", "post"):
                answer = knock(callers[who], method, address.real)
                where = f"{method.upper()} {address.real} ({address.name}) by {who}: {answer.status_code}"
                if answer.status_code >= 500:
                    faults.append(f"{where} broke")
                if address.audience == "member" and who == "nobody":
                    to_sign_in = answer.headers.get("Location", "").startswith("/sign-in/")
                    if not to_sign_in and answer.status_code not in (404, 405):
                        faults.append(f"{where} did not ask to sign in")
                if address.audience == "staff" and answer.status_code not in (302, 403, 404, 405):
                    faults.append(f"{where} let somebody in without permission")
                # The reader typed the address; a page that repeats it tells nothing.
                words = said(answer).replace(address.real, "")
                if told := [one for one in told_of_ana if one in words]:
                    faults.append(f"{where} tells {told}")
    assert not faults, "\n".join(["", *faults])


def test_a_strangers_404_has_the_same_bytes_as_a_made_up_number(
    addresses: list[Address], callers: dict[str, Client]
) -> None:
    """Row 23, drill 1: one number further in the address tells Cora nothing, not even that it exists."""
    numbered = [one for one in addresses if one.audience == "member" and one.is_numbered]
    assert len(numbered) >= 10, [one.name for one in numbered]
    faults = []
    for address in numbered:
        if address.name.startswith(("mfa_", "identity:")):
            continue  # numbered by the login's own keys, and proved in hearthside/identity
        for who in STRANGERS:
            for method in ("get", "post"):
                real, made_up = (
                    knock(callers[who], method, path) for path in (address.real, address.made_up)
                )
                mine = re.findall(r"[0-9a-f]{32}|[0-9]{10,12}|(?<=details/)\w+", address.real)
                theirs = re.findall(r"[0-9a-f]{32}|[0-9]{10,12}|(?<=details/)\w+", address.made_up)
                # The one without a number asks who it is first, and then says 404 to either.
                is_gone = (
                    real.status_code in (404, 405) or method == "post" or address.name == "portal:change"
                )
                alike = (
                    real.status_code == made_up.status_code
                    and without_what_changes(real, *mine) == without_what_changes(made_up, *theirs)
                    and headers_of(real, *mine) == headers_of(made_up, *theirs)
                )
                if not is_gone or not alike:
                    faults.append(
                        f"{method} {address.real} by {who}: {real.status_code}/{made_up.status_code}"
                    )
    assert not faults, "\n".join(["", *faults])


def test_a_grant_that_ends_shuts_every_page_at_the_next_request(cast: Cast, addresses: list[Address]) -> None:
    """Row 24, drill 3: Ben's session goes on, and every page of Ana's is gone from it."""
    ben = signed_in(cast.ben)
    numbered = [
        one
        for one in addresses
        if one.audience == "member" and one.is_numbered and one.name.startswith(("bills:", "payments:"))
    ]
    opened = [one for one in numbered if ben.get(one.real).status_code in (200, 303)]
    assert len(opened) >= 5, "Ben with money could open these a moment ago"
    grant = members.live_grants(cast.ben.pk).get()
    members_services.end_access(grant_id=grant.pk, by=SETTING_THE_TABLE, at=clock.now())
    still = [one.real for one in opened if ben.get(one.real).status_code != 404]
    assert not still
    assert ben.get("/account/").status_code == 200, "Ben is still signed in, to nothing"


def test_care_only_opens_no_bill(cast: Cast, addresses: list[Address], told_of_ana: list[str]) -> None:
    """Row 24, drill 2 turned round: a helper for care alone sees no bill, no payment and no address.

    Whose record is open they do see, on every page: the header says it.
    """
    told_of_ana = [one for one in told_of_ana if one not in told_of_ana[:3] and one != "Ana Reyes"]
    grant = members.live_grants(cast.ben.pk).get()
    type(grant).objects.filter(pk=grant.pk).update(scope="care")
    ben = signed_in(cast.ben)
    for address in addresses:
        if address.audience != "member":
            continue
        answer = ben.get(address.real)
        told = [one for one in told_of_ana if one in said(answer).replace(address.real, "")]
        assert not told, f"{address.real} tells {told}"


def test_reading_writes_nothing(
    addresses: list[Address], callers: dict[str, Client], attempt: Attempt
) -> None:
    """Row 31: GET and HEAD change no row but the reader's own session; the named ones ask the processor."""
    faults = []
    before = digests(leave_out=(SESSIONS, *OPENINGS))
    for who, client in callers.items():
        for address in addresses:
            if address.name in ASKS_THE_PROCESSOR:
                continue
            for method in ("get", "head") if who in ("nobody", "ana") else ("get",):
                with tables_written() as written:
                    knock(client, method, address.real)
                own = {SESSIONS, *(OPENINGS if address.name in NOTES_THE_READER else ())}
                if method == "head" and address.name in COUNTS_A_LOOK:
                    own.add("shared_cache")
                if written - own:
                    faults.append(
                        f"{method} {address.real} ({address.name}) by {who} wrote {sorted(written)}"
                    )
    assert not faults, "\n".join(["", *faults])
    assert changed(before, digests(leave_out=(SESSIONS, *OPENINGS))) == []


def test_asking_the_processor_twice_writes_nothing_new(
    addresses: list[Address], callers: dict[str, Client], attempt: Attempt
) -> None:
    """Row 31 for the named ones: what is paid stays paid, once, however often the address is opened."""
    before = digests(leave_out=(SESSIONS, "payments_attempt"))
    for client in callers.values():
        for address in addresses:
            if address.name in ASKS_THE_PROCESSOR:
                client.get(address.real)
    assert changed(before, digests(leave_out=(SESSIONS, "payments_attempt"))) == []


def test_a_post_with_nothing_in_it_moves_no_money(
    addresses: list[Address], callers: dict[str, Client]
) -> None:
    """Rows 23, 25: whoever posts nothing anywhere changes no account, bill, payment, entry or grant."""
    kept = ("members_", "bills_", "payments_", "ledger_", "claims_", "coverage_", "intake_", "identity_login")

    def of_ours() -> dict[str, str]:
        return {table: hashed for table, hashed in digests().items() if table.startswith(kept)}

    before = of_ours()
    for who, client in callers.items():
        for address in addresses:
            if who == "ana" or address.name == "identity:demo_sign_in":
                continue
            client.post(address.real, {})
    assert changed(before, of_ours()) == []


def test_a_forged_form_is_refused_at_every_door(cast: Cast, addresses: list[Address], ana: Ana) -> None:
    """Row 31, drill 28: POST without the token is a plain 403 everywhere but where a signature stands."""
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(cast.ana, backend="allauth.account.auth_backends.AuthenticationBackend")
    before, events = digests(), Event.objects.count()
    for address in addresses:
        answer = strict.post(address.real, {})
        if address.audience == "machine":
            assert answer.status_code in (400, 403, 405), address.real
            continue
        assert answer.status_code in (403, 405), f"{address.real} took a form without its token"
        if answer.status_code == 403:
            assert b"This page was open too long" in answer.content and b"nothing was paid" in answer.content
    assert changed({t: h for t, h in before.items() if t != "guards_counter"}, digests()) == []
    assert Event.objects.count() == events


def test_machines_are_not_greeted_as_people(addresses: list[Address], callers: dict[str, Client]) -> None:
    """Row 31: an address for machines gives nobody a cookie, and takes none for a signature."""
    for address in addresses:
        if address.audience == "machine":
            for method in ("get", "post"):
                answer = knock(Client(), method, address.real)
                assert not answer.cookies, address.real
