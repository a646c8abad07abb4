"""Ana owes. Dana, her daughter, is asked to help. Cora is a stranger. Keisha and Sol work at the desk."""

from datetime import date, timedelta
from typing import Any

from django.test import Client

from hearthside import clock
from hearthside.audit.actor import Actor, ActorKind
from hearthside.desk.tests.cast import BACKEND, at_desk, make_staff
from hearthside.members.models import Person
from hearthside.people import services
from hearthside.people.services.invitations import Made
from hearthside.portal.tests.cast import PASSWORD, Cast, make_cast, make_login
from hearthside.references import new_reference

DANA = "dana@mail.example"
__all__ = [
    "DANA", "PASSWORD", "at_desk", "by", "child_of", "in_days", "invited", "make_cast", "make_login",
    "make_staff", "signed_in",
]  # fmt: skip


def by(login: Any) -> Actor:
    """This login, acting."""
    kind = ActorKind.STAFF if login.is_staff else ActorKind.LOGIN
    return Actor(kind, str(login.pk), door="web")


def signed_in(login: Any) -> Client:
    client = Client()
    client.force_login(login, backend=BACKEND)
    return client


def invited(cast: Cast, *, scope: str = "money", ends_on: date | None = None, email: str = DANA) -> Made:
    """Ana asks Dana to help."""
    return services.invite(
        account_id=cast.owes.id, login_id=cast.ana.pk, name="Dana Reyes", email=email, scope=scope,
        ends_on=ends_on, language="en", request_key=new_reference(), by=by(cast.ana), at=clock.now(),
    )  # fmt: skip


def child_of(cast: Cast, *, born: date, name: str = "Leo") -> Person:
    return Person.objects.create(
        account=cast.owes.account, first_name=name, last_name="Reyes", birth_date=born, relationship="child"
    )


def in_days(days: int) -> date:
    return clock.today() + timedelta(days=days)
