"""Forty topics, each read as a person reads it: signed out on a small phone without scripts, in both
languages; then the way it points to, screen by screen; then signed in, where one's own records answer.

    def test_pay_online(topic: Topic) -> None:
        page = topic("pay-online")
        page.says("You do not need to sign in.", es="No tiene que iniciar sesión.")
        page.leads_to("Pay a bill", "/pay/", es="Pagar una factura")
        page.signed_in("ana").answers("You can pay $142.50 now.")

One house and one cast serve all topics that a worker reads, and are emptied after them. So no topic changes
what is Ana's: one that pays, saves or invites does it as `somebody()` of its own.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client
from django.test.utils import override_settings
from playwright.sync_api import Browser, BrowserContext, FilePayload, Page, ViewportSize, expect
from pytest_django.live_server_helper import LiveServer

from hearthside import clock
from hearthside.autopay.services import methods as autopay
from hearthside.autopay.tests.cast import actor_of, wish
from hearthside.members import services as members
from hearthside.members.models import Scope
from hearthside.payments.tests.cast import Ana, make_ana
from hearthside.portal.tests.cast import SETTING_THE_TABLE, Cast, make_cast, make_login
from tests.journeys import conftest as instruments

PHONE: ViewportSize = {"width": 360, "height": 740}
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
HERE = Path(__file__).parent
Check = Callable[[Page], None]
Words = str | tuple[str, ...]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Every topic is a journey and needs the database. Its words are the same on each of them, so the run
    that only asks another database leaves it out."""
    for item in items:
        if item.path.parent == HERE:
            item.add_marker(pytest.mark.journey)
            if not config.getoption("--only-database"):
                item.add_marker(pytest.mark.django_db(transaction=True))


@pytest.fixture
def _django_db_helper() -> None:
    """Nothing is emptied between two topics: `house` does it after the last."""


@dataclass(slots=True)
class House:
    """A running house with the cast in it, and the windows that look at it."""

    url: str
    cast: Cast
    browser: Browser
    faults: list[str] = field(default_factory=list)
    contexts: list[BrowserContext] = field(default_factory=list)
    kept: dict[str, Page] = field(default_factory=dict)

    def window(self, login: Any = None) -> Page:
        """A small phone that runs no script; it carries a session of `login`, if there is one."""
        context = self.browser.new_context(
            viewport=PHONE, locale="en-US", timezone_id="America/New_York", java_script_enabled=False
        )
        context.set_default_timeout(instruments.PATIENCE_MS)
        self.contexts.append(context)
        if login is not None:
            name = settings.SESSION_COOKIE_NAME
            value = came_in(login).cookies[name].value
            context.add_cookies([{"name": name, "value": value, "url": self.url}])
        page = context.new_page()
        instruments.watch(page, self.faults)
        return page

    def kept_window(self, name: str, login: Any = None) -> Page:
        """The window of this name, for reading only: opened once."""
        if name not in self.kept:
            self.kept[name] = self.window(login)
        return self.kept[name]


def came_in(login: Any) -> Client:
    """A browser in which this person has just proved who they are, so that no page asks it again."""
    client = Client()
    client.force_login(login, backend=BACKEND)
    session = client.session
    proof = {"method": "password", "at": time.time(), "reauthenticated": True}
    session["account_authentication_methods"] = [proof]
    session["account_authentication_methods_user"] = str(login.pk)
    session.save()
    return client


