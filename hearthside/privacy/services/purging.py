"""The daily round over the retention table: what is old enough goes, with a proof; a legal hold stops it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from hearthside import clock
from hearthside.audit import services as audit
from hearthside.audit.actor import Actor
from hearthside.privacy import retention, selectors
from hearthside.privacy.models import Purge
from hearthside.privacy.registry import Going, Purger, purgers
from hearthside.privacy.rules.keeping import Digest

BATCH = 500


@dataclass(frozen=True, slots=True)
class Round:
    """What one line of the table came to: how much went (or would go), how much a hold kept, the proof."""

    kind: str
    cutoff: date
    count: int
    held: int
    digest: str


def look(*, at: datetime) -> list[Round]:
    """What a round would remove now. Nothing is changed."""
    return [_looked(kind, purger, at=at) for kind, purger in sorted(purgers().items())]


def purge_all(*, by: Actor, at: datetime) -> int:
    """One round over every line that has a purger. Returns how many rows went.

    A row that is under a legal hold stays, and is counted. Each batch is a transaction with its own proof, so
    a round that is killed leaves whole batches, and the next one goes on.
    """
    return sum(purge(kind=kind, by=by, at=at) for kind in sorted(purgers()))


def purge(*, kind: str, by: Actor, at: datetime) -> int:
    """A round over one line. Raises UnknownKeeping for a purger without a line in the table."""
    purger, cutoff = purgers()[kind], _cutoff(kind, at)
    after, gone = 0, 0
    while rows := purger.going(cutoff, after, BATCH):
        gone += _batch(purger, rows, cutoff, by=by, at=at)
        after = rows[-1].id
    return gone


@transaction.atomic
def _batch(purger: Purger, rows: Sequence[Going], cutoff: date, *, by: Actor, at: datetime) -> int:
    held = selectors.held_accounts()
    free = [row.id for row in rows if not _is_held(row, held)]
    removed = purger.remove(free, by, at) if free else []
    digest = Digest()
    digest.add(str(one) for one in removed)
    if removed:
        note_purge(
            kind=purger.kind, cutoff=cutoff, count=digest.count, held=len(rows) - len(free),
            digest=digest.hex, by=by, at=at,
        )  # fmt: skip
    return digest.count


def note_purge(
    *, kind: str, cutoff: date, count: int, held: int, digest: str, by: Actor, at: datetime
) -> Purge:
    """Write down what went: the row is the report, and the trail seals its count and the digest's start."""
    row = Purge.objects.create(
        kind=kind,
        at=at,
        by=f"{by.kind}:{by.ident}"[:60],
        cutoff=cutoff,
        count=count,
        held=held,
        digest=digest,
    )
    audit.record("privacy.purged", subject=f"{kind}:{count}:{digest[:24]}"[:64], reason=kind, by=by, at=at)
    return row


def _looked(kind: str, purger: Purger, *, at: datetime) -> Round:
    cutoff, held = _cutoff(kind, at), selectors.held_accounts()
    digest, kept, after = Digest(), 0, 0
    while rows := purger.going(cutoff, after, BATCH):
        free = [row for row in rows if not _is_held(row, held)]
        digest.add(str(row.id) for row in free)
        kept, after = kept + len(rows) - len(free), rows[-1].id
    return Round(kind, cutoff, digest.count, kept, digest.hex)


def _is_held(row: Going, held: frozenset[int | None]) -> bool:
    return None in held or row.account_id in held


def _cutoff(kind: str, at: datetime) -> date:
    return retention.line(kind).keeping.cutoff(clock.day_of(at))
