"""Two of everything at once, on both databases: one press, one answer, ten files."""

from typing import Any

import pytest

from hearthside import clock
from hearthside.cases.tests.test_races import all_at_once
from hearthside.inbox import flows, proofs, services
from hearthside.inbox.errors import FileRefused, SomebodyElse, WroteMeanwhile
from hearthside.inbox.models import Thread, ThreadFile, ThreadMessage
from hearthside.inbox.tests import cast
from hearthside.inbox.tests.cast import PDF, Cast
from hearthside.mailroom.models import Message

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def people(transactional_db: None) -> Cast:
    return cast.make_cast()


def proved() -> bool:
    return not [found for _name, found in proofs.checks() if found]


def test_many_presses_are_one_message(people: Cast) -> None:
    made = all_at_once(*[lambda: cast.writes(people, key="one form")] * 5)
    assert {type(one) for one in made} == {ThreadMessage}, made
    assert len({one.pk for one in made}) == 1
    assert (Thread.objects.count(), ThreadMessage.objects.count()) == (1, 1) and proved()


def test_two_clerks_answer_once(people: Cast) -> None:
    thread = cast.writes(people).thread
    keisha, sol = cast.make_staff("keisha", "billing_agent"), cast.make_staff("sol", "supervisor")
    made = all_at_once(
        lambda: cast.answers(thread, keisha, "Keisha's answer.", key="k", upto=1),
        lambda: cast.answers(thread, sol, "Sol's answer.", key="s", upto=1),
        lambda: cast.answers(thread, keisha, "Keisha's answer.", key="k", upto=1),
    )
    sent = [one for one in made if isinstance(one, ThreadMessage)]
    refused = [one for one in made if isinstance(one, WroteMeanwhile | SomebodyElse)]
    assert len(sent) + len(refused) == 3 and len({one.pk for one in sent}) == 1, made
    assert Message.objects.filter(kind="inbox_answer").count() == 1 and proved()


def test_she_writes_while_we_answer(people: Cast) -> None:
    thread = cast.writes(people).thread
    keisha = cast.make_staff("keisha", "billing_agent")
    made: list[Any] = all_at_once(
        lambda: services.say(reference=thread.reference, words="Wait!", form_key="wait",
                             by=cast.actor_of(people.ana), at=clock.now()),
        lambda: cast.answers(thread, keisha, upto=1),
    )  # fmt: skip
    thread.refresh_from_db()
    said, answered = made
    assert isinstance(said, ThreadMessage)
    # Whoever came second saw the other: she asked after our answer, or we read her words first.
    if isinstance(answered, ThreadMessage):
        assert (answered.ordinal, said.ordinal) == (2, 3)
    else:
        assert isinstance(answered, WroteMeanwhile) and said.ordinal == 2
    assert thread.state == "open" and proved()


def test_files_at_once_never_pass_the_most(people: Cast) -> None:
    by = cast.actor_of(people.ana)

    def add(number: int) -> Any:
        return lambda: flows.take_file(
            account_id=people.owes.id, form_key="form", thread_id=None, chunks=[PDF + b"%d" % number],
            size_bytes=20, by=by, at=clock.now(),
        )  # fmt: skip

    for number in range(8):
        add(number)()
    made = all_at_once(*[add(number) for number in (8, 9, 10, 8)])
    assert all(isinstance(one, ThreadFile | FileRefused) for one in made), made
    assert ThreadFile.objects.count() == 10 and proved()
