"""An entry of another database, entered here by the same rules: the ledger's part in a replay."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from hearthside.ledger import selectors
from hearthside.ledger.services.journal import EntryDraft, Leg, write_entries
from hearthside.ledger.services.money_in import apply_credit, post_payment, reverse_entry
from hearthside.members import services as members
from hearthside.money import Money


@transaction.atomic
def post_again(
    told: dict[str, Any], *, account_id: int | None, legs: Sequence[tuple[str, int | None, int]], at: datetime
) -> None:
    """Enter what `told` (from `selectors.money_entries`) says, with `legs` in this database's charges.

    A payment and its whole undoing go through the same services as the first time, so that a replay proves
    them too; any other entry is written as it was.
    """
    effective_on = date.fromisoformat(told["effective_on"])
    if told["kind"] == "payment" and account_id is not None:
        post_payment(
            account_id=account_id,
            amount=Money(sum(cents for _, _, cents in legs if cents > 0)),
            key=told["key"],
            cash_book=next(book for book, _, cents in legs if cents > 0),
            effective_on=effective_on,
            at=at,
            apply_first=[charge for _, charge, _ in legs if charge is not None],
            source=told["source"],
        )
    elif told["mends"] is not None and account_id is not None and told["is_mirror"]:
        reverse_entry(
            account_id=account_id,
            key_of=told["mends"],
            key=told["key"],
            kind=told["kind"],
            effective_on=effective_on,
            at=at,
            source=told["source"],
        )
    else:
        if account_id is not None:
            members.lock_account(account_id)
        write_entries(
            [
                EntryDraft(
                    account_id,
                    told["kind"],
                    told["key"],
                    effective_on,
                    [Leg(book, cents, charge) for book, charge, cents in legs],
                    told["source"],
                    selectors.entry_id(account_id, told["mends"]) if told["mends"] else None,
                )
            ],
            at=at,
        )
        if account_id is not None:
            apply_credit(account_id=account_id, at=at)
