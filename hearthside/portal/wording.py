"""Hours and days as people say them. Words come from the catalog; only the pattern is here."""

from datetime import date, time

from django.utils import dates, formats
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from hearthside.organization.profile import Hours


def clock_time(moment: time) -> str:
    """8:00 as 8 a.m., 12:00 as noon, 17:30 as 5:30 p.m."""
    if (moment.hour, moment.minute) == (12, 0):
        return _("noon")
    hour = moment.hour % 12 or 12
    minutes = f":{moment.minute:02d}" if moment.minute else ""
    half = _("a.m.") if moment.hour < 12 else _("p.m.")
    return f"{hour}{minutes} {half}".replace(" ", "\N{NO-BREAK SPACE}")


def hours_in_words(hours: Hours) -> str:
    """Monday to Friday, 8 a.m. to 8 p.m. Eastern."""
    return _("%(days)s, %(opens)s to %(closes)s %(zone)s") % {
        "days": _days(hours.days),
        "opens": clock_time(hours.opens),
        "closes": clock_time(hours.closes),
        "zone": hours.zone[get_language() or "en"],
    }


def _days(days: tuple[int, ...]) -> str:
    names = [str(dates.WEEKDAYS[day]) for day in sorted(days)]
    if len(days) > 2 and max(days) - min(days) + 1 == len(days):
        return _("%(first)s to %(last)s") % {"first": names[0], "last": names[-1]}
    return listed(names)


def listed(words: list[str]) -> str:
    """One; one and two; one, two and three."""
    if len(words) < 2:
        return "".join(words)
    return _("%(most)s and %(last)s") % {"most": ", ".join(words[:-1]), "last": words[-1]}


def day_in_words(day: date) -> str:
    """November 23, 2026 · 23 de noviembre de 2026."""
    return formats.date_format(day, "DATE_FORMAT")


def weekday_in_words(day: date) -> str:
    """Friday, December 4, 2026 · viernes 4 de diciembre de 2026."""
    pattern = r"l j \d\e F \d\e Y" if get_language() == "es" else "l, F j, Y"
    return formats.date_format(day, pattern)
