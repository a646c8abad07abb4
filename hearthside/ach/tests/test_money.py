"""From consent to payment, and back: the row, the ledger and the audit event each time."""

from io import BytesIO

import pytest
from django.db import transaction

from hearthside.ach import errors, exports, numbers, proofs, services
from hearthside.ach.models import BankAccount, BankState, Debit, DebitState, Entry, FileState, OutFile, Return
from hearthside.ach.services.files import Echo
from hearthside.ach.tests.cast import (
    ANA,
    DEV,
    ELLA,
    JOB,
    NUMBER,
    ROUTING,
    Back,
    House,
    bank_file,
    figures,
    trace_of,
)
from hearthside.audit.models import Event
from hearthside.formats.nacha import Entry as FileEntry
from hearthside.formats.nacha import read_nacha
from hearthside.ledger import proofs as ledger_proofs
from hearthside.mailroom.models import Message
from hearthside.money import Money
from hearthside.payments import proofs as payment_proofs
from hearthside.payments.models import Payment

OWED = Money(14250)
NOTHING = Money(0)


def events() -> list[str]:
    return list(Event.objects.order_by("pk").values_list("name", flat=True))


def prove() -> None:
    """All that `hearthside audit` would say of this room, payments and the ledger."""
    found = [*proofs.checks(), *payment_proofs.checks(), *ledger_proofs.checks()]
    assert {name: faults for name, faults in found if faults} == {}


def test_a_debit_goes_from_consent_to_payment(house: House) -> None:
    debit = house.debit()
    assert figures(house) == (OWED, OWED)
    file = house.sent()
    debit.refresh_from_db()
    assert (debit.state, file.state, str(debit.settles_on)) == ("sent", "confirmed", "2026-11-24")
    assert services.settle_due(by=JOB, at=house.now) == 0  # it has not settled: nothing is paid yet
    assert house.balance == OWED
    house.on("2026-11-25")  # one banking day of two has passed, and tomorrow is Thanksgiving
    assert services.settle_due(by=JOB, at=house.now) == 0
    house.on("2026-11-27")
    assert services.settle_due(by=JOB, at=house.now) == 1
    assert figures(house) == (NOTHING, NOTHING)
    payment = Payment.objects.get()
    assert (payment.reference, payment.method, payment.processor_id) == (
        debit.reference,
        "ach",
        trace_of(debit),
    )
    assert payment.last4 == NUMBER[-4:] and str(payment.received_at.date()) == "2026-11-24"
    assert services.settle_due(by=JOB, at=house.now) == 0
    assert {"authorization.given", "debit.put_in_file", "debit.sent", "debit.settled"} <= set(events())
    prove()


def test_the_file_holds_the_debit_and_no_copy_of_the_number_stays(house: House) -> None:
    debit = house.debit()
    file = house.approved()
    (written,) = exports.write(house.folder / "out", JOB, house.now)
    raw = written.path.read_bytes()
    (entry,) = [one for one in read_nacha(BytesIO(raw)) if isinstance(one, FileEntry)]
    assert (entry.account, entry.routing, entry.amount) == (NUMBER, ROUTING, OWED)
    assert (entry.identification, entry.sec, entry.discretionary) == (debit.reference, "WEB", "S ")
    assert (written.sha256, written.items, written.cents) == (file.sha256, 1, 14250)
    assert written.path.stat().st_mode & 0o077 == 0
    assert exports.write(house.folder / "out", JOB, house.now) == []  # written once
    bank = BankAccount.objects.get()
    assert NUMBER not in bank.number_locked and numbers.unlock(bank.number_locked) == NUMBER
    assert all(NUMBER not in f"{event.subject}{event.reason}{event.result}" for event in Event.objects.all())


def test_two_people_approve_and_not_one_twice(house: House) -> None:
    house.debit()
    file = services.make_file(by=JOB, at=house.now)
    assert file is not None
    services.approve_file(reference=file.reference, sha256=file.sha256, by=DEV, at=house.now)
    assert exports.write(house.folder, JOB, house.now) == []
    with pytest.raises(errors.ApproveTwice):
        services.approve_file(reference=file.reference, sha256=file.sha256, by=DEV, at=house.now)
    with pytest.raises(errors.FileChanged):
        services.approve_file(reference=file.reference, sha256="0" * 64, by=ELLA, at=house.now)
    file.refresh_from_db()
    assert file.state == FileState.MADE
    with pytest.raises(errors.TooLate):
        services.note_sent(reference=file.reference, sha256=file.sha256, by=JOB, at=house.now)
    services.approve_file(reference=file.reference, sha256=file.sha256, by=ELLA, at=house.now)
    assert len(exports.write(house.folder, JOB, house.now)) == 1