@pytest.fixture(scope="package")
def house(
    browser: Browser, django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[House]:
    """Made once for the topics that follow each other, and emptied after the last of them."""
    with django_db_blocker.unblock():
        server = LiveServer("localhost")
        hosts = [*settings.ALLOWED_HOSTS, "localhost"]
        files = tmp_path_factory.mktemp("files")
        with override_settings(SITE_URL=server.url, ALLOWED_HOSTS=hosts, FILES_FOLDER=files):
            made = House(server.url, make_cast(), browser)
            yield made
            for context in made.contexts:
                context.close()
            server.stop()
        call_command("flush", verbosity=0, interactive=False)
        cache.clear()


@dataclass(slots=True)
class Reading:
    """One topic, open in a window: in English, and beside it in Spanish for who is signed out."""

    slug: str
    house: House
    check: Check
    page: Page
    spanish: Page | None = None

    def says(self, *words: str, es: Words = ()) -> None:
        """The page says all of this; `es` is what the Spanish one says."""
        reads(self.page, *words)
        if es:
            assert self.spanish is not None, "the Spanish page is read signed out"
            reads(self.spanish, *([es] if isinstance(es, str) else es))

    def leads_to(self, label: str, path: str, *, es: str) -> None:
        """The button goes there in both languages; a page of one's own asks to sign in first."""
        assert self.spanish is not None, "signed in, the answer has its own buttons"
        for page, start, name in ((self.page, "", label), (self.spanish, "/es", es)):
            button = page.locator("#main > .hs-actions").get_by_role("link", name=name, exact=True)
            assert button.get_attribute("href") == f"{start}{path}"
            self._arrives_or_asks_to_sign_in(start, path)

    def _arrives_or_asks_to_sign_in(self, start: str, path: str) -> None:
        answer = self.page.request.get(f"{self.house.url}{start}{path}", max_redirects=0)
        if answer.status == 302:
            assert path.startswith("/account/"), f"{path} is for everybody, and asks to sign in"
            assert answer.headers["location"].startswith(f"{start}/sign-in/?next={start}{path}")
        else:
            assert answer.status == 200, f"{path}: {answer.status}"

    def links_to(self, *paths: str) -> None:
        """In the text, or beside it, there is a link to each of these, in both languages."""
        for page, start in ((self.page, ""), (self.spanish, "/es")):
            if page is not None:
                every = page.locator("#main a, #main ~ aside a")
                links = every.evaluate_all("all => all.map(a => a.getAttribute('href'))")
                missing = {f"{start}{path}" for path in paths} - set(links)
                assert not missing, f"{page.url} has no link to {sorted(missing)}"

    def signed_in(self, who: str) -> "Reading":
        """The same topic for one of the cast, by name."""
        page = self.house.kept_window(who, getattr(self.house.cast, who))
        return read_by_one(self.slug, self.house, self.check, page)

    def answers(self, *words: str) -> None:
        """The answer from one's own records says all of this."""
        reads(self.page, *words, within="section[aria-labelledby=own]")

    def offers(self, label: str, path: str) -> None:
        """The answer from one's own records has this button, and one's own page is behind it."""
        own = self.page.locator("section[aria-labelledby=own]")
        assert own.get_by_role("link", name=label, exact=True).get_attribute("href") == path
        answer = self.page.request.get(f"{self.house.url}{path}", max_redirects=0)
        assert answer.status == 200, f"{path}: {answer.status}"

    def has_no_answer(self) -> None:
        """Nothing of one's own stands here: the general answer is all there is."""
        assert self.page.locator("section[aria-labelledby=own]").count() == 0
        assert self.page.locator("#main > .hs-actions").count() == 1


@dataclass(slots=True)
class Walk:
    """A flow, screen by screen. `screens` counts those that were acted on since it was opened."""

    page: Page
    screens: int = 0

    def fill(self, **typed: str) -> None:
        """Type into fields by their names; where a name is on the page twice, into the first."""
        for name, words in typed.items():
            self.page.locator(f"#main [name={name}]").first.fill(words)

    def choose(self, *labels: str) -> None:
        """Tick these boxes or press these buttons, by how their labels begin."""
        for label in labels:
            self.page.get_by_label(label).first.check()

    def pick(self, **chosen: str) -> None:
        """Choose from lists, by the names of the lists."""
        for name, value in chosen.items():
            self.page.locator(f"#main select[name={name}]").select_option(value)

    def send(self, button: str) -> None:
        """Act on this screen: one more."""
        self._press("button", button)
        self._goes_on()

    def follow(self, link: str) -> None:
        """Choose a way on this screen: one more."""
        self._press("link", link)
        self._goes_on()

    def is_turned_back(self, button: str, *words: str) -> None:
        """What was typed is not taken: the same screen again, and an alert says why."""
        address = self.page.url
        self._press("button", button)
        assert self.page.url == address
        reads(self.page, *words, within="[role=alert]")
        fits(self.page)

    def _press(self, role: Literal["button", "link"], name: str) -> None:
        with self.page.expect_navigation():
            self.page.locator("#main").get_by_role(role, name=name).first.click()

    def _goes_on(self) -> None:
        self._stands()
        self.screens += 1

    def _stands(self) -> None:
        title = self.page.title()
        assert not title.startswith("Error: "), f"{title}\n{self.page.locator('body').inner_text()}"
        fits(self.page)

    def types_day(self, month: int, day: int, year: int) -> None:
        """A day in three boxes, as it is on every page that asks one."""
        for label, number in (("Month", month), ("Day", day), ("Year", year)):
            self.page.get_by_label(label, exact=True).fill(str(number))

    def add_file(self, field: str, file: FilePayload, button: str) -> None:
        """Send a file to this screen, which stays: not one more."""
        self.page.locator(f"#main [name={field}]").set_input_files(file)
        self._press("button", button)
        self._stands()

    def says(self, *words: str) -> None:
        reads(self.page, *words)

    def hides(self, *words: str) -> None:
        """Nothing of this is anywhere in the page: not in its words, its title or its markup."""
        found = [each for each in words if each.casefold() in self.page.content().casefold()]
        assert not found, f"{self.page.url} shows {found}"

    def arrives(self, heading: str, *, screens: int) -> None:
        """The flow is here, after so many screens."""
        expect(self.page.get_by_role("heading", level=1)).to_contain_text(heading)
        assert self.screens == screens, f"{self.page.url} took {self.screens} screens"


Topic = Callable[..., Reading]
Way = Callable[..., Walk]


def somebody(name: str) -> tuple[Ana, Any]:
    """An account like Ana's that nobody else looks at, and the login that may see it."""
    owes = make_ana(email=f"{name}.post@mail.example")
    login = make_login(f"{name}@mail.example", f"{name.title()} Reyes")
    members.grant_access(
        login_id=login.pk, account_id=owes.id, scope=Scope.SELF, by=SETTING_THE_TABLE, at=clock.now()
    )
    return owes, login


def helps(owes: Ana, name: str) -> Any:
    """A login that may see the bills of this account, and nothing of its care."""
    login = make_login(f"{name}@mail.example", f"{name.title()} Lane")
    members.grant_access(
        login_id=login.pk, account_id=owes.id, scope=Scope.MONEY, by=SETTING_THE_TABLE, at=clock.now()
    )
    return login


def save_card(owes: Ana, login: Any) -> None:
    """A card that the processor keeps, as if its page had just been left."""
    by, at = actor_of(login), clock.now()
    method = autopay.start_saving(wished=wish(owes.id, login), by=by, at=at)
    kept = autopay.Kept(f"kept-{method.reference}", "visa", "4242", 12, at.year + 3)
    autopay.keep_method(method_id=method.pk, kept=kept, by=by, at=at)


def opened(page: Page, address: str) -> None:
    response = page.goto(address)
    assert response is not None and response.status == 200, f"{address}: {response and response.status}"


def reads(page: Page, *words: str, within: str = "#main") -> None:
    """This part of the page says all of this, however its lines break."""
    part = page.locator(within)
    assert part.count() == 1, f"{page.url} has {part.count()} of {within}"
    said = " ".join(part.inner_text().split())
    missing = [each for each in words if each not in said]
    assert not missing, f"{page.url} does not say {missing}; it says:\n{said}"


def fits(page: Page) -> None:
    wide, room = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert wide <= room, f"{page.url} is {wide} px wide in a window of {room}"


def with_scripts_for_a_moment(page: Page, check: Check) -> None:
    """axe waits on timers of its own, which a window without scripts never gives it. The page has run none of
    its own by then, and runs none now."""
    session = page.context.new_cdp_session(page)
    for is_off in (True, False):  # said twice, as a new session takes them to be on already
        session.send("Emulation.setScriptExecutionDisabled", {"value": is_off})
    check(page)
    session.send("Emulation.setScriptExecutionDisabled", {"value": True})
    session.detach()


def read_by_one(slug: str, house: House, check: Check, page: Page) -> Reading:
    """Looked at once more where an answer of one's own changes the page."""
    opened(page, f"{house.url}/help/{slug}/")
    if page.locator("section[aria-labelledby=own]").count():
        check(page)
    return Reading(slug, house, check, page)


@pytest.fixture
def topic(house: House, axe: Check) -> Topic:
    """topic(slug): the page as anybody sees it signed out, in both languages; topic(slug, login): as this
    login sees it. Nothing is wrong with it for a screen reader, and it is no wider than a small phone."""

    def check(page: Page) -> None:
        fits(page)
        with_scripts_for_a_moment(page, axe)

    def read(slug: str, login: Any = None) -> Reading:
        if login is not None:
            return read_by_one(slug, house, check, house.window(login))
        english, spanish = house.kept_window("en"), house.kept_window("es")
        for page, start in ((english, ""), (spanish, "/es")):
            opened(page, f"{house.url}{start}/help/{slug}/")
            assert page.locator("html").get_attribute("lang") == (start.strip("/") or "en")
            check(page)
        return Reading(slug, house, check, english, spanish)

    return read


@pytest.fixture
def way(house: House) -> Way:
    """way(path, login): the flow that begins there, in a window of its own, for `login` or signed out."""

    def begin(path: str, login: Any = None) -> Walk:
        page = house.window(login)
        opened(page, f"{house.url}{path}")
        return Walk(page)

    return begin


@pytest.fixture(autouse=True)
def no_faults(house: House) -> Iterator[None]:
    """No page asked another host, wrote an error or broke."""
    yield
    faults = house.faults.copy()
    house.faults.clear()
    assert not faults, "\n".join(["", *faults])
