"""Business hours, the day we answer by, and words that mean danger. Values in, a value out."""

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Protocol

from hearthside.formats.fed_calendar import add_banking_days, is_banking_day

DAY = timedelta(days=1)
LONGEST_CLOSED_DAYS = 15


class OpenHours(Protocol):
    """When a person answers: days 0 (Monday) to 6, and from when to when on each."""

    @property
    def days(self) -> tuple[int, ...]: ...

    @property
    def opens(self) -> time: ...

    @property
    def closes(self) -> time: ...


@dataclass(frozen=True, slots=True)
class Opening:
    """Whether a person answers now, and when that changes: `until` today, or `next_on` at `next_at`.

    `is_holiday`: it would be a day of ours, but it is a federal holiday.
    """

    is_open: bool
    is_holiday: bool
    next_on: date
    next_at: time


def is_holiday(day: date) -> bool:
    """A weekday on which federal offices and banks are closed. Source: formats/fed_calendar.py."""
    return day.weekday() < 5 and not is_banking_day(day)


def opening(local: datetime, hours: OpenHours) -> Opening:
    """Where the hours stand at a local time: open until then, or closed until that day and time.

    Raises ValueError when the hours name no day.
    """
    today = local.date()
    works = today.weekday() in hours.days and not is_holiday(today)
    holiday = today.weekday() in hours.days and is_holiday(today)
    if works and hours.opens <= local.time() < hours.closes:
        return Opening(True, False, today, hours.closes)
    if works and local.time() < hours.opens:
        return Opening(False, False, today, hours.opens)
    for ahead in range(1, LONGEST_CLOSED_DAYS):
        day = today + ahead * DAY
        if day.weekday() in hours.days and not is_holiday(day):
            return Opening(False, holiday, day, hours.opens)
    raise ValueError("the organization's hours name no day")


def answer_by(local: datetime, hours: OpenHours, *, days: int) -> date:
    """The last day to answer what came at this local time: `days` business days after it came.

    Monday to Friday without federal holidays. After closing time, and on a day off, it came on the next
    business day.
    """
    day = local.date()
    came_in_time = is_banking_day(day) and local.time() < hours.closes
    return add_banking_days(day if came_in_time else add_banking_days(day, 1), days)


def danger_in(words: str, phrases: Mapping[str, Sequence[str]]) -> str:
    """The first kind of `phrases` (gravest first) of which a phrase stands in `words`; "" for none.

    Capitals, accents, apostrophes and line ends do not matter; parts of words do not count ("suicidal" is
    found only where it is listed).
    """
    said = f" {plain(words)} "
    return next((kind for kind, listed in phrases.items() if _any_in(said, listed)), "")


def _any_in(said: str, phrases: Iterable[str]) -> bool:
    return any(f" {plain(phrase)} " in said for phrase in phrases)


def plain(words: str) -> str:
    """Small letters without accents or apostrophes, one space between words, nothing else."""
    spread = unicodedata.normalize("NFKD", words.casefold())
    bare = "".join(mark for mark in spread if not unicodedata.combining(mark))
    return " ".join(re.sub(r"[^\w\s]", " ", re.sub(r"['’‘`´]", "", bare)).split())


def press_key(form_key: str, words: str, files: Iterable[str]) -> str:
    """What stands for one press of Send: the same form with the same words and files is the same press.

    64 characters. After Back and a change of words it is another press: nothing typed is lost.
    """
    parts = [form_key, words.strip(), *sorted(files)]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()
