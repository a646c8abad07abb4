"""One search box: exact finds, nothing in the address, nothing of the words in the audit trail."""

from datetime import date
from typing import Any

import pytest

from hearthside import clock
from hearthside.audit.models import Event
from hearthside.desk.looking_up import look_up
from hearthside.desk.tests.cast import at_desk
from hearthside.members import services as members
from hearthside.members.models import Person
from hearthside.portal.tests.cast import SETTING_THE_TABLE, Cast
from hearthside.references import spoken


def found(words: str) -> list[str]:
    return [one.account_number for one in look_up(words)]


@pytest.mark.parametrize(
    "words",
    ["Reyes 3/14/1954", "ana reyes 1954-03-14", "03-14-1954 REYES", "Reyes, Ana 3/14/1954",
     "An Reyes 3.14.1954"],
)  # fmt: skip
def test_a_name_and_a_birth_date_in_any_order(cast: Cast, words: str) -> None:
    assert found(words) == [cast.owes.account.number]


@pytest.mark.parametrize(
    "words",
    ["Reyes", "3/14/1954", "Reyes 3/15/1954", "Reyes 13/45/1954", "Ben Reyes 3/14/1954", "", "%",
     "x" * 5000, "check", "0000000000"],
)  # fmt: skip
def test_half_a_fact_finds_nobody(cast: Cast, words: str) -> None:
    assert found(words) == []


@pytest.mark.parametrize("way", ["{0}", "{0:}", " {0} "])
def test_account_and_bill_numbers(cast: Cast, way: str) -> None:
    for number in (cast.owes.account.number, cast.owes.bill.number):
        assert found(way.format(number)) == [cast.owes.account.number]
        assert found(spoken(number)) == found(spoken(number).replace(" ", "-")) == [cast.owes.account.number]


@pytest.mark.parametrize("words", ["478-555-0142", "(478) 555-0142", "+1 478 555 0142", "4785550142"])
def test_a_phone_on_file(cast: Cast, words: str) -> None:
    members.change_contact(
        account_id=cast.owes.id, changes={"phone": "478-555-0142"}, by=SETTING_THE_TABLE, at=clock.now()
    )
    assert found(words) == [cast.owes.account.number]


def test_two_people_are_listed_and_never_guessed(cast: Cast, staff: dict[str, Any]) -> None:
    other = members.open_account(roster_key=None, opened_on=clock.today(), contact={}, language="en")
    Person.objects.create(account=other, first_name="Anabel", last_name="Reyes", birth_date=date(1954, 3, 14))
    browser = at_desk(staff["keisha"])
    answer = browser.post("/desk/search/", {"words": "Reyes 3/14/1954"})
    assert answer["Location"] == "/desk/search/"
    page = browser.get("/desk/search/").content.decode()
    assert "2 found" in page and "Anabel" in page


def test_one_find_opens_it_and_the_words_are_kept_nowhere(cast: Cast, staff: dict[str, Any]) -> None:
    browser = at_desk(staff["keisha"])
    answer = browser.post("/desk/search/", {"words": "Reyes 3/14/1954"})
    assert answer["Location"] == f"/desk/accounts/{cast.owes.account.number}/"
    event = Event.objects.get(name="record.searched")
    assert event.result == "found"
    assert "Reyes" not in str(vars(event)) and "/1954" not in event.reason + event.subject
    browser.post("/desk/search/", {"words": "Nobody 3/14/1954"})
    assert b"Nothing found" in browser.get("/desk/search/").content
