"""What the help center says to who cannot pay at once: the plan that stands, or the plans there are."""

import pytest

from hearthside import clock
from hearthside.audit.actor import Actor, ActorKind, job
from hearthside.helpcenter.registry import Answer, Asker
from hearthside.members import services as members
from hearthside.money import Money
from hearthside.payments.tests.cast import Ana
from hearthside.portal.tests.cast import make_login
from hearthside.relief import answers, selectors
from hearthside.relief.services import hardship
from hearthside.relief.tests import cast

pytestmark = pytest.mark.django_db


def asker(ana: Ana, scope: str = "self") -> Asker:
    login = make_login(f"{scope}@mail.example", "Reader")
    members.grant_access(login_id=login.pk, account_id=ana.id, scope=scope, by=job("tests"), at=clock.now())
    return Asker(Actor(ActorKind.LOGIN, str(login.pk), door="web"), ana.id, clock.now())


def answered(who: Asker) -> Answer:
    answer = answers.cannot_pay(who)
    assert answer is not None
    return answer


def test_the_plans_that_this_balance_may_have() -> None:
    ana = cast.make_owing()
    answer = answered(asker(ana))
    today = clock.today()
    offers = selectors.offers(ana.id, today=today, day=selectors.usual_day(today), most=3)
    assert [str(row.label) for row in answer.rows] == [f"{one.count} parts" for one in offers] != []
    assert str(answer.rows[0].value).startswith(f"{offers[0].each} each, from ")
    assert [one.path for one in answer.actions] == ["/pay/help/plan/", "/pay/help/lower/"]


def test_a_small_balance_has_no_plan_and_still_gets_help() -> None:
    answer = answered(asker(cast.make_owing(500)))
    assert not answer.rows and [one.path for one in answer.actions] == ["/pay/help/lower/"]


def test_the_plan_that_stands() -> None:
    ana = cast.make_owing()
    plan = cast.make_plan(ana)
    who = asker(ana)
    assert str(answered(who).says[0]) == "You pay in parts, with no interest."
    assert str(answered(who).rows[1].value) == "$300.00"
    assert answered(who).actions[0].path == f"/pay/help/plan/{plan.reference}/"


def test_the_application_that_waits() -> None:
    ana = cast.make_owing()
    made = hardship.enter(
        account_id=ana.id, language="en", people=2, income=Money(150000), is_monthly=True, by=cast.ANA,
        at=clock.now(),
    )  # fmt: skip
    answer = answered(asker(ana))
    expected = f"/pay/help/lower/{made.reference}/" if made.sent_at else "/pay/help/lower/"
    assert answer.actions[0].path == expected and "lower bill" in str(answer.says[0])


def test_a_helper_for_care_alone_gets_no_answer() -> None:
    ana = cast.make_owing()
    cast.make_plan(ana)
    assert answers.cannot_pay(asker(ana, "care")) is None
