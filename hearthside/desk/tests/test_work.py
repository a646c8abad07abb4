"""Taking work: the oldest first, never two people on one, and nothing lost when it is given on."""

import threading
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hearthside import clock
from hearthside.audit.actor import Actor, ActorKind
from hearthside.audit.models import Event
from hearthside.desk import services, work
from hearthside.desk.errors import CannotWorkIt, NotInYourHands, NotThatDay
from hearthside.desk.models import WorkNote, WorkPutOff, WorkTaken
from hearthside.desk.registry import WorkItem
from hearthside.desk.tests.cast import Pile, at_desk


def by(login: Any) -> Actor:
    return Actor(ActorKind.STAFF, str(login.pk), door="web")


def take(pile: Pile, login: Any, *, may_open: Any = lambda _account: True) -> WorkItem | None:
    return services.take_next(queue=pile.queue, login=login, may_open=may_open, by=by(login), at=clock.now())


def test_the_oldest_comes_first_and_a_double_click_takes_one(staff: dict[str, Any]) -> None:
    pile = Pile(5)
    first, again, other = take(pile, staff["keisha"]), take(pile, staff["keisha"]), take(pile, staff["walt"])
    assert first and again and other
    assert (first.key, again.key, other.key) == ("i00000", "i00000", "i00001")
    assert Event.objects.filter(name="desk.item_taken").count() == 2


def test_a_finished_item_leaves_the_hands(staff: dict[str, Any]) -> None:
    pile = Pile(3)
    take(pile, staff["keisha"])
    del pile.waiting["i00000"]
    following = take(pile, staff["keisha"])
    assert following and following.key == "i00001"
    assert [row.key for row in WorkTaken.objects.all()] == ["i00001"]
    assert Event.objects.filter(name="desk.item_finished", subject="pile:i00000").exists()


def test_nothing_free_gives_nothing(staff: dict[str, Any]) -> None:
    pile = Pile(1)
    take(pile, staff["keisha"])
    assert take(pile, staff["walt"]) is None


def test_an_item_on_an_account_of_ones_own_is_passed_over(cast: Any, staff: dict[str, Any]) -> None:
    pile = Pile(2)
    own = pile.waiting["i00000"]
    pile.waiting["i00000"] = WorkItem(own.key, own.what, own.path, own.since, account_id=cast.owes.id)
    item = take(pile, staff["keisha"], may_open=lambda account_id: account_id != cast.owes.id)
    assert item and item.key == "i00001"


def test_put_off_sleeps_until_its_day_and_wakes(staff: dict[str, Any]) -> None:
    pile, keisha, at = Pile(2), staff["keisha"], clock.now()
    take(pile, keisha)
    until = clock.today() + timedelta(days=2)
    services.put_off(
        queue="pile", key="i00000", until=until, reason="waits_for_plan", note="Asked on Monday",
        login=keisha, by=by(keisha), at=at,
    )  # fmt: skip
    following = take(pile, staff["walt"])
    assert following and following.key == "i00001"
    assert next(work.free_items(pile.queue, today=until)).key == "i00000"
    assert WorkNote.objects.get().text == "Asked on Monday"
    assert Event.objects.get(name="desk.item_put_off").reason == "waits_for_plan"


@pytest.mark.parametrize("days", [-1, 0, 61])
def test_put_off_needs_a_day_ahead(staff: dict[str, Any], days: int) -> None:
    pile, keisha = Pile(1), staff["keisha"]
    take(pile, keisha)
    with pytest.raises(NotThatDay):
        services.put_off(
            queue="pile", key="i00000", until=clock.today() + timedelta(days=days), reason="waits_for_plan",
            note="", login=keisha, by=by(keisha), at=clock.now(),
        )  # fmt: skip
    assert WorkTaken.objects.count() == 1 and not WorkPutOff.objects.exists()


def test_handing_over_keeps_every_note(staff: dict[str, Any]) -> None:
    pile, keisha, walt = Pile(1), staff["keisha"], staff["walt"]
    take(pile, keisha)
    services.hand_over(
        queue=pile.queue, key="i00000", to=walt, note="The check is in the batch", login=keisha,
        by=by(keisha), at=clock.now(),
    )  # fmt: skip
    services.put_back(
        queue="pile", key="i00000", note="Not my batch", login=walt, by=by(walt), at=clock.now()
    )
    told = [note.text for note in work.notes_on("pile", ["i00000"])["i00000"]]
    assert told == ["The check is in the batch", "Not my batch"]
    again = take(pile, keisha)
    assert again and again.key == "i00000"


def test_only_the_holder_gives_on_and_only_to_who_may_work_it(staff: dict[str, Any]) -> None:
    pile, keisha = Pile(1), staff["keisha"]
    take(pile, keisha)
    with pytest.raises(NotInYourHands):
        services.put_back(
            queue="pile", key="i00000", note="", login=staff["walt"], by=by(staff["walt"]), at=clock.now()
        )
    for name in ("ada", "nil", "keisha"):
        with pytest.raises(CannotWorkIt):
            services.hand_over(
                queue=pile.queue, key="i00000", to=staff[name], note="x", login=keisha, by=by(keisha),
                at=clock.now(),
            )  # fmt: skip
    assert WorkTaken.objects.get().login_id == keisha.pk


@pytest.mark.django_db(transaction=True)
def test_ten_clicks_at_once_take_one_item_each(staff: dict[str, Any]) -> None:
    pile, taken, faults = Pile(12), [], []
    people = [staff["keisha"], staff["walt"], staff["sol"]]

    def click(login: Any) -> None:
        try:
            item = take(pile, login)
            taken.append((login.pk, item.key if item else ""))
        except Exception as fault:
            faults.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=click, args=(login,)) for login in people * 3]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not faults, faults
    holders = dict(WorkTaken.objects.values_list("key", "login_id"))
    assert all(holders[key] == login for login, key in taken)
    assert len(WorkTaken.objects.all()) == len(holders)
    assert Event.objects.filter(name="desk.item_taken").count() == len(holders)


def test_a_long_queue_costs_twelve_questions_at_most(staff: dict[str, Any], bring: Any) -> None:
    bring(Pile(2_000))
    browser = at_desk(staff["keisha"])
    browser.post("/desk/queues/pile/take/")
    for path in ("/desk/queues/pile/", "/desk/queues/pile/?after=i01000"):
        browser.get(path)
        with CaptureQueriesContext(connection) as seen:
            assert browser.get(path).status_code == 200
        assert len(seen) <= 12, [query["sql"][:90] for query in seen]


def test_a_bad_day_is_refused_on_the_page_and_nothing_is_lost(staff: dict[str, Any], bring: Any) -> None:
    bring(Pile(2))
    browser = at_desk(staff["keisha"])
    browser.post("/desk/queues/pile/take/")
    answer = browser.post(
        "/desk/queues/pile/put-off/", {"key": "i00000", "until": "2020-01-01", "reason": "waits_for_plan"}
    )
    assert answer.status_code == 422
    assert b"Choose a day from" in answer.content
    assert WorkTaken.objects.get().key == "i00000"


def test_what_is_finished_leaves_ones_hands(bring: Any, staff: dict[str, Any]) -> None:
    pile = Pile(2)
    pile.queue = replace(pile.queue, find=pile.waiting.get)
    bring(pile)
    browser = at_desk(staff["keisha"])
    browser.post("/desk/queues/pile/take/")
    assert "In your hands: <a" in browser.get("/desk/queues/pile/").content.decode()
    del pile.waiting["i00000"]
    assert "In your hands: <a" not in browser.get("/desk/queues/pile/").content.decode()
