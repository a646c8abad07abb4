"""The legal moves of a deposit, a check and a letter. Each leaves its audit event."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TypeVar

from hearthside.audit import names
from hearthside.audit import services as audit
from hearthside.audit.actor import Actor
from hearthside.errors import IllegalMove
from hearthside.lockbox.models import (
    WAITING,
    Batch,
    BatchState,
    Item,
    ItemState,
    Letter,
    LetterState,
    Why,
)

KEYING, REVIEW, POSTING = BatchState.KEYING, BatchState.REVIEW, BatchState.POSTING
RECEIVED, POSTED, SUSPENSE, PROPOSED = (
    ItemState.RECEIVED, ItemState.POSTED, ItemState.SUSPENSE, ItemState.PROPOSED,
)  # fmt: skip

BATCH_MOVES = {
    (KEYING, POSTING): "batch.closed",
    (KEYING, BatchState.SET_ASIDE): "batch.set_aside",
    (REVIEW, POSTING): "batch.released",
    (REVIEW, BatchState.SET_ASIDE): "batch.set_aside",
    (POSTING, BatchState.POSTED): "batch.posted",
}
ITEM_MOVES = {
    (RECEIVED, POSTED): "check.posted",
    (RECEIVED, SUSPENSE): "check.suspended",
    (RECEIVED, ItemState.ROUTED): "check.routed",
    (RECEIVED, ItemState.SET_ASIDE): "check.set_aside",
    (SUSPENSE, POSTED): "check.posted",
    (SUSPENSE, PROPOSED): "check.proposed",
    (PROPOSED, SUSPENSE): "check.refused",
    (PROPOSED, POSTED): "check.posted",
    (SUSPENSE, ItemState.RETURNED): "check.returned",
    (PROPOSED, ItemState.RETURNED): "check.returned",
    (SUSPENSE, ItemState.BOUNCED): "check.bounced",
    (PROPOSED, ItemState.BOUNCED): "check.bounced",
    (POSTED, ItemState.BOUNCED): "check.bounced",
    (POSTED, PROPOSED): "check.proposed",  # one clerk wants it off the account again
    (POSTED, SUSPENSE): "check.unposted",
}
LETTER_MOVES = {(LetterState.WAITING, LetterState.DONE): "letter.done"}
OPENED = "batch.opened", "batch.held", "check.suspended", "letter.routed", "check.marked", "check.taken"

names.register(*BATCH_MOVES.values(), *ITEM_MOVES.values(), *LETTER_MOVES.values(), *OPENED)

State = TypeVar("State", BatchState, ItemState, LetterState)


def move_batch(batch: Batch, *, to: BatchState, by: Actor, at: datetime, reason: str = "") -> None:
    """Change a deposit's state, save, record who did it. Raises IllegalMove."""
    event = _event(BATCH_MOVES, batch.reference, BatchState(batch.state), to)
    batch.state = to
    batch.done_at = at if to in (BatchState.POSTED, BatchState.SET_ASIDE) else None
    batch.save(update_fields=["state", "done_at"])
    audit.record(event, subject=batch.reference, cents=batch.cents, reason=reason, by=by, at=at)


def move_item(
    item: Item, *, to: ItemState, by: Actor, at: datetime, why: Why | str = "", account_id: int | None = None
) -> None:
    """Change a check's state, save, record who did it. Raises IllegalMove."""
    event = _event(ITEM_MOVES, name_of(item), ItemState(item.state), to)
    item.state, item.why, item.since = to, why, at
    item.is_waiting = to in WAITING
    item.account_id = account_id if to in (POSTED, PROPOSED) else None
    item.turn += 1
    item.save(update_fields=["state", "is_waiting", "why", "since", "account", "turn"])
    audit.record(
        event, subject=name_of(item), account_id=account_id, cents=item.amount_cents, reason=str(why), by=by,
        at=at,
    )  # fmt: skip


def place(item: Item, why: str, account_ids: Sequence[int], *, at: datetime) -> None:
    """Where a check goes the moment it is read: decided, saved and told together with many others."""
    if item.state != RECEIVED:
        raise IllegalMove(name_of(item), str(item.state), "placed")
    item.state = POSTED if account_ids else ItemState.ROUTED if why == Why.LETTER else SUSPENSE
    item.why, item.since, item.is_waiting = why, at, item.state == SUSPENSE
    item.account_id = account_ids[0] if len(account_ids) == 1 else None


def move_letter(letter: Letter, *, to: LetterState, by: Actor, at: datetime) -> None:
    """Change a letter's state, save, record who did it. Raises IllegalMove."""
    event = _event(LETTER_MOVES, letter.reference, LetterState(letter.state), to)
    letter.state, letter.done_by, letter.done_at = to, by.ident, at
    letter.save(update_fields=["state", "done_by", "done_at"])
    audit.record(event, subject=letter.reference, account_id=letter.account_id, by=by, at=at)


def name_of(item: Item) -> str:
    """What audit and payments call a check: its batch and its place there."""
    return f"{item.batch.reference}:{item.ordinal}"


def _event(moves: Mapping[tuple[State, State], str], subject: str, was: State, to: State) -> str:
    try:
        return moves[was, to]
    except KeyError:
        raise IllegalMove(subject, str(was), str(to)) from None
