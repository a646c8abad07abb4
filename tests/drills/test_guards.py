"""Guessing and flooding. Threat rows 1-4, 13-16; section 4; drills 6, 7, 8, 27."""

import re
import statistics
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from hearthside import clock
from hearthside.audit.models import Event
from hearthside.bills import selectors as bills
from hearthside.guards import services as guards
from hearthside.guards.models import Counter
from hearthside.payments import services
from hearthside.payments.errors import TooOften
from hearthside.payments.models import Attempt
from hearthside.payments.tests.cast import GUEST, Ana, make_ana, now, wanted
from hearthside.payments.tests.conftest import Payer
from hearthside.payments.tests.test_guest_pages import at_card_page, choose, find, go
from hearthside.portal.tests.cast import Cast, newest_code
from tests.drills.test_doors import without_what_changes

pytestmark = pytest.mark.django_db

MADE_UP = "4021187739"
WRONG = "00000000"
QUESTIONS = 160


def wrong_code(client: Client, number: str, **more: str) -> Any:
    return client.post("/pay/", {"account": number, "code": WRONG} | more)


def test_after_five_wrong_codes_the_sixth_asks_for_the_zip_too(client: Client, ana: Ana) -> None:
    """Drill 6; row 3."""
    for _ in range(5):
        answer = wrong_code(client, ana.account.number)
        assert answer.status_code == 422
    sixth = find(client, ana)
    assert sixth.status_code == 422 and b'name="zip"' in sixth.content, (
        "the right code alone opens nothing now"
    )
    assert find(client, ana, zip="45402").status_code == 303


def test_a_made_up_account_counts_down_with_the_same_bytes_and_questions(ana: Ana) -> None:
    """Drill 7; row 4: seven tries on a real and a made-up account differ in nothing but the number."""

    def tries(number: str) -> list[tuple[int, str, list[str]]]:
        client, seen = Client(), []
        client.get("/pay/")
        for turn in range(7):
            more = {"zip": "99999"} if turn >= 5 else {}
            with CaptureQueriesContext(connection) as asked:
                answer = wrong_code(client, number, **more)
            seen.append((answer.status_code, without_what_changes(answer, number), shapes(asked)))
        return seen

    real, made_up = tries(ana.account.number), tries(MADE_UP)
    for turn, (one, other) in enumerate(zip(real, made_up, strict=True), 1):
        assert one[:2] == other[:2], f"try {turn} reads differently"
        assert one[2] == other[2], f"try {turn} asks the database other questions"


def shapes(asked: CaptureQueriesContext) -> list[str]:
    """The statements without their values."""
    statements = (re.sub(r'"s\d+_x\d+"', "", str(one["sql"])) for one in asked)
    return [re.split(r" WHERE | VALUES | SET | SELECT \* FROM UNNEST", one)[0] for one in statements]


def test_a_right_code_with_a_wrong_zip_costs_what_a_wrong_code_costs(ana: Ana) -> None:
    """Row 4: while the ZIP is asked, nothing tells a guesser that the code itself was right."""
    ruth = make_ana(email="ruth@example.org")
    seen = []
    for owes, code in ((ana, WRONG), (ruth, ruth.code)):
        client, number = Client(), owes.account.number
        for _ in range(5):
            wrong_code(client, number)
        with CaptureQueriesContext(connection) as asked:
            answer = client.post("/pay/", {"account": number, "code": code, "zip": "99999"})
        seen.append((answer.status_code, without_what_changes(answer, number), shapes(asked)))
    assert seen[0] == seen[1]


