"""What the bank sends back: undone once, told, stopped; what cannot be, waits with its reason."""

from datetime import date
from pathlib import Path

import pytest
from django.test import override_settings

from hearthside.ach import errors, numbers, rules, selectors, services, wording
from hearthside.ach.models import (
    Authorization,
    BankAccount,
    BankState,
    Change,
    Debit,
    DebitState,
    FileState,
    OutFile,
    Return,
)
from hearthside.ach.services import answers
from hearthside.ach.tests.cast import ANA, DEV, JOB, NUMBER, Back, House, bank_file, figures, trace_of
from hearthside.ach.tests.conftest import profile_with
from hearthside.ach.tests.test_money import NOTHING, OWED, events, prove
from hearthside.errors import HearthsideError
from hearthside.mailroom.models import Message
from hearthside.money import Money
from hearthside.payments.models import Payment

SAMPLES = Path(__file__).resolve().parents[3].parent / "shared" / "samples" / "ach"


def came_back(house: House, code: str, **parts: object) -> Debit:
    """A debit that went out and came back before it settled."""
    debit = house.debit()
    house.sent()
    house.on("2026-11-25")
    report = house.receives(bank_file(Back(trace_of(debit), code, **parts))).report  # type: ignore[arg-type]
    assert report.status == "posted", report.findings
    debit.refresh_from_db()
    return debit


def test_a_bounced_debit_is_never_a_payment_and_the_member_is_told(house: House) -> None:
    debit = came_back(house, "R01")
    assert (debit.state, debit.why) == ("returned", "R01")
    assert figures(house) == (OWED, NOTHING) and not Payment.objects.exists()
    row = Return.objects.get()
    assert (row.state, row.undoes_entry, row.undid_payment) == ("applied", True, False)
    assert services.tell_returns(at=house.now) == 1 and services.tell_returns(at=house.now) == 0
    letter = Message.objects.get(kind="debit_returned")
    assert "$142" not in letter.body and "no fee" in letter.body
    assert BankAccount.objects.get().state == BankState.USABLE
    assert events().count("debit.returned") == 1  # and no second event that says the same
    prove()


def test_a_payment_that_comes_back_after_weeks_is_owed_again_once(house: House) -> None:
    debit = house.taken()
    assert house.balance == NOTHING
    house.on("2026-12-20")
    data = bank_file(Back(trace_of(debit), "R10"))
    assert house.receives(data).report.status == "posted"
    debit.refresh_from_db()
    assert figures(house) == (OWED, NOTHING) and debit.state == "returned"
    assert Payment.objects.get().state == "returned"
    assert Return.objects.get().undid_payment
    assert house.receives(data).report.status == "duplicate"
    later = bank_file(Back(trace_of(debit), "R10"), on=date(2026, 12, 19))
    assert house.receives(later).report.status == "held"
    again = Return.objects.order_by("-pk").first()
    assert again is not None
    assert (again.why, again.dishonor, again.undoes_entry) == ("returned_before", "R67", False)
    assert figures(house) == (OWED, NOTHING)
    prove()


@pytest.mark.parametrize(
    ("code", "bank", "consent"),
    [
        ("R01", "usable", True),
        ("R09", "usable", True),
        ("R02", "disabled", True),
        ("R03", "disabled", True),
        ("R04", "disabled", True),
        ("R20", "disabled", True),
        ("R05", "disabled", False),
        ("R07", "disabled", False),
        ("R10", "disabled", False),
        ("R29", "disabled", False),
        ("R08", "usable", False),
        ("R11", "usable", True),
        ("R14", "disabled", False),
        ("R15", "disabled", False),
        ("R16", "disabled", True),
        ("R24", "usable", True),
    ],
)
def test_what_follows_from_a_code(house: House, code: str, bank: str, consent: bool) -> None:
    came_back(house, code)
    assert BankAccount.objects.get().state == bank
    assert (Authorization.objects.get().revoked_at is None) is consent
    row = Return.objects.get()
    waits = code in ("R11", "R14", "R15", "R16", "R24")
    assert (row.state == "waiting") is waits and bool(wording.why(row)) is waits
    assert wording.meaning(row)
    told = services.tell_returns(at=house.now)
    assert told == (0 if code in ("R14", "R15") else 1)  # a death is answered by a person
    prove()


