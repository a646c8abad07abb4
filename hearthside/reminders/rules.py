"""What comes next for a bill: a step, a reason to stop, or a reason to wait. Values in, a value out."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from hearthside.money import ZERO, Money

EMAIL, TEXT, LETTER = "email", "text", "letter"
CHANNELS = (EMAIL, TEXT, LETTER)
ON_HOURS = (EMAIL, TEXT)
"""What rings or blinks when it comes, and so keeps to decent hours."""


class Why(StrEnum):
    """Why a reminder does not go."""

    PAID = "paid"
    REPLACED = "replaced"
    DIED = "died"
    CLOSED = "closed"
    ESTATE = "estate"
    INVESTIGATION = "investigation"
    HARDSHIP = "hardship"
    PLAN = "plan"
    DISPUTED = "disputed"
    APPEAL = "appeal"
    SECOND_PLAN = "second_plan"
    ON_ITS_WAY = "on_its_way"
    AUTOPAY = "autopay"
    SMALL = "small"
    PAUSED = "paused"
    OPENED = "opened"
    NOT_WANTED = "not_wanted"
    OPTED_OUT = "opted_out"
    NO_WAY = "no_way"
    NO_ADDRESS = "no_address"
    WRONG_ADDRESS = "wrong_address"
    ENOUGH = "enough"
    QUIET_HOURS = "quiet_hours"
    TOO_LATE = "too_late"


NEEDS_A_PERSON = (Why.NO_ADDRESS, Why.WRONG_ADDRESS)
"""Somebody must find an address before anything can go."""
WHOLE_ACCOUNT = {
    "estate": Why.ESTATE,
    "investigation": Why.INVESTIGATION,
    "hardship": Why.HARDSHIP,
    "plan": Why.PLAN,
}
"""Holds that stop every reminder of the account, whichever charge they are on."""
ONE_LINE = {"disputed": Why.DISPUTED, "appeal": Why.APPEAL}
"""Holds that set one line aside; the rest of the bill stays payable, and is reminded of."""


@dataclass(frozen=True, slots=True)
class Step:
    """One reminder of a bill: so many days after its due day, by the first of `channels` that can be used."""

    code: str
    days: int
    channels: tuple[str, ...]
    unless_opened: bool


@dataclass(frozen=True, slots=True)
class Terms:
    """The policy of a day. Steps in the order of their days."""

    steps: tuple[Step, ...]
    contacts_most: int
    contacts_days: int
    from_hour: int
    until_hour: int
    late_days: int
    smallest: Money
    pause_days_most: int


@dataclass(frozen=True, slots=True)
class Reach:
    """How an account can be reached. `text`: a number whose owner said yes to texts, and has not said stop.

    `wish` is the channel the member chose, "" for none; `wants_early` is whether they want to hear before
    the due day.
    """

    email: bool = False
    text: bool = False
    letter: bool = False
    is_wrong_address: bool = False
    said_stop: bool = False
    wish: str = ""
    wants_early: bool = True


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of one bill. `left`: open of it, neither set aside nor covered by credit.

    `holds`: why anything of the account is set aside; `bill_holds`: of this bill. `done`: steps that have
    been decided; `revived`: those that staff try again, which are never too late. `contacts`: messages and
    calls within the policy's days.
    """

    bill_state: str
    due_on: date
    left: Money
    reach: Reach
    done: frozenset[str] = frozenset()
    revived: frozenset[str] = frozenset()
    holds: frozenset[str] = frozenset()
    bill_holds: frozenset[str] = frozenset()
    on_its_way: Money = ZERO
    somebody_died: bool = False
    is_closed: bool = False
    autopay_pays: bool = False
    waits_for_plan: bool = False
    paused: bool = False
    told_at: datetime | None = None
    opened_at: datetime | None = None
    contacts: int = 0
    zones: tuple[str, ...] = ()


class Does(StrEnum):
    SEND = "send"
    STOP = "stop"
    WAIT = "wait"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Decision:
    """What to do about a bill now. `passed`: earlier steps whose day went by and that are not made up for."""

    does: Does
    step: Step | None = None
    why: Why | None = None
    channel: str = ""
    passed: tuple[Step, ...] = ()


def next_for(facts: Facts, terms: Terms, *, at: datetime, today: date) -> Decision:
    """The step whose day has come and what becomes of it; only the newest of several, never two at once."""
    come = [step for step in terms.steps if step.code not in facts.done and day_of(step, facts) <= today]
    if not come or facts.bill_state != "open":
        return Decision(Does.NOTHING)
    *passed, step = come
    is_late = day_of(step, facts) + timedelta(days=terms.late_days) < today
    if is_late and step.code not in facts.revived:
        return Decision(Does.NOTHING, passed=tuple(come))
    return _decided(step, facts, terms, at=at, passed=tuple(passed))


