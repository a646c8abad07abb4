"""From a bank's file to accounts: once, to the cent, whatever is in it, and never what does not add up."""

from io import BytesIO

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hearthside.audit.models import Event
from hearthside.formats.lockbox.records import Check
from hearthside.intake import services as intake
from hearthside.ledger import books
from hearthside.ledger import selectors as ledger
from hearthside.lockbox import services
from hearthside.lockbox.models import Batch, BatchState, Item, ItemState, Letter, Part, Why
from hearthside.lockbox.services.money import CASH
from hearthside.lockbox.tests.cast import (
    DAY,
    MAIL,
    SOL,
    arrive,
    check,
    faults,
    file_of,
    item_of,
    make_owing,
    receive,
)
from hearthside.mailroom.models import Message
from hearthside.money import ZERO, Money
from hearthside.payments.models import Payment

pytestmark = pytest.mark.django_db


def book(name: str) -> int:
    return ledger.book_totals().get(name, ZERO).cents


def test_a_check_with_our_coupon_pays_its_account_the_same_day() -> None:
    ruth = make_owing()
    received = receive(file_of([check(8640, ruth.scan_line())]))
    assert received.kind == "lockbox" and received.report.status == "posted"
    payment = Payment.objects.get()
    assert (payment.method, payment.processor, payment.amount_cents) == ("check", "lockbox", 8640)
    assert payment.received_at.date() == DAY and ruth.balance == 0
    part = Part.objects.get()
    assert (part.payment_reference, part.how, part.account_id) == (
        payment.reference,
        "scan_line",
        ruth.account.pk,
    )
    assert (book(CASH), book(books.SUSPENSE)) == (8640, 0)
    assert Batch.objects.get().state == BatchState.POSTED
    assert Event.objects.filter(name="payment.settled", account_id=ruth.account.pk).count() == 1
    assert Message.objects.filter(account_id=ruth.account.pk).exists(), "the member is told"
    assert faults() == {}


def test_what_nobody_can_place_is_in_suspense_the_same_day() -> None:
    batch = arrive(check(500), check(8640, "account 12345"))
    assert (book(CASH), book(books.SUSPENSE)) == (9140, -9140)
    assert set(Item.objects.values_list("state", "why")) == {
        ("suspense", "no_number"),
        ("suspense", "bad_number"),
    }
    assert batch.state == BatchState.POSTED and not Payment.objects.exists()
    assert Event.objects.filter(name="check.suspended").count() == 2
    assert faults() == {}


def test_one_check_for_two_accounts_is_two_payments() -> None:
    ruth, ben = make_owing(), make_owing("Ben", "Reyes", (640,))
    arrive(check(9280, (ruth.scan_line(), 8640), (ben.scan_line(640), 640)))
    assert (ruth.balance, ben.balance) == (0, 0)
    assert sorted(Payment.objects.values_list("amount_cents", flat=True)) == [640, 8640]
    assert len(set(Payment.objects.values_list("processor_id", flat=True))) == 2
    assert Item.objects.get().account_id is None
    assert faults() == {}


def test_the_same_file_twice_is_a_duplicate_and_the_same_batch_in_another_file_waits() -> None:
    ruth = make_owing()
    data = file_of([check(8640, ruth.scan_line())])
    assert receive(data).report.status == "posted"
    assert receive(data).report.status == "duplicate"
    again = receive(data.replace(b"\r\n", b"\n"))
    assert again.report.status == "held" and "came before" in again.report.findings[0].what
    assert Payment.objects.count() == 1 and book(CASH) == 8640
    assert Batch.objects.filter(state=BatchState.REVIEW).get().twin_of is not None
    assert faults() == {}


def test_the_same_check_in_two_batches_waits_for_a_person() -> None:
    ruth = make_owing(cents=(8640, 8640))
    one = check(8640, ruth.scan_line(), number="77")
    arrive(one)
    batch = arrive(one, check(100))
    item = item_of(batch)
    assert (item.state, item.why) == (ItemState.SUSPENSE, Why.DOUBLE) and item.double_of_id is not None
    assert Payment.objects.count() == 1
    assert faults() == {}


def test_the_same_check_twice_in_one_batch_is_posted_once() -> None:
    ruth = make_owing(cents=(8640, 8640))
    one = check(8640, ruth.scan_line(), number="77")
    batch = arrive(one, one)
    assert [item_of(batch, place).state for place in (1, 2)] == [ItemState.POSTED, ItemState.SUSPENSE]
    assert item_of(batch, 2).why == Why.DOUBLE and faults() == {}


def test_two_checks_of_one_payer_with_other_numbers_are_two_checks() -> None:
    ruth = make_owing(cents=(8640, 8640))
    arrive(check(8640, ruth.scan_line(), number="77"), check(8640, ruth.scan_line(), number="78"))
    assert Payment.objects.count() == 2


def test_the_bank_account_is_nowhere_in_the_database() -> None:
    ruth = make_owing()
    arrive(check(8640, ruth.scan_line(), account="9876501234"))
    kept = (
        repr(list(Item.objects.values()))
        + repr(list(Part.objects.values()))
        + repr(list(Payment.objects.values()))
    )
    assert "98765" not in kept and "061000052" not in kept
    assert Item.objects.get().payer_last4 == "1234" and len(Item.objects.get().payer_mark) == 64


def test_an_item_of_nothing_is_a_letter() -> None:
    arrive(check(0), check(100))
    assert Item.objects.get(ordinal=1).state == ItemState.ROUTED
    assert Letter.objects.get().kind == "other" and faults() == {}


