"""Itemized receipts: what was paid, by which payment, for which care, and what is not paid yet."""

from datetime import date, timedelta

import pytest

from hearthside.bills.applied import Source, applied
from hearthside.bills.document.receipt import ReceiptDocument
from hearthside.bills.paper import render_receipt
from hearthside.bills.receipts import Wanted, itemized, years_of_care
from hearthside.bills.rules import Moved
from hearthside.bills.tests.cast import MEADOWLARK, House, ana_owes, claim, line, make_house, negated, sign_in

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)
YEAR = Wanted(first=date(2026, 1, 1), last=date(2026, 12, 31))


def receipt_of(house: House, wanted: Wanted = YEAR) -> ReceiptDocument:
    document = itemized(house.account, wanted, language="en", made_on=TODAY)
    assert document is not None
    return document


def two_visits(house: House, *, taken: int = 0) -> None:
    lines = [
        line(place, 10000, 6000, ("CO", "45", 1000), ("PR", "2", 3000), on=house.day + timedelta(days=place))
        for place in (1, 2)
    ]
    house.hears(MEADOWLARK, [claim(house.people[0], "V1", lines, taken=taken)])


def test_nothing_paid_is_an_itemized_bill(db: None) -> None:
    house = make_house()
    two_visits(house)
    document = receipt_of(house)
    assert not document.is_receipt
    assert document.balance_cents == 6000
    assert [one.hcpcs for one in document.lines] == ["G0299", "G0299"]


def test_a_part_payment_is_told_line_by_line(db: None) -> None:
    house = make_house()
    two_visits(house)
    reference = house.pays(4000, "bank:6789")
    document = receipt_of(house)
    assert document.is_receipt
    assert [one.shares.already_paid_cents for one in document.lines] == [3000, 1000]
    assert [one.shares.you_owe_cents for one in document.lines] == [0, 2000]
    (payment,) = document.payments
    assert (payment.method, payment.ending, payment.amount_cents) == ("bank", "6789", 4000)
    assert payment.confirmation_number == reference
    assert payment.paid_on == house.day


def test_a_payment_counts_only_as_far_as_it_paid_this_care(db: None) -> None:
    house = make_house()
    two_visits(house)
    house.pays(9000)
    first_day = house.day + timedelta(days=1)
    document = receipt_of(house, Wanted(first=first_day, last=first_day))
    assert [payment.amount_cents for payment in document.payments] == [3000]


def test_a_returned_payment_is_on_no_receipt(db: None) -> None:
    house = make_house()
    two_visits(house)
    house.gets_back(house.pays(6000))
    document = receipt_of(house)
    assert not document.payments and not document.is_receipt


def test_a_refund_is_a_row_of_its_own(db: None) -> None:
    house = make_house()
    two_visits(house)
    house.gets_back(house.pays(6000), kind="payment_refunded")
    document = receipt_of(house)
    assert [(one.kind, one.amount_cents) for one in document.payments] == [
        ("payment", 6000),
        ("refund", 6000),
    ]
    assert document.paid_cents == 0 and document.balance_cents == 6000


def test_credit_keeps_the_name_of_the_payment_it_came_with(db: None) -> None:
    house = make_house()
    said = claim(house.people[0], "V1", [line(1, 10000, 7000, ("PR", "2", 3000), on=house.day)])
    house.hears(MEADOWLARK, [said])
    reference = house.pays(3000)
    house.hears(MEADOWLARK, [negated(said)])
    later = line(1, 10000, 8000, ("PR", "2", 2000), on=house.day)
    house.hears(MEADOWLARK, [claim(house.people[0], "V2", [later])])
    (payment,) = receipt_of(house).payments
    assert (payment.confirmation_number, payment.amount_cents) == (reference, 2000)


def test_what_the_provider_took_is_not_ours_to_receipt(db: None) -> None:
    house = make_house()
    two_visits(house, taken=2500)
    document = receipt_of(house)
    assert not document.is_receipt
    assert document.balance_cents == 3500
    assert document.notices == (
        "You paid $25.00 of this care to the provider. Ask the provider for the receipt for that part.",
    )


