"""What comes next, by table; and for any facts: no message after a reason to stop, or above the cap."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hearthside.errors import BadSetting
from hearthside.money import Money
from hearthside.reminders import rules
from hearthside.reminders.policy import policy, read_policy
from hearthside.reminders.rules import Does, Facts, Reach, Why

DUE = date(2026, 11, 15)
NOON = datetime(2026, 11, 20, 17, tzinfo=UTC)
TERMS = policy(DUE)
ALL = Reach(email=True, letter=True)
OWES = Facts("open", DUE, Money(14250), ALL, zones=("America/New_York",))


def decide(facts: Facts, days: int = 5) -> rules.Decision:
    return rules.next_for(facts, TERMS, at=NOON + timedelta(days=days - 5), today=DUE + timedelta(days=days))


@pytest.mark.parametrize(
    ("days", "step", "channel"),
    [(-6, None, ""), (-5, "soon", "email"), (5, "past", "email"), (20, "letter", "letter"),
     (35, "help", "letter"), (41, "help", "letter"), (42, None, "")],
)  # fmt: skip
def test_the_day_of_each_step(days: int, step: str | None, channel: str) -> None:
    found = decide(OWES, days)
    assert (found.step.code if found.step else None, found.channel) == (step, channel)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"somebody_died": True}, Why.DIED),
        ({"is_closed": True}, Why.CLOSED),
        ({"holds": frozenset({"estate"})}, Why.ESTATE),
        ({"holds": frozenset({"plan"})}, Why.PLAN),
        ({"holds": frozenset({"hardship"})}, Why.HARDSHIP),
        ({"holds": frozenset({"investigation"})}, Why.INVESTIGATION),
        ({"waits_for_plan": True}, Why.SECOND_PLAN),
        ({"left": Money(0), "bill_holds": frozenset({"disputed"})}, Why.DISPUTED),
        ({"left": Money(0), "bill_holds": frozenset({"appeal"})}, Why.APPEAL),
        ({"left": Money(0)}, Why.PAID),
        ({"on_its_way": Money(14250)}, Why.ON_ITS_WAY),
        ({"on_its_way": Money(14000)}, Why.SMALL),
        ({"left": Money(499)}, Why.SMALL),
        ({"autopay_pays": True}, Why.AUTOPAY),
        ({"paused": True}, Why.PAUSED),
        ({"opened_at": NOON}, Why.OPENED),
        ({"reach": Reach()}, Why.NO_ADDRESS),
        ({"reach": Reach(is_wrong_address=True)}, Why.WRONG_ADDRESS),
    ],
)
def test_each_reason_stops_it(change: dict[str, Any], why: Why) -> None:
    found = decide(replace(OWES, **change))
    assert (found.does, found.why) == (Does.STOP, why)


@pytest.mark.parametrize(
    ("reach", "days", "channel", "why"),
    [
        (Reach(email=True, text=True, letter=True), 5, "email", None),
        (Reach(email=True, text=True, letter=True, wish="text"), 5, "text", None),
        (Reach(email=True, letter=True, wish="text", said_stop=True), 5, "email", None),
        (Reach(letter=True, said_stop=True), 5, "letter", None),
        (Reach(email=True, letter=True, wish="letter"), 5, "letter", None),
        (Reach(email=True, letter=True, wish="letter"), -5, "", Why.NOT_WANTED),
        (Reach(email=True, wants_early=False), -5, "", Why.NOT_WANTED),
        (Reach(letter=True, said_stop=True), -5, "", Why.OPTED_OUT),
        (Reach(letter=True), -5, "", Why.NO_WAY),
        (Reach(email=True, is_wrong_address=True), 20, "email", None),
        (Reach(email=True, letter=True, wish="email"), 20, "email", None),
    ],
)
def test_how_it_goes(reach: Reach, days: int, channel: str, why: Why | None) -> None:
    found = decide(replace(OWES, reach=reach), days)
    assert (found.channel, found.why) == (channel, why)


def test_a_bill_opened_before_we_last_wrote_counts_no_more() -> None:
    seen = replace(OWES, opened_at=NOON - timedelta(days=9), told_at=NOON - timedelta(days=8))
    assert decide(seen).does is Does.SEND
    assert decide(replace(OWES, opened_at=NOON), 20).does is Does.SEND


def test_waits_for_the_morning_and_for_a_calmer_week() -> None:
    assert decide(replace(OWES, contacts=7)).why is Why.ENOUGH
    assert decide(replace(OWES, zones=("Pacific/Honolulu",))).why is Why.QUIET_HOURS
    assert decide(replace(OWES, zones=("Pacific/Honolulu",)), 20).does is Does.SEND


def test_only_the_newest_of_several_steps() -> None:
    found = decide(OWES, 20)
    assert [step.code for step in found.passed] == ["soon", "past"]
    assert decide(replace(OWES, done=frozenset({"soon", "past", "letter"})), 21).does is Does.NOTHING


def test_what_staff_try_again_is_never_too_late() -> None:
    assert decide(OWES, 30).does is Does.NOTHING
    assert decide(replace(OWES, revived=frozenset({"letter"})), 30).does is Does.SEND


holds = st.frozensets(st.sampled_from(["disputed", "appeal", "plan", "hardship", "estate", "investigation"]))
reaches = st.builds(
    Reach, email=st.booleans(), text=st.booleans(), letter=st.booleans(), is_wrong_address=st.booleans(),
    said_stop=st.booleans(), wish=st.sampled_from(["", "email", "text", "letter"]), wants_early=st.booleans(),
)  # fmt: skip
facts = st.builds(
    Facts, bill_state=st.sampled_from(["open", "paid", "replaced"]), due_on=st.just(DUE), reach=reaches,
    left=st.integers(0, 20_000).map(Money), on_its_way=st.integers(0, 20_000).map(Money), holds=holds,
    bill_holds=holds, done=st.frozensets(st.sampled_from([step.code for step in TERMS.steps])),
    revived=st.just(frozenset()), somebody_died=st.booleans(), is_closed=st.booleans(),
    autopay_pays=st.booleans(), waits_for_plan=st.booleans(), paused=st.booleans(),
    told_at=st.none() | st.just(NOON), opened_at=st.none() | st.datetimes(timezones=st.just(UTC)),
    contacts=st.integers(0, 9), zones=st.just(("America/New_York",)),
)  # fmt: skip


@given(facts, st.integers(-10, 60), st.integers(0, 23))
def test_a_message_has_no_reason_against_it(known: Facts, days: int, hour: int) -> None:
    at = NOON.replace(hour=hour)
    found = rules.next_for(known, TERMS, at=at, today=DUE + timedelta(days=days))
    if found.does is Does.SEND:
        assert found.step is not None and found.step.code not in known.done
        assert rules.why_stop(known, TERMS) is None and known.contacts < TERMS.contacts_most
        assert getattr(known.reach, found.channel) and found.channel in found.step.channels
        assert found.channel == "letter" or not rules.is_quiet(at, known.zones, TERMS)
        assert found.channel != "text" or known.reach.wish != "letter"
        assert not (found.step.unless_opened and rules.was_opened(known))
    elif found.does is Does.STOP:
        assert found.why is not None and known.bill_state == "open"


@pytest.mark.parametrize(
    ("broken", "says"),
    [
        ("days = 5\n", "in the order"),
        ('channels = ["pigeon"]', "channels"),
        ("contacts_most = 0", "contacts_most"),
        ("until_hour = 3", "from_hour"),
    ],
)
def test_a_policy_that_makes_no_sense_is_refused(tmp_path: Path, broken: str, says: str) -> None:
    name = broken.partition(" =")[0]
    words = (Path(rules.__file__).parent / "policy.toml").read_text("utf-8").splitlines()
    at = max(place for place, line in enumerate(words) if line.startswith(f"{name} ="))
    words[at] = broken.strip()
    path = tmp_path / "policy.toml"
    path.write_text("\n".join(words), "utf-8")
    with pytest.raises(BadSetting, match=says):
        read_policy(path, DUE)
