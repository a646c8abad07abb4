"""Reading the state of the whole site: whether the brake is on, and what happened lately."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Sum

from hearthside.guards.models import Brake, SiteMinute


@dataclass(frozen=True, slots=True)
class Lately:
    """What happened on the whole site in the last minutes."""

    answers: int
    declines: int
    wrong_codes: int


def brake_is_on(at: datetime) -> bool:
    """True while the site brake holds: ask every payer for a ZIP code, take no part payments."""
    return Brake.objects.filter(off_at=None, until__gt=at).exists()


def site_lately(at: datetime, window: timedelta) -> Lately:
    """Sums over the minutes that began in the `window` before `at`."""
    minutes = SiteMinute.objects.filter(minute__gt=at - window, minute__lte=at)
    sums = minutes.aggregate(*(Sum(name, default=0) for name in ("answers", "declines", "wrong_codes")))
    return Lately(sums["answers__sum"], sums["declines__sum"], sums["wrong_codes__sum"])
