"""Where mail money stands in the ledger.

A check that is somebody's for certain enters as their payment. Every other check enters suspense the day
it is known, and leaves it once: onto accounts, or back out. So suspense is, to the cent, what waits.
"""

from collections.abc import Sequence
from datetime import date, datetime, time

from hearthside import clock
from hearthside.audit.actor import Actor
from hearthside.ledger import books
from hearthside.ledger import services as ledger
from hearthside.ledger.services import EntryDraft, Leg
from hearthside.lockbox.models import Item, Part
from hearthside.lockbox.rules import Share
from hearthside.lockbox.states import name_of
from hearthside.members import services as members
from hearthside.payments import services as payments

PROCESSOR = "lockbox"
METHOD = "check"
CASH = books.cash(PROCESSOR)
OUR_CHECK = books.cash("check")
SUSPENSE = books.SUSPENSE


def suspend(items: Sequence[Item], *, at: datetime) -> None:
    """The bank has this money and nobody knows whose it is; many checks in one writing.

    Raises IntegrityError for a check that was entered before: whoever calls has just read or saved them.
    """
    ledger.write_entries([_suspended(item, at) for item in items], at=at)


def _suspended(item: Item, at: datetime) -> EntryDraft:
    name, cents = f"lockbox:{name_of(item)}", item.amount_cents
    day = min(item.batch.deposit_on, clock.day_of(at))
    legs = [Leg(CASH, cents), Leg(SUSPENSE, -cents)]
    return EntryDraft(None, "suspense", name, day, legs, name)


def suspend_again(item: Item, *, at: datetime) -> None:
    """A check came off its accounts: in the bank still, and unmatched. Once for each time it came off."""
    ledger.post_suspense(
        key=f"lockbox_again:{name_of(item)}:{item.turn}", amount=item.amount, cash_book=CASH,
        effective_on=clock.day_of(at), at=at, source=f"lockbox:{name_of(item)}",
    )  # fmt: skip


def pay(
    drafts: Sequence[tuple[Item, Sequence[Share]]], *, cash_book: str, by: Actor, at: datetime
) -> list[Part]:
    """Put checks on accounts, out of `cash_book`. Accounts are locked first, always in the same order."""
    members.lock_accounts(sorted({share.account_id for _, shares in drafts for share in shares}))
    placed = []
    for item, shares in drafts:
        first = 1 + (Part.objects.filter(item=item).count() if item.turn else 0)
        placed += [(item, share, ordinal) for ordinal, share in enumerate(shares, first)]
    receipts = [_receipt(*one, cash_book=cash_book, at=at) for one in placed]
    paid = payments.receive_many(receipts, by=by, at=at)
    return Part.objects.bulk_create(
        Part(
            item=item, account_id=share.account_id, ordinal=ordinal, amount_cents=share.amount.cents,
            how=share.how, payment_reference=payment.reference, posted_by=by.ident[:64], posted_at=at,
        )
        for (item, share, ordinal), payment in zip(placed, paid, strict=True)
    )  # fmt: skip


def _receipt(item: Item, share: Share, ordinal: int, *, cash_book: str, at: datetime) -> payments.Receipt:
    again = f":{ordinal}" if ordinal > 1 else ""
    return payments.Receipt(
        account_id=share.account_id, amount=share.amount, method=METHOD, processor=PROCESSOR,
        processor_id=f"{name_of(item)}{again}", received_at=arrived_at(item.batch.deposit_on, at=at),
        cash_book=cash_book, brand=item.check_number, last4=item.payer_last4,
    )  # fmt: skip


def arrived_at(deposit_on: date, *, at: datetime) -> datetime:
    """Noon of the day of the deposit, and never after now: a late file makes nobody late."""
    return min(datetime.combine(deposit_on, time(12), clock.EASTERN), at)


def send_out(item: Item, *, why: str, to_book: str, at: datetime) -> None:
    """Money of a check leaves suspense for good: our check to its sender, or the bank takes it back."""
    ledger.settle_suspense(
        key=f"lockbox_{why}:{name_of(item)}", amount=item.amount, to_book=to_book,
        effective_on=clock.day_of(at), at=at, source=f"lockbox:{name_of(item)}",
    )  # fmt: skip
