"""What `hearthside audit` proves of the phone room."""

from collections.abc import Iterator

from hearthside import clock
from hearthside.payments import selectors as payments
from hearthside.phone import selectors
from hearthside.phone.models import Call, SpokenConsent


def checks() -> Iterator[tuple[str, list[str]]]:
    yield "an ended call remembers nothing that was keyed", _calls_that_remember()
    yield "each bank payment by phone has the words that were allowed", _bank_payments_without_consent()


def _calls_that_remember() -> list[str]:
    stuck = selectors.lines_stuck(clock.now()).values_list("reference", flat=True)
    return [f"call {reference} has ended and still holds something" for reference in stuck[:50]]


def _bank_payments_without_consent() -> list[str]:
    """By what the calls say: a call that paid by bank names a payment, and a consent must name it too."""
    paid = Call.objects.filter(method="bank").exclude(payment_reference="")
    told = SpokenConsent.objects.values("payment_reference")
    missing = paid.exclude(payment_reference__in=told).values_list("payment_reference", flat=True)
    return [
        f"payment {reference} was taken from a bank account by phone without its consent"
        for reference in missing[:50]
        if payments.attempt_with(reference) is not None
    ]
