"""Hardship help, write-offs, and the list for another company."""

import csv
import io
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import override_settings
from hypothesis import given
from hypothesis import strategies as st

from hearthside import clock
from hearthside.audit.actor import Actor, ActorKind
from hearthside.audit.models import Event
from hearthside.bills import services as billing
from hearthside.identity.models import Login
from hearthside.ledger import books
from hearthside.ledger import selectors as ledger
from hearthside.ledger import services as ledger_services
from hearthside.ledger.holds import HoldReason
from hearthside.mailroom.models import Message
from hearthside.members import services as members
from hearthside.members.models import Person, Scope
from hearthside.money import ZERO, Money
from hearthside.payments.tests.cast import Ana, make_ana
from hearthside.relief import flows, jobs, keeping, proofs, selectors
from hearthside.relief.errors import MayNotApprove, PaperRefused, TooLate
from hearthside.relief.exports import list_text, write_list
from hearthside.relief.models import Application, Paper, ScanState, WriteOff, WriteOffKind
from hearthside.relief.policy import policy, read_policy
from hearthside.relief.rules import hardship as rules
from hearthside.relief.rules.csv_cells import safe_cell
from hearthside.relief.rules.papers import kind_of
from hearthside.relief.services import collections, giving_up, hardship, plans
from hearthside.relief.tests import cast

TODAY = date(2026, 11, 23)
TERMS = policy(TODAY)


@pytest.mark.parametrize(
    ("people", "state", "dollars", "percent", "forgives"),
    [
        (1, "OH", 0, 0, 100),
        (1, "OH", 31920, 200, 100),
        (1, "OH", 31921, 201, 75),
        (4, "OH", 33000, 100, 100),
        (4, "OH", 99000, 300, 50),
        (4, "OH", 132000, 400, 25),
        (4, "OH", 132001, 401, 0),
        (1, "AK", 39900, 200, 100),
        (1, "HI", 36720, 200, 100),
        (9, "OH", 61400, 100, 100),
    ],
)
def test_the_table(people: int, state: str, dollars: int, percent: int, forgives: int) -> None:
    found = rules.find(
        people=people,
        income_a_year=Money(dollars * 100),
        state=state,
        guidelines=TERMS.guidelines,
        steps=TERMS.hardship.steps,
    )
    assert (found.percent_of_guideline, found.forgives_percent) == (percent, forgives)


def test_the_guideline_of_the_day_it_is_decided() -> None:
    assert policy(date(2026, 1, 12)).guidelines["states"].one == Money(1565000)
    assert policy(date(2026, 1, 13)).guidelines["states"].one == Money(1596000)


charges = st.lists(st.integers(1, 500_000), min_size=1, max_size=12)


@given(charges, st.sampled_from([25, 50, 75, 100, 33]))
def test_what_is_forgiven_is_the_percent_of_the_sum_and_never_more_than_a_charge(
    cents: list[int], percent: int
) -> None:
    rows = [(number, Money(one)) for number, one in enumerate(cents)]
    parts = dict(rules.forgiven(rows, percent))
    assert sum(part.cents for part in parts.values()) == (sum(cents) * percent * 2 + 100) // 200
    assert all(ZERO < part <= dict(rows)[number] for number, part in parts.items())


@pytest.mark.parametrize(
    ("broken", "says"),
    [
        ('missed = "break"', "plans.missed"),
        ("up_to_percent = 250, forgives_percent = 75", "hardship.steps"),
        ("grace_days = 10", "grace_days"),
    ],
)
def test_a_policy_that_makes_no_sense_is_refused(tmp_path: Path, broken: str, says: str) -> None:
    from hearthside.errors import BadSetting
    from hearthside.relief.policy import FILE

    worse = {"grace_days = 10": "", 'missed = "break"': 'missed = "forget"'}
    text = FILE.read_text("utf-8").replace(
        broken, worse.get(broken, "up_to_percent = 250, forgives_percent = 100")
    )
    path = tmp_path / "policy.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(BadSetting, match=says.replace(".", r"\.")):
        read_policy(path, TODAY)


