"""What waits for a person in this room."""

from collections.abc import Sequence
from datetime import timedelta

from django.urls import reverse

from hearthside import clock
from hearthside.desk.registry import Tally, WorkItem, WorkQueue
from hearthside.lockbox import rules, selectors, words
from hearthside.lockbox.models import Batch, BatchState, Item, Letter, LetterState


def _money_items(after: str, most: int) -> Sequence[WorkItem]:
    return [_money_item(row) for row in selectors.unmatched_after(after, most)]


def _money_item(row: Item) -> WorkItem:
    return WorkItem(
        key=selectors.key_of(row), what=f"Check {row.ordinal} of batch {row.batch.name}",
        path=reverse("lockbox:item", args=[row.batch.reference, row.ordinal]), since=row.since,
        why=words.waits_for(row), cents=row.amount_cents,
        due=clock.day_of(row.since) + timedelta(days=rules.AGES_DAYS[0]),
    )  # fmt: skip


def _money_item_of(key: str) -> WorkItem | None:
    _, pk = selectors.read_key(key)
    row = Item.objects.select_related("batch").filter(pk=pk, is_waiting=True).first()
    return _money_item(row) if row else None


def _letter_items(after: str, most: int) -> Sequence[WorkItem]:
    return [_letter_item(row) for row in selectors.after(selectors.letters_waiting(), after, most)]


def _letter_item(row: Letter) -> WorkItem:
    return WorkItem(
        key=selectors.key_of(row), what=words.LETTER[row.kind], path=reverse("lockbox:letters"),
        since=row.opened_at, why=f"In the envelope of check {row.item.ordinal}, batch {row.item.batch.name}",
        account_id=row.account_id,
    )  # fmt: skip


def _letter_item_of(key: str) -> WorkItem | None:
    _, pk = selectors.read_key(key)
    rows = Letter.objects.select_related("item__batch").filter(pk=pk, state=LetterState.WAITING)
    return next(map(_letter_item, rows), None)


def _batch_items(after: str, most: int) -> Sequence[WorkItem]:
    return [_batch_item(row) for row in selectors.after(selectors.to_review(), after, most)]


def _batch_item(row: Batch) -> WorkItem:
    return WorkItem(
        key=selectors.key_of(row), what=f"Batch {row.name} of {row.deposit_on:%b %-d}",
        path=reverse("lockbox:batch", args=[row.reference]), since=row.opened_at, why=row.why,
        cents=row.cents, due=clock.day_of(row.opened_at),
    )  # fmt: skip


def _batch_item_of(key: str) -> WorkItem | None:
    _, pk = selectors.read_key(key)
    return next(map(_batch_item, Batch.objects.filter(pk=pk, state=BatchState.REVIEW)), None)


QUEUES = (
    WorkQueue(
        slug="mail-money", name="Unmatched mail money", permission="lockbox.work",
        tally=lambda: Tally(*selectors.tally(selectors.unmatched(), "since")), items=_money_items,
        find=_money_item_of, days_most=rules.AGES_DAYS[0],
        help="Not sure between two people? Never guess. Keep it as unmatched money.",
    ),
    WorkQueue(
        slug="mail-letters", name="Letters in payment envelopes", permission="lockbox.letters",
        tally=lambda: Tally(*selectors.tally(selectors.letters_waiting(), "opened_at")), items=_letter_items,
        find=_letter_item_of, days_most=2,
        help="A new address, a question, insurance papers: read it and do what it asks.",
    ),
    WorkQueue(
        slug="mail-batches", name="Deposits to review", permission="lockbox.release",
        tally=lambda: Tally(*selectors.tally(selectors.to_review(), "opened_at")), items=_batch_items,
        find=_batch_item_of, days_most=1,
        help="Their totals do not hold. Compare with the bank's deposit advice before anything is entered.",
    ),
)  # fmt: skip