@pytest.mark.parametrize("door", ["birth date", "link"])
def test_the_other_doors_tell_nothing_either(ana: Ana, door: str) -> None:
    """Row 4 at the birth date door, and at the link on the bill."""
    seen = []
    token = bills.qr_address_of(ana.bill).rstrip("/").rpartition("/")[2]
    for number, link in ((ana.account.number, token), (MADE_UP, "MADEUP")):
        client = Client()
        client.get("/pay/")
        if door == "link":
            client.get(f"/b/{link}/")
        with CaptureQueriesContext(connection) as asked:
            answer = (
                client.post("/pay/zip/", {"zip": "99999"})
                if door == "link"
                else client.post(
                    "/pay/birth-date/",
                    {
                        "account": number,
                        "birth_date_0": "3",
                        "birth_date_1": "15",
                        "birth_date_2": "1954",
                        "zip": "45402",
                    },
                )
            )
        seen.append((answer.status_code, without_what_changes(answer, number), shapes(asked)))
    assert seen[0][:2] == seen[1][:2]
    assert seen[0][2] == seen[1][2]


def test_found_or_not_takes_the_same_time(ana: Ana) -> None:
    """Row 4: the medians of many tries on a real and on a made-up account lie within 5 ms, taken in turns."""
    client = Client()
    spent: dict[str, list[float]] = {ana.account.number: [], MADE_UP: []}
    for turn in range(QUESTIONS):
        for number, times in spent.items():
            began = time.perf_counter()
            answer = client.post(
                "/pay/",
                {"account": number, "code": f"{turn:08d}"},
                REMOTE_ADDR=f"10.9.{turn // 16}.{turn % 16}",
            )
            times.append(time.perf_counter() - began)
            assert answer.status_code == 422
    real, made_up = (statistics.median(times) for times in spent.values())
    assert abs(real - made_up) < 0.005, f"{real * 1000:.1f} ms and {made_up * 1000:.1f} ms"


def test_the_tries_of_an_account_are_one_count_over_every_door(client: Client, ana: Ana) -> None:
    """Drill 8; row 3: two at the pay page, two at the link and one at activation are five."""
    token = bills.qr_address_of(ana.bill).rstrip("/").rpartition("/")[2]
    for _ in range(2):
        wrong_code(client, ana.account.number)
    client.get(f"/b/{token}/")
    for _ in range(2):
        assert client.post("/pay/zip/", {"zip": "99999"}).status_code == 422
    activate(client, ana, code=WRONG)
    assert not guards.peek("pay_code.account", ana.account.number, at=clock.now()).allowed
    assert b'name="zip"' in find(client, ana).content
    assert activate(client, ana).status_code == 429, "activation shuts for today as well"


def activate(client: Client, ana: Ana, **changed: str) -> Any:
    facts = {
        "account": ana.account.number,
        "code": ana.code,
        "birth_date_month": "3",
        "birth_date_day": "14",
        "birth_date_year": "1954",
    }
    return client.post("/activate/", facts | changed)


def test_a_code_is_dead_after_twenty_wrong_ones_and_reads_as_no_match(ana: Ana) -> None:
    """Section 4: twenty in a code's life, from twenty addresses, over days; the other door stays open."""
    for turn in range(20):
        Client(REMOTE_ADDR=f"203.0.113.{turn}").post(
            "/pay/", {"account": ana.account.number, "code": WRONG, "zip": "45402"}
        )
    dead = find(Client(), ana, zip="45402")
    assert dead.status_code == 422 and b"do not match a bill that is open" in dead.content
    Counter.objects.filter(door="pay_code.account").delete()  # tomorrow
    assert find(Client(), ana).status_code == 422, "dead for good, not for the day"
    assert Event.objects.filter(name="guard.code_retired").count() == 1
    assert activate(Client(), ana).status_code != 302, "a dead code opens no account either"


def test_a_dead_code_kills_activation_and_activation_kills_the_code(ana: Ana) -> None:
    """Row 3: guesses at the activation page use up the same code's life."""
    for turn in range(20):
        Counter.objects.filter(door="pay_code.account").delete()
        activate(Client(REMOTE_ADDR=f"203.0.113.{turn}"), ana, code=f"{turn:08d}")
    Counter.objects.filter(door="pay_code.account").delete()
    assert find(Client(), ana).status_code == 422