@given(st.text(max_size=20))
def test_no_cell_is_a_formula(text: str) -> None:
    assert not safe_cell(text).startswith(("=", "+", "-", "@", "\t", "\r"))
    assert safe_cell(text).endswith(text)


@given(st.binary(max_size=64))
def test_only_four_kinds_are_seen(head: bytes) -> None:
    kind = kind_of(head)
    assert kind is None or head.startswith((b"%PDF-", b"\xff\xd8\xff", b"\x89PNG")) or b"ftyp" in head


def test_kinds_by_content() -> None:
    assert kind_of(b"\x00\x00\x00\x18ftypheic\x00") == "heic"
    assert kind_of(b"\x00\x00\x00\x18ftypmp42\x00") is None
    assert kind_of(b"GIF89a") is None


@pytest.fixture
def ana(db: None) -> Ana:
    return cast.make_owing()


@pytest.fixture(autouse=True)
def files(tmp_path: Path) -> Any:
    with override_settings(FILES_FOLDER=tmp_path):
        yield tmp_path


def asked(ana: Ana, *, people: int = 2, income: int = 2_000_000) -> Application:
    return hardship.enter(
        account_id=ana.id, language="en", people=people, income=Money(income), is_monthly=False,
        by=cast.DEV, at=clock.now(),
    )  # fmt: skip


def decided(application: Application, income: int, by: Actor = cast.DEV) -> Application:
    return hardship.decide(
        reference=application.reference, income_a_year=Money(income), by=by, at=clock.now()
    )


def all_is_well() -> None:
    assert not [(name, found) for name, found in proofs.checks() if found]


def test_all_of_it_is_taken_off(ana: Ana) -> None:
    application = decided(asked(ana), 2_000_000)
    assert application.state == "granted"
    assert cast.owed_in_all(ana) == ZERO and ledger.book_totals()[books.ASSISTANCE] == Money(30000)
    assert (application.percent_of_guideline, application.guideline_source) == (93, "91 FR 1797")
    assert Event.objects.filter(name="balance.written_off", account_id=ana.id, cents=30000).exists()
    letters = Message.objects.filter(account_id=ana.id, kind="hardship_granted")
    assert {letter.channel for letter in letters} == {"email", "letter"}
    assert "$" not in letters.get(channel="email").body
    assert "$300.00" in letters.get(channel="letter").body
    all_is_well()


def test_half_is_taken_off_and_the_rest_is_due(ana: Ana) -> None:
    decided(asked(ana), 6_000_000)
    assert cast.due(ana) == Money(15000)
    assert ledger.held_charges(ana.id) == {}
    all_is_well()


def test_above_the_limit_a_second_person_agrees(db: None) -> None:
    ana = make_ana(60000)
    application = decided(asked(ana), 1_000_000)
    assert application.state == "proposed" and cast.owed_in_all(ana) == Money(60000)
    write_off = WriteOff.objects.get()
    with pytest.raises(MayNotApprove):
        hardship.approve(reference=write_off.reference, by=cast.DEV, at=clock.now())
    assert cast.owed_in_all(ana) == Money(60000)
    for _ in range(2):
        hardship.approve(reference=write_off.reference, by=cast.SOL, at=clock.now())
    assert cast.owed_in_all(ana) == ZERO
    assert Application.objects.get().state == "granted"
    all_is_well()


def test_a_second_person_who_does_not_agree_sends_it_back(db: None) -> None:
    ana = make_ana(60000)
    decided(asked(ana), 1_000_000)
    hardship.turn_down(reference=WriteOff.objects.get().reference, by=cast.SOL, at=clock.now())
    application = Application.objects.get()
    assert application.state == "sent" and cast.due(ana) == ZERO
    assert decided(application, 9_900_000).state == "declined"
    assert cast.due(ana) == Money(60000)
    all_is_well()


