"""Forgetting counters whose time is over."""

from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from hearthside.guards.limits import KEPT, LIMITS
from hearthside.guards.models import Brake, Counter, SiteMinute

ROWS_AT_A_TIME = 5_000


def sweep(*, at: datetime) -> int:
    """Delete what the retention rule lets go: counters and brakes after 400 days, tips after their hour.

    A counter still in its window stays. Returns how many rows went. Many small transactions, so
    nobody waits for it; killed half way, the next run goes on.
    """
    over = Q(until__isnull=True) | Q(until__lte=at)
    old = Counter.objects.filter(over, window_start__lte=at - KEPT)
    gone = _delete(old)
    for limit in LIMITS.values():
        if limit.kept < KEPT:
            gone += _delete(Counter.objects.filter(over, door=limit.name, window_start__lte=at - limit.kept))
    gone += _delete(SiteMinute.objects.filter(minute__lte=at - KEPT))
    return gone + _delete(Brake.objects.filter(off_at__lte=at - KEPT))


def _delete(rows: QuerySet[Any]) -> int:
    gone = 0
    while keys := list(rows.values_list("pk", flat=True)[:ROWS_AT_A_TIME]):
        gone += rows.filter(pk__in=keys).delete()[0]
    return gone
