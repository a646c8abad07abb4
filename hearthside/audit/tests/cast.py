"""Ana owes, Dev works the staff desk; and what they did, ready to record."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from hearthside.audit import services
from hearthside.audit.actor import Actor, ActorKind
from hearthside.audit.models import Event
from hearthside.audit.rules import Entry

KEY = "a seal key for tests"
NOON = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)
ANA = Actor(ActorKind.LOGIN, "17", door="web", request_id="a1b2", address_prefix="203.0.113.0/24")
DEV = Actor(ActorKind.STAFF, "4", door="web", request_id="c3d4", address_prefix="198.51.100.0/24")
ANAS_ACCOUNT = 501


def make_entry(**told: Any) -> Entry:
    entry = Entry(name="record.viewed", by=DEV, at=NOON, subject="4021187739", account_id=ANAS_ACCOUNT)
    return replace(entry, **told)


def record_views(number: int, *, first: int = 1) -> list[int]:
    """Record `number` views of Ana's record, a second apart; their ids, oldest first."""
    services.record_many(
        [make_entry(at=NOON + timedelta(seconds=second)) for second in range(first, first + number)]
    )
    return list(Event.objects.order_by("-id").values_list("id", flat=True)[:number])[::-1]
