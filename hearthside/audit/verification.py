"""Proving the audit trail whole: every event as it was written, in its seal, in its place.

Everything is read in the order of the chain and forgotten again, so a trail of any length takes the
same memory. Source: README.md beside this file, "What verify finds".
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import islice
from typing import Any, NamedTuple

from django.db.models import Max

from hearthside.audit import heads, rules, triggers
from hearthside.audit.actor import Actor, ActorKind
from hearthside.audit.errors import UnreadableHead
from hearthside.audit.models import Event, Seal, SealedEvent, WaitingEvent

ROWS_AT_A_TIME = 2_000
HEADS_AT_A_TIME = 500
HEAD_GRACE = timedelta(hours=2)


class FaultKind(StrEnum):
    TRIGGER_MISSING = "trigger_missing"
    EVENT_CHANGED = "event_changed"
    EVENT_DELETED = "event_deleted"
    EVENT_INSERTED = "event_inserted"
    EVENT_UNLISTED = "event_unlisted"
    EVENT_UNSEALED = "event_unsealed"
    ORDER_CHANGED = "order_changed"
    SEAL_MISSING = "seal_missing"
    SEAL_BROKEN = "seal_broken"
    CHAIN_BROKEN = "chain_broken"
    KEY_UNKNOWN = "key_unknown"
    TAIL_CUT = "tail_cut"
    HEAD_DIFFERS = "head_differs"
    HEAD_UNREADABLE = "head_unreadable"
    HEAD_LATE = "head_late"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with the trail: what kind, where it is, and in words."""

    kind: FaultKind
    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what} ({self.kind})"


class _Row(NamedTuple):
    """One sealed event, as the chain holds it."""

    seal_no: int
    place: int
    event_id: int
    digest: str
    name: str
    at: datetime
    actor: tuple[str, str, str, str, str, str]
    subject: str
    account_id: int | None
    reason: str
    result: str
    changed: Any
    approver: str
    cents: int | None

    @property
    def is_as_written(self) -> bool:
        kind, *rest = self.actor
        try:
            entry = rules.Entry(
                name=self.name, by=Actor(ActorKind(kind), *rest), at=self.at, subject=self.subject,
                account_id=self.account_id, reason=self.reason, result=self.result,
                changed=tuple(self.changed), approver=self.approver, cents=self.cents,
            )  # fmt: skip
        except (TypeError, ValueError):
            return False
        return rules.digest(entry) == self.digest


_ACTOR_COLUMNS = ("actor_kind", "actor_ident", "door", "acting_for", "request_id", "address_prefix")
_COLUMNS = (
    "seal_id", "place", "event_id", "event__digest", "event__name", "event__at",
    *(f"event__{column}" for column in _ACTOR_COLUMNS),
    "event__subject", "event__account_id", "event__reason", "event__result", "event__changed",
    "event__approver", "event__cents",
)  # fmt: skip


class _SealedRows:
    """All sealed events in the order of the chain, handed out seal by seal."""

    def __init__(self, newest_no: int) -> None:
        found = SealedEvent.objects.filter(seal_id__lte=newest_no).order_by("seal_id", "place")
        self._rows = (
            _Row._make((*columns[:6], columns[6:12], *columns[12:]))
            for columns in found.values_list(*_COLUMNS).iterator(chunk_size=ROWS_AT_A_TIME)
        )
        self._next = next(self._rows, None)

    def up_to(self, no: int) -> Iterator[_Row]:
        """The rows not handed out yet that say they belong to seal `no` or an earlier one."""
        while self._next is not None and self._next.seal_no <= no:
            row = self._next
            self._next = next(self._rows, None)
            yield row


def faults(
    *,
    key: str | bytes,
    at: datetime,
    older_keys: tuple[str | bytes, ...] = (),
    sealed_by: timedelta | None = None,
    store: heads.HeadStore | None = None,
) -> Iterator[Fault]:
    """Everything wrong with the trail, as it is found. See `selectors.verify`."""
    secrets = [rules.key_bytes(one) for one in (key, *older_keys)]
    yield from _lifted_triggers()
    yield from _faults_in_chain({rules.key_name(secret): secret for secret in secrets})
    yield from _faults_outside(store or heads.store(), told_by=at - HEAD_GRACE if sealed_by else None)
    yield from _faults_not_sealed(at - sealed_by if sealed_by else None)


def _lifted_triggers() -> Iterator[Fault]:
    for name in triggers.missing():
        yield Fault(
            FaultKind.TRIGGER_MISSING, f"trigger {name}",
            "the database no longer refuses changes here: find out who lifted it, then migrate audit again",
        )  # fmt: skip


def _newest_no() -> int:
    return Seal.objects.aggregate(newest=Max("no"))["newest"] or 0


def _faults_in_chain(keys: dict[str, bytes]) -> Iterator[Fault]:
    newest_no = _newest_no()
    rows = _SealedRows(newest_no)
    last_no, last_hash = 0, rules.FIRST_PREVIOUS
    for seal in Seal.objects.filter(no__lte=newest_no).order_by("no").iterator(chunk_size=ROWS_AT_A_TIME):
        if seal.no != last_no + 1:
            yield Fault(
                FaultKind.SEAL_MISSING, f"seal {last_no + 1} to {seal.no - 1}", "taken out of the chain"
            )
            yield from _strays(rows, seal.no - 1)
        elif seal.previous != last_hash:
            yield Fault(FaultKind.CHAIN_BROKEN, f"seal {seal.no}", f"does not follow from seal {last_no}")
        yield from _faults_in_seal(seal, rows.up_to(seal.no), keys.get(seal.key_name))
        last_no, last_hash = seal.no, seal.hash


