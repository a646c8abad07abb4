"""Writing entries: postings first, then the entry, then what is open and where balances stand.

Callers hold the locks of the accounts they write to, so within one account ids follow the order of
commits; that is what lets a checkpoint say "up to this posting".
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection, transaction

from hearthside.ledger import books
from hearthside.ledger.checkpoints import latest_checkpoints, tail_counts, tail_sums
from hearthside.ledger.models import Checkpoint, JournalEntry, OpenItem, Posting
from hearthside.rows import insert_values, take_ids_of

CHARGE = "charge"
"""The kind of entry that begins a charge."""

CHECKPOINT_EVERY = 64
POSTING = ("id", "entry_id", "account_id", "book", "charge_id", "amount_cents")
ENTRY = ("id", "account_id", "kind", "key", "source", "effective_on", "posted_at", "mends_id")
OPEN_ITEM = ("charge_id", "account_id", "opened_on", "open_cents")


@dataclass(frozen=True, slots=True)
class Leg:
    """One side of an entry in cents; debit is positive."""

    book: str
    amount_cents: int
    charge_id: int | None = None


@dataclass(frozen=True, slots=True)
class EntryDraft:
    """An entry to write. `key` is unique within the account: the same event is never entered twice."""

    account_id: int | None
    kind: str
    key: str
    effective_on: date
    legs: Sequence[Leg]
    source: str = ""
    mends: int | None = None


def write_entries(drafts: Sequence[EntryDraft], *, at: datetime) -> list[int]:
    """Write all drafts and keep open items and checkpoints in step. Returns entry ids in order.

    Must run inside a transaction, with the accounts locked. Raises IntegrityError when a key exists
    already or an entry does not sum to zero; nothing is written then.
    """
    if not transaction.get_connection().in_atomic_block:
        raise AssertionError("entries are written inside a transaction")
    if not drafts:
        return []
    entry_ids, posting_ids = take_ids_of(
        (JournalEntry, len(drafts)), (Posting, sum(len(draft.legs) for draft in drafts))
    )
    legs = [
        (entry_id, draft.account_id, leg.book, leg.charge_id, leg.amount_cents)
        for entry_id, draft in zip(entry_ids, drafts, strict=True)
        for leg in draft.legs
    ]
    insert_values(Posting, POSTING, ((pk, *leg) for pk, leg in zip(posting_ids, legs, strict=True)))
    insert_values(
        JournalEntry,
        ENTRY,
        (
            (pk, one.account_id, one.kind, one.key, one.source, one.effective_on, at, one.mends)
            for pk, one in zip(entry_ids, drafts, strict=True)
        ),
    )
    _keep_open_items(drafts)
    _keep_checkpoints([(pk, leg[1]) for pk, leg in zip(posting_ids, legs, strict=True)])
    return entry_ids


def _keep_open_items(drafts: Sequence[EntryDraft]) -> None:
    """Open an item for each charge that begins, and move those that were there."""
    opened: dict[int, tuple[int, date]] = {}
    moved: dict[int, int] = defaultdict(int)
    for draft in drafts:
        for leg in draft.legs:
            if leg.charge_id is not None and draft.account_id is not None:
                moved[leg.charge_id] += leg.amount_cents
                if draft.kind == CHARGE:
                    opened[leg.charge_id] = (draft.account_id, draft.effective_on)
    new = ((charge_id, *place, moved[charge_id]) for charge_id, place in opened.items())
    insert_values(OpenItem, OPEN_ITEM, new)
    changes = [(cents, charge_id) for charge_id, cents in moved.items() if cents and charge_id not in opened]
    if changes:
        with connection.cursor() as cursor:
            cursor.executemany(
                "UPDATE ledger_openitem SET open_cents = open_cents + %s WHERE charge_id = %s", changes
            )


def _keep_checkpoints(postings: Sequence[tuple[int, int | None]]) -> None:
    """A new checkpoint for each account whose tail has grown past CHECKPOINT_EVERY postings.

    Looking costs a query, so an account is looked at about once in eight postings.
    """
    last = {account_id: pk for pk, account_id in postings if account_id is not None}
    looked_at = {account_id for pk, account_id in postings if pk % 8 == 0} & last.keys()
    latest = latest_checkpoints(looked_at)
    since = {pk: latest[pk].through_posting if pk in latest else 0 for pk in looked_at}
    counts = tail_counts(since)
    long = {pk: place for pk, place in since.items() if counts.get(pk, 0) >= CHECKPOINT_EVERY}
    for account_id, sums in tail_sums(long).items():
        before = latest.get(account_id)
        Checkpoint.objects.create(
            account_id=account_id,
            through_posting=last[account_id],
            receivable_cents=(before.receivable_cents if before else 0) + sums.get(books.RECEIVABLE, 0),
            unapplied_cents=(before.unapplied_cents if before else 0) + sums.get(books.UNAPPLIED, 0),
        )
