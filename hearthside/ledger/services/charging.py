"""Debt in, and debt undone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from hearthside.ledger import books, selectors
from hearthside.ledger.models import OpenItem
from hearthside.ledger.services.journal import CHARGE, EntryDraft, Leg, write_entries
from hearthside.ledger.services.money_in import credit_drafts
from hearthside.money import ZERO, Money


@dataclass(frozen=True, slots=True)
class ChargeDraft:
    """A share that became final: what is owed, since which day, and what was already paid to the provider."""

    account_id: int
    charge_id: int
    amount: Money
    final_on: date
    source: str
    already_taken: Money = ZERO


def post_charges(drafts: Sequence[ChargeDraft], *, at: datetime) -> None:
    """Enter the charges; money the provider already took lowers them; waiting credit pays them at once.

    Inside a transaction, with the accounts locked. Raises IntegrityError when a charge was entered before.
    """
    entries: list[EntryDraft] = []
    for draft in drafts:
        cents = draft.amount.cents
        entries.append(
            EntryDraft(
                draft.account_id,
                CHARGE,
                f"charge:{draft.charge_id}",
                draft.final_on,
                [Leg(books.RECEIVABLE, cents, draft.charge_id), Leg(books.REVENUE, -cents)],
                draft.source,
            )
        )
        if draft.already_taken:
            taken = draft.already_taken.cents
            entries.append(
                EntryDraft(
                    draft.account_id,
                    "paid_to_provider",
                    f"taken:{draft.charge_id}",
                    draft.final_on,
                    [Leg(books.PAID_TO_PROVIDER, taken), Leg(books.RECEIVABLE, -taken, draft.charge_id)],
                    draft.source,
                )
            )
    write_entries(entries, at=at)
    write_entries(credit_drafts({draft.account_id for draft in drafts}, at=at), at=at)


def reverse_charges(
    charge_ids: Sequence[int], *, account_id: int, source: str, effective_on: date, at: datetime
) -> None:
    """Undo charges by a new entry each. What was paid on them becomes credit, then pays what else is open.

    `source` names the cause. Inside a transaction, account locked. Raises IntegrityError when a charge
    was undone before.
    """
    entries = []
    for charge_id in charge_ids:
        postings = selectors.postings_of_charge(charge_id)
        revenue = sum(row.amount_cents for row in postings if row.book == books.REVENUE)
        taken = sum(row.amount_cents for row in postings if row.book == books.PAID_TO_PROVIDER)
        open_cents = OpenItem.objects.get(pk=charge_id).open_cents
        given_up = selectors.adjusted(charge_id)
        # What is neither open nor taken by the provider nor given up was paid by the member: it is theirs.
        paid = -revenue - taken - open_cents - sum(given_up.values())
        legs = [Leg(books.REVENUE, -revenue)]
        legs += [Leg(books.RECEIVABLE, -open_cents, charge_id)] if open_cents else []
        legs += [Leg(books.PAID_TO_PROVIDER, -taken)] if taken else []
        legs += [Leg(book, -cents) for book, cents in given_up.items()]
        legs += [Leg(books.UNAPPLIED, -paid)] if paid else []
        entries.append(
            EntryDraft(
                account_id,
                "charge_reversed",
                f"reversed:{charge_id}",
                effective_on,
                legs,
                source,
                mends=selectors.entry_id(account_id, f"charge:{charge_id}"),
            )
        )
    write_entries(entries, at=at)
    write_entries(credit_drafts({account_id}, at=at), at=at)