def test_an_address_waits_ten_minutes_and_is_told_how_to_pay_meanwhile(client: Client, ana: Ana) -> None:
    """Section 4: 429, Retry-After, until when, the phone and the mail."""
    for turn in range(20):
        wrong_code(client, f"40211{turn:05d}")
    is_told_to_wait(find(client, ana), most=600)


def is_told_to_wait(answer: Any, *, most: int) -> None:
    assert answer.status_code == 429
    assert 0 < int(answer["Retry-After"]) <= most
    assert b"opens again" in answer.content and b"Eastern" in answer.content
    assert b"tel:+18779899059" in answer.content
    assert b"PO Box" in answer.content or b"/pay/mail/" in answer.content


def test_receipt_look_up_five_wrong_and_next_day(client: Client, ana: Ana, payer: Payer) -> None:
    """Section 4: five wrong a reference a day, real or made up alike."""
    payer.pays_by_card(at_card_page(Client(), ana))
    for reference in (Attempt.objects.get().reference, "5020118838"):
        for _ in range(5):
            assert client.post("/receipts/find/", {"reference": reference, "zip": "99999"}).status_code == 422
        is_told_to_wait(client.post("/receipts/find/", {"reference": reference, "zip": "45402"}), most=86_400)


def test_no_more_than_three_hosted_pages_an_hour_and_six_a_day(
    ana: Ana, client: Client, sandbox: Any
) -> None:
    """Row 2; section 4: the fourth page of a bill within the hour is not opened, nor the seventh in a day."""
    begun = now()

    def opens(at: Any) -> None:
        attempt = services.start_attempt(wanted=wanted(ana, 2000), by=GUEST, at=at)
        services.drop_unopened(attempt_id=attempt.pk, by=GUEST, at=at)

    for _ in range(3):
        opens(begun)
    with pytest.raises(TooOften):
        opens(begun + timedelta(minutes=59))
    for _ in range(3):
        opens(begun + timedelta(hours=2))
    with pytest.raises(TooOften):
        opens(begun + timedelta(hours=12))
    opens(begun + timedelta(hours=25))


def test_the_check_page_says_when_it_opens_again(client: Client, ana: Ana, sandbox: Any) -> None:
    """Section 4 at the page itself: the limit is a page with words, and nothing is begun."""
    find(client, ana)
    for cents in (2000, 2100, 2200):
        attempt = services.start_attempt(wanted=wanted(ana, cents), by=GUEST, at=now())
        services.drop_unopened(attempt_id=attempt.pk, by=GUEST, at=now())
    choose(client)
    is_told_to_wait(go(client), most=3600)
    assert Attempt.objects.count() == 3


def test_fifteen_check_pages_an_hour_from_one_address(client: Client, ana: Ana, sandbox: Any) -> None:
    """Row 2; section 4: many bills from one address stop at the address."""
    for _ in range(15):
        assert guards.count("check_page.address", "127.0.0.1", at=clock.now()).allowed
    find(client, ana)
    choose(client)
    is_told_to_wait(go(client), most=3600)
    assert Attempt.objects.count() == 0


def test_parts_are_ten_dollars_or_all_and_five_declines_close_cards(
    client: Client, ana: Ana, sandbox: Any
) -> None:
    """Row 1: what a card tester wants is a small amount, many times."""
    find(client, ana)
    assert choose(client, how="part", amount="9.99").status_code == 422
    Attempt.objects.create(
        reference=MADE_UP,
        account=ana.account,
        amount_cents=1000,
        method="card",
        state="expired",
        request_key="x",
        processor="stripe",
        door="guest",
        started_at=clock.now(),
        moved_at=clock.now(),
        expires_at=clock.now(),
        declines=5,
    )
    assert choose(client).status_code == 422 and choose(client, method="bank").status_code == 303


