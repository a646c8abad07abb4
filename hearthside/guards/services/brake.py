"""The brake on the whole site, for when somebody tests cards or guesses codes over many accounts.

While it is on, every payer is asked for a ZIP code and part payments are off. Call the `note_…`
functions after the caller's transaction (`transaction.on_commit`), never in it.
"""

import logging
import secrets
from datetime import datetime

from django.db import transaction
from django.db.models import F

from hearthside.audit import services as audit
from hearthside.audit.actor import job
from hearthside.guards import limits, rules, selectors
from hearthside.guards.models import Brake, SiteMinute

SHARDS = 8
DECLINES = "declines"
WRONG_CODES = "wrong_codes"
GUARDS = job("guards")

log = logging.getLogger(__name__)


def note_answer(*, declined: bool, at: datetime) -> None:
    """A processor answered one attempt. Turns the brake on if too many of late were declined."""
    _add(at, answers=1, declines=int(declined))
    if declined:
        lately = selectors.site_lately(at, limits.DECLINES_WINDOW)
        if rules.declines_are_many(answers=lately.answers, declines=lately.declines):
            _hold_brake(DECLINES, at)


def note_wrong_code(*, at: datetime) -> None:
    """Somebody typed a pay code that is not right, at any door, for an account that exists or not."""
    _add(at, wrong_codes=1)
    if rules.wrong_codes_are_many(selectors.site_lately(at, limits.WRONG_CODES_WINDOW).wrong_codes):
        _hold_brake(WRONG_CODES, at)


@transaction.atomic(durable=True)
def _add(at: datetime, **amounts: int) -> None:
    # Any shard will do: they are only ever added up. It spreads the payers of one minute over rows.
    place = {"minute": at.replace(second=0, microsecond=0), "shard": secrets.randbelow(SHARDS)}
    SiteMinute.objects.bulk_create([SiteMinute(**place)], ignore_conflicts=True)
    SiteMinute.objects.filter(**place).update(**{name: F(name) + more for name, more in amounts.items()})


@transaction.atomic(durable=True)
def _hold_brake(cause: str, at: datetime) -> None:
    _release_ended(at)
    until = at + limits.BRAKE_LENGTH
    brake, is_new = Brake.objects.select_for_update().get_or_create(
        cause=cause, off_at=None, defaults={"on_at": at, "until": until}
    )
    if is_new:
        audit.record("guard.brake_on", subject="site", reason=cause, by=GUARDS, at=at)
        # At this level the log reaches whoever is on call.
        log.error("site brake on", extra={"cause": cause})
    elif brake.until < until:
        brake.until = until
        brake.save(update_fields=["until"])


@transaction.atomic(durable=True)
def release_brake(*, at: datetime) -> int:
    """Write down the end of brakes that ended by themselves; the worker calls it every minute.

    Returns how many. A brake ends at its time whether or not this runs: see `selectors.brake_is_on`.
    """
    return _release_ended(at)


def _release_ended(at: datetime) -> int:
    ended = list(Brake.objects.select_for_update().filter(off_at=None, until__lte=at).order_by("pk"))
    for brake in ended:
        brake.off_at = brake.until
        brake.save(update_fields=["off_at"])
        audit.record("guard.brake_off", subject="site", reason=brake.cause, by=GUARDS, at=at)
        log.warning("site brake off", extra={"cause": brake.cause})
    return len(ended)
