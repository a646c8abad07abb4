"""Keisha works the queue, Sol corrects, Ada looks, and nobody opens their own."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from hearthside import clock
from hearthside.audit.models import Event
from hearthside.cases import account_screen, queues, selectors
from hearthside.cases.models import Case, CaseFile, CaseState
from hearthside.cases.tests import cast
from hearthside.cases.tests.cast import PDF
from hearthside.desk import gathering
from hearthside.desk.tests.screen import screen_of
from hearthside.mailroom.models import Message
from hearthside.members import services as members
from hearthside.members.models import Scope
from hearthside.payments.tests.cast import Ana

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana() -> Ana:
    return cast.make_ana()


@pytest.fixture
def case(ana: Ana) -> Case:
    return cast.asks(ana, words="Nobody came on that day.")


@pytest.fixture
def keisha() -> Any:
    return cast.make_staff("keisha", "billing_agent")


@pytest.fixture
def sol() -> Any:
    return cast.make_staff("sol", "supervisor")


def page_of(client: Client, case: Case) -> str:
    answer = client.get(f"/desk/cases/{case.reference}/")
    assert answer.status_code == 200
    return answer.content.decode()


def do(client: Client, case: Case, what: str, **said: Any) -> Any:
    return client.post(f"/desk/cases/{case.reference}/{what}/", said)


def test_the_queue_puts_the_nearest_clock_first(ana: Ana, case: Case, keisha: Any) -> None:
    other = cast.asks(ana, ana.charge_ids[1])
    Case.objects.filter(pk=other.pk).update(due_on=clock.today())
    [queue] = [one for one in queues.QUEUES if one.slug == "cases-dispute"]
    assert [item.key for item in queue.items("", 10)] == [other.reference, case.reference]
    assert [item.key for item in queue.items(other.reference, 10)] == [case.reference]
    assert queue.tally().count == 2 and queue.find is not None and queue.find("0000000000") is None
    assert queue in gathering.queues_for(keisha)
    listed = cast.at_desk(keisha).get("/desk/queues/cases-dispute/")
    assert listed.status_code == 200 and "I did not get this" in listed.content.decode()


def test_a_case_that_waits_for_the_member_leaves_the_queue(case: Case, keisha: Any) -> None:
    desk = cast.at_desk(keisha)
    for _ in range(2):
        do(desk, case, "ask", words="Send us the receipt, please.", key="k")
    [queue] = [one for one in queues.QUEUES if one.slug == "cases-dispute"]
    assert not queue.items("", 10) and queue.tally().count == 0
    Case.objects.update(asked_on=cast.in_days(-30).date())
    [item] = queue.items("", 10)
    assert "has not answered" in str(item.why)
    assert "Clock waits for the member" in page_of(desk, case)


def test_an_answer_is_read_before_it_is_sent(ana: Ana, case: Case, keisha: Any) -> None:
    desk = cast.at_desk(keisha)
    draft = desk.get(f"/desk/cases/{case.reference}/answer/?outcome=stands").content.decode()
    assert "Your plan told us that the care was given" in draft
    preview = do(desk, case, "answer", outcome="stands", words="The nurse signed in at noon.", step="preview")
    words = preview.content.decode()
    assert "School grade" in words and "The nurse signed in at noon." in words and "$29.00" in words
    case.refresh_from_db()
    assert case.state == CaseState.OPEN and not Message.objects.filter(kind="case_answered").exists()
    change = do(desk, case, "answer", outcome="stands", words="The nurse signed in at noon.", step="change")
    assert change.status_code == 200 and "The nurse signed in at noon." in change.content.decode()
    for _ in range(2):
        do(desk, case, "answer", outcome="stands", words="The nurse signed in at noon.", step="send")
    case.refresh_from_db()
    assert case.outcome == "stands" and not cast.held(ana)
    assert "Open it again" in page_of(desk, case)


def test_an_empty_answer_is_asked_for(case: Case, keisha: Any) -> None:
    desk = cast.at_desk(keisha)
    page = do(desk, case, "answer", outcome="", words="", step="send")
    assert page.status_code == 422
    assert "Choose the answer." in page.content.decode() and "Say why" in page.content.decode()


def test_a_hard_letter_is_called_hard(case: Case, keisha: Any) -> None:
    words = (
        "Notwithstanding the aforementioned adjudication, beneficiary responsibility regarding "
        "the reimbursement determination necessitates immediate remittance of the delinquent obligation "
        "in accordance with applicable contractual provisions and supplementary documentation requirements."
    )
    page = do(cast.at_desk(keisha), case, "answer", outcome="stands", words=words, step="preview")
    assert "Hard" in page.content.decode() and "delinquent" in page.content.decode()


def test_a_letter_in_spanish_is_measured_in_spanish(keisha: Any) -> None:
    ana = cast.make_ana(language="es")
    case = cast.asks(ana, language="es")
    desk = cast.at_desk(keisha)
    assert "write the answer in Spanish" in desk.get(f"/desk/cases/{case.reference}/answer/").content.decode()
    page = do(desk, case, "answer", outcome="stands", words="La enfermera llegó a las doce.", step="preview")
    words = page.content.decode()
    assert "Ease" in words and "Nuestra respuesta a su pregunta" in words


def test_a_correction_takes_two(ana: Ana, case: Case, keisha: Any, sol: Any) -> None:
    do(cast.at_desk(keisha), case, "answer", outcome="corrected", words="You are right.", step="send")
    assert do(cast.at_desk(keisha), case, "void").status_code == 403
    [queue] = [one for one in queues.QUEUES if one.slug == "cases-corrections"]
    assert [item.key for item in queue.items("", 5)] == [case.reference]
    desk = cast.at_desk(sol)
    assert "Take the charge off" in page_of(desk, case)
    do(desk, case, "void")
    case.refresh_from_db()
    assert case.outcome == "corrected" and not queue.items("", 5)


def test_who_decided_cannot_take_the_charge_off(case: Case, sol: Any) -> None:
    desk = cast.at_desk(sol)
    do(desk, case, "answer", outcome="corrected", words="You are right.", step="send")
    page = desk.post(f"/desk/cases/{case.reference}/void/", follow=True).content.decode()
    assert "A second person must do this." in page
    case.refresh_from_db()
    assert case.state == CaseState.FIXING


def test_notes_and_handing_over(case: Case, keisha: Any, sol: Any) -> None:
    desk = cast.at_desk(keisha)
    do(desk, case, "take")
    case.refresh_from_db()
    assert case.owner_id == keisha.pk and case.state == CaseState.WORKING
    for _ in range(2):
        do(desk, case, "note", words="Called the provider.", key="n")
    assert case.events.filter(kind="note").count() == 1
    assert do(desk, case, "hand-over", to=sol.pk, words="").status_code == 422
    do(desk, case, "hand-over", to=sol.pk, words="Please call back.")
    case.refresh_from_db()
    assert case.owner_id == sol.pk and "Please call back." in page_of(cast.at_desk(sol), case)


def test_notes_stay_with_us(ana: Ana, case: Case, keisha: Any) -> None:
    do(cast.at_desk(keisha), case, "note", words="She sounded unsure.", key="n")
    shown = selectors.story_of(case, is_for_member=True)
    assert not [row for row in shown if "unsure" in row.words]


def test_who_calls_gets_a_question_too(ana: Ana, keisha: Any) -> None:
    desk = cast.at_desk(keisha)
    number, bill = ana.account.number, ana.bill.number
    assert bill in desk.get(f"/desk/cases/new/{number}/").content.decode()
    address = f"/desk/cases/new/{number}/{bill}/"
    form = {"lines": cast.line_of(ana), "why": "wrong_person", "words": "It was her sister.", "key": "c1",
            "received_on": clock.today().isoformat()}  # fmt: skip
    late = desk.post(address, form | {"received_on": cast.in_days(3).date().isoformat()})
    assert late.status_code == 422 and "This day has not come yet." in late.content.decode()
    for _ in range(2):
        desk.post(address, form)
    case = Case.objects.get()
    assert case.opened_by == f"staff:{keisha.pk}" and cast.held(ana)
    assert "was asked about already" in desk.get(address).content.decode()
    other = cast.make_ana(email="cora@example.org")
    assert desk.get(f"/desk/cases/new/{number}/{other.bill.number}/").status_code == 404


def test_nobody_opens_the_case_of_their_own_account(ana: Ana, case: Case, keisha: Any) -> None:
    members.grant_access(login_id=keisha.pk, account_id=ana.id, scope=Scope.SELF, by=cast.DEV, at=clock.now())
    assert cast.at_desk(keisha).get(f"/desk/cases/{case.reference}/").status_code == 403
    assert Event.objects.filter(name="record.refused", account_id=ana.id).exists()


def test_every_look_is_written_down(ana: Ana, case: Case, keisha: Any) -> None:
    page_of(cast.at_desk(keisha), case)
    assert Event.objects.filter(name="record.viewed", subject=case.reference, account_id=ana.id).count() == 1


def test_ada_looks_and_walt_does_not(case: Case) -> None:
    ada = cast.at_desk(cast.make_staff("ada", "auditor"))
    page_of(ada, case)
    assert do(ada, case, "note", words="x", key="k").status_code == 403
    walt = cast.at_desk(cast.make_staff("walt", "lockbox_clerk"))
    assert walt.get(f"/desk/cases/{case.reference}/").status_code == 403


def test_a_paper_that_came_by_mail(case: Case, keisha: Any) -> None:
    desk = cast.at_desk(keisha)
    bad = desk.post(f"/desk/cases/{case.reference}/file/", {"file": SimpleUploadedFile("a.png", b"GIF89a")})
    assert bad.status_code == 422 and "This is no PDF, JPEG, PNG or HEIC." in bad.content.decode()
    desk.post(f"/desk/cases/{case.reference}/file/", {"file": SimpleUploadedFile("a.pdf", PDF)})
    assert CaseFile.objects.get().added_by == f"staff:{keisha.pk}"


def test_the_account_screen_knows(ana: Ana, case: Case, keisha: Any) -> None:
    screen = screen_of(account_screen, ana.id)
    [alert] = screen.alerts
    assert alert.kind == "caution" and "do not ask for it" in str(alert.words)
    assert [row.path for row in screen.rows] == [f"/desk/cases/{case.reference}/"]
    [hit] = account_screen.with_number(case.reference)
    assert hit.account_id == ana.id and not account_screen.with_number("0000000000")
    page = cast.at_desk(keisha).get(f"/desk/accounts/{ana.account.number}/").content.decode()
    assert "Open a question about a bill" in page


def test_more_time_and_opening_again(case: Case, keisha: Any) -> None:
    desk = cast.at_desk(keisha)
    assert "Take more time" in page_of(desk, case)
    do(desk, case, "more-time", words="We wait for the provider.")
    assert "Take more time" not in page_of(desk, case)
    do(desk, case, "take-back")
    case.refresh_from_db()
    assert case.outcome == "withdrawn"
    do(desk, case, "reopen", words="They called again.")
    case.refresh_from_db()
    assert case.state == CaseState.OPEN and case.times_reopened == 1
