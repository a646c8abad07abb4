"""What must always hold of autopay; `hearthside audit` runs these and lists what fails.

Each check returns what it found wrong, as references; an empty list is proof.
"""

from collections.abc import Iterator

from django.db.models import Count, F, Q

from hearthside.autopay.models import Autopay, AutopayState, Consent, SavedMethod, Taking, TakingState
from hearthside.payments.services import saved


def no_charge_without_consent() -> list[str]:
    """Every try at a bill stood under a yes of the same account, given before it and not yet ended."""
    wrong = (
        Q(consent=None)
        | ~Q(consent__kind="autopay")
        | ~Q(consent__account_id=F("account_id"))
        | Q(consent__given_at__gt=F("taken_at"))
        | Q(consent__ended_at__lt=F("taken_at"))
    )
    rows = Taking.objects.filter(wrong, tries__gt=0)
    return [f"{row.reference}: no yes stood when it was taken" for row in rows.order_by("pk")[:50]]


def one_payment_a_bill() -> list[str]:
    """No two payments that autopay made, and that stayed, are on one bill."""
    rows = (
        saved.attempts_through(saved.AUTOPAY_DOOR)
        .filter(state__in=("settled", "processing"))
        .values("bill__number")
        .annotate(count=Count("pk"))
    )
    return [f"{row['bill__number']}: paid {row['count']} times" for row in rows if row["count"] > 1]


def never_more_than_told() -> list[str]:
    """No try asked for more than the notice before it said, or passed the limit without a yes."""
    rows = Taking.objects.filter(attempt__amount_cents__gt=F("amount_cents"))
    return [f"{row.reference}: more was taken than was told" for row in rows.order_by("pk")[:50]]


def every_charge_has_its_plan() -> list[str]:
    """Every autopay attempt belongs to a plan of its own bill and account."""
    rows = saved.attempts_through(saved.AUTOPAY_DOOR).exclude(
        Q(taking__bill_id=F("bill_id")) | Q(bill__in=Taking.objects.filter(tries__gt=1).values("bill_id"))
    )
    return [f"{row.reference}: no plan says so" for row in rows.order_by("pk")[:50]]


def what_ended_stays_ended() -> list[str]:
    """An ended rule has an ended yes and nothing planned; an ended yes is kept two years."""
    live = Autopay.objects.filter(state=AutopayState.ENDED).filter(
        Q(consent__ended_at=None)
        | Q(takings__state__in=(TakingState.PLANNED, TakingState.ASKING, TakingState.RETRYING))
    )
    found = [f"{row.reference}: ended, and something of it goes on" for row in live.distinct()[:50]]
    lost = Consent.objects.exclude(ended_at=None).filter(keep_until=None)
    return found + [f"consent {row.pk}: ended, and nobody knows how long to keep it" for row in lost[:50]]


def no_token_without_yes() -> list[str]:
    """Every kept card or account has the yes that its owner gave before it was saved."""
    rows = SavedMethod.objects.exclude(token="").filter(consent__given_at__gt=F("saved_at"))
    return [f"{row.reference}: saved before its yes" for row in rows[:50]]


def checks() -> Iterator[tuple[str, list[str]]]:
    """Every check by name, with what it found."""
    yield "autopay: no charge without consent", no_charge_without_consent()
    yield "autopay: no two payments for one bill", one_payment_a_bill()
    yield "autopay: never more than was told", never_more_than_told()
    yield "autopay: every charge has its plan", every_charge_has_its_plan()
    yield "autopay: what ended stays ended", what_ended_stays_ended()
    yield "autopay: nothing is kept without a yes", no_token_without_yes()