def _decided(step: Step, facts: Facts, terms: Terms, *, at: datetime, passed: tuple[Step, ...]) -> Decision:
    stopped = why_stop(facts, terms) or _why_leave_out(step, facts)
    if stopped is not None:
        return Decision(Does.STOP, step, stopped, passed=passed)
    channel, none_why = channel_for(step, facts.reach)
    if none_why is not None:
        return Decision(Does.STOP, step, none_why, passed=passed)
    waits = _why_wait(channel, facts, terms, at)
    if waits is not None:
        return Decision(Does.WAIT, step, waits, channel, passed)
    return Decision(Does.SEND, step, channel=channel, passed=passed)


def why_stop(facts: Facts, terms: Terms) -> Why | None:
    """The first reason why nobody is reminded of this bill at all; None when there is none.

    Source: domain.md 13 (stop during dispute, appeal, secondary, estate); design.md 3.10.
    """
    if facts.bill_state != "open":
        return Why.REPLACED if facts.bill_state == "replaced" else Why.PAID
    for applies, why in (
        (facts.somebody_died, Why.DIED),
        (facts.is_closed, Why.CLOSED),
        *((hold in facts.holds, why) for hold, why in WHOLE_ACCOUNT.items()),
        (facts.waits_for_plan, Why.SECOND_PLAN),
    ):
        if applies:
            return why
    return _why_nothing_to_ask(facts, terms)


def _why_nothing_to_ask(facts: Facts, terms: Terms) -> Why | None:
    set_aside = next((why for hold, why in ONE_LINE.items() if hold in facts.bill_holds), None)
    if facts.left <= ZERO:
        return set_aside or Why.PAID
    for applies, why in (
        (facts.on_its_way >= facts.left, Why.ON_ITS_WAY),
        (facts.autopay_pays, Why.AUTOPAY),
        (facts.left - facts.on_its_way < terms.smallest, Why.SMALL),
        (facts.paused, Why.PAUSED),
    ):
        if applies:
            return why
    return None


def _why_leave_out(step: Step, facts: Facts) -> Why | None:
    """A reason that holds for one step alone."""
    if step.days < 0 and not facts.reach.wants_early:
        return Why.NOT_WANTED
    return Why.OPENED if step.unless_opened and was_opened(facts) else None


def was_opened(facts: Facts) -> bool:
    """Whether the bill was opened, signed in, since we last wrote about it."""
    if facts.opened_at is None:
        return False
    return facts.told_at is None or facts.opened_at > facts.told_at


def channel_for(step: Step, reach: Reach) -> tuple[str, Why | None]:
    """The first channel that can be used, the member's own choice first; or why there is none."""
    usable = {EMAIL: reach.email, TEXT: reach.text, LETTER: reach.letter}
    wished = [channel for channel in step.channels if channel == reach.wish]
    wanted = [*wished, *(channel for channel in step.channels if _is_welcome(channel, reach))]
    found = next((channel for channel in wanted if usable[channel]), "")
    return (found, None) if found else ("", _why_no_channel(step, reach))


def _is_welcome(channel: str, reach: Reach) -> bool:
    """Who chose letters gets nothing quicker in their place."""
    return channel == LETTER or reach.wish != LETTER


def _why_no_channel(step: Step, reach: Reach) -> Why:
    if LETTER in step.channels:
        return Why.WRONG_ADDRESS if reach.is_wrong_address else Why.NO_ADDRESS
    if reach.wish == LETTER:
        return Why.NOT_WANTED
    return Why.OPTED_OUT if reach.said_stop else Why.NO_WAY


def _why_wait(channel: str, facts: Facts, terms: Terms, at: datetime) -> Why | None:
    if facts.contacts >= terms.contacts_most:
        return Why.ENOUGH
    return Why.QUIET_HOURS if channel in ON_HOURS and is_quiet(at, facts.zones, terms) else None


def is_quiet(at: datetime, zones: Sequence[str], terms: Terms) -> bool:
    """Whether it is night in any of these time zones."""
    hours = [at.astimezone(ZoneInfo(zone)).hour for zone in zones]
    return not all(terms.from_hour <= hour < terms.until_hour for hour in hours)


def day_of(step: Step, facts: Facts) -> date:
    return facts.due_on + timedelta(days=step.days)


def due_days(terms: Terms, today: date) -> Mapping[str, tuple[date, ...]]:
    """For each step, the due days of bills it may be made for today."""
    return {
        step.code: tuple(today - timedelta(days=step.days + late) for late in range(terms.late_days + 1))
        for step in terms.steps
    }


def peak(instants: Iterable[datetime], *, days: int) -> int:
    """The most of these instants that lie within any `days` days."""
    ordered, first, most = sorted(instants), 0, 0
    for last, instant in enumerate(ordered):
        while instant - ordered[first] >= timedelta(days=days):
            first += 1
        most = max(most, last - first + 1)
    return most


def texts_a_bill(terms: Terms) -> int:
    """How many texts one bill can bring."""
    return sum(TEXT in step.channels for step in terms.steps)
