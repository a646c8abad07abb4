"""Ana invites Dana: what is sent, who may answer, and what ends it."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from hearthside import clock
from hearthside.audit.models import Event
from hearthside.guards.models import Counter
from hearthside.mailroom.models import Message
from hearthside.members import selectors as members
from hearthside.members.models import AccessGrant, Account
from hearthside.people import rules, services
from hearthside.people.errors import (
    BadLastDay,
    ContactTooNew,
    HelpsAlready,
    NotOpen,
    OwnInvitation,
    SafetyFirst,
    TooManyToday,
)
from hearthside.people.models import Invitation, InvitationState
from hearthside.people.tests.cast import DANA, PASSWORD, by, in_days, invited, make_login, signed_in
from hearthside.portal.tests.cast import Cast, newest_code

pytestmark = pytest.mark.django_db
PEOPLE = "/account/people/"


def invite_by_pages(client: Client, *, scope: str = "money", **more: Any) -> Any:
    client.post(f"{PEOPLE}invite/", {"scope": scope, "until": "usual", "day": "", **more})
    client.post(f"{PEOPLE}invite/who/", {"name": "Dana Reyes", "email": DANA})
    return client.post(f"{PEOPLE}invite/check/")


def code_on(page: str) -> str:
    found = re.search(r"hs-nowrap\">([B-Z2-9]{4} [B-Z2-9]{4})<", page)
    assert found, page
    return found.group(1)


def confirmed(client: Client) -> Client:
    client.post("/account/security/confirm/", {"password": PASSWORD})
    return client


def test_three_pages_and_a_code_that_is_shown_once(cast: Cast) -> None:
    ana = signed_in(cast.ana)
    sent = invite_by_pages(ana)
    row = Invitation.objects.get()
    assert (sent.status_code, sent["Location"]) == (303, f"{PEOPLE}invitations/{row.reference}/")
    first = ana.get(sent["Location"]).content.decode()
    code = code_on(first)
    assert rules.typed_code(code) not in ana.get(sent["Location"]).content.decode().replace(" ", "")
    assert row.code_hash == _hash(row.reference, code) and code.replace(" ", "") not in row.code_hash
    assert (row.scope, row.email, row.ends_on) == ("money", DANA, in_days(365))
    letter = Message.objects.get(kind="helper_invitation")
    assert letter.to == DANA and "Ana R." in letter.body and "delete this" in letter.body
    assert code not in letter.body and "Reyes" not in letter.body and "142.50" not in letter.body
    assert cast.owes.account.number not in letter.body
    assert Event.objects.filter(name="invitation.made", account_id=cast.owes.id).count() == 1
    assert not members.live_grants(cast.cora.pk).exists()


def _hash(reference: str, code: str) -> str:
    from django.conf import settings

    return rules.code_hash(settings.GUARD_KEY.encode(), reference, rules.typed_code(code))


def test_back_and_again_send_one_invitation(cast: Cast) -> None:
    ana = signed_in(cast.ana)
    ana.post(f"{PEOPLE}invite/", {"scope": "money", "until": "usual"})
    ana.post(f"{PEOPLE}invite/who/", {"name": "Dana Reyes", "email": DANA})
    session = ana.session
    draft = session["people_invitation"]
    first = ana.post(f"{PEOPLE}invite/check/")
    session = ana.session
    session["people_invitation"] = draft
    session.save()
    again = ana.post(f"{PEOPLE}invite/check/")
    assert first["Location"] == again["Location"]
    assert Invitation.objects.count() == 1 and Message.objects.filter(kind="helper_invitation").count() == 1


@pytest.mark.parametrize("scope", ["care", "all"])
def test_care_needs_a_fresh_proof_and_bills_do_not(cast: Cast, scope: str) -> None:
    ana = signed_in(cast.ana)
    refused = invite_by_pages(ana, scope=scope)
    assert refused["Location"].startswith("/account/security/confirm/")
    assert not Invitation.objects.exists()
    assert invite_by_pages(confirmed(ana), scope=scope).status_code == 303
    assert Invitation.objects.get().scope == scope


def test_who_has_only_mailed_codes_adds_a_password_before_care_is_shown(cast: Cast) -> None:
    cast.ana.set_unusable_password()
    cast.ana.save()
    assert invite_by_pages(signed_in(cast.ana), scope="all")["Location"] == "/account/security/"
    assert not Invitation.objects.exists()


REFUSED: dict[str, tuple[Any, dict[str, Any], Any]] = {
    "contact changed 71 hours ago": (
        lambda cast: Account.objects.filter(pk=cast.owes.id).update(
            contact_changed_at=clock.now() - timedelta(hours=71)),
        {}, ContactTooNew,
    ),
    "marked": (
        lambda cast: Account.objects.filter(pk=cast.owes.id).update(safety_since=clock.now()), {}, SafetyFirst
    ),
    "herself": (lambda cast: None, {"email": "Ana@mail.example"}, OwnInvitation),
    "helps already": (lambda cast: None, {"email": "ben@mail.example"}, HelpsAlready),
    "yesterday": (lambda cast: None, {"ends_on": -1}, BadLastDay),
    "in eleven years": (lambda cast: None, {"ends_on": 4000}, BadLastDay),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_refused_and_changes_nothing(cast: Cast, case: str) -> None:
    prepare, asked, error = REFUSED[case]
    prepare(cast)
    wanted: dict[str, Any] = dict(asked)
    if "ends_on" in wanted:
        wanted["ends_on"] = in_days(wanted["ends_on"])
    with pytest.raises(error):
        invited(cast, **wanted)
    assert not Invitation.objects.exists() and not Message.objects.filter(kind="helper_invitation").exists()


def test_after_72_hours_it_goes(cast: Cast) -> None:
    Account.objects.filter(pk=cast.owes.id).update(contact_changed_at=clock.now() - timedelta(hours=73))
    assert invited(cast).code


def test_so_many_a_day(cast: Cast) -> None:
    for place in range(5):
        invited(cast, email=f"helper{place}@mail.example")
    with pytest.raises(TooManyToday):
        invited(cast)


def test_a_second_invitation_withdraws_the_first(cast: Cast) -> None:
    first, second = invited(cast), invited(cast, scope="all")
    first.invitation.refresh_from_db()
    assert first.invitation.state == InvitationState.WITHDRAWN
    assert _try(first.code) == "" and _try(second.code) == second.invitation.reference


def _try(code: str, email: str = DANA) -> str:
    from hearthside.payments.tests.cast import GUEST

    return services.try_code(email=email, typed=code, by=GUEST, at=clock.now())


def test_the_code_as_people_type_it(cast: Cast) -> None:
    made = invited(cast)
    for typed in (rules.grouped(made.code), made.code.lower(), f" {made.code[:4]}-{made.code[4:]} "):
        assert _try(typed, "DANA@mail.example ") == made.invitation.reference


def test_five_wrong_codes_kill_it(cast: Cast) -> None:
    made = invited(cast)
    for _ in range(4):
        assert _try("BBBBBBBB") == ""
    assert _try(made.code) == made.invitation.reference, "the fifth try may still be right"
    assert _try("BBBBBBBB") == ""
    made.invitation.refresh_from_db()
    assert made.invitation.state == InvitationState.DEAD and _try(made.code) == ""
    assert Event.objects.filter(name="invitation.guessed_at").count() == 1


ENDED: dict[str, Any] = {
    "withdrawn": lambda cast, made: services.withdraw(
        reference=made.invitation.reference, by=by(cast.ana), at=clock.now()),
    "expired": lambda cast, made: Invitation.objects.update(answer_by=in_days(-1)),
    "used": lambda cast, made: services.accept(
        reference=made.invitation.reference, login_id=cast.cora.pk, by=by(cast.cora), at=clock.now()),
    "declined": lambda cast, made: services.decline(
        reference=made.invitation.reference, by=by(cast.cora), at=clock.now()),
    "never made": lambda cast, made: Invitation.objects.all().delete(),
}  # fmt: skip


@pytest.mark.parametrize("how", ENDED)
def test_whatever_is_over_is_answered_with_the_same_sentence(cast: Cast, how: str) -> None:
    made = invited(cast)
    ENDED[how](cast, made)
    page = Client().post("/invitation/", {"email": DANA, "code": made.code})
    assert page.status_code == 422 and b"do not open an invitation" in page.content
    with pytest.raises((NotOpen, Invitation.DoesNotExist)):
        services.accept(
            reference=made.invitation.reference, login_id=cast.cora.pk, by=by(cast.cora), at=clock.now()
        )


def test_guessing_from_one_address_is_stopped(cast: Cast) -> None:
    guesser = Client()
    answers = [
        guesser.post("/invitation/", {"email": f"g{n}@mail.example", "code": "BBBBBBBB"}) for n in range(21)
    ]
    assert [one.status_code for one in answers] == [422] * 20 + [429] and Counter.objects.exists()


def test_dana_signs_in_says_yes_and_sees_only_bills(cast: Cast) -> None:
    made, dana = invited(cast), make_login(DANA, "Dana Reyes")
    client = signed_in(dana)
    assert (
        client.post("/invitation/", {"email": DANA, "code": made.code})["Location"] == "/invitation/answer/"
    )
    page = client.get("/invitation/answer/").content.decode()
    assert "Will you help Ana R.?" in page and "You will not see health records." in page
    assert client.post("/invitation/answer/", {"answer": "yes"})["Location"] == "/account/"
    grant = members.live_grants(dana.pk).get()
    assert (grant.scope, grant.basis, grant.account_id) == ("money", "invited", cast.owes.id)
    home = client.get("/account/").content.decode()
    assert "Viewing: <b>Ana Reyes’s account</b>" in home and "Care is not shown." in home
    assert Message.objects.filter(kind="helper_said_yes", to=cast.owes.account.email).count() == 1
    assert Event.objects.filter(name="access.linked", account_id=cast.owes.id, reason="money").exists()
    assert client.get(f"{PEOPLE}invite/").status_code == 404
    assert client.get(f"{PEOPLE}safety/").status_code == 404


def test_dana_without_a_login_makes_one(cast: Cast) -> None:
    made, client = invited(cast), Client()
    client.post("/invitation/", {"email": DANA, "code": made.code})
    assert client.get("/invitation/account/").status_code == 200
    assert client.post("/invitation/account/")["Location"] == "/invitation/account/code/"
    assert client.get("/invitation/account/password/")["Location"] == "/invitation/"
    wrong = client.post("/invitation/account/code/", {"code": "000000"})
    assert wrong.status_code in (422, 303)
    client.post("/invitation/account/code/", {"code": newest_code(DANA)})
    assert client.post("/invitation/account/password/", {"password": "short"}).status_code == 422
    client.post("/invitation/account/password/", {"password": PASSWORD})
    assert client.post("/invitation/answer/", {"answer": "yes"})["Location"] == "/account/"
    assert b"Ana Reyes" in client.get("/account/").content


def test_saying_no_leaves_nothing(cast: Cast) -> None:
    made, dana = invited(cast), make_login(DANA, "Dana Reyes")
    client = signed_in(dana)
    client.post("/invitation/", {"email": DANA, "code": made.code})
    client.post("/invitation/answer/", {"answer": "no"})
    assert not AccessGrant.objects.filter(login=dana).exists()
    assert Message.objects.filter(kind="helper_said_no").count() == 1


def test_an_own_invitation_is_refused_even_with_the_code(cast: Cast) -> None:
    made = invited(cast)
    with pytest.raises(OwnInvitation):
        services.accept(
            reference=made.invitation.reference, login_id=cast.ana.pk, by=by(cast.ana), at=clock.now()
        )
    made.invitation.refresh_from_db()
    assert made.invitation.state == InvitationState.WAITING


def test_removing_is_two_pages_and_told_to_nobody(cast: Cast) -> None:
    ana, ben = signed_in(cast.ana), signed_in(cast.ben)
    grant, letters = members.live_grants(cast.ben.pk).get(), Message.objects.count()
    assert b"Ben Reyes" in ana.get(PEOPLE).content
    assert b"We do not tell this person" in ana.get(f"{PEOPLE}{grant.reference}/remove/").content
    ana.post(f"{PEOPLE}{grant.reference}/remove/")
    assert b"No account is open to you yet" in ben.get("/account/").content
    assert ben.get(f"/account/bills/{cast.owes.bill.number}/").status_code == 404
    assert Message.objects.count() == letters
    assert Event.objects.get(name="access.ended").reason == "removed"
    assert b"Removed by you" in ana.get(PEOPLE).content


@pytest.mark.parametrize("who", ["cora", "ben"])
def test_nobody_else_removes_a_helper(cast: Cast, who: str) -> None:
    dana = make_login(DANA, "Dana Reyes")
    made = invited(cast)
    grant = services.accept(
        reference=made.invitation.reference, login_id=dana.pk, by=by(dana), at=clock.now()
    )
    client = signed_in(getattr(cast, who))
    assert client.post(f"{PEOPLE}{grant.reference}/remove/").status_code == 404
    assert client.get(f"{PEOPLE}invitations/{made.invitation.reference}/").status_code == 404
    assert members.live_grants(dana.pk).exists()


def test_a_helper_stops_helping(cast: Cast) -> None:
    ben, grant = signed_in(cast.ben), members.live_grants(cast.ben.pk).get()
    ben.post(f"{PEOPLE}{grant.reference}/remove/")
    assert AccessGrant.objects.get(pk=grant.pk).ended_why == "stopped"


def test_a_grant_that_is_past_makes_room_for_a_new_one(cast: Cast) -> None:
    """The row of a grant that ran out must not shut out who is invited anew."""
    members.live_grants(cast.ben.pk).update(starts_on=in_days(-30), ends_on=in_days(-1))
    made = invited(cast, email="ben@mail.example", scope="all")
    services.accept(
        reference=made.invitation.reference, login_id=cast.ben.pk, by=by(cast.ben), at=clock.now()
    )
    assert members.live_grants(cast.ben.pk).get().scope == "all"