def test_a_closed_account_stops_what_was_planned_on_it(house: House) -> None:
    bank = house.bank()
    first = house.debit(5000, house.consent(5000, bank))
    house.sent()
    waiting = house.debit(4000, house.consent(4000, bank))
    in_file = services.make_file(by=JOB, at=house.now)
    house.on("2026-11-25")
    house.receives(bank_file(Back(trace_of(first), "R02", cents=5000)))
    waiting.refresh_from_db()
    assert in_file is not None
    in_file.refresh_from_db()
    assert (waiting.state, waiting.why, in_file.state) == ("canceled", "R02", FileState.VOID)
    prove()


def test_a_return_that_does_not_fit_waits_and_changes_nothing(house: House) -> None:
    debit = house.debit()
    house.sent()
    house.on("2026-11-25")
    report = house.receives(
        bank_file(
            Back("121042889999999", "R01"),
            Back(trace_of(debit), "R01", cents=14251),
            Back(trace_of(debit), "R61"),
            Back(trace_of(debit), "R49"),
        )
    ).report
    assert report.status == "held" and report.figures["waiting"] == 4
    debit.refresh_from_db()
    assert debit.state == DebitState.SENT and not Return.objects.filter(undoes_entry=True).exists()
    assert {row.why for row in Return.objects.all()} == {
        "never_sent", "amount_differs", "about_a_return", "unknown_code",
    }  # fmt: skip
    assert Return.objects.get(why="amount_differs").dishonor == "R69"
    assert all(one.what and one.where for one in report.findings)
    assert services.tell_returns(at=house.now) == 0
    prove()


def test_the_same_entry_twice_in_one_file_is_undone_once(house: House) -> None:
    debit = house.debit()
    house.sent()
    house.on("2026-11-25")
    report = house.receives(bank_file(Back(trace_of(debit), "R01"), Back(trace_of(debit), "R01"))).report
    assert report.status == "partly"
    assert sorted(Return.objects.values_list("why", flat=True)) == ["", "returned_before"]
    prove()


def test_a_late_return_is_undone_and_put_before_a_person(house: House) -> None:
    debit = house.taken()
    house.on("2026-12-20")
    report = house.receives(bank_file(Back(trace_of(debit), "R01"))).report
    assert report.status == "posted"
    row = Return.objects.get()
    assert (row.state, row.why, row.dishonor, row.undoes_entry) == ("waiting", "late", "R68", True)
    assert house.balance == OWED
    services.close_return(return_id=row.pk, how="dishonored", by=DEV, at=house.now)
    services.close_return(return_id=row.pk, how="nothing_to_do", by=DEV, at=house.now)
    row.refresh_from_db()
    assert (row.state, row.done_how, row.done_by) == ("done", "dishonored", "staff:dev")


def test_a_bounced_debit_is_tried_twice_more_at_most_in_its_own_batch(house: House) -> None:
    debit = came_back(house, "R01")
    days = ["2026-11-27", "2026-12-01", "2026-12-04", "2026-12-08"]
    for number, (again, back) in enumerate(zip(days[::2], days[1::2], strict=True), 1):
        house.on(again)
        services.repeat_debit(reference=debit.reference, by=DEV, at=house.now)
        file = house.sent()
        line = file.lines.get()
        assert (line.description, line.amount_cents) == ("RETRY PYMT", 14250)
        debit.refresh_from_db()
        assert debit.tries == number + 1
        house.on(back)
        house.receives(bank_file(Back(trace_of(debit), "R09")))
        debit.refresh_from_db()
        assert debit.state == "returned"
    with pytest.raises(errors.MayNotRepeat):
        services.repeat_debit(reference=debit.reference, by=DEV, at=house.now)
    prove()


def test_a_second_try_that_settles_has_a_number_of_its_own(house: House) -> None:
    debit = house.taken()
    house.on("2026-12-02")
    house.receives(bank_file(Back(trace_of(debit), "R01")))
    first = Payment.objects.get()
    services.repeat_debit(reference=debit.reference, by=DEV, at=house.now)
    house.sent()
    house.on("2026-12-10")
    assert services.settle_due(by=JOB, at=house.now) == 1
    second = Payment.objects.exclude(pk=first.pk).get()
    assert second.reference != first.reference and house.balance == NOTHING
    prove()


@pytest.mark.parametrize("code", ["R02", "R08", "R10", "R24"])
def test_other_reasons_forbid_another_try(house: House, code: str) -> None:
    debit = came_back(house, code)
    with pytest.raises(HearthsideError):
        services.repeat_debit(reference=debit.reference, by=DEV, at=house.now)


