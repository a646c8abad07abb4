"""What `hearthside audit` proves of this room."""

from collections.abc import Iterator
from datetime import timedelta

from hearthside import clock
from hearthside.privacy import keeping, retention, selectors
from hearthside.privacy.models import Copy, CopyState, Request
from hearthside.privacy.registry import purgers
from hearthside.privacy.retention import By


def checks() -> Iterator[tuple[str, list[str]]]:
    """Each name and what is wrong under it; an empty list when nothing is."""
    yield "privacy: every copy that can be fetched is on the disk", _copies_without_bytes()
    yield "privacy: no copy outlives its days", _copies_too_old()
    yield "privacy: every answered request has a closed case", _answered_but_open()
    yield "privacy: what the retention table gives to a purger has one", _lines_without_purger()


def _copies_without_bytes() -> list[str]:
    rows = Copy.objects.filter(state=CopyState.READY).iterator(chunk_size=500)
    return [f"copy {row.reference}: no file" for row in rows if not keeping.path_of(row.stored_as).exists()]


def _copies_too_old() -> list[str]:
    # Two days' grace: the round that drops them runs once a day. What a legal hold keeps may stay.
    held = selectors.held_accounts()
    if None in held:
        return []
    late = clock.now() - timedelta(days=2)
    rows = Copy.objects.filter(state=CopyState.READY, expires_at__lt=late).exclude(account__in=held)
    return [f"copy {row.reference}: its days are over" for row in rows]


def _answered_but_open() -> list[str]:
    rows = Request.objects.filter(answered_at__isnull=False, case__closed_at=None)
    return [f"request {row.reference}: answered, and its case is open" for row in rows]


def _lines_without_purger() -> list[str]:
    named = {line.keeping.kind for line in retention.table() if line.by is By.PURGER}
    wrong = sorted(named.symmetric_difference(purgers()))
    return [f"{kind}: the table and the purgers do not agree" for kind in wrong]
