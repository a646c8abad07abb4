"""Money in, credit used, and money that went back."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db import transaction

from hearthside import clock
from hearthside.ledger import books, rules, selectors
from hearthside.ledger.rules import OpenCharge
from hearthside.ledger.services.journal import EntryDraft, Leg, write_entries
from hearthside.members import services as members
from hearthside.money import ZERO, Money


@dataclass(frozen=True, slots=True)
class PaymentDraft:
    """Money that arrived for an account: see `post_payment`."""

    account_id: int
    amount: Money
    key: str
    cash_book: str
    effective_on: date
    apply_first: Sequence[int] = ()
    source: str = ""


@transaction.atomic
def post_payment(
    *,
    account_id: int,
    amount: Money,
    key: str,
    cash_book: str,
    effective_on: date,
    at: datetime,
    apply_first: Sequence[int] = (),
    source: str = "",
) -> int:
    """Enter money that arrived. It pays the charges in `apply_first`, then the oldest; the rest is credit.

    A charge that is set aside is paid only when `apply_first` names it.
    The same `key` again changes nothing. Returns the entry's id.
    """
    draft = PaymentDraft(account_id, amount, key, cash_book, effective_on, apply_first, source)
    post_payments([draft], at=at)
    entered = selectors.entry_id(account_id, key)
    assert entered is not None, "what was just entered is there"
    return entered


@transaction.atomic
def post_payments(drafts: Sequence[PaymentDraft], *, at: datetime) -> None:
    """As `post_payment`, for many at once and in their order: a few statements for all of them."""
    account_ids = sorted({draft.account_id for draft in drafts})
    members.lock_accounts(account_ids)
    entered = selectors.keys_entered(account_ids, [draft.key for draft in drafts])
    named = [charge_id for draft in drafts for charge_id in draft.apply_first]
    still_open = selectors.unheld_open_charges_of(account_ids, named=named)
    entries = []
    for draft in drafts:
        if (draft.account_id, draft.key) in entered:
            continue
        # Named by one payment of a batch, a charge that is set aside is still not open to the others.
        mine = [
            item for item in still_open.get(draft.account_id, [])
            if not item.is_set_aside or item.charge_id in draft.apply_first
        ]  # fmt: skip
        shared = rules.allocate(draft.amount, mine, draft.apply_first)
        _take_off(still_open.get(draft.account_id, []), dict(shared.parts))
        legs = [Leg(draft.cash_book, draft.amount.cents)]
        legs += [Leg(books.RECEIVABLE, -part.cents, charge_id) for charge_id, part in shared.parts]
        legs += [Leg(books.UNAPPLIED, -shared.left_over.cents)] if shared.left_over else []
        entries.append(
            EntryDraft(draft.account_id, "payment", draft.key, draft.effective_on, legs, draft.source)
        )
    write_entries(entries, at=at)


def _take_off(still_open: list[OpenCharge], paid: dict[int, Money]) -> None:
    for place, item in enumerate(still_open):
        if item.charge_id in paid:
            still_open[place] = replace(item, open=item.open - paid[item.charge_id])


@transaction.atomic
def reverse_entry(
    *, account_id: int, key_of: str, key: str, kind: str, effective_on: date, at: datetime, source: str = ""
) -> int | None:
    """Undo the entry called `key_of` by its mirror: what it paid is open again, at its old age, and credit
    that waits pays it at once.

    The same `key` again changes nothing. A part that has since moved (its charge was undone, its credit
    was used) is taken from credit, so credit can go below zero: that is money owed again. Returns the new
    entry's id, or None when there is no such entry.
    """
    members.lock_accounts([account_id])
    undone = selectors.entry_id(account_id, key_of)
    if undone is None:
        return None
    entered = selectors.entry_id(account_id, key)
    if entered is not None:
        return entered
    reversed_charges = selectors.reversed_charges(account_id)
    legs, to_credit = [], 0
    for row in selectors.postings_of_entry(undone):
        if row.book == books.UNAPPLIED or row.charge_id in reversed_charges:
            to_credit -= row.amount_cents
        else:
            legs.append(Leg(row.book, -row.amount_cents, row.charge_id))
    legs += [Leg(books.UNAPPLIED, to_credit)] if to_credit else []
    draft = EntryDraft(account_id, kind, key, effective_on, legs, source, mends=undone)
    new = write_entries([draft], at=at)[0]
    take_back_credit(account_id, cause=key, effective_on=effective_on, at=at)
    apply_credit(account_id=account_id, at=at)
    return new


@transaction.atomic
def apply_credit(*, account_id: int, at: datetime) -> None:
    """Let credit that waits pay what is open, oldest first."""
    members.lock_accounts([account_id])
    write_entries(credit_drafts({account_id}, at=at), at=at)


def credit_drafts(account_ids: Iterable[int], *, at: datetime) -> list[EntryDraft]:
    """Entries that use up waiting credit on open charges; none where there is nothing to use."""
    standings = selectors.standings(selectors.with_credit(account_ids))
    drafts = []
    for account_id, standing in standings.items():
        if standing.unapplied <= ZERO or standing.receivable <= ZERO:
            continue
        shared = rules.allocate(standing.unapplied, selectors.unheld_open_charges(account_id))
        used = standing.unapplied - shared.left_over
        if not used:
            continue
        legs = [Leg(books.UNAPPLIED, used.cents)]
        legs += [Leg(books.RECEIVABLE, -part.cents, charge_id) for charge_id, part in shared.parts]
        key = f"credit:{selectors.last_posting(account_id)}"
        drafts.append(EntryDraft(account_id, "credit_used", key, clock.day_of(at), legs))
    return drafts


def take_back_credit(account_id: int, *, cause: str, effective_on: date, at: datetime) -> None:
    """When credit fell below zero, open again what that credit had paid, newest use first."""
    short = -selectors.standing(account_id).unapplied
    if short <= ZERO:
        return
    legs, left = [], short
    for charge_id, used in selectors.credit_used(account_id):
        part = min(left, used)
        if part > ZERO:
            legs.append(Leg(books.RECEIVABLE, part.cents, charge_id))
            left -= part
    if legs:
        legs.append(Leg(books.UNAPPLIED, -(short - left).cents))
        draft = EntryDraft(account_id, "credit_taken_back", f"taken_back:{cause}", effective_on, legs)
        write_entries([draft], at=at)
