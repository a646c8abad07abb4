"""Keisha asks, Sol calls back; nobody does both, and nobody for their own."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError
from django.test import Client

from hearthside import clock
from hearthside.audit.actor import Actor, ActorKind
from hearthside.audit.models import Event
from hearthside.desk.tests.cast import at_desk, make_staff
from hearthside.desk.tests.screen import screen_of
from hearthside.identity.models import Login
from hearthside.mailroom.models import Message
from hearthside.members import services as members
from hearthside.members.models import Scope
from hearthside.portal.tests.cast import SETTING_THE_TABLE, Cast
from hearthside.recovery import account_screen, flows, queues, services
from hearthside.recovery.errors import NotConfirmable
from hearthside.recovery.models import Recovery, RecoveryState

pytestmark = pytest.mark.django_db
NEW = "ana.new@mail.example"


@pytest.fixture
def keisha() -> Any:
    return make_staff("keisha", "billing_agent")


@pytest.fixture
def sol() -> Any:
    return make_staff("sol", "supervisor")


def asks(cast: Cast, keisha: Any, **changes: str) -> Any:
    told = {"login": str(cast.ana.pk), "what": "email", "new_email": NEW, "key": "a" * 32, **changes}
    return at_desk(keisha).post(f"/desk/recovery/new/{cast.owes.account.number}/", told)


def calls(staff: Any, row: Recovery, how: str) -> Client:
    client = at_desk(staff)
    client.post(f"/desk/recovery/{row.reference}/move/", {"how": how})
    row.refresh_from_db()
    return client


def test_two_people_and_a_call_back(cast: Cast, keisha: Any, sol: Any) -> None:
    assert asks(cast, keisha)["Location"] == asks(cast, keisha)["Location"], "the same form is one request"
    row = Recovery.objects.get()
    assert row.state == RecoveryState.CALL and not Message.objects.exists()
    assert queues.QUEUES[0].tally().count == 1 and queues.QUEUES[0].items("", 5)[0].path.endswith(
        f"{row.reference}/"
    )
    own = calls(keisha, row, "is_them").get(f"/desk/recovery/{row.reference}/").content.decode()
    assert row.state == RecoveryState.CALL and "a colleague must call back" in own and "937-555" not in own
    shown = at_desk(sol).get(f"/desk/recovery/{row.reference}/").content.decode()
    assert "937-555-0100" in shown and "937-555-0199" in shown
    calls(sol, row, "is_them")
    assert (row.state, row.proved_by, row.confirmed_by) == ("waiting", "call_back", f"staff:{sol.pk}")
    assert Message.objects.filter(kind="recovery_asked").exists()
    flows.finish_due(clock.now() + timedelta(hours=25))
    cast.ana.refresh_from_db()
    assert cast.ana.email == NEW
    assert Event.objects.filter(name="recovery.confirmed", subject=row.reference).count() == 1
    assert Event.objects.filter(name="record.viewed", account_id=cast.owes.id).count() >= 2


def test_not_them_and_nobody_there(cast: Cast, keisha: Any, sol: Any) -> None:
    asks(cast, keisha)
    row = Recovery.objects.get()
    calls(sol, row, "not_them")
    assert (row.state, row.ended_why) == (RecoveryState.STOPPED, "refused")
    asks(cast, keisha, key="b" * 32)
    row = Recovery.objects.latest("pk")
    for _try in range(3):
        assert row.state == RecoveryState.CALL
        calls(sol, row, "not_reached")
    assert (row.state, row.ended_why) == (RecoveryState.STOPPED, "not_reached")
    assert calls(sol, row, "is_them").get(f"/desk/recovery/{row.reference}/").status_code == 200
    assert row.state == RecoveryState.STOPPED


def test_a_phone_that_is_new_is_not_called(cast: Cast, keisha: Any, sol: Any) -> None:
    changes = {"phone": "+14045550142", "home_phone": ""}
    members.change_contact(account_id=cast.owes.id, changes=changes, by=SETTING_THE_TABLE, at=clock.now())
    asks(cast, keisha)
    row = Recovery.objects.get()
    page = at_desk(sol).get(f"/desk/recovery/{row.reference}/").content.decode()
    assert "404-555-0142" not in page and "1 newer number not shown" in page
    calls(sol, row, "is_them")
    assert row.state == RecoveryState.CALL


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"login": ""}, "Choose whose sign-in it is."),
        ({"login": "1234567"}, "Select a valid choice"),
        ({"what": ""}, "Choose what is lost."),
        ({"new_email": ""}, "Type the new e-mail address."),
        ({"new_email": "cora@mail.example"}, "opens another sign-in"),
    ],
    ids=str,
)
def test_what_is_missing_is_said(cast: Cast, keisha: Any, changes: dict[str, str], says: str) -> None:
    answer = asks(cast, keisha, **changes)
    assert answer.status_code == 422 and says in answer.content.decode()
    assert not Recovery.objects.exists()


def test_nobody_helps_with_their_own(cast: Cast, keisha: Any) -> None:
    members.grant_access(
        login_id=keisha.pk, account_id=cast.owes.id, scope=Scope.MONEY, by=SETTING_THE_TABLE, at=clock.now()
    )
    assert asks(cast, keisha).status_code == 403
    with pytest.raises(NotConfirmable):
        services.ask_at_desk(
            login_id=cast.ana.pk, account_id=cast.owes.id, what="phone", new_email="", language="en",
            request_key="k", by=Actor(ActorKind.STAFF, str(keisha.pk)), at=clock.now(),
        )  # fmt: skip


def test_the_database_wants_two_people_too(cast: Cast, keisha: Any) -> None:
    asks(cast, keisha)
    with pytest.raises(IntegrityError):
        Recovery.objects.update(confirmed_by=f"staff:{keisha.pk}")


def test_the_account_screen_warns(cast: Cast, keisha: Any) -> None:
    asks(cast, keisha)
    screen = screen_of(account_screen, cast.owes.id)
    assert [alert.kind for alert in screen.alerts] == ["caution"]
    assert screen.rows[0].state == "Waits for a call back"
    assert screen.actions[0].permission == "recovery.ask"


def test_who_may_not(cast: Cast) -> None:
    walt = at_desk(make_staff("walt", "lockbox_clerk"))
    assert walt.get("/desk/recovery/").status_code == 403
    assert walt.get(f"/desk/recovery/new/{cast.owes.account.number}/").status_code == 403
    assert Login.objects.filter(pk=cast.ana.pk, sessions_ended=0).exists()
