"""Signing in: what opens, what asks for more, what is counted, what is written down."""

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory, override_settings

from hearthside import clock
from hearthside.audit.actor import job
from hearthside.audit.models import Event
from hearthside.identity import rules, services
from hearthside.identity.access import staff_required
from hearthside.identity.errors import CodeNotSent, DemoOnly, LoginExists
from hearthside.identity.mfa import MfaAdapter
from hearthside.mailroom.models import Message
from hearthside.portal.tests.cast import PASSWORD, Cast, newest_code


def sign_in(client: Client, email: str, password: str = PASSWORD, **more: str) -> HttpResponse:
    return client.post("/sign-in/", {"login": email, "password": password, **more})


def test_a_password_on_a_new_device_asks_for_a_code(cast: Cast, client: Client) -> None:
    assert sign_in(client, "ana@mail.example")["Location"].startswith("/sign-in/code/confirm/")
    assert client.get("/account/").status_code == 302
    response = client.post("/sign-in/code/confirm/", {"code": newest_code("ana@mail.example")})
    assert response["Location"] == "/sign-in/this-device/"
    assert client.post("/sign-in/this-device/", {"action": "trust"})["Location"] == "/account/"
    assert Event.objects.filter(name="identity.signed_in", subject=str(cast.ana.pk)).count() == 1
    client.post("/sign-out/")
    assert sign_in(client, "ana@mail.example")["Location"] == "/account/"


def test_a_code_alone_signs_in(cast: Cast, client: Client) -> None:
    client.post("/sign-in/code/", {"email": "ana@mail.example"})
    response = client.post("/sign-in/code/confirm/", {"code": newest_code("ana@mail.example")})
    assert response["Location"] == "/account/"


def test_an_unknown_address_gets_the_same_answer(cast: Cast, client: Client) -> None:
    known, unknown = client, Client()
    answers = [
        (one.post("/sign-in/code/", {"email": email}), one.get("/sign-in/code/confirm/"))
        for one, email in ((known, "ana@mail.example"), (unknown, "nobody@mail.example"))
    ]
    first, second = answers
    assert first[0]["Location"] == second[0]["Location"]
    assert first[1].content.decode().count("\n") == second[1].content.decode().count("\n")


def test_six_wrong_passwords_close_that_door_but_not_the_others(cast: Cast, client: Client) -> None:
    for _try in range(5):
        assert b"do not go together" in sign_in(client, "ana@mail.example", "not the password!").content
    assert b"There were too many tries" in sign_in(client, "ana@mail.example").content
    assert Event.objects.filter(name="identity.sign_in_failed").count() == 5
    client.post("/sign-in/code/", {"email": "ana@mail.example"})
    response = client.post("/sign-in/code/confirm/", {"code": newest_code("ana@mail.example")})
    assert response["Location"] == "/account/"


def test_codes_are_limited_by_the_address_they_go_to(cast: Cast, client: Client) -> None:
    client.post("/sign-in/code/", {"email": "ana@mail.example"})
    response = Client().post("/sign-in/code/", {"email": "ana@mail.example"})
    assert response.status_code == 429
    assert Message.objects.filter(to="ana@mail.example").count() == 1


@pytest.mark.parametrize(
    "target", ["//evil.example", "/\\evil.example", "https://evil.example", "javascript:alert(1)"]
)
def test_next_stays_in_the_house(cast: Cast, client: Client, target: str) -> None:
    client.post(f"/sign-in/code/?next={target}", {"email": "ana@mail.example", "next": target})
    response = client.post(
        "/sign-in/code/confirm/", {"code": newest_code("ana@mail.example"), "next": target}
    )
    assert response["Location"] == "/account/"


def test_the_session_key_changes_at_sign_in(cast: Cast, client: Client) -> None:
    client.post("/sign-in/code/", {"email": "ana@mail.example"})
    before = client.session.session_key
    client.post("/sign-in/code/confirm/", {"code": newest_code("ana@mail.example")})
    assert client.session.session_key != before


