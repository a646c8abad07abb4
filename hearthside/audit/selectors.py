"""Reading the audit trail: what happened, and who looked at a record. `verification` proves it whole."""

from datetime import datetime, timedelta
from itertools import islice

from django.db.models import QuerySet

from hearthside.audit import heads, names
from hearthside.audit.models import Event
from hearthside.audit.verification import Fault, FaultKind, faults

__all__ = ["Fault", "FaultKind", "events_about", "events_on", "faults", "looks_at", "verify"]

FAULTS_MAX = 1_000


def events_about(account_id: int) -> QuerySet[Event]:
    """Everything recorded about one account, newest first."""
    return Event.objects.filter(account_id=account_id).order_by("-at", "-id")


def looks_at(account_id: int) -> QuerySet[Event]:
    """Who read one account's record, newest first: what a member is shown as "who looked"."""
    return events_about(account_id).filter(name__in=names.LOOKS)


def events_on(subject: str) -> QuerySet[Event]:
    """Everything recorded about one reference (a payment, a case, a file), newest first."""
    # The empty subject is left out of the index, and asking for it would read the whole trail.
    return Event.objects.filter(subject=subject).exclude(subject="").order_by("-at", "-id")


def verify(
    *,
    key: str | bytes,
    at: datetime,
    older_keys: tuple[str | bytes, ...] = (),
    sealed_by: timedelta | None = None,
    store: heads.HeadStore | None = None,
) -> list[Fault]:
    """What is wrong with the audit trail; an empty list when it is whole.

    Recomputes every digest and every seal, and compares with the heads kept outside. With `sealed_by`
    (60 seconds in `hearthside audit`), events older than that at `at` must be sealed.
    `older_keys` are seal keys in use before `key`. Reads the trail once, row by row, and stops after
    1,000 faults.
    """
    found = faults(key=key, at=at, older_keys=older_keys, sealed_by=sealed_by, store=store)
    return list(islice(found, FAULTS_MAX))
