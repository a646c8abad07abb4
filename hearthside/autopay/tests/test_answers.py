"""What the help center says of autopay is the rule that was set."""

from dataclasses import replace

import pytest

from hearthside import clock
from hearthside.autopay import answers
from hearthside.autopay.tests.cast import actor_of, make_login, make_saver, planned
from hearthside.helpcenter.registry import Answer, Asker
from hearthside.members.models import Scope
from hearthside.payments.tests.cast import make_ana
from hearthside.payments.tests.conftest import Payer

pytestmark = pytest.mark.django_db


def answered(who: Asker) -> Answer:
    answer = answers.autopay_paperless(who)
    assert answer is not None
    return answer


def test_without_a_rule_it_is_off() -> None:
    ana = make_ana()
    login = make_login("ana", ana.id)
    answer = answered(Asker(actor_of(login), ana.id, clock.now()))
    assert "off" in str(answer.says[0]) and str(answer.rows[-1].value) == "On paper, by mail"


def test_the_rule_and_what_it_takes_next(payer: Payer) -> None:
    saver = make_saver(payer)
    taking = planned(saver)
    answer = answered(Asker(saver.actor, saver.id, clock.now()))
    assert "Visa ending in 4242" in str(answer.says[0]) and "$200.00" in str(answer.says[0])
    assert str(answer.rows[0].value).startswith(f"{taking.amount} on ")


def test_care_helpers_and_strangers_get_no_answer() -> None:
    ana = make_ana()
    care = make_login("care", ana.id, Scope.CARE)
    cora = make_login("cora")
    asked = Asker(actor_of(care), ana.id, clock.now())
    assert answers.autopay_paperless(asked) is None
    assert answers.autopay_paperless(replace(asked, actor=actor_of(cora))) is None
    assert answers.autopay_paperless(replace(asked, account_id=None)) is None
