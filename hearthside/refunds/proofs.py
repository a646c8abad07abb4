"""What must always hold of money that goes back; `hearthside audit` runs these and lists what fails."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.db.models import F, Q, QuerySet, Sum

from hearthside.ledger import books
from hearthside.ledger import selectors as ledger
from hearthside.money import ZERO, Money
from hearthside.refunds import selectors
from hearthside.refunds.models import OUT, Correction, Refund, UnclaimedItem, UnclaimedState
from hearthside.refunds.services.sending import back_key, entry_key

Check = tuple[str, list[str]]
BATCH = 500


def checks() -> Iterator[Check]:
    """(name, what was found wrong) for each rule; an empty list is good."""
    yield "refunds: money that left has its ledger entry, and no other has", wrong_entries()
    yield "refunds: payments count what went back of them", wrong_payments()
    yield "refunds: refunds payable is what our checks owe", wrong_payable()
    yield "refunds: nobody agreed to what they asked for", own_approvals()
    yield "refunds: unclaimed property is what went to the states", wrong_unclaimed()


def _batches(rows: QuerySet[Refund]) -> Iterator[list[Refund]]:
    found = rows.order_by("pk").iterator(chunk_size=BATCH)
    while batch := list(islice(found, BATCH)):
        yield batch


def wrong_entries() -> list[str]:
    """A refund that is out is in the ledger once, by its amount; one that is not out is not, or is undone."""
    found = []
    for batch in _batches(Refund.objects.select_related("payment")):
        for refund in batch:
            net = _entered(refund, entry_key(refund.reference)) - _entered(refund, back_key(refund.reference))
            due = refund.amount if refund.state in OUT else ZERO
            if net != due:
                found.append(f"{refund.reference}: {refund.state}, the ledger says {net}")
    return found


def _entered(refund: Refund, key: str) -> Money:
    """How much an entry moved, one way or the other."""
    entry = ledger.entry_id(refund.account_id, key)
    postings = ledger.postings_of_entry(entry) if entry is not None else []
    return Money(sum(row.amount_cents for row in postings if row.amount_cents > 0))


def wrong_payments() -> list[str]:
    """What a payment says went back of it is the sum of its refunds that are out."""
    rows: Any = Refund.payment.field.related_model._default_manager.all()
    told = rows.filter(Q(refunds__isnull=False) | Q(refunded_cents__gt=0)).distinct()
    counted = told.annotate(out=Sum("refunds__amount_cents", filter=Q(refunds__state__in=OUT), default=0))
    return [
        f"{row.reference}: counts {row.refunded_cents}, refunds say {row.out}"
        for row in counted.exclude(out=F("refunded_cents"))
    ]


def wrong_payable() -> list[str]:
    held = -ledger.book_totals().get(books.REFUNDS_PAYABLE, ZERO)
    owed = selectors.checks_outstanding()
    return [] if held == owed else [f"refunds payable holds {held}, checks say {owed}"]


def own_approvals() -> list[str]:
    own = Q(approved_by__isnull=False, approved_by=F("asked_by"))
    unseen = Q(approved_by=None, state__in=OUT) & ~Q(second=[])
    refunds = Refund.objects.filter(own | unseen).values_list("reference", flat=True)
    mended = Correction.objects.filter(own).values_list("reference", flat=True)
    return [*refunds, *mended]


def wrong_unclaimed() -> list[str]:
    held = -ledger.book_totals().get(books.UNCLAIMED, ZERO)
    gone = UnclaimedItem.objects.filter(state=UnclaimedState.TURNED_OVER)
    said = Money(gone.aggregate(cents=Sum("amount_cents"))["cents"] or 0)
    return [] if held == said else [f"unclaimed property holds {held}, items say {said}"]
