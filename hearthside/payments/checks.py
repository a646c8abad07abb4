"""What must always hold between payments and the ledger; `hearthside audit` runs these and lists what fails.

Each check returns what it found wrong, as references; an empty list is proof.
"""

from collections.abc import Callable

from django.conf import settings
from django.db.models import Q, Sum

from hearthside.ledger import books
from hearthside.ledger import selectors as ledger
from hearthside.money import ZERO
from hearthside.payments.models import Attempt, AttemptState, Payment, PaymentState

GONE = (PaymentState.RETURNED, PaymentState.DISPUTED)


def every_payment_is_entered_once() -> list[str]:
    """Each payment received has one ledger entry, of the same amount."""
    found = []
    for payment in Payment.objects.order_by("pk").iterator(chunk_size=2000):
        entered = _cash_of(payment, f"payment:{payment.reference}")
        if entered != payment.amount_cents:
            found.append(f"{payment.reference}: received {payment.amount_cents}, entered {entered}")
    return found


def what_went_back_is_undone() -> list[str]:
    """A payment that went back, and only such a one, is undone in the ledger by the same amount."""
    found = []
    for payment in Payment.objects.order_by("pk").iterator(chunk_size=2000):
        undone = -_cash_of(payment, f"gone_back:{payment.reference}") - _cash_of(
            payment, f"won_back:{payment.reference}"
        )
        if undone != (payment.amount_cents if payment.state in GONE else 0):
            found.append(f"{payment.reference}: {payment.state}, undone {undone}")
    return found


def no_entry_without_payment() -> list[str]:
    """Our processors' cash books hold what arrived and stayed, to the cent: nothing else was entered."""
    found = []
    held = ledger.book_totals()
    rows = Payment.objects.values("processor").annotate(
        kept=Sum("amount_cents", filter=~Q(state__in=GONE), default=0)
    )
    expected = {row["processor"]: row["kept"] for row in rows}
    for processor in sorted({*expected, settings.PROCESSOR}):
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


def run() -> list[tuple[str, list[str]]]:
    """Every check by name, with what it found."""
    return [(name, check()) for name, check in CHECKS]


def _cash_of(payment: Payment, key: str) -> int:
    """Cents that the entry `key` put on a cash book; 0 where there is no such entry."""
    entry = ledger.entry_id(payment.account_id, key)
    if entry is None:
        return 0
    book = books.cash(payment.processor)
    return sum(row.amount_cents for row in ledger.postings_of_entry(entry) if row.book == book)
