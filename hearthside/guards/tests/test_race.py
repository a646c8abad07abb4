"""Many at once: a limit of N lets N through, and a minute of the site loses none."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier
from typing import TypeVar

import pytest
from django.db import connection

from hearthside.audit.models import Event
from hearthside.guards import selectors
from hearthside.guards import services as guards
from hearthside.guards.models import Brake, Counter

pytestmark = pytest.mark.django_db(transaction=True)

NOON = datetime(2026, 11, 23, 17, tzinfo=UTC)
THREADS = 8
Result = TypeVar("Result")


def at_once(work: Callable[[int], Result]) -> list[Result]:
    start = Barrier(THREADS)

    def one(no: int) -> Result:
        try:
            start.wait(20)
            return work(no)
        finally:
            connection.close()

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(one, range(THREADS)))


def test_guesses_sent_together_do_not_pass_together() -> None:
    def guess(no: int) -> int:
        return sum(guards.count("pay_code.address", "203.0.113.9", at=NOON).allowed for _ in range(5))

    assert sum(at_once(guess)) == 20
    assert Event.objects.filter(name="guard.tripped").count() == 1


def test_a_limit_of_two_windows_lets_exactly_the_smaller_through() -> None:
    assert sum(at_once(lambda no: guards.count("check_page.bill", "1", at=NOON).allowed)) == 3
    assert set(Counter.objects.values_list("count", flat=True)) == {4, 3}  # tripped, and not used up


def test_doors_that_count_by_the_same_things_in_another_order_do_not_lock_each_other_out() -> None:
    pair = [("pay_code.account", "4021187739"), ("pay_code.address", "203.0.113.9")]

    def guess(no: int) -> int:
        tries = pair if no % 2 else pair[::-1]
        return sum(all(one.allowed for one in guards.count_all(tries, at=NOON)) for _ in range(4))

    assert sum(at_once(guess)) == 5
    assert guards.peek("pay_code.address", "203.0.113.9", at=NOON).tries_left == 15


def test_the_sweep_runs_among_tries_and_no_try_is_lost_in_its_window() -> None:
    hour = timedelta(hours=1)

    def tip(no: int) -> int:
        if no == 0:
            return sum(0 * guards.sweep(at=NOON + hour * step) for step in range(10))
        return sum(
            guards.count("tip.address", f"203.0.113.{no}", at=NOON + hour * 11).allowed for _ in range(9)
        )

    for no in range(1, THREADS):
        guards.count("tip.address", f"203.0.113.{no}", at=NOON)
    assert at_once(tip) == [0] + [5] * (THREADS - 1)


def test_no_answer_is_lost_and_one_brake_goes_on() -> None:
    def decline(no: int) -> None:
        for _ in range(5):
            guards.note_answer(declined=True, at=NOON)

    at_once(decline)
    lately = selectors.site_lately(NOON, timedelta(minutes=10))
    assert (lately.answers, lately.declines) == (5 * THREADS, 5 * THREADS)
    assert Brake.objects.count() == 1
    assert Event.objects.filter(name="guard.brake_on").count() == 1