def test_one_person_alone(db: None) -> None:
    house = make_house("Ana", "Bea")
    for place, person in enumerate(house.people):
        only = line(1, 5000, 4000, ("PR", "3", 1000), on=house.day)
        house.hears(MEADOWLARK, [claim(person, f"P{place}", [only])])
    document = receipt_of(house, Wanted(first=YEAR.first, last=YEAR.last, person_id=house.people[1].pk))
    assert {one.service.patient for one in document.lines} == {"Bea Reyes"}


def test_a_rental_is_a_line_a_month(db: None) -> None:
    house = make_house()
    for month, marks in ((7, ("RR", "KH")), (8, ("RR", "KI"))):
        rental = line(
            1, 12000, 10400, ("PR", "2", 1600), code="E0601", modifiers=marks, on=date(2026, month, 3)
        )
        house.hears(MEADOWLARK, [claim(house.people[0], f"R{month}", [rental])])
    document = receipt_of(house)
    assert [one.service.service_from.month for one in document.lines] == [7, 8]
    assert [one.service.rental and one.service.rental.month for one in document.lines] == [1, None]


def test_no_diagnosis_and_the_same_number_for_the_same_facts(db: None) -> None:
    house = make_house()
    two_visits(house)
    first, again = receipt_of(house), receipt_of(house)
    assert first == again
    house.pays(1000)
    assert receipt_of(house).receipt_number != first.receipt_number
    assert render_receipt(first).startswith(b"%PDF")


def test_care_before_or_after_the_days_is_left_out(db: None) -> None:
    house = make_house()
    two_visits(house)
    assert itemized(house.account, Wanted(last=date(2025, 12, 31)), language="en", made_on=TODAY) is None
    assert years_of_care(house.account.pk) == [2026]


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ("", "Choose what the receipt should cover."),
        ("what=bills", "Choose one bill or more."),
        ("what=bills&bills=1", "Choose one from the list."),
        ("what=days&first=10/1/2026&last=9/1/2026", "The last day cannot be before the first day."),
        ("what=days&first=soon&last=10/1/2026", "Type a day like 10/31/2026."),
        ("what=days", "Type the first day of care."),
        ("what=1850", "Choose one from the list."),
        ("what=2026&person=7", "Choose one from the list."),
    ],
)
def test_a_wrong_wish_is_answered_with_what_to_do(db: None, asked: str, says: str) -> None:
    house = make_house()
    two_visits(house)
    client = sign_in("ana@example.org", house.account)
    response = client.get(f"/account/receipts/itemized/?{asked}")
    assert response.status_code == 422
    assert says in response.content.decode()
    assert client.get(f"/account/receipts/itemized.pdf?{asked}").status_code == 404


def test_a_bill_of_somebody_else_adds_nothing(db: None) -> None:
    hers = ana_owes()
    house = make_house("Cora")
    two_visits(house)
    cora = sign_in("cora@example.org", house.account)
    response = cora.get(f"/account/receipts/itemized/?what=bills&bills={hers.bill.number}")
    assert "There is no care to show" in response.content.decode()


def test_money_that_came_back_takes_its_name_from_every_charge() -> None:
    """P pays charge 1, which is undone; its credit pays charge 2; then P comes back, and Q stays."""
    day = date(2026, 9, 1)
    told = applied(
        [
            Moved("charge", "charge:1", "", day, 1, 500),
            Moved("payment", "payment:P", "card:4242", day, 1, -500),
            Moved("payment", "payment:Q", "bank:6789", day, None, -300),
            Moved("charge_reversed", "reversed:1", "", day, None, -500),
            Moved("charge", "charge:2", "", day, 2, 800),
            Moved("credit_used", "credit:9", "", day, None, 800),
            Moved("credit_used", "credit:9", "", day, 2, -800),
            Moved("payment_returned", "gone_back:P", "card:4242", day, None, 500),
            Moved("credit_taken_back", "taken_back:gone_back:P", "", day, 2, 500),
            Moved("credit_taken_back", "taken_back:gone_back:P", "", day, None, -500),
        ]
    )
    assert told.on_charge == {2: {Source("payment:Q", "bank:6789", day): 300}}
    assert not told.waiting
