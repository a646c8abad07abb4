"""What must always hold between deposits, checks, accounts and the ledger; `hearthside audit` runs these."""

from collections.abc import Iterator
from itertools import islice

from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from hearthside.ledger import books
from hearthside.ledger import selectors as ledger
from hearthside.lockbox.models import WAITING, Batch, BatchState, Item, ItemState, Part
from hearthside.lockbox.services.money import CASH
from hearthside.lockbox.states import name_of
from hearthside.money import ZERO

Check = tuple[str, list[str]]
MOST_NAMED = 20
PIECE = 500


def checks() -> Iterator[Check]:
    """(name, what was found wrong) for each rule; an empty list is good."""
    yield "lockbox: each batch is its posted checks and its exceptions, to the cent", _batches_differ()
    yield "lockbox: nothing of a batch whose totals do not hold is in the ledger", _unjudged()
    yield "lockbox: money without an owner is entered once, as much as the check", _unsuspended()
    yield "lockbox: a check is, to the cent, what stands on accounts for it", _parts_differ()
    yield "lockbox: what stands on an account is a payment as large in the ledger", _payments_differ()
    yield "lockbox: suspense holds what waits for a person", _suspense_differs()
    yield "lockbox: cash is the checks that stayed with us", _cash_differs()


def _sum_of_checks() -> Coalesce:
    told = (
        Item.objects.filter(batch=OuterRef("pk"))
        .order_by()
        .values("batch")
        .annotate(sum=Sum("amount_cents"))
        .values("sum")
    )
    return Coalesce(Subquery(told), 0)


def _batches_differ() -> list[str]:
    rows = Batch.objects.exclude(state=BatchState.POSTING).annotate(in_checks=_sum_of_checks())
    wrong = rows.exclude(in_checks=F("cents"))
    return [
        f"batch {row.reference}: {row.cents} cents, its checks {row.in_checks}" for row in wrong[:MOST_NAMED]
    ]


def _unjudged() -> list[str]:
    """Checks of a batch that is not in the ledger, which something was done with all the same."""
    kept_out = Item.objects.filter(
        batch__state__in=[BatchState.REVIEW, BatchState.KEYING, BatchState.SET_ASIDE]
    )
    done = kept_out.exclude(state__in=[ItemState.RECEIVED, ItemState.SET_ASIDE])
    undone = Item.objects.filter(batch__state=BatchState.POSTED, state=ItemState.RECEIVED)
    return [
        f"check {row.pk} of batch {row.batch_id} is {row.state}"
        for row in [*done[:MOST_NAMED], *undone[:MOST_NAMED]]
    ]


def _unsuspended() -> list[str]:
    """Checks that never were a payment, and are not entered as money without an owner."""
    wrong: list[str] = []
    rows = Item.objects.select_related("batch").filter(
        state__in=[*WAITING, ItemState.RETURNED, ItemState.BOUNCED], parts=None
    )
    piece: list[Item] = []
    for row in rows.order_by("pk").iterator(chunk_size=PIECE):
        piece.append(row)
        if len(piece) == PIECE:
            wrong += _compare_suspended(piece)
            piece = []
    return (wrong + _compare_suspended(piece))[:MOST_NAMED]


def _compare_suspended(piece: list[Item]) -> list[str]:
    moved = ledger.cash_moved(f"lockbox:{name_of(row)}" for row in piece)
    return [
        f"check {name_of(row)}: {row.amount_cents} cents, entered {moved.get(f'lockbox:{name_of(row)}', 0)}"
        for row in piece
        if moved.get(f"lockbox:{name_of(row)}", 0) != row.amount_cents
    ]


def _parts_differ() -> list[str]:
    on_accounts = (
        Part.objects.filter(item=OuterRef("pk"), undone_at=None)
        .order_by()
        .values("item")
        .annotate(sum=Sum("amount_cents"))
        .values("sum")
    )
    rows = Item.objects.annotate(placed=Coalesce(Subquery(on_accounts), 0))
    takes_off = Q(state=ItemState.PROPOSED, proposals__deed="unpost", proposals__decided_at=None)
    wrong = rows.filter(Q(state=ItemState.POSTED) | takes_off).exclude(placed=F("amount_cents"))
    stray = rows.exclude(state=ItemState.POSTED).exclude(takes_off).exclude(placed=0)
    told = [
        rows.values_list("pk", "batch_id", "amount_cents", "placed")[:MOST_NAMED] for rows in (wrong, stray)
    ]
    return [
        f"check {pk} of batch {batch}: {cents} cents, on accounts {placed}"
        for some in told
        for pk, batch, cents, placed in some
    ]


def _payments_differ() -> list[str]:
    wrong = []
    rows = Part.objects.order_by("pk").values_list("payment_reference", "amount_cents")
    told = iter(rows.iterator(chunk_size=PIECE))
    while piece := dict(islice(told, PIECE)):
        moved = ledger.cash_moved(f"payment:{reference}" for reference in piece)
        for reference, cents in piece.items():
            entered = moved.get(f"payment:{reference}", 0)
            if entered != cents:
                wrong.append(f"payment {reference}: {cents} cents of a check, entered {entered}")
    return wrong[:MOST_NAMED]


def _suspense_differs() -> list[str]:
    """Suspense is what waits; a check that one clerk wants off its account is still on it."""
    held = -ledger.book_totals().get(books.SUSPENSE, ZERO).cents
    still_placed = Part.objects.filter(item__state=ItemState.PROPOSED, undone_at=None)
    placed = still_placed.aggregate(cents=Sum("amount_cents", default=0))["cents"]
    waiting = _cents(Item.objects.filter(state__in=WAITING)) - placed
    return [] if held == waiting else [f"suspense holds {held} cents, {waiting} wait for a person"]


def _cash_differs() -> list[str]:
    held = ledger.book_totals().get(CASH, ZERO).cents
    in_cash = Item.objects.filter(state__in=[ItemState.POSTED, ItemState.RETURNED, *WAITING])
    expected = _cents(in_cash)
    return [] if held == expected else [f"{CASH} holds {held} cents, checks that stayed make {expected}"]


def _cents(rows: QuerySet[Item]) -> int:
    return int(rows.aggregate(cents=Sum("amount_cents", default=0))["cents"])
