"""Word that there is an answer: to whoever wrote, once a day while unread, and never what it says."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from hearthside import clock
from hearthside.inbox.models import Area
from hearthside.inbox.tests import cast
from hearthside.inbox.tests.cast import Cast
from hearthside.mailroom.models import Message
from hearthside.members import services as members
from hearthside.reminders import services as reminders

pytestmark = pytest.mark.django_db
SECRET = "Your nurse visit for the wound was $29.00."


@pytest.fixture
def keisha(people: Cast) -> Any:
    return cast.make_staff("keisha", "billing_agent")


def told(**more: Any) -> list[Message]:
    return list(Message.objects.filter(kind="inbox_answer", **more).order_by("pk"))


def test_whoever_wrote_is_told_without_a_word_of_it(people: Cast, keisha: Any) -> None:
    cast.answers(cast.writes(people, login=people.ben).thread, keisha, SECRET)
    [mail] = told()
    assert (mail.channel, mail.to) == ("email", "ben@mail.example")
    assert "We have answered your message." in mail.body
    for word in ("nurse", "wound", "$", people.owes.account.number):
        assert word not in mail.body + mail.subject


def test_once_a_day_while_it_is_unread(people: Cast, keisha: Any, hers: Client) -> None:
    thread, now = cast.writes(people).thread, clock.now()
    cast.answers(thread, keisha, "One.", at=now)
    cast.answers(thread, keisha, "Two.", at=now)
    assert len(told()) == 1
    cast.answers(thread, keisha, "Three.", at=now + timedelta(days=1))
    assert len(told()) == 2
    hers.get(f"/account/messages/{thread.reference}/")
    cast.answers(thread, keisha, "Four.", at=now + timedelta(days=1))
    assert len(told()) == 3, "they had read the others: this one is news"


def test_a_text_only_about_bills_and_only_after_a_yes(people: Cast, keisha: Any) -> None:
    account, by = people.owes.account, cast.actor_of(people.ana)
    members.change_contact(account_id=account.pk, changes={"phone": "706-555-0117"}, by=by, at=clock.now())
    reminders.choose(
        account_id=account.pk, channel="text", wants_early=True, text_words="yes", by=by, at=clock.now()
    )
    cast.answers(cast.writes(people).thread, keisha, SECRET)
    [text] = told()
    assert (text.channel, text.to) == ("text", "+17065550117") and "nurse" not in text.body
    cast.answers(cast.writes(people, about="care", area=Area.CARE).thread, keisha, SECRET)
    assert told()[-1].channel == "email", "the yes was to texts about bills"
    cast.answers(cast.writes(people, login=people.ben).thread, keisha, SECRET)
    assert told()[-1].to == "ben@mail.example", "the number is Ana's"


def test_an_account_nobody_signs_in_to(people: Cast, keisha: Any) -> None:
    thread = cast.writes(people).thread
    for login in (people.ana, people.ben):
        for grant in login.grants.all():
            members.end_access(grant_id=grant.pk, by=cast.actor_of(keisha), at=clock.now())
    cast.answers(thread, keisha, "Call us.")
    assert [(mail.channel, mail.to) for mail in told()] == [("email", "ana@example.org")]
    type(people.owes.account).objects.filter(pk=people.owes.id).update(email="")
    cast.answers(thread, keisha, "The answer itself.")
    [letter] = told(channel="letter")
    assert letter.body.startswith("The answer itself.") and letter.to == "Ana Reyes"


def test_a_helper_whose_scope_changed_is_not_told(people: Cast, keisha: Any) -> None:
    thread = cast.writes(people, login=people.ben).thread
    people.ben.grants.update(scope="care")
    cast.answers(thread, keisha)
    assert [mail.to for mail in told()] == ["ana@mail.example"]


def test_in_the_language_of_the_account(people: Cast, keisha: Any) -> None:
    type(people.owes.account).objects.filter(pk=people.owes.id).update(language="es")
    cast.answers(cast.writes(people).thread, keisha)
    assert "Respondimos su mensaje." in told()[0].body and "Tiene un mensaje" in told()[0].subject
