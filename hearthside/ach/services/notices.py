"""Telling people that their payment came back: after the bank's file is in, a few hundred at a time."""

from datetime import datetime

from django.db import transaction

from hearthside.ach import letters
from hearthside.ach.models import Return

AT_A_TIME = 200


def tell_returns(*, at: datetime, most: int = 2000) -> int:
    """Write to each person whose debit or test came back and who was not told. Returns how many.

    Kept apart from the import, so that a file of a hundred thousand returns is in before the first letter
    is made. Each piece is one transaction; nobody is told twice.
    """
    told = 0
    while told < most and (some := _tell_some(at=at)):
        told += some
    return told


@transaction.atomic
def _tell_some(*, at: datetime) -> int:
    rows = list(
        Return.objects.select_for_update(of=("self",), skip_locked=True)
        .filter(to_tell=True, told_at=None)
        .select_related("entry__debit", "entry__bank_account", "account")
        .order_by("came_at", "pk")[:AT_A_TIME]
    )
    for row in rows:
        letters.tell_return(row, at=at)
        row.told_at = at
    Return.objects.bulk_update(rows, ["told_at"])
    return len(rows)
