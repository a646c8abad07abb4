"""Several people, tabs and processes at once: one live attempt, one payment, one entry. On both databases."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connections

from hearthside.ledger import selectors as ledger
from hearthside.payments import errors, flows, proofs, services
from hearthside.payments.models import LIVE, Attempt, AttemptState, Payment
from hearthside.payments.tests.cast import GUEST, Ana, make_ana, now, wanted
from hearthside.payments.tests.conftest import Payer

pytestmark = pytest.mark.django_db(transaction=True)
PEOPLE = 6


def all_at_once(*doings: Callable[[], object]) -> list[Any]:
    """Run each in a thread of its own, started together; what each gave or raised, in order."""
    gate = threading.Barrier(len(doings))
    answers: list[Any] = [None] * len(doings)

    def run(place: int, doing: Callable[[], object]) -> None:
        try:
            gate.wait(10)
            answers[place] = doing()
        except Exception as trouble:
            answers[place] = trouble
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(doings)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return answers


@pytest.fixture
def racing_ana(transactional_db: None) -> Ana:
    return make_ana()


def test_one_form_sent_many_times_at_once(racing_ana: Ana, payer: Payer) -> None:
    asked = wanted(racing_ana)
    begun = all_at_once(*[lambda: flows.begin(wanted=asked, by=GUEST, at=now())] * PEOPLE)
    assert {type(one) for one in begun} == {flows.Begun}, begun
    assert len({one.url for one in begun}) == 1 and Attempt.objects.count() == 1
    payer.pays_by_card(begun[0].url)
    attempt = Attempt.objects.get()
    settled = all_at_once(*[lambda: flows.ask(attempt, by=GUEST, at=now())] * PEOPLE)
    assert {one.state for one in settled} == {AttemptState.SETTLED}, settled
    assert Payment.objects.count() == 1
    assert ledger.standing(racing_ana.id).receivable.cents == 0
    assert not any(found for _, found in proofs.checks())


def test_two_tabs_with_two_choices_leave_one_live_page(racing_ana: Ana, payer: Payer) -> None:
    begun = all_at_once(
        lambda: flows.begin(wanted=wanted(racing_ana), by=GUEST, at=now()),
        lambda: flows.begin(wanted=wanted(racing_ana, 5000), by=GUEST, at=now()),
        lambda: flows.begin(wanted=wanted(racing_ana, 6000), by=GUEST, at=now()),
    )
    refused = [one for one in begun if isinstance(one, Exception)]
    assert all(
        isinstance(one, (errors.AttemptEnded, errors.StillChecking, errors.TooOften, errors.ProcessorAway))
        for one in refused
    ), refused
    assert Attempt.objects.filter(state__in=LIVE).count() <= 1
    taken = [payer.pays_by_card(one.url) for one in begun if isinstance(one, flows.Begun) and one.url]
    assert sum(answer.status_code == 303 for answer in taken) <= 1
    for attempt in Attempt.objects.all():
        flows.ask(attempt, by=GUEST, at=now())
    assert Payment.objects.count() <= 1
    assert not any(found for _, found in proofs.checks())


def test_a_page_opened_between_the_look_and_the_lock_is_closed_first(racing_ana: Ana, payer: Payer) -> None:
    """Found by a race on PostgreSQL: an old picture of an attempt must not end it behind its payer's back."""
    asked = wanted(racing_ana)
    before = services.start_attempt(wanted=asked, by=GUEST, at=now())
    begun = flows.begin(wanted=asked, by=GUEST, at=now())
    assert before.page_id == "" and begun.url
    assert flows.put_away(before, by=GUEST, at=now()).state == AttemptState.EXPIRED
    assert payer.pays_by_card(begun.url).status_code != 303, "the page itself is closed, not only our row"


def test_return_webhook_and_worker_at_once(racing_ana: Ana, payer: Payer) -> None:
    begun = flows.begin(wanted=wanted(racing_ana), by=GUEST, at=now())
    payer.pays_by_card(begun.url)
    later = now().replace(year=now().year + 1)
    doings = [lambda: flows.ask(begun.attempt, by=GUEST, at=now()), lambda: flows.sweep(at=later)] * 3
    answers = all_at_once(*doings)
    assert not [one for one in answers if isinstance(one, Exception)], answers
    assert Payment.objects.count() == 1
    assert not any(found for _, found in proofs.checks())
