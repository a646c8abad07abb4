"""Two workers at once, on a real database: each step is decided once and goes once."""

import pytest

from hearthside.audit.models import Event
from hearthside.mailroom.models import Message
from hearthside.mailroom.tests.test_races import together
from hearthside.reminders import proofs, services
from hearthside.reminders.models import Reminder
from hearthside.reminders.tests.cast import day, make_owing

pytestmark = pytest.mark.django_db(transaction=True)


def test_workers_send_each_reminder_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "PIECE", 3)
    owing = [make_owing() for _ in range(8)]
    at = day(owing[0], 5)
    assert sum(together(lambda: services.remind(at=at))) == 8
    assert Message.objects.filter(kind="reminder_past").count() == 8
    assert Reminder.objects.filter(step="past", state="sent").count() == 8
    assert Event.objects.filter(name="reminder.sent").count() == 8
    assert not [(name, found) for name, found in proofs.checks() if found]


class Killed(RuntimeError):
    """The machine went away."""


def test_a_worker_that_dies_leaves_nothing_half_done(monkeypatch: pytest.MonkeyPatch) -> None:
    ana = make_owing()
    with monkeypatch.context() as dying:
        dying.setattr("hearthside.reminders.states.audit.record", _die)
        with pytest.raises(Killed):
            services.remind(at=day(ana, 5))
    assert not Reminder.objects.exists() and not Message.objects.filter(kind="reminder_past").exists()
    assert services.remind(at=day(ana, 5)) == 1


def _die(*_given: object, **_more: object) -> None:
    raise Killed