def test_who_made_a_file_by_hand_does_not_approve_it(house: House) -> None:
    house.debit()
    file = services.make_file(by=DEV, at=house.now)
    assert file is not None
    with pytest.raises(errors.ApproveTwice):
        services.approve_file(reference=file.reference, sha256=file.sha256, by=DEV, at=house.now)


@pytest.mark.parametrize("field", ["amount_cents", "routing"])
def test_a_file_changed_after_approval_does_not_go_out(house: House, field: str) -> None:
    house.debit()
    file = house.approved()
    if field == "amount_cents":
        Entry.objects.update(amount_cents=99999)
    else:
        BankAccount.objects.update(routing="121042882")
    with pytest.raises(errors.FileChanged):
        exports.write(house.folder / "out", JOB, house.now)
    assert list((house.folder / "out").iterdir()) == []
    file.refresh_from_db()
    assert file.state == FileState.APPROVED


def test_a_bank_that_got_other_figures_stops_settlement(house: House) -> None:
    house.debit()
    file = house.approved()
    exports.write(house.folder, JOB, house.now)
    wrong = Echo(file.entries, Money(file.debit_cents + 1), file.entry_hash)
    assert (
        services.compare_echo(reference=file.reference, echo=wrong, by=DEV, at=house.now).state == "differs"
    )
    house.on("2026-12-01")
    assert services.settle_due(by=JOB, at=house.now) == 0 and not Payment.objects.exists()
    right = Echo(file.entries, file.debits, file.entry_hash)
    assert (
        services.compare_echo(reference=file.reference, echo=right, by=ELLA, at=house.now).state
        == "confirmed"
    )
    assert services.settle_due(by=JOB, at=house.now) == 1
    prove()


def test_a_file_that_waited_too_long_is_made_again_for_a_day_that_can_be_met(house: House) -> None:
    debit = house.debit()
    old = house.approved()
    house.on("2026-11-24")
    assert exports.write(house.folder, JOB, house.now) == []
    old.refresh_from_db()
    debit.refresh_from_db()
    assert (old.state, old.why, debit.state) == ("void", "too_old", "due")
    new = house.sent()
    debit.refresh_from_db()
    assert (new.state, str(debit.settles_on), debit.tries) == ("confirmed", "2026-11-25", 1)
    prove()


def test_what_was_paid_otherwise_is_not_taken(house: House) -> None:
    from hearthside.ledger import books
    from hearthside.payments import services as payments

    debit = house.debit()
    payments.receive(
        account_id=house.owes.id, amount=Money(10000), method="check", processor="lockbox", processor_id="1",
        received_at=house.now, cash_book=books.cash("lockbox"), by=JOB, at=house.now,
    )  # fmt: skip
    assert services.make_file(by=JOB, at=house.now) is None
    debit.refresh_from_db()
    assert (debit.state, debit.why) == ("canceled", "not_owed")


def test_nobody_is_debited_twice_for_one_debt_or_one_press(house: House) -> None:
    given = house.consent()
    first = house.debit(given=given, key="one form")
    assert house.debit(given=given, key="one form").pk == first.pk
    with pytest.raises(errors.NoConsent):  # single consent is for one debit
        house.debit(given=given, key="another form")
    with pytest.raises(errors.NothingToTake):
        house.debit(key="a second consent")
    assert Debit.objects.count() == 1


@pytest.mark.parametrize(
    ("consent", "cents", "allowed"),
    [
        ({"cents": 5000}, 5000, True),
        ({"cents": 5000}, 4999, False),
        ({"cents": 5000}, 5001, False),
        ({"cents": 5000, "is_recurring": True}, 1200, True),
        ({"cents": 5000, "is_recurring": True, "least": Money(2000)}, 1999, False),
        ({"cents": 5000, "is_recurring": True}, 5001, False),
    ],
)
def test_a_debit_stays_within_what_was_allowed(
    house: House, consent: dict[str, object], cents: int, allowed: bool
) -> None:
    given = house.consent(**consent)  # type: ignore[arg-type]
    if allowed:
        assert house.debit(cents, given).state == DebitState.DUE
    else:
        with pytest.raises(errors.NoConsent):
            house.debit(cents, given)


def test_a_debit_for_a_later_day_waits_for_it(house: House) -> None:
    from datetime import date

    debit = house.debit(not_before=date(2026, 12, 15))
    assert services.make_file(by=JOB, at=house.now) is None
    house.on("2026-12-14")
    house.sent()
    debit.refresh_from_db()
    assert str(debit.settles_on) == "2026-12-15"


def test_an_organization_that_does_not_originate_takes_nothing(db: None) -> None:
    from hearthside import clock
    from hearthside.payments.tests.cast import make_ana

    ana = make_ana()
    with pytest.raises(errors.NotOriginating):
        services.add_bank_account(
            account_id=ana.id,
            routing=ROUTING,
            number=NUMBER,
            kind="checking",
            holder="Ana",
            by=ANA,
            at=clock.now(),
        )
    assert services.make_file(by=JOB, at=clock.now()) is None


