"""What the desk's account screen shows of mail money: checks on the account, and one by its number."""

from collections.abc import Sequence

from django.urls import reverse

from hearthside.desk.registry import Hit, TimelineRow
from hearthside.lockbox import selectors


def timeline(account_id: int, most: int) -> Sequence[TimelineRow]:
    """Checks on this account, the newest first."""
    return [
        TimelineRow(
            at=part.posted_at, kind="payment", what=f"Check {part.item.check_number} in the mail",
            detail=f"Confirmation number {part.payment_reference}",
            path=reverse("lockbox:item", args=[part.item.batch.reference, part.item.ordinal]),
            cents=part.amount_cents,
        )
        for part in selectors.checks_of(account_id, most)
    ]  # fmt: skip


def find(typed: str) -> Sequence[Hit]:
    """ "check 1042": checks with this number that are on an account."""
    word, _, number = typed.partition(" ")
    if word.lower() != "check" or not number.isdigit():
        return []
    return [
        Hit(
            part.account_id, f"Check {number} of {part.item.batch.deposit_on:%b %-d, %Y}",
            reverse("lockbox:item", args=[part.item.batch.reference, part.item.ordinal]),
        )
        for part in selectors.checks_numbered(number)
    ]  # fmt: skip


TIMELINE = timeline
FINDERS = find
