"""The site brake: on when cards are tested or codes guessed over many accounts, off by itself."""

from datetime import UTC, datetime, timedelta

import pytest

from hearthside.audit.models import Event
from hearthside.guards import selectors
from hearthside.guards import services as guards
from hearthside.guards.models import Brake

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 23, 17, 0, 30, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def answers(*, settled: int, declined: int, at: datetime = NOON) -> None:
    for _ in range(settled):
        guards.note_answer(declined=False, at=at)
    for _ in range(declined):
        guards.note_answer(declined=True, at=at)


def events() -> list[tuple[str, str]]:
    return list(Event.objects.order_by("id").values_list("name", "reason"))


def test_an_ordinary_day_has_no_brake() -> None:
    answers(settled=14, declined=6)
    assert not selectors.brake_is_on(NOON)
    assert events() == []


def test_too_many_declines_turn_it_on_once(caplog: pytest.LogCaptureFixture) -> None:
    answers(settled=14, declined=9)
    assert selectors.brake_is_on(NOON)
    assert events() == [("guard.brake_on", "declines")]
    assert [record.levelname for record in caplog.records] == ["ERROR"]


def test_a_handful_of_declines_is_not_many() -> None:
    answers(settled=0, declined=19)
    assert not selectors.brake_is_on(NOON)


def test_declines_of_ten_minutes_ago_do_not_count() -> None:
    answers(settled=0, declined=19, at=NOON - 10 * MINUTE)
    answers(settled=0, declined=19)
    assert not selectors.brake_is_on(NOON)


def test_the_two_hundred_and_first_wrong_code_of_an_hour_turns_it_on() -> None:
    for no in range(200):
        guards.note_wrong_code(at=NOON + timedelta(seconds=no))
    assert not selectors.brake_is_on(NOON + 5 * MINUTE)
    guards.note_wrong_code(at=NOON + 5 * MINUTE)
    assert selectors.brake_is_on(NOON + 5 * MINUTE)
    assert events() == [("guard.brake_on", "wrong_codes")]


def test_it_lasts_ten_minutes_after_it_was_last_needed_and_ends_by_itself() -> None:
    answers(settled=0, declined=20)
    answers(settled=0, declined=1, at=NOON + 5 * MINUTE)
    assert selectors.brake_is_on(NOON + 14 * MINUTE)
    assert not selectors.brake_is_on(NOON + 15 * MINUTE)
    assert guards.release_brake(at=NOON + 14 * MINUTE) == 0
    assert guards.release_brake(at=NOON + 16 * MINUTE) == 1
    assert guards.release_brake(at=NOON + 16 * MINUTE) == 0
    assert events() == [("guard.brake_on", "declines"), ("guard.brake_off", "declines")]
    assert Brake.objects.get().off_at == NOON + 15 * MINUTE


def test_a_second_attack_is_a_second_brake_even_if_nobody_wrote_down_the_end_of_the_first() -> None:
    answers(settled=0, declined=20)
    answers(settled=0, declined=20, at=NOON + 60 * MINUTE)
    assert [name for name, _ in events()] == ["guard.brake_on", "guard.brake_off", "guard.brake_on"]
    assert selectors.brake_is_on(NOON + 60 * MINUTE)


def test_two_causes_hold_it_on_their_own() -> None:
    answers(settled=0, declined=20)
    for _ in range(201):
        guards.note_wrong_code(at=NOON + 8 * MINUTE)
    assert guards.release_brake(at=NOON + 12 * MINUTE) == 1
    assert selectors.brake_is_on(NOON + 12 * MINUTE)


def test_the_sweep_takes_minutes_and_brakes_after_400_days() -> None:
    answers(settled=0, declined=20)
    guards.release_brake(at=NOON + 20 * MINUTE)
    assert guards.sweep(at=NOON + timedelta(days=399)) == 0
    assert guards.sweep(at=NOON + timedelta(days=401)) > 1
    assert not Brake.objects.exists()
    assert selectors.site_lately(NOON, 10 * MINUTE).answers == 0
