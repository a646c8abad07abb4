"""Requests to come back in, as pages and the worker need them."""

from datetime import datetime

from django.db.models import Count, Min, QuerySet

from hearthside.recovery.models import LIVE, Recovery, RecoveryState


def live_of_login(login_id: int) -> Recovery | None:
    """The request of this sign-in that is open."""
    return Recovery.objects.filter(login_id=login_id, state__in=LIVE).first()


def with_reference(reference: str) -> Recovery | None:
    return Recovery.objects.filter(reference=reference).select_related("account", "login").first()


def letter_of_account(number: str) -> str:
    """The number of the newest request of an account whose code is in the mail; "" when there is none."""
    rows = Recovery.objects.filter(account__number=number, state=RecoveryState.LETTER)
    return rows.order_by("-pk").values_list("reference", flat=True).first() or ""


def due(at: datetime, *, most: int) -> list[int]:
    """Ids of requests whose wait is over, the oldest first."""
    rows = Recovery.objects.filter(state=RecoveryState.WAITING, ready_at__lte=at)
    return list(rows.order_by("ready_at", "pk").values_list("pk", flat=True)[:most])


def to_call() -> QuerySet[Recovery]:
    """Requests that wait for a call back, the oldest first."""
    return Recovery.objects.filter(state=RecoveryState.CALL).order_by("asked_at", "pk")


def to_call_tally() -> tuple[int, datetime | None]:
    """How many calls are owed, and since when the oldest is."""
    found = to_call().aggregate(count=Count("pk"), oldest=Min("asked_at"))
    return found["count"], found["oldest"]


def live_of_account(account_id: int) -> list[Recovery]:
    rows = Recovery.objects.filter(account_id=account_id, state__in=LIVE)
    return list(rows.order_by("-asked_at", "-pk"))


def of_account(account_id: int, *, most: int) -> list[Recovery]:
    return list(on_account(account_id)[:most])


def on_account(account_id: int) -> QuerySet[Recovery]:
    """Every try to get back in, the newest first."""
    return Recovery.objects.filter(account_id=account_id).order_by("-asked_at", "-pk")


RecoveryRow = Recovery
"""The row as other rooms may name it in types; they read it, and never query or write it."""
