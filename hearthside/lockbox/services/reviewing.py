"""A batch whose totals did not hold: somebody compared it with the bank's advice, and says what to do."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from hearthside.audit.actor import Actor
from hearthside.lockbox import states
from hearthside.lockbox.models import Batch, BatchState, Item, ItemState
from hearthside.lockbox.services.posting import decide, enter, finish_batch

PIECE = 250


@transaction.atomic
def release_batch(*, batch_id: int, by: Actor, at: datetime) -> Batch:
    """What was read is what the bank has: enter it. `post_released` then posts its checks.

    Releasing twice changes nothing. Raises IllegalMove for a batch that was set aside.
    """
    batch = Batch.objects.select_for_update().get(pk=batch_id)
    if batch.state not in (BatchState.POSTING, BatchState.POSTED):
        states.move_batch(batch, to=BatchState.POSTING, by=by, at=at)
    return batch


def post_released(*, batch_id: int, by: Actor, at: datetime) -> Batch:
    """Decide and post the checks of a batch that is in the ledger, piece by piece. Can be run again."""
    left = Item.objects.filter(batch_id=batch_id, state=ItemState.RECEIVED).order_by("ordinal")
    ids = list(left.values_list("pk", flat=True))
    for first in range(0, len(ids), PIECE):
        _post_piece(ids[first : first + PIECE], by=by, at=at)
    return finish_batch(batch_id=batch_id, by=by, at=at)


@transaction.atomic
def _post_piece(item_ids: Sequence[int], *, by: Actor, at: datetime) -> None:
    rows = Item.objects.select_for_update(of=("self",)).select_related("batch").order_by("pk")
    items = list(rows.filter(pk__in=item_ids, state=ItemState.RECEIVED))
    shares = decide(items, at=at)
    Item.objects.bulk_update(items, ["state", "is_waiting", "why", "account", "since"])
    enter(items, shares, by=by, at=at)


@transaction.atomic
def set_aside_batch(*, batch_id: int, by: Actor, at: datetime) -> Batch:
    """Not ours, or a batch that came before: kept, and never in the ledger. Twice changes nothing."""
    batch = Batch.objects.select_for_update().get(pk=batch_id)
    if batch.state != BatchState.SET_ASIDE:
        states.move_batch(batch, to=BatchState.SET_ASIDE, by=by, at=at)
        for item in Item.objects.select_related("batch").filter(batch=batch, state=ItemState.RECEIVED):
            states.move_item(item, to=ItemState.SET_ASIDE, why=item.why, by=by, at=at)
    return batch