def _strays(rows: _SealedRows, no: int) -> Iterator[Fault]:
    for row in rows.up_to(no):
        yield Fault(
            FaultKind.SEAL_MISSING, f"event {row.event_id}", f"says seal {row.seal_no}, which is gone"
        )


def _faults_in_seal(seal: Seal, rows: Iterator[_Row], key: bytes | None) -> Iterator[Fault]:
    running = rules.SealSum(
        key or b"unknown", no=seal.no, previous=seal.previous, count=seal.count, at=seal.at
    )
    found, last_place, last_event, is_in_place = 0, 0, 0, True
    for row in rows:
        where = f"event {row.event_id} at place {row.place} of seal {seal.no}"
        if row.place > last_place + 1:
            is_in_place = False
            yield _deleted(seal.no, last_place + 1, row.place - 1)
        if row.event_id <= last_event:
            is_in_place = False
            yield Fault(FaultKind.ORDER_CHANGED, where, f"comes after event {last_event}, recorded later")
        if not row.is_as_written:
            yield Fault(FaultKind.EVENT_CHANGED, where, "is not as it was written")
        running.add(row.digest)
        found, last_place, last_event = found + 1, row.place, row.event_id
    if last_place < seal.count:
        is_in_place = False
        yield _deleted(seal.no, last_place + 1, seal.count)
    if found > seal.count:
        is_in_place = False
        yield Fault(
            FaultKind.EVENT_INSERTED, f"seal {seal.no}", f"holds {found} events, but sealed {seal.count}"
        )
    if key is None:
        yield Fault(
            FaultKind.KEY_UNKNOWN, f"seal {seal.no}",
            f"was made with key {seal.key_name}, which was not given: give it among the older keys",
        )  # fmt: skip
    elif is_in_place and not running.fits(seal.hash):
        yield Fault(
            FaultKind.SEAL_BROKEN, f"seal {seal.no}",
            f"its hash does not fit its number, time and {seal.count} events: one of them was replaced",
        )  # fmt: skip


def _deleted(no: int, first: int, last: int) -> Fault:
    places = f"place {first}" if first == last else f"places {first} to {last}"
    return Fault(FaultKind.EVENT_DELETED, f"{places} of seal {no}", "the event sealed here is gone")


def _faults_outside(store: heads.HeadStore, *, told_by: datetime | None) -> Iterator[Fault]:
    newest_no = _newest_no()
    told_no = 0
    numbered = enumerate(store.lines(), 1)
    while some := list(islice(numbered, HEADS_AT_A_TIME)):
        known: dict[int, heads.Head] = {}
        for line_no, line in some:
            try:
                head = heads.parse(line)
            except UnreadableHead as problem:
                yield Fault(FaultKind.HEAD_UNREADABLE, f"outside head, line {line_no}", str(problem))
                continue
            known[head.no] = head
        yield from _differing(known)
        told_no = max(told_no, *known) if known else told_no
    # A seal made while we read is newer than newest_no and may be told already.
    if told_no > max(newest_no, _newest_no()):
        yield Fault(
            FaultKind.TAIL_CUT, f"seal {newest_no + 1} to {told_no}",
            f"were told to the outside, but the chain here ends at seal {newest_no}",
        )  # fmt: skip
    if told_by is not None:
        yield from _untold(told_no, told_by)


def _differing(known: dict[int, heads.Head]) -> Iterator[Fault]:
    ours = Seal.objects.in_bulk(list(known))
    for no, seal in ours.items():
        if seal.hash != known[no].hash:
            yield Fault(FaultKind.HEAD_DIFFERS, f"seal {no}", "is not the seal that was told to the outside")


def _untold(told_no: int, told_by: datetime) -> Iterator[Fault]:
    late = Seal.objects.filter(no__gt=told_no, at__lte=told_by).order_by("no").first()
    if late is not None:
        yield Fault(
            FaultKind.HEAD_LATE, f"seal {late.no}",
            "and those after it were not told to the outside within two hours: is the worker running?",
        )  # fmt: skip


def _faults_not_sealed(limit: datetime | None) -> Iterator[Fault]:
    gone = WaitingEvent.objects.exclude(event_id__in=Event.objects.values("id"))
    for event_id in gone.values_list("event_id", flat=True).iterator(chunk_size=ROWS_AT_A_TIME):
        yield Fault(FaultKind.EVENT_DELETED, f"event {event_id}", "is gone before it was sealed")
    unsealed = Event.objects.filter(sealing__isnull=True).order_by("id")
    columns = unsealed.values_list("id", "at", "waitingevent")
    for event_id, at, waiting in columns.iterator(chunk_size=ROWS_AT_A_TIME):
        if waiting is None:
            yield Fault(
                FaultKind.EVENT_UNLISTED, f"event {event_id}", "is in no seal and not waiting for one"
            )
        elif limit is not None and at <= limit:
            yield Fault(
                FaultKind.EVENT_UNSEALED, f"event {event_id}", f"of {at:%Y-%m-%d %H:%M:%S} UTC is not sealed"
            )
