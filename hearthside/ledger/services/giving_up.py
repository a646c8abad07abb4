"""What we give up of a charge: small balances, help, bad debt."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from hearthside.errors import HearthsideError
from hearthside.ledger import books, selectors
from hearthside.ledger.services.journal import EntryDraft, Leg, write_entries
from hearthside.ledger.services.money_in import apply_credit
from hearthside.members import services as members
from hearthside.money import Money, total


class MoreThanOpen(HearthsideError):
    """More would be given up of a charge than is still open of it."""

    code = "ledger.more_than_open"


@transaction.atomic
def adjust_charges(
    *,
    account_id: int,
    parts: Sequence[tuple[int, Money]],
    book: str,
    key: str,
    effective_on: date,
    at: datetime,
    source: str = "",
) -> int:
    """Give up parts of charges: `parts` are (charge, how much), `book` one of books.ADJUSTMENTS.

    The entry's kind is the book's name. The same `key` again changes nothing. Returns the entry's id.
    Raises MoreThanOpen.
    """
    assert book in books.ADJUSTMENTS, f"{book} is no book of adjustments"
    members.lock_accounts([account_id])
    entered = selectors.entry_id(account_id, key)
    if entered is not None:
        return entered
    still_open = selectors.open_amounts(charge_id for charge_id, _ in parts)
    for charge_id, part in parts:
        if part > still_open.get(charge_id, Money(0)):
            raise MoreThanOpen("less is open of this charge", charge=charge_id, asked=str(part))
    legs = [Leg(book, total(part for _, part in parts).cents)]
    legs += [Leg(books.RECEIVABLE, -part.cents, charge_id) for charge_id, part in parts]
    return write_entries([EntryDraft(account_id, book, key, effective_on, legs, source)], at=at)[0]


@transaction.atomic
def undo_adjustment(
    *, account_id: int, key_of: str, key: str, effective_on: date, at: datetime, source: str = ""
) -> int | None:
    """Take back what was given up by the entry `key_of`: its charges are open again, at their old age.

    A charge that the plan has undone since has nothing left to take back. The same `key` again changes
    nothing. None when there is no such entry, or nothing left of it.
    """
    members.lock_accounts([account_id])
    undone = selectors.entry_id(account_id, key_of)
    entered = selectors.entry_id(account_id, key)
    if undone is None or entered is not None:
        return entered
    gone = selectors.reversed_charges(account_id)
    postings = selectors.postings_of_entry(undone)
    back = [row for row in postings if row.charge_id is not None and row.charge_id not in gone]
    if not back:
        return None
    book = next(row.book for row in postings if row.charge_id is None)
    legs = [Leg(row.book, -row.amount_cents, row.charge_id) for row in back]
    legs.append(Leg(book, sum(row.amount_cents for row in back)))
    draft = EntryDraft(account_id, books.ADJUSTMENT_UNDONE, key, effective_on, legs, source, mends=undone)
    new = write_entries([draft], at=at)[0]
    apply_credit(account_id=account_id, at=at)
    return new