def test_a_card_tester_is_stopped_by_the_processors_refusals(ana: Ana, payer: Payer) -> None:
    """Row 1 with real refusals: five declined cards on one hosted page, and the page is closed."""
    client = Client()
    url = at_card_page(client, ana)
    reference = Attempt.objects.get().reference
    for _ in range(5):
        payer.pays_by_card(url, "4000000000000002")
        client.get(f"/pay/return/{reference}/")
    client.get(f"/pay/return/{reference}/")
    assert Attempt.objects.get().declines == 5 and Attempt.objects.get().state in ("declined", "expired")
    assert choose(client).status_code == 422, "a card is not offered again today"


def test_two_hundred_wrong_codes_an_hour_put_the_brake_on(client: Client, ana: Ana, sandbox: Any) -> None:
    """Section 4, the site brake: ZIP for all, no part payments; it ends by itself."""
    at = clock.now()
    for _ in range(200):
        guards.note_wrong_code(at=at)
    assert not guards.brake_is_on(at=at)
    wrong_code(client, MADE_UP)
    assert guards.brake_is_on(at=clock.now())
    assert b'name="zip"' in client.get("/pay/").content
    assert find(client, ana).status_code == 422, "the code alone is not enough while it is on"
    assert find(client, ana, zip="45402").status_code == 303
    assert choose(client, how="part", amount="50").status_code == 422
    assert choose(client).status_code == 303
    assert Event.objects.filter(name="guard.brake_on").count() == 1
    assert not guards.brake_is_on(at=clock.now() + timedelta(hours=2))


WRONG_AT: dict[str, Callable[[Client, Ana], Any]] = {
    "paying": lambda client, ana: wrong_code(client, MADE_UP, zip="45402"),
    "activation": lambda client, ana: activate(client, ana, code=WRONG),
}


@pytest.mark.parametrize("door", WRONG_AT)
def test_the_brake_counts_wrong_facts_at_every_door(ana: Ana, door: str) -> None:
    """Section 4: a guesser who comes in by another door is counted there too."""
    for _ in range(200):
        guards.note_wrong_code(at=clock.now())
    WRONG_AT[door](Client(), ana)
    assert guards.brake_is_on(at=clock.now())


def test_ten_wrong_passwords_and_ruths_code_still_opens(cast: Cast) -> None:
    """Drill 27; row 14: a stranger who knows her address cannot keep her out, nor out of paying."""
    stranger, hers = Client(REMOTE_ADDR="203.0.113.9"), Client()
    for _ in range(10):
        stranger.post("/sign-in/", {"login": "ana@mail.example", "password": "not the password at all"})
    assert (
        b"There were too many tries"
        in hers.post("/sign-in/", {"login": "ana@mail.example", "password": "four words in a row"}).content
    )
    assert hers.post("/sign-in/code/", {"email": "ana@mail.example"}).status_code == 302
    answer = hers.post("/sign-in/code/confirm/", {"code": newest_code("ana@mail.example")})
    assert answer["Location"] == "/account/"
    assert find(Client(), cast.owes).status_code == 303


def test_a_made_up_login_reads_like_a_real_one(cast: Cast) -> None:
    """Row 13: a wrong password says the same about an address that nobody has."""
    seen = []
    for email in ("ana@mail.example", "nobody@mail.example"):
        client = Client()
        client.get("/sign-in/")
        answers = [
            client.post("/sign-in/", {"login": email, "password": "not the password at all"})
            for _ in range(6)
        ]
        seen.append([(one.status_code, without_what_changes(one, email)) for one in answers])
    assert seen[0] == seen[1]


def test_flooding_the_cache_forgets_no_count(client: Client, ana: Ana, settings: Any) -> None:
    """Row 16: counters stand in a table of their own."""
    from django.core.cache import cache

    for _ in range(5):
        wrong_code(client, ana.account.number)
    cache.clear()
    assert b'name="zip"' in find(client, ana).content
