"""Staff roles: given by others, asked at each request, gathered from the rooms."""

from typing import Any

import pytest

from hearthside import clock
from hearthside.audit.actor import Actor, ActorKind, job
from hearthside.audit.models import Event
from hearthside.identity import roles, services
from hearthside.identity.errors import NoSuchRole, NotStaff, OwnRole
from hearthside.identity.models import Login, StaffRole
from hearthside.portal.tests.cast import make_login

BY = job("tests")


@pytest.fixture
def dev(db: None) -> Any:
    return make_login("dev@desk.example", "Dev", is_staff=True)


def fresh(login: Any) -> Login:
    return Login.objects.get(pk=login.pk)


def test_a_role_opens_what_the_rooms_say_and_no_more(dev: Any) -> None:
    assert not dev.has_perm("desk.see_account")
    services.give_role(login_id=dev.pk, role="billing_agent", by=BY, at=clock.now())
    services.give_role(login_id=dev.pk, role="billing_agent", by=BY, at=clock.now())
    assert fresh(dev).has_perm("desk.see_account")
    assert not fresh(dev).has_perm("identity.give_roles")
    assert StaffRole.objects.count() == 1
    event = Event.objects.get(name="ops.role_changed", result="given")
    assert (event.subject, event.reason) == (f"login:{dev.pk}", "billing_agent")


def test_taking_a_role_keeps_its_history(dev: Any) -> None:
    for _turn in range(2):
        services.give_role(login_id=dev.pk, role="supervisor", by=BY, at=clock.now())
        services.take_role(login_id=dev.pk, role="supervisor", by=BY, at=clock.now())
    assert not fresh(dev).has_perm("identity.give_roles")
    assert StaffRole.objects.filter(ended_at__isnull=False).count() == 2


def test_nobody_changes_their_own(dev: Any) -> None:
    oneself = Actor(ActorKind.STAFF, str(dev.pk))
    for change in (services.give_role, services.take_role):
        with pytest.raises(OwnRole):
            change(login_id=dev.pk, role="supervisor", by=oneself, at=clock.now())
    assert not StaffRole.objects.exists()


def test_only_known_roles_and_only_for_staff(dev: Any) -> None:
    with pytest.raises(NoSuchRole, match="billing_agent"):
        services.give_role(login_id=dev.pk, role="king", by=BY, at=clock.now())
    ana = make_login("ana@mail.example", "Ana")
    with pytest.raises(NotStaff):
        services.give_role(login_id=ana.pk, role="supervisor", by=BY, at=clock.now())


def test_a_closed_login_may_nothing(dev: Any) -> None:
    services.give_role(login_id=dev.pk, role="supervisor", by=BY, at=clock.now())
    Login.objects.filter(pk=dev.pk).update(is_active=False)
    assert not fresh(dev).has_perm("desk.enter")


def test_an_auditor_sees_what_is_not_walled_and_works_nothing(
    dev: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    services.give_role(login_id=dev.pk, role="auditor", by=BY, at=clock.now())
    table = {"refunds.propose": frozenset({"billing_agent"}), "fraud.read": frozenset({"siu"})}
    monkeypatch.setattr(roles, "holders", lambda: table)
    monkeypatch.setattr(roles, "walled", lambda: frozenset({"fraud.read"}))
    ada = fresh(dev)
    assert ada.may_see("refunds.propose") and not ada.has_perm("refunds.propose")
    assert not ada.may_see("fraud.read")
    assert "siu" in roles.known_roles()
