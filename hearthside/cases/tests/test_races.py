"""The member asks twice at once, asks while staff answer, sends files at once. On both databases."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connections

from hearthside import clock
from hearthside.cases import flows, proofs
from hearthside.cases.models import Case, CaseFile
from hearthside.cases.services import disputes
from hearthside.cases.tests import cast
from hearthside.cases.tests.cast import ANA, DEV, PDF, SOL
from hearthside.ledger import proofs as ledger_proofs
from hearthside.payments.tests.cast import Ana

pytestmark = pytest.mark.django_db(transaction=True)
PEOPLE = 6


def all_at_once(*doings: Callable[[], object]) -> list[Any]:
    """What each gave or raised, started together, in order."""
    gate = threading.Barrier(len(doings))
    answers: list[Any] = [None] * len(doings)

    def run(place: int) -> None:
        try:
            gate.wait(10)
            answers[place] = doings[place]()
        except Exception as trouble:
            answers[place] = trouble
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(doings))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return answers


@pytest.fixture
def ana(transactional_db: None) -> Ana:
    return cast.make_ana()


def proved() -> bool:
    return not any(found for _name, found in [*proofs.checks(), *ledger_proofs.checks()])


def test_one_form_and_many_tabs_make_one_case(ana: Ana) -> None:
    asked = [lambda: cast.asks(ana, key="one form")] * 3 + [lambda: cast.asks(ana)] * 3
    cases = all_at_once(*asked)
    assert {type(one) for one in cases} == {Case}, cases
    assert len({one.reference for one in cases}) == 1 and Case.objects.count() == 1
    assert proved()


def test_answered_and_taken_back_at_once_ends_once(ana: Ana) -> None:
    case = cast.asks(ana)
    at = clock.now()
    answers = all_at_once(
        lambda: disputes.stands(reference=case.reference, words="It is right.", by=DEV, at=at),
        lambda: disputes.take_back(reference=case.reference, by=ANA, at=at),
        lambda: disputes.stands(reference=case.reference, words="It is right.", by=SOL, at=at),
        lambda: disputes.take_back(reference=case.reference, by=ANA, at=at),
    )
    assert {type(one) for one in answers} == {Case}, answers
    assert case.events.filter(kind__in=["closed", "withdrawn"]).count() == 1
    assert not cast.held(ana) and proved()


def test_two_supervisors_take_a_charge_off_once(ana: Ana) -> None:
    case = cast.asks(ana)
    at = clock.now()
    disputes.correct(reference=case.reference, words="You are right.", by=DEV, at=at)
    answers = all_at_once(
        *[lambda: disputes.void(reference=case.reference, by=SOL, at=at)] * 4,
        lambda: cast.pays(ana, 2900, names=ana.charge_ids[:1]),
    )
    assert {type(one) for one in answers[:4]} == {Case}, answers
    assert proved()
    assert cast.owed(ana).cents - cast.ledger.standing(ana.id).unapplied.cents in (11350 - 2900, 8450)


def test_files_at_once_never_pass_the_most(ana: Ana) -> None:
    case = cast.asks(ana)
    files = [PDF + str(number).encode() for number in range(9)]
    for content in files:
        flows.take_file(case=case, chunks=[content], size_bytes=len(content), by=ANA, at=clock.now())
    more = [
        lambda number=number: flows.take_file(
            case=case, chunks=[PDF + b"more%d" % number], size_bytes=20, by=ANA, at=clock.now()
        )
        for number in range(4)
    ]
    answers = all_at_once(*more)
    assert sum(isinstance(one, CaseFile) for one in answers) == 1, answers
    assert CaseFile.objects.count() == 10 and proved()
