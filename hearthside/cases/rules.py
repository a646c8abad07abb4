"""Clocks, and what a file is. Values in, a value out; `today` is told."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from hearthside.formats.fed_calendar import add_banking_days, banking_days_between

HEAD_BYTES = 32
_STARTS = {
    b"%PDF-": "pdf",
    b"\xff\xd8\xff": "jpeg",
    b"\x89PNG\r\n\x1a\n": "png",
}
# The brands under which ISO/IEC 23008-12 lets a still picture coded in HEVC travel.
_HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}


class Counts(StrEnum):
    """Which days count. Business days are Monday to Friday without federal holidays."""

    BUSINESS = "business"
    CALENDAR = "calendar"


@dataclass(frozen=True, slots=True)
class Clock:
    """How long we may take: `days` from the day a thing came in, and how often it may be made longer.

    `pauses`: the days we wait for the person do not count. `warn_days` before the end, whoever works on it
    is told.
    """

    days: int
    counts: Counts = Counts.CALENDAR
    extension_days: int = 0
    extensions_most: int = 0
    pauses: bool = False
    warn_days: int = 3


class Standing(StrEnum):
    """Where a clock stands today."""

    RUNS = "runs"
    SOON = "soon"
    TODAY = "today"
    LATE = "late"
    STOPPED = "stopped"


def days_after(day: date, count: int, counts: Counts) -> date:
    """The `count`th day after `day`: the day something comes in is day 0."""
    if counts is Counts.BUSINESS:
        return add_banking_days(day, count)
    return day + timedelta(days=count)


def due_on(received_on: date, clock: Clock) -> date:
    """The last day to answer."""
    return days_after(received_on, clock.days, clock.counts)


def extended(due: date, clock: Clock, *, times_so_far: int) -> date | None:
    """The last day after one more extension; None where the rule gives no further one."""
    if times_so_far >= clock.extensions_most or clock.extension_days <= 0:
        return None
    return days_after(due, clock.extension_days, clock.counts)


def resumed(due: date, clock: Clock, *, asked_on: date, answered_on: date) -> date:
    """The last day once the person has answered: the days we waited for them are given back."""
    if not clock.pauses or answered_on <= asked_on:
        return due
    if clock.counts is Counts.BUSINESS:
        return add_banking_days(due, banking_days_between(asked_on, answered_on))
    return due + (answered_on - asked_on)


def standing(due: date | None, clock: Clock, *, today: date, is_paused: bool) -> Standing:
    """Where the clock stands, for its color and its words."""
    if due is None or (is_paused and clock.pauses):
        return Standing.STOPPED
    if today > due:
        return Standing.LATE
    if today == due:
        return Standing.TODAY
    return Standing.SOON if today + timedelta(days=clock.warn_days) >= due else Standing.RUNS


def may_ask_again(closed_on: date, *, today: date, days: int) -> bool:
    """Whether a closed case may still be opened again, on the last day too."""
    return today <= closed_on + timedelta(days=days)


def share(part: int, whole: int) -> str:
    """How far `part` is of `whole`, as a percent with two digits that a drawing can hold."""
    hundredths = min(part, whole) * 10_000 // whole
    return f"{hundredths // 100}.{hundredths % 100:02d}%"


def kind_of_file(head: bytes) -> str | None:
    """What a file is by its first bytes; None for what we do not take. Names and claims do not count."""
    for start, kind in _STARTS.items():
        if head.startswith(start):
            return kind
    # ISO/IEC 14496-12: a box's length, "ftyp", and the brand.
    is_box = len(head) >= 12 and head[4:8] == b"ftyp"
    return "heic" if is_box and head[8:12] in _HEIC_BRANDS else None
