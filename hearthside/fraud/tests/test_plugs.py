"""What this room brings to others: the help center's answer, the clock of a race, and what a backup reads."""

import secrets
import threading
from typing import Any

import pytest
from django.db import connection

from hearthside import clock
from hearthside.audit.actor import Actor, ActorKind
from hearthside.fraud import answers, flows, policy
from hearthside.fraud.models import Tip
from hearthside.fraud.services import Received
from hearthside.fraud.tests import cast
from hearthside.helpcenter.registry import Asker


@pytest.mark.django_db
def test_signed_in_the_help_page_leads_to_each_line_and_tells_of_no_report() -> None:
    people = cast.make_cast()
    told = cast.tells(is_known=True, account_id=people.owes.id)
    asker = Asker(Actor(ActorKind.LOGIN, str(people.ana.pk), door="web"), people.owes.id, clock.now())
    answer = answers.report_fraud(asker)
    assert answer is not None and told.reference not in str(answer)
    hers = cast.signed_in(people.ana)
    assert answer.rows and all(hers.get(row.path).status_code == 200 for row in answer.rows)
    stranger = Asker(Actor(ActorKind.LOGIN, str(people.cora.pk), door="web"), people.owes.id, clock.now())
    assert answers.report_fraud(stranger) is None


@pytest.mark.django_db(transaction=True)
def test_two_presses_at_the_same_moment_are_one_report() -> None:
    key, gate, got = secrets.token_hex(16), threading.Barrier(2), list[Any]()

    def press() -> None:
        try:
            gate.wait()
            got.append(_sent(key))
        finally:
            connection.close()

    threads = [threading.Thread(target=press) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Tip.objects.count() == 1
    assert len(got) == 2 and got[0].pin == got[1].pin and {one.is_new for one in got} == {True, False}


def _sent(key: str) -> Received:
    return flows.send_report(
        form_key=key, facts=cast.TOLD, is_known=False, language="en", address="192.0.2.7", at=clock.now()
    )


def test_the_policy_is_whole() -> None:
    terms = policy.policy(clock.today())
    assert terms.keep_days_found > terms.keep_days_nothing > terms.days > terms.warn_days