def test_a_new_password_by_code_ends_other_sessions(cast: Cast, ana_client: Client) -> None:
    elsewhere = Client()
    elsewhere.post("/sign-in/password/", {"email": "ana@mail.example"})
    elsewhere.post("/sign-in/password/code/", {"code": newest_code("ana@mail.example")})
    response = elsewhere.post(
        "/sign-in/password/new/",
        {"password1": "another four word thing", "password2": "another four word thing"},
    )
    assert response["Location"] == "/sign-in/password/done/"
    assert ana_client.get("/account/").status_code == 302
    assert Event.objects.filter(name="identity.recovered", subject=str(cast.ana.pk)).count() == 1
    assert Message.objects.filter(to="ana@mail.example", subject__contains="password was changed").exists()


def test_one_address_one_login(cast: Cast) -> None:
    with pytest.raises(LoginExists):
        services.create_login(
            email=" ANA@mail.example", password=None, verified=True, by=job("tests"), at=clock.now()
        )


@pytest.mark.django_db
def test_a_code_works_once_and_only_for_its_purpose() -> None:
    at = clock.now()
    ticket = services.send_code(
        purpose="activation", to="x@mail.example", account_id=None, language="en", by=job("tests"), at=at
    )
    code = newest_code("x@mail.example")
    assert not services.check_code(ticket=ticket, purpose="recovery", typed=code, at=at).ok
    assert not services.check_code(
        ticket=ticket, purpose="activation", typed=code, at=at + rules.CODE_LENGTH
    ).ok
    assert services.check_code(ticket=ticket, purpose="activation", typed=f" {code[:3]} {code[3:]}", at=at).ok
    assert not services.check_code(ticket=ticket, purpose="activation", typed=code, at=at).ok
    with pytest.raises(CodeNotSent):
        services.send_code(
            purpose="activation", to="X@mail.example", account_id=None, language="en", by=job("tests"), at=at
        )


@pytest.mark.parametrize(
    ("email", "masked"), [("ana@mail.example", "a•••@mail.example"), ("a@b.example", "a•••@b.example")]
)
def test_a_contact_is_masked(email: str, masked: str) -> None:
    assert rules.masked_email(email) == masked


def test_secrets_of_apps_are_encrypted_and_survive_a_new_key() -> None:
    kept = MfaAdapter().encrypt("JBSWY3DPEHPK3PXP")
    assert "JBSWY3DPEHPK3PXP" not in kept
    from django.conf import settings

    with override_settings(SECRET_KEY="b" * 60, SECRET_KEY_FALLBACKS=[settings.SECRET_KEY]):
        assert MfaAdapter().decrypt(kept) == "JBSWY3DPEHPK3PXP"


def test_staff_need_the_permission_and_two_steps(cast: Cast, client: Client) -> None:
    @staff_required("desk.enter")
    def desk(request: object) -> HttpResponse:
        return HttpResponse("desk")

    from django.contrib.auth.models import AnonymousUser
    from django.core.exceptions import PermissionDenied

    request = RequestFactory().get("/desk/")
    request.session = client.session
    for user in (cast.ana, cast.dev):
        request.user = user
        with pytest.raises(PermissionDenied):
            desk(request)
    request.user = AnonymousUser()
    assert desk(request)["Location"] == "/sign-in/?next=/desk/"
    services.give_role(login_id=cast.dev.pk, role="billing_agent", by=job("test"), at=clock.now())
    request.user = type(cast.dev).objects.get(pk=cast.dev.pk)
    assert desk(request)["Location"] == "/account/security/"


def test_the_demo_link_signs_in_the_cast_and_nobody_else(cast: Cast, client: Client) -> None:
    link = services.demo_link("ana@mail.example")
    assert b"Sign in as Ana Reyes" in client.get(link).content
    assert client.get("/account/").status_code == 302
    assert client.post(link)["Location"] == "/account/"
    assert client.get("/account/").status_code == 200
    assert Client().get(link[:-3] + "xx/").status_code == 404
    with override_settings(PRODUCTION=True):
        assert Client().post(link).status_code == 404
        with pytest.raises(DemoOnly):
            services.demo_link("ana@mail.example")


def test_there_is_no_open_sign_up(client: Client, db: None) -> None:
    assert client.get("/sign-up/")["Location"] == "/activate/"
