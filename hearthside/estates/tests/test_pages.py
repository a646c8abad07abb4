"""Tom tells us, signed out; the answer is the same for everybody. Ben, a helper, finds it filled in."""

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from hearthside import clock
from hearthside.audit.actor import Actor, ActorKind
from hearthside.cases.models import CaseFile
from hearthside.estates import answers, flows
from hearthside.estates.models import Notice
from hearthside.estates.tests import cast
from hearthside.estates.tests.cast import PDF, Ana, Cast
from hearthside.helpcenter.registry import Asker
from hearthside.mailroom.models import Message

pytestmark = pytest.mark.django_db
HERE = "/life-events/death/"
PERSON = {"died_name": "Ana Reyes", "number": "", "zip": "", "died_on_month": "1", "died_on_day": "5",
          "died_on_year": "2026"}  # fmt: skip
YOU = {"reporter": "Tom Reyes", "relation": "child", "phone": "404-555-0142", "email": "tom@mail.example",
       "address": "", "equipment": "yes", "is_executor": "yes", "papers": "now"}  # fmt: skip


@pytest.fixture
def ana() -> Ana:
    return cast.make_ana()


def sends(client: Client, *, prefix: str = "", person: dict[str, str] | None = None, **you: str) -> Any:
    client.post(f"{prefix}{HERE}", PERSON | (person or {}))
    client.post(f"{prefix}{HERE}you/", YOU | you)
    return client.post(f"{prefix}{HERE}check/", follow=True)


def without_number(page: str) -> str:
    page = re.sub(r"csrfmiddlewaretoken\" value=\"[^\"]+", "", page)
    return re.sub(r"[0-9]{3} [0-9]{3} [0-9]{4}", "N", page)


def test_three_short_pages_and_one_number(client: Client, ana: Ana) -> None:
    assert client.get(HERE).status_code == 200
    assert client.post(HERE, PERSON | {"number": ana.account.number}).headers["Location"] == f"{HERE}you/"
    assert client.get(f"{HERE}you/").status_code == 200
    assert client.post(f"{HERE}you/", YOU).headers["Location"] == f"{HERE}check/"
    page = client.get(f"{HERE}check/").content.decode()
    assert "Ana Reyes" in page and "January 5, 2026" in page and "Nothing is sent yet" in page
    answer = client.post(f"{HERE}check/", follow=True).content.decode()
    notice = Notice.objects.get()
    number = notice.case.reference
    assert f"{number[:3]} {number[3:6]} {number[6:]}" in answer
    assert "$" not in answer and "make you owe anything" in answer
    client.post(f"{HERE}check/")
    assert client.get(f"{HERE}check/").headers["Location"] == f"{HERE}received/"
    assert Notice.objects.count() == 1
    flows.look_at_new(clock.now())
    notice.refresh_from_db()
    assert notice.is_stopped and (notice.equipment, notice.papers) == ("yes", "now")


def test_the_answer_is_the_same_whether_or_not_there_is_such_an_account(ana: Ana) -> None:
    pages = [
        without_number(sends(Client(), person={"number": number}).content.decode())
        for number in (ana.account.number, "4021187739", "")
    ]
    assert pages[0] == pages[1] == pages[2]


@pytest.mark.parametrize(
    ("path", "typed", "says"),
    [
        ("", PERSON | {"died_name": ""}, "Type the name of the person who died."),
        ("", PERSON | {"zip": "abc"}, "Type the ZIP code as 5 digits"),
        ("", PERSON | {"died_on_month": "13"}, "There is no such day"),
        ("", PERSON | {"died_on_year": "2999"}, "cannot be after today"),
        ("", PERSON | {"died_on_year": ""}, "Type all three"),
        ("you/", YOU | {"reporter": ""}, "Type your name."),
        ("you/", YOU | {"relation": ""}, "Choose how you knew this person."),
        ("you/", YOU | {"phone": "", "email": ""}, "Type one way to reach you"),
        ("you/", YOU | {"email": "tom"}, "with an @ in it"),
        ("you/", YOU | {"phone": "12"}, "with its area code"),
        ("you/", YOU | {"address": "9 Oak St"}, "Type the street on one line"),
    ],
)
def test_a_mistake_says_what_to_do_and_keeps_what_was_typed(
    client: Client, path: str, typed: dict[str, str], says: str
) -> None:
    client.post(HERE, PERSON)
    answer = client.post(f"{HERE}{path}", typed)
    page = answer.content.decode()
    assert answer.status_code == 422 and says in page and "There is a problem" in page
    kept = "Ana Reyes" if not path and typed["died_name"] else "404-555-0142"
    assert (
        kept in page
        or not typed.get("phone", "x")
        or typed.get("phone") == "12"
        or not typed.get("died_name", "x")
    )
    assert not Notice.objects.exists()