BROKEN = [
    (b"0010000008640", b"0010000008641", "The bank says $86.41"),
    (b"0010000008640", b"0020000008640", "The bank says 2 checks"),
]


@pytest.mark.parametrize(("was", "becomes", "words"), BROKEN)
def test_a_batch_whose_totals_do_not_hold_posts_nothing_and_the_others_do(
    was: bytes, becomes: bytes, words: str
) -> None:
    ruth, ben = make_owing(), make_owing("Ben", "Reyes", (500,))
    lines = file_of([check(8640, ruth.scan_line())], [check(500, ben.scan_line(500))]).splitlines(
        keepends=True
    )
    place = next(at for at, line in enumerate(lines) if line.startswith(b"7"))
    lines[place] = lines[place].replace(was, becomes)
    received = receive(b"".join(lines))
    assert received.report.status == "partly" and received.report.figures["batches_in_review"] == 1
    assert any(words in finding.what for finding in received.report.findings)
    assert (ruth.balance, ben.balance) == (8640, 0) and book(CASH) == 500
    held = Batch.objects.get(state=BatchState.REVIEW)
    assert item_of(held).state == ItemState.RECEIVED and words in held.why
    assert faults() == {}


@pytest.mark.parametrize("record", [b"8", b"9"])
def test_a_total_over_all_that_does_not_hold_keeps_every_batch_back(record: bytes) -> None:
    ruth = make_owing()
    lines = file_of([check(8640, ruth.scan_line())]).splitlines(keepends=True)
    place = next(at for at, line in enumerate(lines) if line.startswith(record))
    lines[place] = lines[place].replace(b"8640", b"8641") if record == b"8" else b"9000099\r\n"
    received = receive(b"".join(lines))
    assert received.report.status == "held" and ruth.balance == 8640 and book(CASH) == 0
    assert not all(received.report.figures["balanced"].values())


def test_a_cut_file_posts_nothing() -> None:
    ruth = make_owing()
    lines = file_of([check(8640, ruth.scan_line())]).splitlines(keepends=True)
    assert receive(b"".join(lines[:-2])).report.status == "held"
    assert book(CASH) == 0 and ruth.balance == 8640 and faults() == {}


def test_check_reads_and_keeps_nothing() -> None:
    data = file_of([check(8640, "x")])
    told = intake.check_file("a", BytesIO(data))
    assert told.report.figures["items"] == 1 and told.report.figures["checks_cents"] == 8640
    assert not Batch.objects.exists()


def held_batch(*checks: Check) -> Batch:
    lines = file_of(checks).splitlines(keepends=True)
    receive(b"".join([*lines[:-1], b"9000099\r\n"]))
    return Batch.objects.get(state=BatchState.REVIEW)


def test_a_batch_that_was_compared_with_the_bank_is_released_once() -> None:
    ruth = make_owing()
    batch = held_batch(check(8640, ruth.scan_line()), check(500))
    for _ in range(2):
        services.release_batch(batch_id=batch.pk, by=SOL, at=batch.opened_at)
        services.post_released(batch_id=batch.pk, by=SOL, at=batch.opened_at)
    batch.refresh_from_db()
    assert batch.state == BatchState.POSTED and ruth.balance == 0
    assert (book(CASH), book(books.SUSPENSE), Payment.objects.count()) == (9140, -500, 1)
    assert faults() == {}


def test_a_batch_set_aside_never_reaches_the_ledger() -> None:
    ruth = make_owing()
    batch = held_batch(check(8640, ruth.scan_line()))
    for _ in range(2):
        services.set_aside_batch(batch_id=batch.pk, by=SOL, at=batch.opened_at)
    assert Item.objects.get().state == ItemState.SET_ASIDE and book(CASH) == 0
    services.post_released(batch_id=batch.pk, by=SOL, at=batch.opened_at)
    assert ruth.balance == 8640 and faults() == {}


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(data=st.data())
def test_any_mix_of_checks_is_on_accounts_or_waits_to_the_cent(db: None, data: st.DataObject) -> None:
    ruth, ben = make_owing(), make_owing("Ben", "Reyes")
    said = st.sampled_from([
        (), (ruth.scan_line(),), (ben.number,), (ruth.scan_line(), ben.scan_line()), ("1234567890",),
        ("note",),
    ])  # fmt: skip
    names = st.sampled_from(["RUTH HALE", "B REYES", "CLARA STONE", ""])
    checks = data.draw(st.lists(st.lists(
        st.builds(
            lambda cents, told, name: check(cents, *told, remitter=name), st.integers(0, 20_000), said, names
        ),
        min_size=1, max_size=6,
    ), min_size=1, max_size=3))  # fmt: skip
    before = book(CASH), book(books.SUSPENSE)
    file = file_of(*checks)
    receive(file)
    whole = sum(one.amount.cents for batch in checks for one in batch)
    assert book(CASH) - before[0] == whole
    receive(file)
    assert book(CASH) - before[0] == whole and faults() == {}


def test_a_late_file_makes_nobody_late_and_a_file_of_tomorrow_is_not_believed() -> None:
    from datetime import date

    ruth = make_owing(cents=(8640, 8640))
    receive(file_of([check(8640, ruth.scan_line())], day=date(2027, 3, 1)))
    assert Payment.objects.get().received_at <= Item.objects.get().since
    assert MAIL.ident == "lockbox" and Money(0) == ZERO