def test_policy_may_try_again_by_itself(house: House, tmp_path: Path) -> None:
    with override_settings(PROFILE=profile_with(tmp_path, retry_after_days=[5])):
        debit = came_back(house, "R01")
        assert (debit.state, str(debit.not_before)) == ("due", "2026-11-30")
        services.tell_returns(at=house.now)
        assert "try one more time" in Message.objects.get(kind="debit_returned").body
        house.on("2026-11-30")
        house.sent()
        debit.refresh_from_db()
        house.on("2026-12-02")
        house.receives(bank_file(Back(trace_of(debit), "R01")))
        debit.refresh_from_db()
        assert (debit.state, debit.tries) == ("returned", 2)  # one repeat, then a person decides
    prove()


CHANGES = [
    ("C01", "1918171614", {"number": "1918171614"}),
    ("C02", "121042882", {"routing": "121042882"}),
    ("C03", "121042882   1918171614", {"routing": "121042882", "number": "1918171614"}),
    ("C04", "Ana Maria Reyes", {"holder": "Ana Maria Reyes"}),
    ("C05", "37", {"kind": "savings"}),
    ("C06", f"{'1918171614':<20}37", {"number": "1918171614", "kind": "savings"}),
    (
        "C07",
        f"121042882{'1918171614':<17}37",
        {"routing": "121042882", "number": "1918171614", "kind": "savings"},
    ),
]


@pytest.mark.parametrize(("code", "data", "wanted"), CHANGES, ids=[case[0] for case in CHANGES])
def test_a_change_is_made_at_once(house: House, code: str, data: str, wanted: dict[str, str]) -> None:
    debit = house.debit()
    house.sent()
    report = house.receives(bank_file(Back(trace_of(debit), code, cents=0, corrected=data))).report
    assert report.status == "posted", report.findings
    bank = BankAccount.objects.get()
    found = {"routing": bank.routing, "number": numbers.unlock(bank.number_locked), "kind": bank.kind,
             "holder": bank.holder}  # fmt: skip
    assert (
        found
        == {"routing": "021000021", "number": NUMBER, "kind": "checking", "holder": "Ana Reyes"} | wanted
    )
    assert bank.last4 == found["number"][-4:]
    change = Change.objects.get()
    assert change.state == "applied" and data.strip() not in change.corrected_locked
    assert dict(selectors.said_by(change)).keys() == set(wanted)
    assert str(change.due_on) == "2026-12-02"  # six banking days, Thanksgiving not one of them
    prove()


def test_a_change_before_a_file_goes_out_makes_that_file_again(house: House) -> None:
    bank = house.bank()
    first = house.debit(5000, house.consent(5000, bank))
    house.sent()
    second = house.debit(4000, house.consent(4000, bank))
    old = house.approved()
    house.receives(bank_file(Back(trace_of(first), "C02", cents=0, corrected="121042882")))
    old.refresh_from_db()
    second.refresh_from_db()
    assert (old.state, second.state) == (FileState.VOID, DebitState.DUE)
    assert OutFile.objects.get(pk=house.sent().pk).lines.get().bank_account.routing == "121042882"
    prove()


@pytest.mark.parametrize(
    ("code", "data", "why"),
    [("C02", "121042883", "cannot_be_read"), ("C02", "", "cannot_be_read"), ("C05", "99", "cannot_be_read"),
     ("C10", "HEARTHSIDE INC", "ours"), ("C61", "", "ours"), ("C44", "x", "unknown_code")],
)  # fmt: skip
def test_a_change_that_cannot_be_made_waits(house: House, code: str, data: str, why: str) -> None:
    debit = house.debit()
    house.sent()
    report = house.receives(bank_file(Back(trace_of(debit), code, cents=0, corrected=data))).report
    change = Change.objects.get()
    assert (report.status, change.state, change.why) == ("held", "waiting", why)
    assert BankAccount.objects.get().routing == "021000021"
    services.close_change(change_id=change.pk, how="asked_bank", by=DEV, at=house.now)
    change.refresh_from_db()
    assert change.state == "done"


def test_a_change_for_consent_that_was_taken_back_waits(house: House) -> None:
    debit = house.debit()
    house.sent()
    services.remove_bank_account(reference=debit.bank_account.reference, by=ANA, at=house.now)
    house.receives(bank_file(Back(trace_of(debit), "C01", cents=0, corrected="1918171614")))
    assert Change.objects.get().why == "revoked"
    assert numbers.unlock(BankAccount.objects.get().number_locked) == NUMBER


def test_a_file_whose_totals_do_not_agree_applies_nothing(house: House) -> None:
    debit = house.debit()
    house.sent()
    data = bank_file(Back(trace_of(debit), "R01")).replace(
        b"000000014250000000000000    ", b"000000014251000000000000    "
    )
    report = house.receives(data).report
    assert report.status == "held"
    assert [one.code for one in report.findings if one.severity == "error"] == ["ach.file_total_debits"]
    debit.refresh_from_db()
    assert debit.state == DebitState.SENT and not Return.objects.exists()