def test_nobody_decides_on_an_account_of_their_own(ana: Ana) -> None:
    login = Login.objects.create_user("friend@example.org", is_staff=True)
    members.grant_access(
        login_id=login.pk, account_id=ana.id, scope=Scope.MONEY, by=cast.TESTS, at=clock.now()
    )
    own = Actor(ActorKind.STAFF, str(login.pk), door="web")
    application = asked(ana)
    with pytest.raises(MayNotApprove):
        decided(application, 0, by=own)
    with pytest.raises(MayNotApprove):
        giving_up.propose_bad_debt(account_id=ana.id, reason="goodwill", by=own, at=clock.now())
    assert Application.objects.get().state == "sent" and not WriteOff.objects.exists()


def test_no_in_plain_words_and_another_look(ana: Ana) -> None:
    application = decided(asked(ana), 90_000_000)
    assert application.decline_reason == "above_limit" and cast.due(ana) == Money(30000)
    letter = Message.objects.get(kind="hardship_declined", channel="letter")
    assert "above our limit" in letter.body and "Ask us to look again" in letter.body
    hardship.ask_again(reference=application.reference, by=cast.ANA, at=clock.now())
    assert cast.due(ana) == ZERO
    with pytest.raises(MayNotApprove):
        decided(Application.objects.get(), 90_000_000)
    assert decided(Application.objects.get(), 90_000_000, by=cast.SOL).state == "declined"
    with pytest.raises(TooLate):
        hardship.ask_again(reference=application.reference, by=cast.ANA, at=cast.in_days(61))
    all_is_well()


def test_the_answer_is_in_her_language(db: None) -> None:
    ana = make_ana(9000, language="es")
    decided(asked(ana), 90_000_000)
    assert "pasa del límite" in Message.objects.get(kind="hardship_declined", channel="letter").body


def test_a_plan_pauses_for_an_application_and_becomes_smaller(ana: Ana) -> None:
    plan = cast.make_plan(ana)
    application = asked(ana)
    assert selectors.standing_plan(ana.id).state == "paused"  # type: ignore[union-attr]
    plans.watch(plan_id=plan.pk, by=cast.TESTS, at=cast.in_days(90))
    assert selectors.standing_plan(ana.id).state == "paused"  # type: ignore[union-attr]
    decided(application, 6_000_000)
    again = selectors.live_plan(ana.id)
    assert again is not None and again.state == "active" and again.amount == Money(15000)
    assert [one.due.amount for one in selectors.picture(again).placed] == [Money(3750)] * 4
    all_is_well()


def test_a_missed_payment_a_letter_ten_days_then_the_end(ana: Ana) -> None:
    plan = cast.make_plan(ana)
    first = plan.installments.get(number=1).due_on
    day = (first - clock.today()).days
    for days in (day, day + 1, day + 1, day + 11):
        plans.watch(plan_id=plan.pk, by=cast.TESTS, at=cast.in_days(days))
        assert selectors.plan_with(plan.reference).state == "active"  # type: ignore[union-attr]
    assert Message.objects.filter(kind="plan_missed").count() == 1
    plans.watch(plan_id=plan.pk, by=cast.TESTS, at=cast.in_days(day + 12))
    assert selectors.plan_with(plan.reference).state == "broken"  # type: ignore[union-attr]
    assert cast.due(ana) == Money(30000)
    ages = {row.opened_on for row in ledger.open_charges(ana.id)}
    assert ages == {clock.today() - timedelta(days=20)}
    all_is_well()


def test_an_offer_starts_when_its_first_payment_comes(ana: Ana) -> None:
    plan = plans.offer(
        account_id=ana.id, count=4, day=5, expected=Money(30000), key="k", by=cast.DEV, at=clock.now()
    )
    assert cast.due(ana) == Money(30000)
    cast.pay(ana, 7000)
    assert cast.note(ana).state == "offered"  # type: ignore[union-attr]
    cast.pay(ana, 500)
    assert cast.note(ana).state == "active"  # type: ignore[union-attr]
    assert selectors.picture(selectors.plan_with(plan.reference)).remaining == Money(22500)  # type: ignore[arg-type]
    assert cast.due(ana) == ZERO
    all_is_well()


