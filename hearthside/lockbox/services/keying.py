"""A deposit without a file: a clerk keys what the bank says, then each check, until the two agree."""

from datetime import date, datetime

from django.db import transaction

from hearthside.audit import services as audit
from hearthside.audit.actor import Actor
from hearthside.lockbox import errors, states
from hearthside.lockbox.models import Batch, BatchState, Item, ItemState
from hearthside.money import Money
from hearthside.references import new_reference


@transaction.atomic
def open_keyed_batch(
    *, key: str, deposit_on: date, count: int, amount: Money, by: Actor, at: datetime
) -> Batch:
    """Begin with what the deposit slip says: how many checks, how much. The same `key` is the same batch."""
    batch, made = Batch.objects.get_or_create(
        request_key=key[:32],
        defaults={
            "reference": new_reference(), "deposit_on": deposit_on, "told_count": count,
            "told_cents": amount.cents, "state": BatchState.KEYING, "opened_by": by.ident[:64],
            "opened_at": at,
        },
    )  # fmt: skip
    if made:
        audit.record("batch.opened", subject=batch.reference, cents=amount.cents, by=by, at=at)
    return batch


@transaction.atomic
def key_line(
    *, batch_id: int, place: int, amount: Money, account_number: str, check_number: str, at: datetime
) -> Item:
    """One check, as `place` of the batch. The same place again, said the same, changes nothing.

    The account number may be blank or wrong: the check then waits for a person. Raises NotKeying,
    Outdated when that place holds another check.
    """
    batch = _keying(batch_id)
    there = Item.objects.filter(batch=batch, ordinal=place).first()
    said = [[account_number[:80], amount.cents, 0]] if account_number else []
    number = check_number.lstrip("0")[:20]
    if there is not None:
        if (there.amount_cents, there.said, there.check_number) != (amount.cents, said, number):
            raise errors.Outdated(check=states.name_of(there))
        return there
    item = Item.objects.create(
        batch=batch, ordinal=place, amount_cents=amount.cents, check_number=number, said=said,
        state=ItemState.RECEIVED, since=at,
    )  # fmt: skip
    _add_up(batch)
    return item


@transaction.atomic
def strike_line(*, batch_id: int, place: int) -> None:
    """Take a line that was keyed wrong out of an open batch. Twice changes nothing. Raises NotKeying."""
    batch = _keying(batch_id)
    Item.objects.filter(batch=batch, ordinal=place).delete()
    _add_up(batch)


@transaction.atomic
def close_keyed_batch(*, batch_id: int, by: Actor, at: datetime) -> Batch:
    """Enter the batch, once its lines are what the bank says; `post_released` then posts its checks.

    Closing twice changes nothing. Raises NotBalanced.
    """
    batch = Batch.objects.select_for_update().get(pk=batch_id)
    if batch.state in (BatchState.POSTING, BatchState.POSTED):
        return batch
    if (batch.count, batch.cents) != (batch.told_count, batch.told_cents) or not batch.count:
        raise errors.NotBalanced(count=batch.count, amount=str(batch.amount), told=str(batch.told))
    states.move_batch(batch, to=BatchState.POSTING, by=by, at=at)
    return batch


def _keying(batch_id: int) -> Batch:
    batch = Batch.objects.select_for_update().get(pk=batch_id)
    if batch.state != BatchState.KEYING:
        raise errors.NotKeying(batch=batch.reference)
    return batch


def _add_up(batch: Batch) -> None:
    cents = list(Item.objects.filter(batch=batch).values_list("amount_cents", flat=True))
    batch.count, batch.cents = len(cents), sum(cents)
    batch.save(update_fields=["count", "cents"])