@pytest.mark.parametrize("path", ["you/", "check/", "received/"])
def test_nobody_starts_in_the_middle(client: Client, path: str) -> None:
    assert client.get(f"{HERE}{path}").headers["Location"] == HERE
    assert client.post(f"{HERE}papers/").headers["Location"] == HERE


def test_in_spanish_all_the_way(client: Client) -> None:
    page = sends(client, prefix="/es").content.decode()
    assert "Lo sentimos mucho. Gracias por avisarnos." in page and "We " not in page.split("<footer")[0]
    letter = Message.objects.get(kind="estate_received")
    assert letter.language == "es" and "Avisarnos no le obliga a pagar nada." in letter.body
    assert Notice.objects.get().language == "es"


def test_a_paper_comes_from_the_browser_that_told_us_and_no_other(client: Client) -> None:
    sends(client)
    file = SimpleUploadedFile("paper.pdf", PDF, "application/pdf")
    assert "We have your copy" in client.post(f"{HERE}papers/", {"file": file}, follow=True).content.decode()
    assert CaseFile.objects.count() == 1
    wrong = client.post(f"{HERE}papers/", {"file": SimpleUploadedFile("a.exe", b"MZ....")})
    assert wrong.status_code == 422 and "We can take a PDF" in wrong.content.decode()
    other = Client().post(f"{HERE}papers/", {"file": SimpleUploadedFile("p.pdf", PDF)})
    assert other.headers["Location"] == HERE and CaseFile.objects.count() == 1


def test_too_many_reports_from_one_network_are_asked_to_call(client: Client) -> None:
    for _ in range(5):
        assert "Thank you for telling us" in sends(client).content.decode()
    answer = sends(client)
    assert answer.status_code == 429 and "Please call us" in answer.content.decode()
    assert Notice.objects.count() == 5
    assert client.get(f"{HERE}check/").status_code == 200


def test_a_helper_finds_it_filled_in_and_a_member_not_their_own_name() -> None:
    people: Cast = cast.make_cast()
    page = cast.signed_in(people.ben).get(HERE).content.decode()
    assert people.owes.account.number in page and 'value="Ana Reyes"' in page
    own = cast.signed_in(people.ana).get(HERE).content.decode()
    assert 'value="Ana Reyes"' not in own
    ben = cast.signed_in(people.ben)
    ben.post(HERE, PERSON)
    assert 'value="ben@mail.example"' in ben.get(f"{HERE}you/").content.decode()


def test_the_help_center_knows_what_i_told_and_nothing_of_others() -> None:
    people: Cast = cast.make_cast()
    sends(cast.signed_in(people.ben), person={"number": people.owes.account.number})
    flows.look_at_new(clock.now())

    def asks(login: Any, account_id: int | None) -> Any:
        return answers.member_deceased(
            Asker(Actor(ActorKind.LOGIN, str(login.pk), door="web"), account_id, clock.now())
        )

    mine = asks(people.ben, people.owes.id)
    assert len(mine.rows) == 1 and mine.rows[0].value == "A person is looking"
    for login, account_id in (
        (people.cora, None),
        (people.cora, people.owes.id),
        (people.ana, people.owes.id),
    ):
        answer = asks(login, account_id)
        assert not answer.rows and "You have not told us" in str(answer.says[0])
    cast.verified(Notice.objects.get())
    assert "You have not told us" in str(asks(people.cora, people.owes.id).says[0])
    assert asks(people.ben, people.owes.id).rows[0].value == "It is on file. Thank you."