def test_a_paid_plan_is_open_again_when_its_money_goes_back(ana: Ana) -> None:
    plan = cast.make_plan(ana)
    key = cast.pay(ana, 30000)
    assert cast.note(ana).state == "completed"  # type: ignore[union-attr]
    cast.take_back(ana, key)
    assert jobs.follow_money(clock.now()) == 1
    again = selectors.live_plan(ana.id)
    assert again is not None and again.pk == plan.pk
    assert selectors.picture(again).remaining == Money(30000) and cast.due(ana) == ZERO
    all_is_well()


def test_forgiving_above_the_limit_waits_for_a_second_person(db: None) -> None:
    ana = make_ana(80000, 80000)
    plan = cast.make_plan(ana)
    made = giving_up.forgive_on_plan(
        reference=plan.reference, amount=Money(60000), reason="our_mistake", by=cast.DEV, at=clock.now()
    )
    assert made.state == "proposed"
    hardship.approve(reference=made.reference, by=cast.SOL, at=clock.now())
    assert selectors.picture(selectors.live_plan(ana.id)).remaining == Money(100000)  # type: ignore[arg-type]
    giving_up.undo(reference=made.reference, by=cast.SOL, at=clock.now())
    assert selectors.picture(selectors.live_plan(ana.id)).remaining == Money(160000)  # type: ignore[arg-type]
    all_is_well()


def test_small_balances(db: None) -> None:
    later = cast.in_days(130)
    tiny, small, larger = make_ana(5000), make_ana(480), make_ana(520)
    cast.pay(tiny, 4940)
    assert jobs.propose_small_balances(clock.now()) == 0
    assert jobs.propose_small_balances(later) == 2
    assert jobs.propose_small_balances(later) == 0
    assert [cast.owed_in_all(one) for one in (tiny, small, larger)] == [ZERO, Money(480), Money(520)]
    waiting = WriteOff.objects.get(state="proposed")
    hardship.approve(reference=waiting.reference, by=cast.SOL, at=later)
    assert cast.owed_in_all(small) == ZERO
    assert ledger.book_totals()[books.SMALL_BALANCE] == Money(540)
    all_is_well()


def test_what_was_paid_meanwhile_is_not_given_up(ana: Ana) -> None:
    made = giving_up.propose_bad_debt(
        account_id=ana.id, reason="cannot_be_found", by=cast.DEV, at=clock.now()
    )
    cast.pay(ana, 10000)
    done = hardship.approve(reference=made.reference, by=cast.SOL, at=clock.now())
    assert done.amount == Money(20000) and cast.owed_in_all(ana) == ZERO
    assert ledger.standing(ana.id).unapplied == ZERO
    giving_up.undo(reference=made.reference, by=cast.SOL, at=clock.now())
    assert cast.owed_in_all(ana) == Money(20000)
    all_is_well()


def test_all_paid_meanwhile_turns_it_down(ana: Ana) -> None:
    made = giving_up.propose_bad_debt(
        account_id=ana.id, reason="cannot_be_found", by=cast.DEV, at=clock.now()
    )
    cast.pay(ana, 30000)
    assert hardship.approve(reference=made.reference, by=cast.SOL, at=clock.now()).state == "turned_down"
    all_is_well()


def overdue(ana: Ana) -> Any:
    """Three bills, the first of them more than 130 days ago, and the day on which that is so."""
    at = cast.in_days(130)
    for days in (30, 60):
        cast.more_charges(ana, 100)
        assert billing.make_bill(
            account_id=ana.id, as_of=clock.today() + timedelta(days=days), by=cast.TESTS, at=at
        )
    return at


def on_the_list(at: Any) -> list[int]:
    return [one.account_id for one in collections.ready(today=clock.day_of(at))]


