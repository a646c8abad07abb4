"""Who gets through which door of the desk: nobody, a member, staff without a role, each role, the auditor."""

from typing import Any

import pytest
from django.test import Client
from django.urls import resolve, reverse

from hearthside.audit.models import Event
from hearthside.desk import gathering
from hearthside.desk.doors import DOORS
from hearthside.desk.models import WorkTaken
from hearthside.desk.registry import DeskPage
from hearthside.desk.tests.cast import Pile, at_desk, make_staff
from hearthside.portal.tests.cast import Cast

ARGUMENTS: dict[str, list[Any]] = {
    "queue": ["opened-records"], "take": ["opened-records"], "put_off": ["opened-records"],
    "hand_over": ["opened-records"], "put_back": ["opened-records"], "opening": [1],
}  # fmt: skip
ONLY_POSTS = {"take", "put_off", "hand_over", "put_back", "note", "change_role"}
LOOKS_BY_POST = {"search", "reason", "keys"}
"""A POST there changes no record and no money: an auditor may."""


def addresses(cast: Cast) -> dict[str, str]:
    number, bill = cast.owes.account.number, cast.owes.bill.number
    found = {}
    for door in DOORS:
        name = door.removeprefix("desk:")
        default = [number, bill] if name == "as_member_bill" else [number]
        no_arguments = {"home", "search", "staff", "change_role", "keys"}
        found[name] = reverse(door, args=ARGUMENTS.get(name, [] if name in no_arguments else default))
    return found


@pytest.mark.parametrize("method", ["get", "post"])
def test_strangers_sign_in_and_members_are_turned_away(cast: Cast, client: Client, method: str) -> None:
    for name, address in addresses(cast).items():
        if method == "get" and name in ONLY_POSTS:
            continue
        answer = getattr(client, method)(address)
        assert answer.status_code in (302, 405), (name, answer.status_code)
        assert answer.status_code == 405 or answer["Location"].startswith("/sign-in/"), name
    ana = at_desk(cast.ana)
    for name, address in addresses(cast).items():
        assert getattr(ana, method)(address).status_code in (403, 405), name


def test_staff_without_a_role_see_nothing(cast: Cast, staff: dict[str, Any]) -> None:
    nil = at_desk(staff["nil"])
    for name, address in addresses(cast).items():
        assert nil.get(address).status_code in (403, 405), name
        assert nil.post(address).status_code in (403, 405), name


def test_one_step_is_not_enough(cast: Cast, staff: dict[str, Any], client: Client) -> None:
    client.force_login(staff["keisha"], backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get("/desk/")["Location"] == "/account/security/"


def test_an_auditor_sees_all_and_changes_nothing(cast: Cast, staff: dict[str, Any]) -> None:
    ada, before = at_desk(staff["ada"]), Event.objects.filter(name__startswith="desk.").count()
    for name, address in addresses(cast).items():
        if name in ONLY_POSTS | {"opening"}:
            continue
        assert ada.get(address).status_code in (200, 302), name
    for name, address in addresses(cast).items():
        if name not in LOOKS_BY_POST:
            assert ada.post(address, {"kind": "known_person"}).status_code in (403, 405), name
    assert Event.objects.filter(name__startswith="desk.").count() == before


def test_a_clerk_has_no_door_to_roles_marks_or_openings(cast: Cast, staff: dict[str, Any]) -> None:
    walt = at_desk(staff["walt"])
    for path in ("/desk/staff/", f"/desk/accounts/{cast.owes.account.number}/mark/", "/desk/openings/1/"):
        assert walt.get(path).status_code == 403, path
    assert walt.get("/desk/queues/opened-records/").status_code == 404
    assert b"Marked records opened" not in walt.get("/desk/").content


def test_a_walled_queue_does_not_exist_without_its_permission(staff: dict[str, Any], bring: Any) -> None:
    bring(Pile(2, permission="fraud.work", walled=True))
    for name in ("keisha", "sol", "ada"):
        browser = at_desk(staff[name])
        assert browser.get("/desk/queues/pile/").status_code == 404, name
        assert b"A pile of work" not in browser.get("/desk/").content, name
        assert browser.post("/desk/queues/pile/take/").status_code in (403, 404), name
    assert not WorkTaken.objects.exists()


def test_a_role_that_ends_closes_the_desk_at_once(db: None) -> None:
    from hearthside import clock
    from hearthside.identity import services as identity
    from hearthside.portal.tests.cast import SETTING_THE_TABLE

    dev = make_staff("dev", "billing_agent")
    browser = at_desk(dev)
    assert browser.get("/desk/").status_code == 200
    identity.take_role(login_id=dev.pk, role="billing_agent", by=SETTING_THE_TABLE, at=clock.now())
    assert browser.get("/desk/").status_code == 403


@pytest.mark.parametrize("page", gathering._pages(), ids=lambda page: page.page)
def test_the_menu_leads_only_where_its_reader_may_go(page: DeskPage) -> None:
    assert resolve(reverse(page.page)).func.permission == page.permission  # type: ignore[attr-defined]
