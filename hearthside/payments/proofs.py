"""What must always hold between payments and the ledger; `hearthside audit` runs these and lists what fails.

Each check returns what it found wrong, as references; an empty list is proof.
"""

from collections.abc import Callable, Iterator
from itertools import islice

from django.conf import settings
from django.db.models import Q, Sum

from hearthside.ledger import books
from hearthside.ledger import selectors as ledger
from hearthside.money import ZERO
from hearthside.payments.models import GONE, Attempt, AttemptState, Payment
from hearthside.payments.processors.registry import ADAPTERS
from hearthside.payments.services.settling import gone_back_key, won_back_key

BATCH = 500


def every_payment_is_entered_once() -> list[str]:
    """Each payment received has one ledger entry, of the same amount."""
    found = []
    for payments in _batches():
        entered = ledger.cash_moved(f"payment:{payment.reference}" for payment in payments)
        for payment in payments:
            cents = entered.get(f"payment:{payment.reference}", 0)
            if cents != payment.amount_cents:
                found.append(f"{payment.reference}: received {payment.amount_cents}, entered {cents}")
    return found


def what_went_back_is_undone() -> list[str]:
    """A payment that went back, and only such a one, is undone in the ledger by the same amount."""
    found = []
    for payments in _batches():
        keys = [_back_and_forth(payment) for payment in payments]
        moved = ledger.cash_moved(key for some in keys for key in some)
        for payment, some in zip(payments, keys, strict=True):
            undone = -sum(moved.get(key, 0) for key in some)
            left = payment.amount_cents - payment.refunded_cents
            if undone != (left if payment.state in GONE else 0):
                found.append(f"{payment.reference}: {payment.state}, undone {undone}")
    return found


def _back_and_forth(payment: Payment) -> list[str]:
    turns = range(1, payment.times_gone + 1)
    return [key(payment.reference, turn) for key in (gone_back_key, won_back_key) for turn in turns]


def _batches() -> Iterator[list[Payment]]:
    rows = Payment.objects.order_by("pk").iterator(chunk_size=BATCH)
    while batch := list(islice(rows, BATCH)):
        yield batch


def no_entry_without_payment() -> list[str]:
    """Our processors' cash books hold what arrived and stayed, to the cent: nothing else was entered.

    A refund is proved by the room that sent it; here it is what the ledger says left by this book. The books
    of the mail and of our own debits are proved by their rooms, with the money that has no account yet.
    """
    found = []
    held = ledger.book_totals()
    rows = Payment.objects.values("processor").annotate(
        kept=Sum("amount_cents", filter=~Q(state__in=GONE), default=0),
        refunded_before=Sum("refunded_cents", filter=Q(state__in=GONE), default=0),
    )
    rows = rows.filter(processor__in=ADAPTERS).order_by("processor")
    expected = {row["processor"]: row["kept"] + row["refunded_before"] for row in rows}
    for processor in sorted({*expected, settings.PROCESSOR}):
        expected[processor] = expected.get(processor, 0) - ledger.refunded_from(books.cash(processor)).cents
        in_book = held.get(books.cash(processor), ZERO).cents
        if in_book != expected.get(processor, 0):
            found.append(
                f"{books.cash(processor)}: holds {in_book}, payments say {expected.get(processor, 0)}"
            )
    return found


def one_payment_an_attempt() -> list[str]:
    """An attempt has at most one payment, and one exactly if it settled."""
    paid = Q(payment__isnull=False)
    wrong = Attempt.objects.filter(
        (Q(state=AttemptState.SETTLED) & ~paid)
        | (paid & ~Q(state__in=[AttemptState.SETTLED, AttemptState.RETURNED]))
    )
    return [f"{row.reference}: {row.state}" for row in wrong.order_by("pk")]


CHECKS: tuple[tuple[str, Callable[[], list[str]]], ...] = (
    ("payments: every payment is in the ledger once", every_payment_is_entered_once),
    ("payments: no ledger entry without its payment", no_entry_without_payment),
    ("payments: what went back is undone", what_went_back_is_undone),
    ("payments: at most one payment an attempt", one_payment_an_attempt),
)


def checks() -> list[tuple[str, list[str]]]:
    """Every check by name, with what it found."""
    return [(name, check()) for name, check in CHECKS]
