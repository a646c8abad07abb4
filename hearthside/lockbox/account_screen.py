"""What the desk's account screen shows of mail money: checks on the account, and one by its number."""

from collections.abc import Sequence

from django.db.models import F
from django.urls import reverse

from hearthside.desk.registry import Hit, Reading, Subject, TimelineRow
from hearthside.lockbox import selectors
from hearthside.lockbox.models import Part


def _checks(subject: Subject, rows: Sequence[Part]) -> list[TimelineRow]:
    return [
        TimelineRow(
            at=part.posted_at, kind="payment",
            what=f"Check {part.number} in the mail",  # type: ignore[attr-defined]
            detail=f"Confirmation number {part.payment_reference}",
            path=reverse("lockbox:item", args=[part.batch, part.place]),  # type: ignore[attr-defined]
            cents=part.amount_cents,
        )
        for part in rows
    ]  # fmt: skip


READINGS = Reading(
    lambda subject, most: selectors.checks_on(subject.account_id)[:most],
    ("posted_at", "payment_reference", "amount_cents"), _checks,
    more={
        "number": F("item__check_number"), "batch": F("item__batch__reference"), "place": F("item__ordinal"),
    },
)  # fmt: skip


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


FINDERS = find