def test_our_own_outgoing_file_is_refused_in_clear_words(house: House) -> None:
    from hearthside.ach import exports

    house.debit()
    house.approved()
    (written,) = exports.write(house.folder, JOB, house.now)
    report = house.receives(written.path.read_bytes()).report
    assert report.status == "refused"
    (finding,) = report.findings
    assert finding.code == "ach.outgoing" and "hearthside export nacha" in finding.what


def test_a_killed_import_goes_on_where_it_stopped(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Batches of two, killed after the first: the second run does the rest, and nothing twice."""
    from hearthside.ach import imports

    monkeypatch.setattr(imports, "BATCH", 2)
    bank = house.bank()
    debits = [house.debit(1000 + place, house.consent(1000 + place, bank)) for place in range(5)]
    house.sent()
    house.on("2026-11-25")
    data = bank_file(*(Back(trace_of(debit), "R01", cents=debit.amount_cents) for debit in debits))
    real, calls = answers.apply_answers, []

    def killed(**facts: object) -> int:
        calls.append(facts["units_before"])
        if len(calls) == 2:
            raise KeyboardInterrupt
        return real(**facts)  # type: ignore[arg-type]

    with monkeypatch.context() as patched:
        patched.setattr(services, "apply_answers", killed)
        with pytest.raises(KeyboardInterrupt):
            house.receives(data)
    assert Return.objects.count() == 2
    assert house.receives(data).report.status == "posted"
    assert Return.objects.count() == 5 and Return.objects.filter(undoes_entry=True).count() == 5
    assert {debit.state for debit in Debit.objects.all()} == {"returned"}
    prove()


def test_a_stop_order_by_word_of_mouth_stops_what_has_not_gone(house: House) -> None:
    bank = house.bank()
    given = house.consent(7000, bank, is_recurring=True)
    gone = house.debit(3000, given)
    house.sent()
    planned = house.debit(4000, given)
    stopped = services.revoke(reference=given.reference, why="told_by_phone", by=DEV, at=house.now)
    assert (stopped.canceled, stopped.too_late) == ((planned.reference,), (gone.reference,))
    assert services.revoke(reference=given.reference, why="again", by=DEV, at=house.now).canceled == ()
    given.refresh_from_db()
    assert given.revoked_why == "told_by_phone" and str(given.keep_until) == "2028-11-23"
    with pytest.raises(errors.NoConsent):
        house.debit(1000, given)
    assert "authorization.revoked" in events()


def test_one_debit_may_be_canceled_while_its_file_waits(house: House) -> None:
    debit = house.debit()
    file = services.make_file(by=JOB, at=house.now)
    assert file is not None
    services.cancel_debit(reference=debit.reference, why="member", by=ANA, at=house.now)
    debit.refresh_from_db()
    file.refresh_from_db()
    assert (debit.state, file.state) == ("canceled", "void")
    other = house.debit(key="another")
    house.sent()
    with pytest.raises(errors.TooLate):
        services.cancel_debit(reference=other.reference, why="member", by=ANA, at=house.now)


def test_rates_of_returns_are_measured_against_their_ceilings(house: House) -> None:
    came_back(house, "R03")
    unauthorized, wrong, every = selectors.return_rates(on=date(2026, 11, 26))
    assert (unauthorized.returned, wrong.returned, every.returned, every.sent) == (0, 1, 1, 1)
    assert wrong.is_over and every.is_over and not unauthorized.is_over
    assert wrong.percent == "100.00%"


@pytest.mark.samples
@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the folder of samples is not beside this checkout")
def test_every_sample_is_taken_in_and_none_moves_money(house: House) -> None:
    """Other banks' files: answers wait as never sent, files that send are refused, nothing crashes."""
    found = {path.name: house.receives(path.read_bytes(), path.name) for path in sorted(SAMPLES.iterdir())}
    assert {received.kind for received in found.values()} == {"ach"}
    assert {received.report.status for received in found.values()} <= {"refused", "held", "duplicate"}
    assert all(received.report.findings for received in found.values())
    assert found["moov-io__testdata_issue1620_return.ach"].report.figures["waiting"] == 1
    assert found["moov-io__testdata_cor-example.ach"].report.figures["changes"] == 1
    assert Return.objects.exists() and not Return.objects.filter(undoes_entry=True).exists()
    assert Money(0) == sum((selectors.on_its_way(house.owes.id),), Money(0))
    assert rules.RETURN_CODES
