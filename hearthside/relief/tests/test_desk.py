"""Dev offers and proposes, Sol decides, Ada looks; nobody else opens anything."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client, override_settings
from django.urls import reverse

from hearthside import clock
from hearthside.audit.models import Event
from hearthside.desk.tests.cast import at_desk, make_staff
from hearthside.desk.tests.screen import screen_of
from hearthside.members import services as members
from hearthside.members.models import Scope
from hearthside.money import ZERO, Money
from hearthside.payments.tests.cast import Ana
from hearthside.relief import account_screen, doors, flows, permissions, queues, selectors, urls
from hearthside.relief.models import Application, Paper, Plan, WriteOff
from hearthside.relief.services import giving_up, hardship, plans
from hearthside.relief.tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana() -> Ana:
    return cast.make_owing(40000, 40000)


@pytest.fixture
def dev() -> Client:
    return at_desk(make_staff("dev", "billing_agent"))


@pytest.fixture
def sol() -> Client:
    return at_desk(make_staff("sol", "supervisor"))


@pytest.fixture(autouse=True)
def files(tmp_path: Path) -> Any:
    with override_settings(FILES_FOLDER=tmp_path):
        yield tmp_path


def asked(ana: Ana) -> Application:
    return hardship.enter(
        account_id=ana.id, language="en", people=2, income=Money(150000), is_monthly=True, by=cast.ANA,
        at=clock.now(),
    )  # fmt: skip


def test_every_staff_page_names_a_permission_that_somebody_holds() -> None:
    staff = {name.partition(":")[2] for name, audience in doors.DOORS.items() if audience == "staff"}
    views = {pattern.name: pattern.callback for pattern in urls.urlpatterns if pattern.name in staff}
    assert views.keys() == staff
    assert {vars(view)["permission"] for view in views.values()} <= permissions.PERMISSIONS.keys()


def test_decide_with_the_table_beside_the_papers(ana: Ana, sol: Client) -> None:
    application = hardship.begin(account_id=ana.id, language="en", by=cast.ANA, at=clock.now())
    hardship.say_people(reference=application.reference, people=2, by=cast.ANA, at=clock.now())
    flows.take_paper(
        application=application, chunks=[b"\x89PNG\r\n\x1a\n"], size_bytes=8, by=cast.ANA, at=clock.now()
    )
    hardship.say_income(
        reference=application.reference, income=Money(150000), is_monthly=True, by=cast.ANA, at=clock.now()
    )
    hardship.send(reference=application.reference, by=cast.ANA, at=clock.now())
    page = sol.get(reverse("relief:desk_application", args=[application.reference])).content.decode()
    assert "84% of the guideline" in page and "being scanned" in page and "91 FR 1797" in page
    paper = Paper.objects.get()
    path = reverse("relief:desk_paper", args=[paper.reference])
    assert sol.get(path).status_code == 404
    flows.scan_waiting(clock.now())
    answer = sol.get(path)
    assert answer["Content-Disposition"] == f'attachment; filename="{paper.reference}.png"'
    assert "sandbox" in answer["Content-Security-Policy"]
    assert answer["Content-Type"] == "application/octet-stream"
    assert Event.objects.filter(name="record.viewed", subject=paper.reference).exists()
    sol.post(
        reverse("relief:desk_decide", args=[application.reference]), {"income": "60000", "period": "year"}
    )
    assert Application.objects.get().state == "granted" and cast.due(ana) == Money(40000)


def test_a_billing_agent_looks_and_does_not_decide(ana: Ana, dev: Client) -> None:
    application = asked(ana)
    assert dev.get(reverse("relief:desk_application", args=[application.reference])).status_code == 200
    for name in ("desk_decide", "desk_decline"):
        answer = dev.post(reverse(f"relief:{name}", args=[application.reference]), {"income": "0"})
        assert answer.status_code == 403
    assert Application.objects.get().state == "sent"


def test_a_member_opens_no_staff_page(ana: Ana, client: Client) -> None:
    from hearthside.payments.tests.test_member_pages import signed_in

    plan = cast.make_plan(ana)
    hers = signed_in("ana", ana)
    assert hers.get(reverse("relief:desk_plan", args=[plan.reference])).status_code == 403
    assert client.get(reverse("relief:desk_plan", args=[plan.reference])).status_code == 302


def test_an_auditor_looks_and_changes_nothing(ana: Ana) -> None:
    ada = at_desk(make_staff("ada", "auditor"))
    plan = cast.make_plan(ana)
    assert ada.get(reverse("relief:desk_plan", args=[plan.reference])).status_code == 200
    assert ada.post(reverse("relief:desk_plan_stop", args=[plan.reference])).status_code == 403
    assert Plan.objects.get().state == "active"


def test_dev_offers_and_ana_accepts(ana: Ana, dev: Client) -> None:
    from hearthside.payments.tests.test_member_pages import signed_in

    path = reverse("relief:desk_offer", args=[ana.account.number])
    assert dev.get(path).status_code == 200
    asked_for = {"count": "4", "day": "5", "cents": "80000", "key": "1234567890"}
    first, second = (dev.post(path, asked_for) for _ in range(2))
    assert first["Location"] == second["Location"] and Plan.objects.count() == 1
    plan = Plan.objects.get()
    assert plan.state == "offered" and cast.due(ana) == Money(80000)
    hers = signed_in("ana", ana)
    assert b"A plan is ready for you" in hers.get(f"/pay/help/plan/{plan.reference}/start/").content
    assert hers.post(f"/pay/help/plan/{plan.reference}/start/").status_code == 303
    assert Plan.objects.get().state == "active" and cast.due(ana) == ZERO


def test_more_than_four_parts_need_a_supervisor_and_show_their_cost(
    ana: Ana, dev: Client, sol: Client
) -> None:
    from hearthside.payments.tests.test_member_pages import signed_in

    path = reverse("relief:desk_offer_long", args=[ana.account.number])
    asked_for = {"count": "8", "day": "5", "cents": "80000", "key": "1234567890"}
    assert dev.post(path, asked_for).status_code == 403
    assert dev.post(reverse("relief:desk_offer", args=[ana.account.number]), asked_for).status_code == 422
    sol.post(path, asked_for)
    plan = Plan.objects.get()
    assert plan.installments.count() == 8
    page = signed_in("ana", ana).get(f"/pay/help/plan/{plan.reference}/start/").content.decode()
    assert "Annual percentage rate" in page and "0%" in page and "Total of payments" in page


def test_the_buttons_of_a_plan(ana: Ana, sol: Client) -> None:
    plan = cast.make_plan(ana)
    path = reverse("relief:desk_plan", args=[plan.reference])
    assert sol.get(path).status_code == 200
    sol.post(f"{path}pause/", {"until": "2026-01-01"})
    assert Plan.objects.get().state == "active"
    sol.post(f"{path}pause/", {"until": cast.in_days(40).date().isoformat()})
    assert Plan.objects.get().state == "paused"
    sol.post(f"{path}resume/")
    sol.post(f"{path}day/", {"day": "20"})
    assert Plan.objects.get().day_of_month == 20
    sol.post(f"{path}forgive/", {"amount": "100", "reason": "goodwill"})
    assert selectors.picture(Plan.objects.get()).remaining == Money(70000)
    sol.post(f"{path}forgive/", {"amount": "9999", "reason": "goodwill"})
    assert selectors.picture(Plan.objects.get()).remaining == Money(70000)
    sol.post(f"{path}break/")
    assert Plan.objects.get().state == "broken" and cast.due(ana) == Money(70000)


def test_proposed_by_one_approved_by_another(ana: Ana, dev: Client, sol: Client) -> None:
    dev.post(reverse("relief:desk_bad_debt", args=[ana.account.number]), {"reason": "bankruptcy"})
    write_off = WriteOff.objects.get()
    path = reverse("relief:desk_write_off", args=[write_off.reference])
    assert b"You proposed this" in dev.get(path).content
    assert dev.post(f"{path}approve/").status_code == 403
    assert sol.get(path).status_code == 200
    sol.post(f"{path}approve/")
    sol.post(f"{path}approve/")
    assert WriteOff.objects.get().state == "posted" and cast.owed_in_all(ana) == ZERO


def test_a_supervisor_does_not_approve_what_she_proposed(ana: Ana, sol: Client) -> None:
    sol.post(reverse("relief:desk_bad_debt", args=[ana.account.number]), {"reason": "too_old"})
    write_off = WriteOff.objects.get()
    answer = sol.post(reverse("relief:desk_approve", args=[write_off.reference]), follow=True)
    assert b"A second person must agree" in answer.content
    assert cast.owed_in_all(ana) == Money(80000)


def test_ones_own_account_stays_shut(ana: Ana) -> None:
    login = make_staff("pat", "supervisor")
    members.grant_access(
        login_id=login.pk, account_id=ana.id, scope=Scope.MONEY, by=cast.TESTS, at=clock.now()
    )
    application = asked(ana)
    pat = at_desk(login)
    assert pat.get(reverse("relief:desk_application", args=[application.reference])).status_code == 403
    pat.post(reverse("relief:desk_decide", args=[application.reference]), {"income": "0", "period": "year"})
    assert Application.objects.get().state == "sent"


def test_a_form_on_paper_is_entered(ana: Ana, dev: Client) -> None:
    path = reverse("relief:desk_apply", args=[ana.account.number])
    assert dev.post(path, {"people": "", "income": "x", "period": "month"}).status_code == 422
    answer = dev.post(path, {"people": "3", "income": "1,500", "period": "month"})
    assert answer.status_code == 303 and Application.objects.get().income == Money(150000)
    assert cast.due(ana) == ZERO


def test_queues_count_and_list_oldest_first(ana: Ana) -> None:
    asked(ana)
    other = cast.make_owing()
    giving_up.propose_bad_debt(account_id=other.id, reason="too_old", by=cast.DEV, at=clock.now())
    third = cast.make_owing()
    plan = cast.make_plan(third)
    plans.break_plan(reference=plan.reference, by=cast.DEV, at=clock.now())
    for queue in queues.QUEUES:
        assert queue.tally().count == 1, queue.slug
        (item,) = queue.items("", 10)
        assert queue.items(item.key, 10) == []
        assert item.since == queue.tally().oldest
        assert queue.permission in permissions.PERMISSIONS


def test_the_account_screen(ana: Ana) -> None:
    words = [action.words for action in screen_of(account_screen, ana.id).actions]
    assert "Offer a payment plan" in words and "Enter a hardship form" in words
    cast.make_plan(ana)
    asked(ana)
    screen = screen_of(account_screen, ana.id)
    alerts = [alert.words for alert in screen.alerts]
    assert alerts[0] == "Payment plan paused, $800.00 left" and "hardship" in alerts[1]
    assert {row.state for row in screen.rows} == {"Paused", "Waits for us"}


def test_who_would_be_on_the_list_and_why_not(ana: Ana, sol: Client, dev: Client) -> None:
    assert dev.get(reverse("relief:desk_pre_collection")).status_code == 403
    assert sol.get(reverse("relief:desk_pre_collection")).status_code == 200
