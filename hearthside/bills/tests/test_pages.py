"""The pages of bills and receipts: what they say, who may see them, how much they ask of the database."""

import hashlib
import json
import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from hearthside import clock
from hearthside.audit.actor import job
from hearthside.bills import printing, selectors
from hearthside.bills.document.codec import bill_from_json
from hearthside.bills.models import Bill
from hearthside.bills.tests.cast import (
    HARBOR,
    MEADOWLARK,
    Autumn,
    ana_owes,
    autumn_claim,
    claim,
    line,
    make_house,
    negated,
    sign_in,
)
from hearthside.claims.models import Charge
from hearthside.ledger import selectors as ledger
from hearthside.ledger import services as entries
from hearthside.ledger.holds import HoldReason
from hearthside.members.models import AccessGrant, Scope
from hearthside.money import Money
from hearthside.payments.models import Attempt

pytestmark = pytest.mark.django_db
MADE_UP = "4021187739"
QUERIES_MOST = 12


@pytest.fixture(autouse=True)
def a_monday_in_november(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HEARTHSIDE_TODAY", "2026-11-23")


@pytest.fixture
def autumn(db: None) -> Autumn:
    return ana_owes()


@pytest.fixture
def ana(autumn: Autumn) -> Client:
    return sign_in("ana@example.org", autumn.house.account)


def addresses(autumn: Autumn) -> list[str]:
    """Every address that names something of Ana's."""
    number = autumn.bill.number
    reference = Charge.objects.filter(state="final", claim__number="WC-2").order_by("pk")[0].reference
    return [
        f"/account/bills/{number}/",
        f"/account/bills/{number}.pdf",
        f"/account/bills/{number}.json",
        f"/account/bills/{number}/coupon.pdf",
        f"/account/bills/{number}/lines/{reference}/source/",
    ]


def text_of(response) -> str:
    """What a person reads: no markup, one space between words."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", response.content.decode().replace("<br>", " ")))


def test_a_bill_says_how_much_by_when_and_why(ana: Client, autumn: Autumn) -> None:
    text = text_of(ana.get(f"/account/bills/{autumn.bill.number}/"))
    assert "Your bill of November 9, 2026 $142.50 Due Friday, December 4, 2026 (in 11 days)" in text
    assert "Pay $142.50" in text
    assert "Where the $559.00 went" in text
    assert "Discount your plan agreed−$184.50" in text
    assert "Meadowlark Health Plan paid−$203.00" in text
    assert "Harbor Supplement paid−$29.00" in text
    assert "set a price of $145.00 for this. Harbor Supplement paid $14.50 of it" in text
    assert "CAS*PR*2*43.50~" in text and "CAS*PR*2*29.00~" in text
    assert "Claim ML-26-118204, line 1. It put $43.50 under code PR-2, your share." in text
    assert "You paid by check September 21, 2026−$58.00" in text
    assert "Infusion supplies, October 20$0.00 now" in text
    assert "Harbor Supplement is deciding. We wait until December 21, 2026" in text


def test_a_bill_reads_in_spanish_whatever_it_was_made_in(ana: Client, autumn: Autumn) -> None:
    response = ana.get(f"/es/account/bills/{autumn.bill.number}/")
    text = text_of(response)
    assert "Fecha límite: viernes 4 de diciembre de 2026" in text
    assert "Visita de enfermería en casa, 6 de octubre" in text
    assert "Meadowlark Health Plan fijó un precio de $145.00 por esto." in text
    assert "Suministros de infusión, 20 de octubre" in text
    assert 'lang="en">Español' not in response.content.decode()
    for english in ("Why do I", "Your plan", "You owe", "nurse visit", "Now we wait"):
        assert english not in text


def test_what_was_paid_since_is_told_and_lowers_what_is_asked(ana: Client, autumn: Autumn) -> None:
    autumn.house.day = date(2026, 11, 20)
    autumn.house.pays(5000)
    text = text_of(ana.get(f"/account/bills/{autumn.bill.number}/"))
    assert "Your bill of November 9, 2026 $92.50" in text
    assert "The bill asked for $142.50. Now $92.50 is left" in text
    assert "You paid with a card ending in 4242 November 20, 2026−$50.00 Left to pay$92.50" in text
    assert "Pay $92.50" in text


def test_a_paid_bill_asks_for_nothing(ana: Client, autumn: Autumn) -> None:
    autumn.house.day = date(2026, 11, 20)
    autumn.house.pays(14250)
    text = text_of(ana.get(f"/account/bills/{autumn.bill.number}/"))
    assert "$142.50 Paid. Nothing to do." in text
    assert "Pay $" not in text and "Ways to pay" not in text and "You owe$" not in text
    assert ana.get(f"/account/bills/{autumn.bill.number}/coupon.pdf").status_code == 404


def test_a_bill_past_its_day_is_said_without_a_threat(
    ana: Client, autumn: Autumn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HEARTHSIDE_TODAY", "2026-12-20")
    text = text_of(ana.get(f"/account/bills/{autumn.bill.number}/"))
    assert "This bill was due Friday, December 4, 2026. If you have paid, thank you." in text


def test_a_replaced_bill_leads_to_the_newer_one(ana: Client, autumn: Autumn) -> None:
    house = autumn.house
    house.day = date(2026, 11, 21)
    house.hears(HARBOR, [negated(autumn_claim(house.people[0], second=True))])
    house.hears(MEADOWLARK, [negated(autumn_claim(house.people[0]))])
    newer = house.bills()
    assert newer.amount_due_cents <= 0
    response = ana.get(f"/account/bills/{autumn.bill.number}/")
    text = text_of(response)
    assert "A newer bill replaces this one. Do not pay this one." in text
    assert f"/account/bills/{newer.number}/" in response.content.decode()
    assert "After this bill your plan changed its decision. You owe nothing on this line." in text
    assert "$559.00" in text, "the bill is shown as it was"


def test_the_file_behind_a_line_is_shown_and_nothing_of_anybody_else(ana: Client, autumn: Autumn) -> None:
    response = ana.get(addresses(autumn)[-1])
    text = text_of(response)
    assert "meadowlark-2026-10-21.835" in text and "harbor-2026-11-04.835" in text
    assert "CLP*WC-2*1*559.00*203.00*171.50*12*ML-26-118204" in text
    assert "SVC*HC:G0299*210.00*101.50" in text
    assert "This is your coinsurance." in text
    assert "NM1" not in text and "REYES" not in text.upper().replace("ANA REYES", "")
    assert "E0143" not in text, "another line of the same claim stays closed"


def test_no_other_claim_of_the_file_is_shown(db: None) -> None:
    house = make_house("Ana", "Bea")
    claims = [
        claim(person, f"N{place}", [line(1, 10000, 8000 - place, ("PR", "2", 2000 + place), on=house.day)])
        for place, person in enumerate(house.people)
    ]
    house.hears(MEADOWLARK, claims)
    house.day += timedelta(days=1)
    bill = house.bills()
    client = sign_in("ana@example.org", house.account)
    for charge in Charge.objects.all():
        text = text_of(client.get(f"/account/bills/{bill.number}/lines/{charge.reference}/source/"))
        other = {"N0": "N1", "N1": "N0"}[charge.claim.number]
        assert f"CLP*{charge.claim.number}*" in text and f"CLP*{other}*" not in text


def test_the_paper_is_the_same_bytes_each_time(ana: Client, autumn: Autumn) -> None:
    address = f"/account/bills/{autumn.bill.number}.pdf"
    first, second = ana.get(address), ana.get(address)
    assert first.content == second.content == printing.bill_pdf(autumn.bill)
    assert first["Content-Type"] == "application/pdf"
    assert first["Content-Disposition"] == f'inline; filename="{autumn.bill.number}.pdf"'
    assert first["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in first["Cache-Control"]
    assert "frame-ancestors 'none'" in first["Content-Security-Policy"]
    assert b"/UA" in first.content or b"pdfuaid" in first.content


def test_the_paper_says_the_same_in_large_print_and_in_spanish(ana: Client, autumn: Autumn) -> None:
    address = f"/account/bills/{autumn.bill.number}.pdf"
    plain, large, spanish = (
        ana.get(address + asked).content for asked in ("", "?print=large", "?language=es")
    )
    assert len({plain, large, spanish}) == 3
    assert all(content.startswith(b"%PDF") for content in (plain, large, spanish))


def test_the_json_is_the_stored_twin_and_its_hash(ana: Client, autumn: Autumn) -> None:
    response = ana.get(f"/account/bills/{autumn.bill.number}.json")
    told = json.loads(response.content)
    bill = Bill.objects.get(pk=autumn.bill.pk)
    assert told["content_hash"] == bill.content_hash == hashlib.sha256(bill.twin.encode()).hexdigest()
    assert bill.twin.encode() in response.content
    assert told["bill"]["amount_due_cents"] == 14250


def test_a_stranger_finds_nothing_and_cannot_tell_that_there_was_something(autumn: Autumn) -> None:
    cora = sign_in("cora@example.org")
    for address in addresses(autumn):
        real = cora.get(address)
        made_up = cora.get(address.replace(autumn.bill.number, MADE_UP))
        assert real.status_code == made_up.status_code == 404
        assert plain_body(real, autumn.bill.number) == plain_body(made_up, MADE_UP)


def plain_body(response, number: str) -> str:
    """The page without the address it was asked by and without its form token, which is new each time."""
    body = response.content.decode().replace(number, "NUMBER")
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", body)


def test_nobody_and_a_helper_with_care_only_see_no_bill(autumn: Autumn) -> None:
    ben = sign_in("ben@example.org", autumn.house.account, scope=Scope.CARE)
    for address in addresses(autumn):
        assert ben.get(address).status_code == 404
        turned_away = Client().get(address)
        assert turned_away.status_code == 302 and "/sign-in/" in turned_away["Location"]


def test_a_helper_sees_the_bill_until_the_grant_ends(autumn: Autumn) -> None:
    ben = sign_in("ben@example.org", autumn.house.account, scope=Scope.MONEY)
    address = f"/account/bills/{autumn.bill.number}/"
    assert ben.get(address).status_code == 200
    AccessGrant.objects.update(ended_at=autumn.house.at)
    assert ben.get(address).status_code == 404


def test_lists_and_receipts_of_a_stranger_are_empty(autumn: Autumn) -> None:
    cora = sign_in("cora@example.org")
    for address in ("/account/bills/", "/account/receipts/", "/account/number/"):
        response = cora.get(address)
        assert response.status_code == 200
        assert autumn.bill.number not in response.content.decode()
        assert autumn.house.account.number not in response.content.decode()
    assert cora.get("/account/receipts/itemized/?what=2026").status_code == 404
    assert cora.get("/account/receipts/itemized.pdf?what=2026").status_code == 404


def test_a_reference_of_another_bill_is_not_found(ana: Client, autumn: Autumn) -> None:
    reference = Charge.objects.filter(state="final", claim__number="WC-1").get().reference
    assert ana.get(f"/account/bills/{autumn.bill.number}/lines/{reference}/source/").status_code == 404
    assert ana.get(f"/account/bills/{autumn.before.number}/lines/{reference}/source/").status_code == 200


def test_nothing_is_written_by_looking(ana: Client, autumn: Autumn) -> None:
    for address in addresses(autumn):
        assert ana.post(address).status_code == 405


def test_an_empty_list_says_why_and_what_next(db: None) -> None:
    house = make_house()
    text = text_of(sign_in("ana@example.org", house.account).get("/account/bills/"))
    assert "You have no bills." in text
    assert "A bill comes only after your plan decides" in text


def test_the_list_puts_what_is_to_be_paid_first(ana: Client, autumn: Autumn) -> None:
    text = text_of(ana.get("/account/bills/"))
    assert text.index("$142.50 Due Friday, December 4, 2026") < text.index("September 10, 2026 Paid")


def test_the_account_number_is_said_in_threes(ana: Client, autumn: Autumn) -> None:
    number = autumn.house.account.number
    response = ana.get("/account/number/")
    assert f"{number[:3]} {number[3:6]} {number[6:]}" in text_of(response)
    assert f"/account/bills/{autumn.bill.number}.pdf" in response.content.decode()


def test_a_blank_coupon_is_for_anyone(db: None) -> None:
    response = Client().get("/pay/mail/coupon.pdf")
    assert response.status_code == 200 and response.content.startswith(b"%PDF")


@pytest.mark.parametrize("lines", [3, 60])
def test_pages_ask_the_database_a_fixed_number_of_times(db: None, lines: int) -> None:
    house = make_house("Ana", "Bea", second_plan=True)
    for place in range(lines):
        person, on = house.people[place % 2], house.day - timedelta(days=place + 1)
        first = line(1, 21000, 10150, ("CO", "45", 6500), ("PR", "2", 4350), on=on)
        house.hears(MEADOWLARK, [claim(person, f"N{place}", [first])])
        second = line(1, 21000, 1450, ("OA", "23", 16650), ("PR", "2", 2900), on=on)
        house.hears(HARBOR, [claim(person, f"N{place}", [second], status="2", payer_number=f"H{place}")])
    house.day += timedelta(days=3)
    bill = house.bills()
    assert len(bill_from_json(bill.twin).lines) == lines
    reference = Charge.objects.filter(state="final").order_by("pk")[0].reference
    client = sign_in("ana@example.org", house.account)
    client.get("/account/bills/")
    for address in (
        "/account/bills/",
        f"/account/bills/{bill.number}/",
        f"/es/account/bills/{bill.number}/",
        f"/account/bills/{bill.number}/lines/{reference}/source/",
        f"/account/bills/{bill.number}.pdf",
        "/account/receipts/",
        f"/account/receipts/itemized/?what=bills&bills={bill.number}",
        "/account/number/",
    ):
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address).status_code == 200
        assert len(asked) <= QUERIES_MOST, f"{address}: {len(asked)}\n" + "\n".join(
            each["sql"][:160] for each in asked
        )


def busy_bill() -> Autumn:
    """Everything a page must look up at once: a deductible that is paid already, a share on hold, two claims
    held whole, and a payment since."""
    autumn = ana_owes()
    house, ana = autumn.house, autumn.house.people[0]
    house.day = date(2026, 11, 12)
    answers = [line(1, 20000, 15000, ("PR", "1", 1500), ("PR", "2", 3500), on=date(2026, 9, 29))]
    house.hears(MEADOWLARK, [claim(ana, "WC-7", answers, payer_number="ML-7")])
    theirs = [line(1, 20000, 0, ("OA", "23", 15000), ("PR", "1", 1500), ("PR", "2", 3500))]
    theirs[0].served_from = theirs[0].served_to = date(2026, 9, 29)
    house.hears(HARBOR, [claim(ana, "WC-7", theirs, status="2", payer_number="HS-7")])
    deductible = Charge.objects.get(claim__number="WC-7", code="1", state="final")
    house.pays(1500, "check:", [deductible.pk])
    for number in ("WC-8", "WC-9"):
        care = [line(1, 9000, 7000, ("PR", "2", 2000), code="A4222", on=date(2026, 10, 29))]
        out_of_balance = claim(ana, number, care)
        out_of_balance.charged_cents += 100
        house.hears(MEADOWLARK, [out_of_balance])
    house.day = date(2026, 11, 16)
    bill = house.bills()
    house.day = date(2026, 11, 20)
    house.pays(2500)
    return Autumn(house, autumn.bill, bill)


def test_a_busy_bill_asks_no_more_of_the_database(db: None) -> None:
    busy = busy_bill()
    document = bill_from_json(busy.bill.twin)
    assert len(document.held) == 3, "a share that waits and two claims that do not add up"
    assert any(one.shares.already_paid_cents for one in document.lines)
    client = sign_in("ana@example.org", busy.house.account)
    client.get("/account/bills/")
    for language, number in (
        ("", busy.bill.number),
        ("/es", busy.bill.number),
        ("", busy.before.number),
        ("/es", busy.before.number),
    ):
        with CaptureQueriesContext(connection) as asked:
            response = client.get(f"{language}/account/bills/{number}/")
        assert len(asked) <= QUERIES_MOST, f"{len(asked)}\n" + "\n".join(one["sql"][:160] for one in asked)
        if language:
            assert "Suministros de infusión" in text_of(response), "told whole in Spanish"


def test_a_claim_on_hold_costs_no_query_of_its_own(db: None) -> None:
    asked = []
    for claims_held in (1, 9):
        house = make_house()
        house.files = 100 * claims_held
        care = [line(1, 21000, 10150, ("CO", "45", 6500), ("PR", "2", 4350), on=house.day)]
        house.hears(MEADOWLARK, [claim(house.people[0], f"A{claims_held}", care)])
        for place in range(claims_held):
            out_of_balance = claim(house.people[0], f"H{claims_held}{place}", care)
            out_of_balance.charged_cents += 100
            house.hears(MEADOWLARK, [out_of_balance])
        house.day += timedelta(days=3)
        with CaptureQueriesContext(connection) as making:
            bill = house.bills()
        assert len(bill_from_json(bill.twin).held) == claims_held
        asked.append(len(making))
    assert asked[0] == asked[1]


def test_every_bill_of_the_list_is_visible_to_its_owner_alone(autumn: Autumn, ana: Client) -> None:
    from hearthside.bills.tests.cast import actor_of

    assert list(selectors.bills_visible_to(actor_of(ana))) == [autumn.bill, autumn.before]
    assert not selectors.bills_visible_to(actor_of(sign_in("cora@example.org"))).exists()


def send_to_bank(autumn: Autumn, cents: int) -> None:
    now = clock.now()
    Attempt.objects.create(
        reference="4021187739", account=autumn.house.account, amount_cents=cents, method="bank",
        state="processing", request_key="sent", processor="stripe", door="web", started_at=now, moved_at=now,
        expires_at=now,
    )  # fmt: skip


def test_what_is_on_its_way_is_not_asked_for_again(ana: Client, autumn: Autumn) -> None:
    send_to_bank(autumn, 10000)
    for address in ("/account/bills/", f"/account/bills/{autumn.bill.number}/"):
        text = text_of(ana.get(address))
        assert "A payment of $100.00 is on its way" in text
        assert "Pay $42.50" in text and "Pay $142.50" not in text


def test_when_all_is_on_its_way_there_is_no_button(ana: Client, autumn: Autumn) -> None:
    send_to_bank(autumn, 14250)
    for address in ("/account/bills/", f"/account/bills/{autumn.bill.number}/"):
        text = text_of(ana.get(address))
        assert "A payment of $142.50 is on its way" in text
        assert "Pay $" not in text


def test_a_line_set_aside_is_not_asked_for_and_says_so(ana: Client, autumn: Autumn) -> None:
    item = max(ledger.open_charges(autumn.house.account.pk), key=lambda one: one.open)
    entries.hold_charges(
        account_id=autumn.house.account.pk, charge_ids=[item.charge_id], reason=HoldReason.DISPUTED,
        source="dispute:1", by=job("test"), at=clock.now(),
    )  # fmt: skip
    left = Money(14250) - item.open
    text = text_of(ana.get(f"/account/bills/{autumn.bill.number}/"))
    assert f"Pay {left}" in text
    assert "Set aside for now. You do not need to pay this line yet." in text
    assert "Apartado por ahora" in text_of(ana.get(f"/es/account/bills/{autumn.bill.number}/"))
    assert selectors.due(autumn.house.account.pk) == left
