"""From the bank's file to what each line is: payouts, deposits, checks, plans' money; once each."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.conf import settings

from hearthside.audit.actor import Actor
from hearthside.banking import errors, selectors, services
from hearthside.banking.models import (
    BankLine,
    CashDay,
    DayState,
    LineState,
    Match,
    Meaning,
    Statement,
    StatementState,
    Why,
)
from hearthside.banking.rules import SourceKind
from hearthside.banking.tests.cast import (
    AFTER,
    BANK,
    DAY,
    GRACE_OVER,
    PAYOUT_DAY,
    SOL,
    WALT,
    Says,
    Word,
    arrive,
    card_payment,
    faults,
    gaps,
    line_of,
    only_line,
    receive,
)
from hearthside.banking.tests.cast import file_of as statement_of
from hearthside.claims.models import Remittance
from hearthside.intake.models import StoredFile
from hearthside.ledger import selectors as ledger
from hearthside.lockbox.models import Item, ItemState
from hearthside.lockbox.tests.cast import arrive as mail_arrives
from hearthside.lockbox.tests.cast import check, file_of, make_owing
from hearthside.lockbox.tests.cast import receive as receive_mail

pytestmark = pytest.mark.django_db


def remittance_of(trace: str, cents: int) -> Remittance:
    stored = StoredFile.objects.create(
        sha256="e" * 64, size_bytes=1, name="plan.835", received_at=AFTER, received_on=DAY
    )
    return Remittance.objects.create(
        file=stored, ordinal=1, payer_id="MEADOW", trace=trace, paid_cents=cents, paid_on=DAY,
        content_hash="e" * 64, state="posted", segment=1,
    )  # fmt: skip


def prove(on: date) -> CashDay:
    return services.prove_day(on=on, by=BANK, at=AFTER)


def test_a_payout_is_the_sum_of_its_days_payments_and_the_day_balances() -> None:
    card_payment(8640)
    card_payment(1250)
    received = arrive(Word(PAYOUT_DAY, [Says("142", 9890, "STRIPE PAYOUT")]))
    assert received.report.status == "posted"
    line = only_line()
    assert line.match is not None
    assert (line.state, line.match.kind) == (LineState.MATCHED, SourceKind.PAYOUT)
    day = prove(PAYOUT_DAY)
    assert (day.bank_cents, day.records_cents, gaps(day)) == (9890, 9890, {})
    assert day.state == DayState.BALANCED
    assert not faults()


def test_a_payout_that_is_short_waits_and_both_sides_are_listed() -> None:
    card_payment(8640)
    arrive(Word(PAYOUT_DAY, [Says("142", 8000, "STRIPE PAYOUT")]))
    assert only_line().why == Why.NO_SOURCE
    assert gaps(prove(PAYOUT_DAY)) == {"unmatched_line": 8000}
    assert gaps(prove(GRACE_OVER)) == {"not_at_bank": -8640, "no_statement": 0}
    assert not faults()


def test_matched_by_hand_what_differs_stays_a_difference_to_the_cent() -> None:
    card_payment(8640)
    arrive(Word(PAYOUT_DAY, [Says("142", 8000, "STRIPE PAYOUT")]))
    line = only_line()
    services.match_by_hand(
        reference=line.reference, kind=SourceKind.PAYOUT, keys=[f"{settings.PROCESSOR}:{PAYOUT_DAY}"],
        turn=line.turn, by=WALT, at=AFTER,
    )  # fmt: skip
    day = prove(PAYOUT_DAY)
    assert (day.bank_cents, day.records_cents, gaps(day)) == (8000, 8640, {"amount_differs": -640})
    with pytest.raises(errors.Unexplained):
        services.sign_off(on=PAYOUT_DAY, by=SOL, at=AFTER)
    services.explain_difference(
        on=PAYOUT_DAY, key=day.differences.get(gone_at=None).key, meaning=Meaning.PROCESSOR_FEE,
        note="Fees of November", by=WALT, at=AFTER,
    )  # fmt: skip
    with pytest.raises(errors.OwnWork):
        services.sign_off(on=PAYOUT_DAY, by=WALT, at=AFTER)
    assert services.sign_off(on=PAYOUT_DAY, by=SOL, at=AFTER).state == DayState.SIGNED
    assert not faults()


def test_the_same_line_in_another_file_is_the_same_line_and_three_alike_are_three() -> None:
    alike = [Says("195", 500, "WIRE")] * 3
    arrive(Word(DAY, alike))
    arrive(Word(DAY, [*alike, Says("195", 700, "WIRE")]))
    assert sorted(BankLine.objects.values_list("amount_cents", flat=True)) == [500, 500, 500, 700]
    assert not faults()


def test_a_more_final_word_replaces_and_an_older_one_does_not_count() -> None:
    arrive(Word(DAY, [Says("195", 500, "A"), Says("195", 900, "B")], modifier="1"))
    arrive(Word(DAY, [Says("195", 500, "A"), Says("195", 901, "B")], modifier="2"))
    arrive(Word(DAY, [Says("195", 77, "C")], modifier="1"))
    standing = BankLine.objects.filter(state=LineState.WAITING).values_list("amount_cents", flat=True)
    assert sorted(standing) == [500, 901]
    assert BankLine.objects.get(amount_cents=900).state == LineState.DROPPED
    assert BankLine.objects.get(amount_cents=77).state == LineState.HELD
    assert not faults()


def test_a_deletion_takes_the_day_back_and_its_match_ends() -> None:
    card_payment(8640)
    arrive(Word(PAYOUT_DAY, [Says("142", 8640, "STRIPE")]))
    assert only_line().state == LineState.MATCHED
    arrive(Word(PAYOUT_DAY, [], status="2"))
    assert only_line().state == LineState.DROPPED
    assert Match.objects.get().undone_at is not None
    assert not faults()


def test_a_lockbox_deposit_is_its_batches_one_by_one_or_as_one_sum() -> None:
    ruth, ben = make_owing(), make_owing("Ben", "Ames")
    receive_mail(file_of([check(8640, ruth.scan_line())], [check(5000, ben.scan_line(5000))], day=DAY))
    arrive(Word(DAY, [Says("115", 13640, "LOCKBOX 0277947")]))
    line = only_line()
    assert line.match is not None and line.match.sources.count() == 2
    day = prove(DAY)
    assert gaps(day) == {}
    lockbox = next(row for row in day.channels if row["channel"] == "lockbox")
    assert lockbox["bank_cents"] == lockbox["entered_cents"] == lockbox["ledger_cents"] == 13640


def test_checks_listed_one_by_one_are_their_deposit() -> None:
    ruth = make_owing()
    receive_mail(file_of([check(8640, ruth.scan_line()), check(5000, remitter="WHO KNOWS")], day=DAY))
    arrive(Word(DAY, [Says("116", 5000), Says("116", 8640)]))
    assert BankLine.objects.filter(state=LineState.MATCHED).count() == 2
    assert gaps(prove(DAY)) == {}


def test_a_check_that_came_back_is_named_by_a_person_and_is_owed_again() -> None:
    ruth = make_owing()
    batch = mail_arrives(check(8640, ruth.scan_line(), number="1042"))
    assert ruth.balance == 0
    arrive(Word(batch.deposit_on, [Says("115", 8640, "LOCKBOX 277947")]))
    on = batch.deposit_on + timedelta(days=4)
    received = arrive(Word(on, [Says("555", 8640, "RETURNED CHECK 1042 NSF")]))
    line = line_of(received)
    assert (line.state, line.why, line.amount_cents) == (LineState.WAITING, Why.RETURNED_CHECK, -8640)
    item = services.maybe_returned(line)[0]
    services.return_check(reference=line.reference, item_id=item.pk, turn=line.turn, by=WALT, at=AFTER)
    assert Item.objects.get().state == ItemState.BOUNCED
    assert ruth.balance == 8640
    assert gaps(prove(on)) == {}
    assert not faults()


def test_a_line_explained_is_still_a_difference_and_taking_it_back_opens_it() -> None:
    arrive(Word(DAY, [Says("698", 2500, "ANALYSIS FEE")]))
    line = only_line()
    services.explain_line(
        reference=line.reference, meaning=Meaning.BANK_FEE, note="", turn=line.turn, by=WALT, at=AFTER
    )
    day = prove(DAY)
    assert gaps(day) == {"unmatched_line": -2500} and day.differences.get().is_explained
    assert services.sign_off(on=DAY, by=SOL, at=AFTER).state == DayState.SIGNED
    line.refresh_from_db()
    services.undo_line(reference=line.reference, turn=line.turn, by=WALT, at=AFTER)
    assert prove(DAY).state == DayState.DIFFERS
    with pytest.raises(errors.Unexplained):
        services.sign_off(on=DAY, by=SOL, at=AFTER)


def test_a_page_opened_before_the_last_change_changes_nothing() -> None:
    arrive(Word(DAY, [Says("698", 2500, "FEE")]))
    line = only_line()

    def explain(by: Actor) -> None:
        services.explain_line(
            reference=line.reference, meaning=Meaning.BANK_FEE, note="", turn=line.turn, by=by, at=AFTER
        )

    explain(WALT)
    with pytest.raises(errors.Outdated):
        explain(SOL)


def test_a_total_that_does_not_hold_keeps_the_account_waiting_until_a_person_releases_it() -> None:
    wrong = statement_of(Word(DAY, [Says("195", 500, "WIRE")])).replace(b"49,500,", b"49,501,")
    received = receive(wrong.replace(b"98,500,", b"98,501,").replace(b"99,500,", b"99,501,"))
    assert received.report.status == "held"
    row = Statement.objects.get()
    assert row.state == StatementState.HELD and "501" in row.reason
    assert only_line().state == LineState.HELD
    assert gaps(prove(DAY)) == {"held_statement": 500}
    services.release_statement(reference=row.reference, by=SOL, at=AFTER)
    assert only_line().state == LineState.WAITING
    assert gaps(prove(DAY)) == {"unmatched_line": 500}
    assert not faults()


def test_balances_that_moved_by_more_than_the_lines_are_a_difference() -> None:
    arrive(Word(DAY, [Says("698", 2500, "FEE")], opening=100_000, closing=97_000))
    assert gaps(prove(DAY)) == {"unmatched_line": -2500, "balance_differs": -500}


def test_nothing_of_members_is_touched_by_what_the_bank_says() -> None:
    ruth = make_owing()
    arrive(Word(DAY, [Says("195", 8640, "HALE RUTH"), Says("142", 8640, "SOMEBODY")]))
    assert ruth.balance == 8640
    assert ledger.book_totals().get("suspense") is None


def test_an_import_that_was_killed_goes_on_where_it_stopped_and_says_everything_once() -> None:
    lines = [Says("195", 100 + place, f"WIRE {place}") for place in range(2500)]
    data = statement_of(Word(DAY, lines))

    def killed(**told: Any) -> None:
        if told["units_before"] >= 1000:
            raise KeyboardInterrupt
        keep(**told)

    keep = services.post_lines
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(services, "post_lines", killed)
        with pytest.raises(KeyboardInterrupt):
            receive(data)
    assert BankLine.objects.count() == 1000
    report = receive(data).report
    assert report.status == "posted" and BankLine.objects.count() == 2500
    assert Statement.objects.get().lines == 2500
    assert receive(data).report.status == "duplicate" and BankLine.objects.count() == 2500
    assert not faults()


def test_a_check_of_ours_that_the_bank_paid_is_cashed_and_one_we_never_wrote_is_urgent() -> None:
    arrive(Word(DAY, [Says("475", 2500, customer_reference="000104211")]))
    assert only_line().why == Why.CHECK_UNKNOWN


def test_a_plans_payment_is_known_by_its_trace() -> None:
    row = remittance_of("EFT0099812", 12345)
    arrive(Word(DAY, [Says("142", row.paid_cents, f"HCCLAIMPMT TRN*1*{row.trace}*1512345678")]))
    line = only_line()
    assert line.match is not None and line.match.kind == SourceKind.REMITTANCE
    assert selectors.proven_payer_money(row.trace).cents == row.paid_cents
    day = prove(DAY)
    assert gaps(day) == {}
    plans = next(one for one in day.channels if one["channel"] == "plans")
    assert plans["bank_cents"] == row.paid_cents and plans["ledger_cents"] is None