@pytest.mark.parametrize(
    ("parts", "error"),
    [
        ({"routing": "021000022"}, errors.BadRouting),
        ({"routing": "991000021"}, errors.BadRouting),
        ({"number": "12"}, errors.BadAccountNumber),
        ({"number": "12 34"}, errors.BadAccountNumber),
    ],
)
def test_a_number_that_is_none_is_refused_and_kept_nowhere(
    house: House, parts: dict[str, str], error: type[Exception]
) -> None:
    with pytest.raises(error):
        house.bank(**parts)
    assert not BankAccount.objects.exists()


def test_a_new_bank_account_is_tested_before_it_is_used(careful_house: House) -> None:
    house = careful_house
    debit = house.debit()
    file = house.sent()
    (line,) = file.lines.all()
    assert (line.code, line.amount_cents, line.description, line.is_prenote) == ("28", 0, "PRENOTE", True)
    bank = BankAccount.objects.get()
    assert (bank.state, str(bank.usable_on)) == (BankState.PRENOTED, "2026-11-30")
    house.on("2026-11-27")
    assert services.open_tested(by=JOB, at=house.now) == 0
    assert services.make_file(by=JOB, at=house.now) is None
    house.on("2026-11-30")
    assert services.open_tested(by=JOB, at=house.now) == 1
    house.sent()
    debit.refresh_from_db()
    assert (debit.state, debit.tries) == ("sent", 1)
    prove()


def test_a_test_that_comes_back_closes_the_account_and_cancels_what_waited(careful_house: House) -> None:
    house = careful_house
    debit = house.debit()
    file = house.sent()
    house.on("2026-11-25")
    received = house.receives(bank_file(Back(file.lines.get().trace, "R03", cents=0)))
    assert received.report.status == "posted"
    debit.refresh_from_db()
    assert (debit.state, debit.why, BankAccount.objects.get().state) == ("canceled", "R03", "disabled")
    services.tell_returns(at=house.now)
    assert "took no money" in Message.objects.get(kind="debit_returned").body
    with pytest.raises(errors.AccountClosedToUs):
        house.bank()
    prove()


def test_keys_change_and_every_number_opens_with_the_new_one(house: House) -> None:
    from django.conf import settings
    from django.test import override_settings

    house.bank()
    was = BankAccount.objects.get()
    with override_settings(SECRET_KEY="n" * 50, SECRET_KEY_FALLBACKS=[settings.SECRET_KEY]):
        assert services.lock_numbers_again(by=JOB, at=house.now) == 1
        assert services.lock_numbers_again(by=JOB, at=house.now) == 0
    with override_settings(SECRET_KEY="n" * 50, SECRET_KEY_FALLBACKS=[]):
        now = BankAccount.objects.get()
        assert numbers.unlock(now.number_locked) == NUMBER
        assert now.key_id != was.key_id and now.fingerprint != was.fingerprint
        assert house.bank().pk == now.pk  # known again under the new key
    assert "ops.key_rotated" in events()


def test_traces_go_on_after_ten_million(house: House) -> None:
    from hearthside.ach.models import TraceCounter

    TraceCounter.objects.create(odfi="12104288", last=9_999_999)
    debit = house.debit()
    house.sent()
    entry = Entry.objects.get()
    assert (entry.trace, entry.turn) == ("121042880000001", 1)
    house.on("2026-12-01")
    services.settle_due(by=JOB, at=house.now)
    assert Payment.objects.get().processor_id == "121042880000001:1"
    assert debit.reference == Payment.objects.get().reference
    prove()


def test_proofs_see_what_they_are_for(house: House) -> None:
    house.taken()
    prove()
    with transaction.atomic():
        OutFile.objects.update(debit_cents=1)
        assert dict(proofs.checks())["ach: a file's figures are the sum of its entries"]
        transaction.set_rollback(True)
    with transaction.atomic():
        Debit.objects.update(payment_reference="0000000000")
        assert dict(proofs.checks())["ach: a settled debit is one payment in the ledger"]
        transaction.set_rollback(True)
    with transaction.atomic():
        Debit.objects.update(tries=2)
        assert dict(proofs.checks())[
            "ach: a debit is in one file that counts, at its amount and bank account"
        ]
        transaction.set_rollback(True)
    with transaction.atomic():
        OutFile.objects.get().approvals.all().delete()
        assert dict(proofs.checks())["ach: a file that went out was approved by two people, as it went"]
        transaction.set_rollback(True)
    with transaction.atomic():
        Debit.objects.update(state="returned")
        broken = dict(proofs.checks())
        assert broken["ach: what came back is undone once, and stays unpaid"]
        assert broken["ach: the ledger holds what settled debits brought, and no more"]
        transaction.set_rollback(True)
    assert not Return.objects.exists()
