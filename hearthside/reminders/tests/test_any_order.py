"""Whatever happens, in any order: no message after a reason to stop, no step twice, no crowd."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from hearthside import clock
from hearthside.ledger import services as ledger
from hearthside.ledger.holds import HoldReason
from hearthside.mailroom import services as mailroom
from hearthside.mailroom.models import Message
from hearthside.reminders import proofs, rules, services
from hearthside.reminders.facts import known_of
from hearthside.reminders.models import PauseReason
from hearthside.reminders.policy import policy
from hearthside.reminders.tests.cast import DEV, NUMBER, TESTS, allow_texts, day, make_owing, pays

pytestmark = pytest.mark.django_db

EVENTS = ("nothing", "call", "call", "pays a little", "dispute", "dispute ends", "plan", "plan ends", "pause",
          "pause ends", "texts", "stop", "no email", "late worker", "pays all", "comes back")  # fmt: skip


class Life:
    """Ana's account, day by day."""

    def __init__(self) -> None:
        self.ana = make_owing()
        self.paid: list[str] = []

    def meets(self, event: str, days: int) -> None:
        at, ana_id = day(self.ana, days, 9), self.ana.id
        if event == "call":
            for place in range(4):
                mailroom.log_contact(account_id=ana_id, channel="call", kind="call", to_mark="••• 0142",
                                     at=at + timedelta(minutes=place), reference="", by=DEV)  # fmt: skip
        elif event == "pays a little":
            self.paid.append(pays(self.ana, 1000, at=at))
        elif event == "pays all":
            self.paid.append(pays(self.ana, 14250, at=at))
        elif event == "comes back" and self.paid:
            self._comes_back(self.paid.pop(), at)
        elif event in ("dispute", "plan"):
            reason = HoldReason.DISPUTED if event == "dispute" else HoldReason.PLAN
            ledger.hold_charges(account_id=ana_id, charge_ids=self.ana.charge_ids[:2], reason=reason,
                                source=f"{event}:1", by=TESTS, at=at)  # fmt: skip
        elif event in ("dispute ends", "plan ends"):
            ledger.release_holds(account_id=ana_id, source=f"{event.split()[0]}:1", by=TESTS, at=at)
        else:
            self._is_told(event, at)

    def _is_told(self, event: str, at: Any) -> None:
        ana_id = self.ana.id
        if event == "pause":
            services.pause(account_id=ana_id, reason=PauseReason.ASKED, by=DEV, at=at,
                           until_on=clock.day_of(at) + timedelta(days=8))  # fmt: skip
        elif event == "pause ends":
            services.end_pause(account_id=ana_id, by=DEV, at=at)
        elif event == "texts":
            allow_texts(self.ana)
        elif event == "stop":
            mailroom.stop(channel="text", to=NUMBER, by=TESTS, at=at)
        elif event == "no email":
            mailroom.stop(channel="email", to=self.ana.account.email, by=TESTS, at=at, reason="bounce")

    def _comes_back(self, key: str, at: Any) -> None:
        from hearthside.bills import services as billing

        ledger.reverse_entry(account_id=self.ana.id, key_of=key, key=f"back:{key}", kind="payment_returned",
                             effective_on=clock.day_of(at), at=at)  # fmt: skip
        billing.note_return(self.ana.id, at)


@hypothesis_settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(EVENTS), st.integers(1, 9)), max_size=8))
def test_any_order_of_events(happened: list[tuple[str, int]]) -> None:
    life, days = Life(), -8
    for event, later in [*happened, ("nothing", 30)]:
        days += 1  # a morning of its own: no round of that day has been yet
        life.meets(event, days)
        _a_round(life, days)
        for _ in range(later if event != "late worker" else 0):
            days += 1
            _a_round(life, days)
        days += later if event == "late worker" else 0
    rows = Message.objects.filter(account_id=life.ana.id, kind__startswith="reminder_")
    assert rows.count() == rows.values("kind").distinct().count() <= 4
    sent = Message.objects.filter(account_id=life.ana.id, sent_at__isnull=False)
    assert rows.filter(state="stopped").count() == 0
    assert not [(name, found) for name, found in proofs.checks() if found], sent.count()


def _a_round(life: Life, days: int) -> None:
    """The mail goes out, and the round of noon; a message may go only where no reason was there before."""
    at = day(life.ana, days)
    Message.objects.filter(account_id=life.ana.id, state="waiting").update(state="sent", sent_at=at)
    before, gone = known_of([life.ana.id], at=at), _gone(life)
    services.remind(at=at)
    if _gone(life) > gone:
        assert rules.why_stop(before[0].facts, policy(clock.day_of(at))) is None
        assert before[0].facts.contacts < 7 and _gone(life) == gone + 1
    gone = _gone(life)
    services.remind(at=at)
    assert _gone(life) == gone


def _gone(life: Life) -> int:
    return Message.objects.filter(account_id=life.ana.id, kind__startswith="reminder_").count()
