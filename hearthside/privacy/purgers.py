"""What this room removes itself when its time is over."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime

from django.db import transaction

from hearthside.audit.actor import Actor
from hearthside.privacy import keeping, selectors, services
from hearthside.privacy.registry import Going, Purger
from hearthside.privacy.services import removing

Pairs = Callable[[date, int, int], Iterable[tuple[int, int]]]


def _going(pairs: Pairs) -> Callable[[date, int, int], Sequence[Going]]:
    return lambda before, after, most: [Going(*pair) for pair in pairs(before, after, most)]


def _drop_drafts(ids: Sequence[int], by: Actor, at: datetime) -> Sequence[int]:
    return removing.drop_drafts(ids=ids)


def _drop_files(ids: Sequence[int], by: Actor, at: datetime) -> Sequence[int]:
    """The rows first, then the bytes: a crash between leaves bytes nothing leads to, never the reverse."""
    gone = []
    for copy_id in ids:
        stored_as = services.drop_copy(copy_id=copy_id, by=by, at=at)
        if stored_as:
            transaction.on_commit(lambda name=stored_as: keeping.drop(name))  # type: ignore[misc]
            gone.append(copy_id)
    return gone


PURGERS = (
    Purger("privacy_drafts", _going(selectors.old_drafts), _drop_drafts),
    Purger("copies", _going(selectors.copies_over), _drop_files),
    Purger("copy_notes", _going(selectors.old_copies), lambda ids, by, at: removing.drop_copy_notes(ids=ids)),
    Purger("disclosures", _going(selectors.old_disclosures),
           lambda ids, by, at: removing.drop_disclosures(ids=ids)),
)  # fmt: skip
