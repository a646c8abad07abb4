"""The twin: one text per document, read back exactly, and nothing that does not add up."""

import json
from dataclasses import fields, replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hearthside.bills.document import (
    BadDocument,
    BillLine,
    CouponDocument,
    DoesNotAddUp,
    RentalMonth,
    Service,
    Shares,
    bar_parts,
    bill_from_json,
    content_hash,
    coupon_of,
    from_json,
    to_json,
)
from hearthside.bills.paper import specimen

DOCUMENTS = [
    specimen.bill(),
    specimen.bill("es", large_print=True),
    specimen.credit_bill(),
    specimen.bill_of_lines(60),
    specimen.receipt(),
    specimen.receipt("es", is_paid=False),
    specimen.payment_receipt(),
    coupon_of(specimen.bill()),
    CouponDocument(organization=specimen.organization()),
]
cents = st.integers(min_value=-(10**9), max_value=10**9)
days = st.dates(min_value=date(2000, 1, 1), max_value=date(2099, 12, 31))
words = st.text(st.characters(codec="utf-8"), max_size=30)


@st.composite
def lines(draw):
    taken = {
        name: draw(cents)
        for name in (
            "discount_cents",
            "plan_paid_cents",
            "second_plan_paid_cents",
            "other_cents",
            "already_paid_cents",
        )
    }
    owed_cents = draw(cents)
    return BillLine(
        service=Service(
            item=draw(words),
            service_from=draw(days),
            service_to=draw(days),
            provider=draw(words),
            rental=draw(
                st.none() | st.builds(RentalMonth, month=st.integers(1, 36), months=st.integers(0, 36))
            ),
        ),
        shares=Shares(charged_cents=owed_cents + sum(taken.values()), you_owe_cents=owed_cents, **taken),
        why=draw(words),
        claim_number=draw(words),
    )


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda one: one.KIND)
def test_what_is_stored_reads_back_the_same(document):
    text = to_json(document)
    assert from_json(text) == document
    assert to_json(from_json(text)) == text


@given(st.lists(lines(), max_size=5))
def test_any_bill_reads_back_the_same(drawn):
    bill = replace(specimen.with_lines(specimen.bill(), tuple(drawn)), due_on=specimen.DUE_ON)
    assert from_json(to_json(bill)) == bill


@given(st.lists(lines(), max_size=8))
def test_totals_are_the_sum_of_their_lines_and_add_up_themselves(drawn):
    totals = Shares.total(line.shares for line in drawn)
    for column in fields(Shares):
        assert getattr(totals, column.name) == sum(getattr(line.shares, column.name) for line in drawn)


def test_the_text_is_canonical():
    text = to_json(specimen.bill("es"))
    assert json.dumps(json.loads(text), sort_keys=True, separators=(",", ":"), ensure_ascii=False) == text
    assert "enfermería" in text
    assert '"amount_due_cents":14250' in text
    assert '"made_on":"2026-11-09"' in text


def test_the_hash_follows_every_word():
    bill = specimen.bill()
    assert content_hash(bill) == content_hash(specimen.bill())
    assert len(content_hash(bill)) == 64
    assert content_hash(replace(bill, reason=bill.reason + ".")) != content_hash(bill)


def test_a_stored_version_1_bill_keeps_its_hash():
    """A bill made by the first release must stay readable and the same; a new field needs a new version."""
    assert content_hash(specimen.bill()) == SPECIMEN_HASH


SPECIMEN_HASH = "5abd96c86c7126bcdaef3c108bda6f9b73fc668585d46c96fa1fa77d90b6cdca"


def test_the_pay_code_and_the_qr_address_are_not_stored():
    names = {field.name for field in fields(specimen.bill())}
    assert names.isdisjoint({"pay_code", "qr_url", "qr_token", "scan_line"})
    assert specimen.PAY_CODE not in to_json(specimen.bill())


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"made_on": "11/09/2026"}, "bill.made_on"),
        ({"made_on": "20261109"}, "bill.made_on"),
        ({"amount_due_cents": 142.5}, "bill.amount_due_cents"),
        ({"amount_due_cents": True}, "bill.amount_due_cents"),
        ({"amount_due_cents": "14250"}, "bill.amount_due_cents"),
        ({"language": "fr"}, "bill.language"),
        ({"patients": "Ana"}, "bill.patients"),
        ({"patients": [1]}, "bill.patients[0]"),
        ({"organization": None}, "bill.organization"),
        ({"surprise": 1}, "bill"),
        ({"version": 2}, "version"),
        ({"kind": "letter"}, "kind"),
        ({"account_number": "7122044288"}, "account_number"),
        ({"due_on": None}, "due_on"),
    ],
)
def test_a_stored_bill_that_is_not_ours_is_refused_with_its_place(change, where):
    plain = json.loads(to_json(specimen.bill())) | change
    with pytest.raises(BadDocument) as refusal:
        from_json(json.dumps(plain))
    assert refusal.value.where == where


@pytest.mark.parametrize("text", ["", "[]", "null", "{", '"bill"', "{}"])
def test_text_that_is_no_document_is_refused(text):
    with pytest.raises(BadDocument):
        from_json(text)


def test_a_missing_field_is_refused():
    plain = json.loads(to_json(specimen.bill()))
    del plain["reason"]
    with pytest.raises(BadDocument, match="reason"):
        from_json(json.dumps(plain))


def test_a_receipt_is_not_a_bill():
    assert bill_from_json(to_json(specimen.bill())) == specimen.bill()
    with pytest.raises(BadDocument, match="kind"):
        bill_from_json(to_json(specimen.receipt()))


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"amount_due_cents": 14251}, "amount due"),
        ({"since": None, "amount_due_cents": 14249}, "amount due"),
        ({"bar": bar_parts(specimen.bill().totals)[:-1]}, "the bar"),
        ({"lines": specimen.bill().lines[:2]}, "total of charged_cents"),
    ],
)
def test_a_bill_that_does_not_add_up_cannot_exist(change, where):
    with pytest.raises(DoesNotAddUp) as refusal:
        replace(specimen.bill(), **change)
    assert refusal.value.where == where


def test_a_line_that_does_not_add_up_cannot_exist():
    with pytest.raises(DoesNotAddUp, match=r"\$1\.00.*\$0\.99"):
        Shares(charged_cents=100, discount_cents=1, you_owe_cents=100)


def test_a_receipt_that_does_not_add_up_cannot_exist():
    receipt = specimen.receipt()
    with pytest.raises(DoesNotAddUp, match="payments"):
        replace(receipt, payments=receipt.payments[:1])
    with pytest.raises(DoesNotAddUp, match="balance"):
        replace(receipt, balance_cents=0)


def test_a_receipt_where_nothing_is_paid_is_an_itemized_bill():
    assert specimen.receipt().is_receipt
    assert not specimen.receipt(is_paid=False).is_receipt


def test_a_bar_that_cannot_be_drawn_is_left_out():
    refunded = Shares(charged_cents=100, discount_cents=-50, you_owe_cents=150)
    assert bar_parts(refunded) == ()
    parts = bar_parts(specimen.bill().totals, plan="Meadowlark", second_plan="Harbor")
    assert [(part.kind, part.amount_cents) for part in parts] == [
        ("discount", 18450),
        ("plan", 20300),
        ("second_plan", 2900),
        ("you", 14250),
    ]


def test_there_is_no_coupon_for_a_credit():
    with pytest.raises(BadDocument, match="amount_due_cents"):
        coupon_of(specimen.credit_bill())
