"""Reading balances: the newest checkpoint of an account, and the postings after it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, Sum

from hearthside.ledger import books
from hearthside.ledger.models import Checkpoint, Posting


def latest_checkpoints(account_ids: Iterable[int]) -> dict[int, Checkpoint]:
    """The newest checkpoint of each account that has one."""
    newest = (
        Checkpoint.objects.filter(account_id=OuterRef("account_id"))
        .order_by("-through_posting")
        .values("through_posting")[:1]
    )
    rows = Checkpoint.objects.filter(account_id__in=list(account_ids), through_posting=Subquery(newest))
    return {row.account_id: row for row in rows}


def tail_sums(since: Mapping[int, int]) -> dict[int, dict[str, int]]:
    """Cents by account and book, of the postings after the one that `since` names for each account."""
    sums: dict[int, dict[str, int]] = {account_id: {} for account_id in since}
    for rows in _tails(since):
        owed = rows.filter(book__in=books.OWED).values_list("account_id", "book")
        for account_id, book, cents in owed.annotate(cents=Sum("amount_cents")):
            sums[account_id][book] = cents
    return sums


def tail_counts(since: Mapping[int, int]) -> dict[int, int]:
    """How many postings each account has after the one that `since` names."""
    counts: dict[int, int] = {}
    for rows in _tails(since):
        counts |= dict(rows.values_list("account_id").annotate(Count("pk")))
    return counts


def _tails(since: Mapping[int, int]) -> Iterator[QuerySet[Posting]]:
    """The postings after each account's place, in a few querysets; most accounts share the place 0."""
    by_place: dict[int, list[int]] = defaultdict(list)
    for account_id, place in since.items():
        by_place[place].append(account_id)
    for places in slices(list(by_place), 100):
        tail = Q()
        for place in places:
            tail |= Q(account_id__in=by_place[place], id__gt=place)
        yield Posting.objects.filter(tail)


def slices(rows: Sequence[int], size: int) -> Iterable[Sequence[int]]:
    for start in range(0, len(rows), size):
        yield rows[start : start + size]
