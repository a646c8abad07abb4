"""Money on its way back, and money whose account is not known."""

from datetime import date, datetime

from django.db import transaction

from hearthside.ledger import books, selectors
from hearthside.ledger.services.journal import EntryDraft, Leg, write_entries
from hearthside.ledger.services.money_in import take_back_credit
from hearthside.members import services as members
from hearthside.money import ZERO, Money

REFUND = "refund"


@transaction.atomic
def post_refund(
    *,
    account_id: int,
    amount: Money,
    key: str,
    payment_key: str,
    out_book: str,
    effective_on: date,
    at: datetime,
    source: str = "",
    kind: str = REFUND,
) -> int:
    """Enter money that goes back to who paid it: out of credit first, then out of what that payment paid.

    Charges are opened again newest first, at their old age. What has no place any more (its charge was
    undone, its credit used) makes credit fall below zero: that is money owed again. An empty `payment_key`
    is for credit alone. The same `key` again changes nothing. Returns the entry's id.
    """
    members.lock_accounts([account_id])
    entered = selectors.entry_id(account_id, key)
    if entered is not None:
        return entered
    paid_by = selectors.entry_id(account_id, payment_key) if payment_key else None
    from_credit = min(amount, max(selectors.standing(account_id).unapplied, ZERO))
    legs, left = [], amount - from_credit
    undone = selectors.reversed_charges(account_id)
    for charge_id, paid in selectors.still_paid_by(paid_by) if paid_by is not None else []:
        part = min(left, paid)
        if part > ZERO and charge_id not in undone:
            legs.append(Leg(books.RECEIVABLE, part.cents, charge_id))
            left -= part
    credit_cents = (from_credit + left).cents
    legs += [Leg(books.UNAPPLIED, credit_cents)] if credit_cents else []
    legs.append(Leg(out_book, -amount.cents))
    draft = EntryDraft(account_id, kind, key, effective_on, legs, source, mends=paid_by)
    new = write_entries([draft], at=at)[0]
    take_back_credit(account_id, cause=key, effective_on=effective_on, at=at)
    return new


@transaction.atomic
def transfer(
    *,
    account_id: int,
    amount: Money,
    from_book: str,
    to_book: str,
    key: str,
    kind: str,
    effective_on: date,
    at: datetime,
    source: str = "",
) -> int:
    """Move money of one account from one book that we owe by to another: credit to a check, a check to cash.

    Debits `from_book`, credits `to_book`. The same `key` again changes nothing. Returns the entry's id.
    """
    members.lock_accounts([account_id])
    entered = selectors.entry_id(account_id, key)
    if entered is not None:
        return entered
    legs = [Leg(from_book, amount.cents), Leg(to_book, -amount.cents)]
    draft = EntryDraft(account_id, kind, key, effective_on, legs, source)
    return write_entries([draft], at=at)[0]


@transaction.atomic
def post_suspense(
    *, key: str, amount: Money, cash_book: str, effective_on: date, at: datetime, source: str = ""
) -> int:
    """Enter money whose account nobody knows yet. The same `key` again changes nothing."""
    return _without_account(
        "suspense", key, [Leg(cash_book, amount.cents), Leg(books.SUSPENSE, -amount.cents)],
        effective_on, at, source,
    )  # fmt: skip


@transaction.atomic
def settle_suspense(
    *, key: str, amount: Money, to_book: str, effective_on: date, at: datetime, source: str = ""
) -> int:
    """Money that waited in suspense and goes back to its sender, or to the state. Never to an account:
    for that, `post_payment` with `cash_book=books.SUSPENSE`. The same `key` again changes nothing.
    """
    return _without_account(
        "suspense_settled", key, [Leg(books.SUSPENSE, amount.cents), Leg(to_book, -amount.cents)],
        effective_on, at, source,
    )  # fmt: skip


def _without_account(
    kind: str, key: str, legs: list[Leg], effective_on: date, at: datetime, source: str
) -> int:
    entered = selectors.entry_id(None, key)
    if entered is not None:
        return entered
    return write_entries([EntryDraft(None, kind, key, effective_on, legs, source)], at=at)[0]
