"""The time. Rules never ask it: they take `today` or `at` as an argument."""

import os
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from hearthside.errors import BadSetting

EASTERN = ZoneInfo("America/New_York")


def _told_day() -> date | None:
    text = os.environ.get("HEARTHSIDE_TODAY", "")
    if not text or os.environ.get("HEARTHSIDE_ENV", "").strip() == "production":
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadSetting("HEARTHSIDE_TODAY is not a day", found=text, expected="2026-11-23") from None


def now() -> datetime:
    """This instant in UTC; outside production, the time of day on HEARTHSIDE_TODAY if that is set."""
    told = _told_day()
    actual = datetime.now(UTC)
    if told is None:
        return actual
    return datetime.combine(told, actual.astimezone(EASTERN).time(), EASTERN).astimezone(UTC)


def day_of(at: datetime) -> date:
    """The day at the organization's desk (Eastern) when it was `at`."""
    return at.astimezone(EASTERN).date()


def today() -> date:
    """The day at the organization's desk (Eastern)."""
    return _told_day() or datetime.now(EASTERN).date()
