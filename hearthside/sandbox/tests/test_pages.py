"""The hosted page, as a person meets it: in a browser, with mistakes, in two languages."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import stripe

from hearthside.sandbox.cards import BANK_MANNERS, MANNERS, TEST_ACCOUNTS, TEST_CARDS, brand_of, luhn_holds
from hearthside.sandbox.pages import content_policy, origin_of, read_bank, read_card
from hearthside.sandbox.payer import GOOD_ACCOUNT, GOOD_CARD, Payer
from hearthside.sandbox.process import SandboxProcess
from hearthside.sandbox.tests.conftest import session_facts
from hearthside.sandbox.words import ENGLISH, NOTES_ES, SPANISH, language_for, long_date

NOW = datetime(2026, 11, 23, tzinfo=UTC)


def a_page(client: stripe.StripeClient, **changes: Any) -> str:
    return client.v1.checkout.sessions.create(session_facts(**changes)).url or ""  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("typed", "errors"),
    [
        ({}, {}),
        ({"number": "4242-4242-4242-4242"}, {}),
        ({"number": ""}, {"number": "number_missing"}),
        ({"number": "4242 4242 4242 4241"}, {"number": "number_wrong"}),
        ({"number": "hello"}, {"number": "number_wrong"}),
        ({"number": "4242"}, {"number": "number_wrong"}),
        ({"number": "٤٢٤٢٤٢٤٢٤٢٤٢٤٢٤٢"}, {"number": "number_wrong"}),
        ({"number": "4539578763621486"}, {"number": "number_real"}),
        ({"number": "378282246310005"}, {"code": "code_4"}),
        ({"number": "378282246310005", "code": "1234"}, {}),
        ({"code": "1234"}, {"code": "code_3"}),
        ({"code": ""}, {"code": "code_3"}),
        ({"expiry": "11/26"}, {}),
        ({"expiry": "1126"}, {}),
        ({"expiry": "11 / 2026"}, {}),
        ({"expiry": "10/26"}, {"expiry": "expiry_past"}),
        ({"expiry": "13/30"}, {"expiry": "expiry_missing"}),
        ({"expiry": "2030"}, {"expiry": "expiry_missing"}),
        ({"expiry": ""}, {"expiry": "expiry_missing"}),
        ({"name": "  "}, {"name": "name_missing"}),
        ({"name": "4242 4242 4242 4242"}, {"name": "name_digits"}),
        ({"name": "José Núñez 3rd"}, {}),
        ({"zip": "06103-1234"}, {}),
        ({"zip": "4242424242424242"}, {"zip": "zip_missing"}),
    ],
)
def test_a_card_form_is_read_or_its_mistakes_named(typed: dict[str, str], errors: dict[str, str]) -> None:
    read = read_card(GOOD_CARD | typed, NOW)
    assert read.errors == errors
    assert (read.card is None) == bool(errors)


@pytest.mark.parametrize(
    ("typed", "errors"),
    [
        ({}, {}),
        ({"routing": "11000000"}, {"routing": "routing_missing"}),
        ({"routing": "110000001"}, {"routing": "routing_wrong"}),
        ({"routing": "021000021"}, {"routing": "routing_real"}),
        ({"account": ""}, {"account": "account_missing"}),
        ({"account": "12345678"}, {"account": "account_real"}),
        ({"account_type": "x"}, {"account_type": "type_missing"}),
        ({"holder": "000123456789"}, {"holder": "name_digits"}),
    ],
)
def test_a_bank_form_is_read_or_its_mistakes_named(typed: dict[str, str], errors: dict[str, str]) -> None:
    read = read_bank(GOOD_ACCOUNT | typed)
    assert read.errors == errors
    assert (read.bank is None) == bool(errors)


def test_the_published_numbers_are_cards_and_each_does_something() -> None:
    assert all(luhn_holds(number) and brand_of(number) == brand for number, (brand, _) in TEST_CARDS.items())
    assert {manner for _, manner in TEST_CARDS.values()} == set(MANNERS)
    assert set(TEST_ACCOUNTS.values()) == set(BANK_MANNERS)
    assert brand_of("3530111333300000") == ""


def test_both_languages_say_everything() -> None:
    assert set(ENGLISH) == set(SPANISH)
    for name, english in ENGLISH.items():
        for fact in ("{amount}", "{business}", "{date}"):
            assert (fact in english) == (fact in SPANISH[name]), name
    shown = {MANNERS[TEST_CARDS[n][1]].note for n in ("4242424242424242", "4000000000000002")}
    assert shown <= set(NOTES_ES)
    assert long_date(NOW.date(), "es") == "23 de noviembre de 2026"
    assert long_date(NOW.date(), "en") == "November 23, 2026"


@pytest.mark.parametrize(
    ("asked", "locale", "accepted", "language"),
    [("", "es", "", "es"), ("", "es-419", "", "es"), ("", "auto", "es-MX,es", "es"), ("", None, "fr", "en"),
     ("en", "es", "es", "en"), ("xx", "en", "es", "en")],
)  # fmt: skip
def test_the_language_is_the_persons(asked: str, locale: str | None, accepted: str, language: str) -> None:
    assert language_for(asked, locale, accepted) == language


@pytest.mark.parametrize(
    ("address", "origin"),
    [("https://pay.example/x?y", "https://pay.example"), ("http://127.0.0.1:8000/", "http://127.0.0.1:8000"),
     ("https://a.example;script-src", ""), ("https://u@a.example/", ""), ("javascript:1", ""), (None, "")],
)  # fmt: skip
def test_only_a_plain_origin_reaches_the_policy(address: str | None, origin: str) -> None:
    assert origin_of(address) == origin
    policy = content_policy(origin_of(address))
    assert policy.count(";") == 4 and "script" not in policy


def test_the_page_has_no_script_no_cookie_and_a_strict_policy(client: stripe.StripeClient) -> None:
    seen = Payer(a_page(client)).view
    assert seen.headers["content-security-policy"] == (
        "default-src 'none'; style-src 'self'; form-action 'self' http://127.0.0.1:9; "
        "frame-ancestors 'none'; base-uri 'none'"
    )
    assert "set-cookie" not in seen.headers and "<script" not in seen.html and "style=" not in seen.html
    assert seen.headers["cache-control"] == "no-store"
    assert seen.headers["referrer-policy"] == "same-origin"
    assert "Payment &lt;b&gt;402&lt;/b&gt;" in seen.html and "Test &amp; Sons" in seen.html
    assert seen.html.count('autocomplete="off"') == seen.html.count("<input")


def test_mistakes_come_back_beside_the_field_and_numbers_do_not(client: stripe.StripeClient) -> None:
    payer = Payer(a_page(client)).pay(number="4539578763621486", name='Ana "B" <i>', code="12")
    seen = payer.view
    assert seen.status == 422 and seen.html.count("<title>Error: ") == 1
    assert len(seen.problems) == 2 and "we did not keep yours" in seen.problems[0]
    assert "4539578763621486" not in seen.html and 'value="Ana &quot;B&quot; &lt;i&gt;"' in seen.html
    assert seen.fields["number"] == seen.fields["code"] == "" and seen.fields["zip"] == "06103"
    payer.pay()
    assert payer.view.url.startswith("http://127.0.0.1:9/done?page=cs_test_")


def test_a_real_number_leaves_no_trace(client: stripe.StripeClient, sandbox: SandboxProcess) -> None:
    Payer(a_page(client)).pay(number="4539578763621486", name="4539578763621486", zip="4539578763621486")
    for path in sandbox.state.parent.iterdir():
        assert b"4539578763621486" not in path.read_bytes(), path.name


def test_a_form_from_another_site_is_refused(client: stripe.StripeClient) -> None:
    payer = Payer(a_page(client))
    payer._site = ("https", "evil.example")
    payer.pay()
    assert payer.view.status == 403 and "No money was taken" in payer.view.html


@pytest.mark.parametrize("path", ["/c/pay/none", "/c/pay/", "/c/pay/none/verify", "/", "/c/pay/a/b/c"])
def test_a_page_that_is_not_there_says_so(sandbox: SandboxProcess, path: str) -> None:
    seen = Payer(sandbox.url + path).view
    assert seen.status == 404 and "We did not find this page" in seen.html


def test_the_banks_question_before_a_card_leads_to_the_form(client: stripe.StripeClient) -> None:
    url = a_page(client)
    assert Payer(f"{url}/verify").view.url.split("?")[0] == url


# In a browser


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    playwright = pytest.importorskip("playwright.sync_api")
    if not Path("/usr/bin/chromium").exists():
        pytest.skip("Chromium is not installed")
    with playwright.sync_playwright() as running:
        opened = running.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.mark.parametrize(("width", "scheme"), [(320, "light"), (1280, "dark")])
def test_in_a_browser_without_script_every_page_can_be_used_by_everyone(
    browser: Any, client: stripe.StripeClient, sandbox: SandboxProcess, width: int, scheme: str
) -> None:
    from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]

    context = browser.new_context(
        viewport={"width": width, "height": 800}, color_scheme=scheme, bypass_csp=False
    )
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))

    def check() -> None:
        found = Axe().run(page).response["violations"]
        assert found == [], [(one["id"], [node["target"] for node in one["nodes"]]) for one in found]
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

    def press() -> None:
        with page.expect_navigation():
            page.click("button")

    page.goto(a_page(client))
    check()
    page.fill("#name", "Ana Reyes")
    press()
    check()
    assert page.title().startswith("Error: ")
    assert page.evaluate("document.activeElement.className") == "hs-problem"
    page.click("text=Type the card number.")
    assert page.evaluate("document.activeElement.id") == "number"
    assert page.input_value("#name") == "Ana Reyes"
    for name, value in {**GOOD_CARD, "number": "4000 0000 0000 3220"}.items():
        page.fill(f"#{name}", value)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    check()
    assert page.title().startswith("Your bank asks")
    page.goto(a_page(client, locale="es", allowed_payment_method_types=["us_bank_account"]))
    check()
    press()
    check()
    page.goto(f"{sandbox.url}/_control/")
    check()
    assert [text for text in complaints if "Content Security" in text] == []
    context.close()


def test_a_browser_comes_back_to_the_shop(
    browser: Any, client: stripe.StripeClient, sandbox: SandboxProcess
) -> None:
    # The shop is played by a page of the sandbox itself: what matters is that the policy lets the way back.
    page = browser.new_page()
    shop = f"http://localhost:{sandbox.port}/thank-you"
    page.goto(a_page(client, success_url=shop))
    for name, value in GOOD_CARD.items():
        page.fill(f"#{name}", value)
    with page.expect_navigation(url=shop):
        page.click("button")
    assert page.url == shop
    page.close()
