"""Someone may not be safe; children come of age; what ends by itself; and what staff see."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from hearthside import clock
from hearthside.audit.actor import Actor, ActorKind
from hearthside.audit.models import Event
from hearthside.desk.tests.screen import screen_of
from hearthside.helpcenter.registry import Asker
from hearthside.mailroom.models import Message
from hearthside.members import selectors as members
from hearthside.members import services as member_services
from hearthside.members.models import AccessGrant, Account, Basis, Person, Scope
from hearthside.people import account_screen, answers, rounds, services
from hearthside.people.models import Invitation, SafetyMark, SpokenPermission
from hearthside.people.tests.cast import at_desk, by, child_of, in_days, invited, make_staff, signed_in
from hearthside.portal.tests.cast import SETTING_THE_TABLE, Cast

pytestmark = pytest.mark.django_db


def desk(cast: Cast, path: str = "") -> str:
    return f"/desk/people/accounts/{cast.owes.account.number}/{path}"


def test_one_press_ends_everything_and_tells_nobody(cast: Cast) -> None:
    ana, ben = signed_in(cast.ana), signed_in(cast.ben)
    made = invited(cast)
    services.log_spoken(
        account_id=cast.owes.id, name="Joe", scope="money", ends_on=in_days(9), request_key="1",
        by=by(cast.dev), at=clock.now(),
    )  # fmt: skip
    before = Message.objects.count()
    page = ana.get("/account/people/safety/").content.decode()
    assert "Ben Reyes" in page and "weather.gov" in page and 'rel="noreferrer"' in page
    assert ana.post("/account/people/safety/", {"no_letters": "yes"}).status_code == 303
    assert b"No account is open to you yet" in ben.get("/account/").content
    account = Account.objects.get(pk=cast.owes.id)
    assert account.safety_since and not account.birth_date_door and account.address_lines == []
    assert account.shown_lines == [] and account.home_lines
    made.invitation.refresh_from_db()
    assert (
        made.invitation.state == "withdrawn" and not SpokenPermission.objects.filter(ended_at=None).exists()
    )
    assert Message.objects.count() == before
    assert {"access.safety_flagged", "access.ended"} <= set(Event.objects.values_list("name", flat=True))
    ana.post("/account/people/safety/", {})
    account.refresh_from_db()
    assert account.address_lines and SafetyMark.objects.count() == 1
    assert members.live_grants(cast.ana.pk).exists()


def test_a_letter_does_not_go_home_from_any_room(cast: Cast) -> None:
    from hearthside.mailroom import services as mailroom

    services.keep_safe(account_id=cast.owes.id, no_letters_home=True, by=by(cast.ana), at=clock.now())
    account = Account.objects.get(pk=cast.owes.id)
    number = mailroom.queue_letter(
        key="k", kind="bill", account_id=account.pk, name="Ana Reyes", address_lines=account.address_lines,
        language="en", large_print=False, subject="A bill", body="Words.", at=clock.now(),
    )  # fmt: skip
    assert Message.objects.get(number=number).state == "stopped"


def test_two_people_clear_it(cast: Cast) -> None:
    keisha, sol = make_staff("keisha", "billing_agent"), make_staff("sol", "supervisor")
    sam = make_staff("sam", "supervisor")
    at_desk(keisha).post(desk(cast, "keep-safe/"))
    assert SafetyMark.objects.filter(cleared_at=None).count() == 1
    at_desk(sol).post(desk(cast, "keep-safe/clear/"))
    assert Account.objects.get(pk=cast.owes.id).safety_since, "nobody asked yet"
    at_desk(sol).post(desk(cast, "keep-safe/ask-to-clear/"))
    at_desk(sol).post(desk(cast, "keep-safe/clear/"))
    assert Account.objects.get(pk=cast.owes.id).safety_since, "the first person is not the second"
    assert at_desk(keisha).post(desk(cast, "keep-safe/clear/")).status_code == 403
    at_desk(sam).post(desk(cast, "keep-safe/clear/"))
    account = Account.objects.get(pk=cast.owes.id)
    assert account.safety_since is None and not account.birth_date_door
    assert Event.objects.get(name="access.safety_cleared").approver == f"staff:{sol.pk}"


def test_the_desk_is_warned_without_a_reason_and_the_address_is_kept(cast: Cast) -> None:
    services.keep_safe(account_id=cast.owes.id, no_letters_home=False, by=by(cast.ana), at=clock.now())
    told = [alert for alert in screen_of(account_screen, cast.owes.id).alerts if alert.kind == "stop"]
    assert told and not any(word in str(told).lower() for word in ("abuse", "violence", "safe"))
    path = desk(cast, "kept-address/")
    for name, role, status in (
        ("keisha", "billing_agent", 403),
        ("ada", "auditor", 403),
        ("sol", "supervisor", 200),
    ):
        assert at_desk(make_staff(name, role)).get(path).status_code == status
    assert Event.objects.filter(name="record.glass_broken", account_id=cast.owes.id).count() == 1
    page = at_desk(make_staff("kim", "billing_agent")).get(desk(cast)).content.decode()
    assert "12 Elm St" not in page


def test_spoken_permission_is_logged_with_an_end_and_opens_no_page(cast: Cast) -> None:
    keisha = at_desk(make_staff("keisha", "billing_agent"))
    said = {"name": "Joe Lane", "scope": "money", "ends_on": in_days(10).isoformat(), "key": "1"}
    keisha.post(desk(cast, "spoken/"), said)
    keisha.post(desk(cast, "spoken/"), said)
    row = SpokenPermission.objects.get()
    assert any("Joe Lane" in str(alert.words) for alert in screen_of(account_screen, cast.owes.id).alerts)
    assert b"Joe Lane" in signed_in(cast.ana).get("/account/people/").content
    keisha.post(desk(cast, "spoken/"), said | {"key": "2", "ends_on": in_days(400).isoformat()})
    assert SpokenPermission.objects.count() == 1
    assert AccessGrant.objects.filter(basis="invited").count() == 0
    assert signed_in(cast.ben).post(f"/account/people/spoken/{row.reference}/remove/").status_code == 404
    signed_in(cast.ana).post(f"/account/people/spoken/{row.reference}/remove/")
    row.refresh_from_db()
    assert row.ended_at is not None


def test_staff_end_access_and_keep_care_private(cast: Cast) -> None:
    keisha, grant = at_desk(make_staff("keisha", "billing_agent")), members.live_grants(cast.ben.pk).get()
    keisha.post(desk(cast, f"access/{grant.reference}/end/"))
    assert AccessGrant.objects.get(pk=grant.pk).ended_why == "desk"
    assert keisha.post(desk(cast, "access/5020118838/end/")).status_code == 404
    ana = Person.objects.get(account=cast.owes.account)
    from hearthside.references import reference_of

    keisha.post(desk(cast, f"care/{reference_of(ana.pk)}/"), {"private": "yes"})
    ana.refresh_from_db()
    assert ana.confidential_care and Event.objects.filter(name="access.care_kept_private").count() == 1


def test_nobody_opens_their_own_people_page(cast: Cast) -> None:
    keisha = make_staff("keisha", "supervisor")
    member_services.grant_access(
        login_id=keisha.pk, account_id=cast.owes.id, scope=Scope.MONEY, by=SETTING_THE_TABLE, at=clock.now()
    )
    assert at_desk(keisha).get(desk(cast)).status_code == 403


# What ends by itself.


def test_access_that_ends_soon_is_told_to_both_once(cast: Cast) -> None:
    grant = members.live_grants(cast.ben.pk).get()
    AccessGrant.objects.filter(pk=grant.pk).update(starts_on=in_days(-200), ends_on=in_days(20))
    assert rounds.tell_of_ends(clock.now()) == 1 and rounds.tell_of_ends(clock.now()) == 0
    told = set(Message.objects.filter(kind="access_ends").values_list("to", flat=True))
    assert told == {cast.ben.email, cast.owes.account.email}
    AccessGrant.objects.filter(pk=grant.pk).update(ends_on=in_days(40))
    assert rounds.tell_of_ends(clock.now()) == 0


def test_what_is_past_is_closed(cast: Cast) -> None:
    invited(cast)
    AccessGrant.objects.filter(login=cast.ben).update(starts_on=in_days(-9), ends_on=in_days(-1))
    Invitation.objects.update(answer_by=in_days(-1))
    assert rounds.close_past(clock.now()) == 2 and rounds.close_past(clock.now()) == 0
    assert AccessGrant.objects.get(login=cast.ben).ended_why == "expired"
    assert Invitation.objects.get().state == "expired"


def years_ago(years: int, *, days: int = 0) -> date:
    day = clock.today() + timedelta(days=days)
    return (day - timedelta(days=1)).replace(year=day.year - years) + timedelta(days=1)


def sees(login: Any, cast: Cast) -> set[str]:
    actor = Actor(ActorKind.LOGIN, str(login.pk))
    return {one.first_name for one in members.people_whose_care_is_visible_to(actor, cast.owes.id)}


def test_a_parent_sees_a_child_until_the_birthday(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    born = date(2008, 11, 30)
    child_of(cast, born=born)
    child_of(cast, born=date(2015, 1, 1), name="Mia")
    for day, seen in (("2026-11-29", {"Ana", "Leo", "Mia"}), ("2026-11-30", {"Ana", "Mia"})):
        monkeypatch.setenv("HEARTHSIDE_TODAY", day)
        AccessGrant.objects.filter(login=cast.ana).update(starts_on=date(2026, 1, 1))
        assert sees(cast.ana, cast) == seen
        assert members.accounts_visible_to(Actor(ActorKind.LOGIN, str(cast.ana.pk))).exists(), "money stays"


def test_private_care_of_a_minor_is_hidden_from_the_parent(cast: Cast) -> None:
    leo = child_of(cast, born=date(clock.today().year - 15, 1, 1))
    assert "Leo" in sees(cast.ana, cast)
    member_services.keep_care_confidential(person_id=leo.pk, is_on=True, by=by(cast.dev), at=clock.now())
    assert "Leo" not in sees(cast.ana, cast)


def test_a_helper_for_money_sees_nobodys_care(cast: Cast) -> None:
    assert sees(cast.ben, cast) == set() and sees(cast.cora, cast) == set()
    AccessGrant.objects.filter(login=cast.ben).update(scope="care")
    assert sees(cast.ben, cast) == {"Ana"}


def test_letters_go_before_the_birthday_and_papers_end_on_it(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    leo = child_of(cast, born=date(2008, 11, 30))
    monkeypatch.setenv("HEARTHSIDE_TODAY", "2026-11-01")
    assert rounds.children_of_age(clock.now()) == 1 and rounds.children_of_age(clock.now()) == 0
    assert set(Message.objects.filter(kind="coming_of_age").values_list("to", flat=True)) == {
        "Ana Reyes", "Leo Reyes"
    }  # fmt: skip
    member_services.grant_access(
        login_id=cast.cora.pk, account_id=cast.owes.id, scope=Scope.CARE, person_id=leo.pk,
        basis=Basis.PARENT, by=SETTING_THE_TABLE, at=clock.now(),
    )  # fmt: skip
    assert sees(cast.cora, cast) == {"Leo"}
    monkeypatch.setenv("HEARTHSIDE_TODAY", "2026-11-30")
    rounds.children_of_age(clock.now())
    assert AccessGrant.objects.get(login=cast.cora).ended_why == "of_age"


# What the help center and the desk say.


def test_the_answer_is_whose_account_it_is_or_what_the_helper_may(cast: Cast) -> None:
    def answer_to(login: Any, account_id: int | None) -> Any:
        actor = Actor(ActorKind.LOGIN, str(login.pk))
        return answers.who_can_access(Asker(actor, account_id, clock.now()))

    mine = answer_to(cast.ana, cast.owes.id)
    assert [row.label for row in mine.rows] == ["Ben Reyes"] and "1 helper" in str(mine.says[0])
    assert "You help Ana Reyes." in str(answer_to(cast.ben, cast.owes.id).says[0])
    for account_id in (None, cast.owes.id):
        assert "Ana" not in str(answer_to(cast.cora, account_id))


def test_the_list_says_who_sees_what_since_when_and_why(cast: Cast) -> None:
    page = signed_in(cast.ana).get("/account/people/").content.decode()
    for words in ("Ben Reyes", "Bills only", "Remove now", "Arranged with us by phone", "You end it"):
        assert words in page
    helper = signed_in(cast.ben).get("/account/people/").content.decode()
    assert "Stop helping" in helper and "Your helpers" not in helper
    assert "Whom you help" not in signed_in(cast.cora).get("/account/people/").content.decode()
    assert Client().get("/account/people/").status_code == 302


def test_in_spanish(cast: Cast) -> None:
    page = signed_in(cast.ana).get("/es/account/people/").content.decode()
    assert "Quién puede ver mi cuenta" in page and "Quitar ahora" in page