def test_notice_then_thirty_days_then_the_list_once(ana: Ana, tmp_path: Path) -> None:
    at = overdue(ana)
    assert jobs.keep_lists(at) == 1 and on_the_list(at) == []
    letter = Message.objects.get(kind="collections_notice", channel="letter")
    assert "credit bureau" in letter.body and "$300.00" in letter.body
    assert jobs.keep_lists(at) == 0
    later = at + timedelta(days=30)
    assert on_the_list(later) == [ana.id]
    (written,) = write_list(tmp_path, cast.DEV, later)
    rows = list(csv.DictReader(io.StringIO(written.path.read_text("utf-8"))))
    assert [(row["account"], row["owed"]) for row in rows] == [(ana.account.number, "301.00")]
    assert "written notice 30 days ago" in rows[0]["why"]
    assert write_list(tmp_path, cast.DEV, later) == []
    cast.pay(ana, 30200)
    assert jobs.keep_lists(later) == 0
    assert not selectors.listed_rows().exists()
    assert Event.objects.filter(name="collections.taken_off").exists()


def _died(ana: Ana) -> None:
    Person.objects.filter(account_id=ana.id).update(died_on=clock.today())


def _held(reason: HoldReason) -> Any:
    def hold(ana: Ana) -> None:
        ledger_services.hold_charges(
            account_id=ana.id, charge_ids=ana.charge_ids[:1], reason=reason, source="case:1", by=cast.DEV,
            at=clock.now(),
        )  # fmt: skip

    return hold


@pytest.mark.parametrize(
    "what_happens",
    [
        _died, _held(HoldReason.DISPUTED), _held(HoldReason.APPEAL), _held(HoldReason.ESTATE), cast.make_plan,
        asked,
    ],
)  # fmt: skip
def test_whoever_asks_disputes_pays_over_time_or_died_is_kept_off(ana: Ana, what_happens: Any) -> None:
    at = overdue(ana)
    jobs.keep_lists(at)
    later = at + timedelta(days=30)
    assert on_the_list(later) == [ana.id]
    what_happens(ana)
    assert on_the_list(later) == []
    assert collections.judge(ana.id, today=clock.day_of(later)).reasons


def test_a_name_that_is_a_formula_is_text(ana: Ana) -> None:
    Person.objects.filter(account_id=ana.id).update(first_name="=1+1")
    at = overdue(ana)
    jobs.keep_lists(at)
    later = at + timedelta(days=30)
    assert "'=1+1" in list_text(collections.ready(today=clock.day_of(later)), today=clock.day_of(later))


def test_a_scanner_refuses_a_file(ana: Ana, files: Path) -> None:
    application = hardship.begin(account_id=ana.id, language="en", by=cast.ANA, at=clock.now())
    hardship.say_people(reference=application.reference, people=1, by=cast.ANA, at=clock.now())
    kept = keeping.keep([b"%PDF-1.7"], size_bytes_most=100)
    paper = hardship.add_paper(
        reference=application.reference, stored_as=kept.stored_as, kind=kept.kind, sha256=kept.sha256,
        size_bytes=kept.size_bytes, by=cast.ANA, at=clock.now(),
    )  # fmt: skip
    assert flows.scan(paper, command=()) is ScanState.UNSCANNED
    assert flows.scan(paper, command=("true",)) is ScanState.CLEAN
    assert flows.scan(paper, command=("false",)) is ScanState.REFUSED
    assert flows.scan(paper, command=("/no/such/scanner",)) is None
    hardship.withdraw(reference=application.reference, by=cast.ANA, at=clock.now())
    assert flows.keep_house(clock.now()) == 1
    assert not keeping.path_of(kept.stored_as).exists()
    assert Paper.objects.get().gone_at is not None and selectors.paper_with(paper.reference) is None


def test_a_file_that_breaks_off_leaves_nothing(files: Path) -> None:
    def chunks() -> Any:
        yield b"%PDF-1.7"
        raise OSError("gone")

    with pytest.raises(OSError, match="gone"):
        keeping.keep(chunks(), size_bytes_most=100)
    with pytest.raises(PaperRefused):
        keeping.keep([b"%PDF-", bytes(200)], size_bytes_most=100)
    assert not [path for path in files.rglob("*") if path.is_file()]


def test_one_waiting_write_off_of_a_kind(ana: Ana) -> None:
    first, second = (
        giving_up.propose_bad_debt(account_id=ana.id, reason="too_old", by=cast.DEV, at=clock.now())
        for _ in range(2)
    )
    assert first.pk == second.pk and first.kind == WriteOffKind.BAD_DEBT
