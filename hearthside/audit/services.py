"""Every write of the audit room: recording what happened, and sealing what was recorded."""

import uuid
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from hearthside import clock
from hearthside.audit import heads, names, rules
from hearthside.audit.actor import Actor
from hearthside.audit.errors import UnknownEventName, UnreadableHead
from hearthside.audit.models import Event, Seal, SealedEvent, SealerLease, WaitingEvent
from hearthside.audit.rules import Entry

EVENTS_A_SEAL = 5_000
LEASE_LENGTH = timedelta(seconds=60)
HEAD_INTERVAL = timedelta(hours=1)


def record(
    name: str,
    *,
    by: Actor,
    at: datetime | None = None,
    subject: str = "",
    account_id: int | None = None,
    reason: str = "",
    result: str = "ok",
    changed: Iterable[str] = (),
    approver: str = "",
    cents: int | None = None,
) -> None:
    """Write down that something happened, in the caller's transaction: both stay or neither does.

    `subject` is a reference, `reason` and `result` are codes, `changed` are names of fields; a value,
    a person's name or free text is refused. `at` is now unless told.
    Raises UnknownEventName and NotForAudit.
    """
    entry = Entry(
        name=name, by=by, at=at or clock.now(), subject=subject, account_id=account_id, reason=reason,
        result=result, changed=rules.field_names(changed), approver=approver, cents=cents,
    )  # fmt: skip
    _checked(entry).save(force_insert=True)


def record_many(entries: Sequence[Entry]) -> None:
    """As `record`, for many at once: a few statements instead of one each. All or none are written."""
    events = [_checked(entry) for entry in entries]
    Event.objects.bulk_create(events, batch_size=2_000)


def _checked(entry: Entry) -> Event:
    if not names.is_registered(entry.name):
        raise UnknownEventName(entry.name, ", ".join(names.alike(entry.name)))
    rules.check(entry)
    return Event.of(entry, rules.digest(entry))


def seal(*, at: datetime, key: str | bytes) -> Seal | None:
    """Tie every event that is not sealed yet into the chain, up to 5,000 a seal.

    Returns the last seal made; None when nothing waited or another sealer is at work. Each seal is a
    transaction of its own, so a sealer that is killed leaves whole seals and the rest waiting.
    """
    secret = rules.key_bytes(key)
    if not WaitingEvent.objects.exists():
        return None
    holder = uuid.uuid4().hex
    newest = None
    while made := _seal_some(at=at, key=secret, holder=holder):
        newest = made
    _give_up_lease(holder)
    return newest


@transaction.atomic
def _seal_some(*, at: datetime, key: bytes, holder: str) -> Seal | None:
    if not _take_lease(holder):
        return None
    waiting = list(
        WaitingEvent.objects.order_by("event_id").values_list("event_id", "event__digest")[:EVENTS_A_SEAL]
    )
    if not waiting:
        return None
    last = Seal.objects.order_by("-no").first()
    no, previous = (last.no + 1, last.hash) if last else (1, rules.FIRST_PREVIOUS)
    running = rules.SealSum(key, no=no, previous=previous, count=len(waiting), at=at)
    for _, digest in waiting:
        running.add(digest)
    made = Seal.objects.create(
        no=no, previous=previous, hash=running.hash, count=len(waiting), at=at, key_name=rules.key_name(key)
    )
    SealedEvent.objects.bulk_create(
        SealedEvent(event_id=event_id, seal=made, place=place)
        for place, (event_id, _) in enumerate(waiting, 1)
    )
    WaitingEvent.objects.filter(
        event_id__in=SealedEvent.objects.filter(seal=made).values("event_id")
    ).delete()
    return made


def _take_lease(holder: str) -> bool:
    """Take or renew the one lease, and hold its row until the transaction ends.

    The machine's own time, not the clock the demo can set: a lease left by a killed sealer must end.
    """
    actual = timezone.now()
    SealerLease.objects.bulk_create([SealerLease(pk=1, until=actual)], ignore_conflicts=True)
    mine_or_free = SealerLease.objects.filter(pk=1).filter(Q(holder=holder) | Q(until__lte=actual))
    return mine_or_free.update(holder=holder, until=actual + LEASE_LENGTH) == 1


def _give_up_lease(holder: str) -> None:
    SealerLease.objects.filter(pk=1, holder=holder).update(until=timezone.now())


def export_head(*, store: heads.HeadStore | None = None) -> heads.Head | None:
    """Tell the outside store the newest seal. Returns the head written; None if there is no news."""
    store = store or heads.store()
    newest = Seal.objects.order_by("-no").first()
    if newest is None:
        return None
    head = heads.Head(newest.no, newest.hash, newest.count, rules.instant(newest.at))
    line = heads.line_of(head)
    if line == store.last():
        return None
    store.add(line)
    return head


def keep_sealed(*, at: datetime) -> Seal | None:
    """What the worker calls every five seconds: seal what waits, and once an hour tell the outside."""
    made = seal(at=at, key=settings.SEAL_KEY)
    if made is not None and _head_is_due(at):
        export_head()
    return made


def _head_is_due(at: datetime) -> bool:
    try:
        last = heads.parse(heads.store().last())
    except UnreadableHead:
        return True
    # Either way: outside production the clock may have been set back since.
    return abs(at - datetime.fromisoformat(last.at)) >= HEAD_INTERVAL
