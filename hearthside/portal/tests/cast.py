"""Ana owes. Ben may act for her, for money. Cora is a stranger. Dev works at the desk."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from hearthside import clock
from hearthside.audit.actor import job
from hearthside.identity import services as identity
from hearthside.mailroom.models import Message
from hearthside.members import services as members
from hearthside.payments.tests.cast import Ana, make_ana

PASSWORD = "four words in a row"
BORN = date(1954, 3, 14)
SETTING_THE_TABLE = job("tests")


@dataclass(frozen=True, slots=True)
class Cast:
    """Ana's account with its bill, and everyone's login."""

    owes: Ana
    ana: Any
    ben: Any
    cora: Any
    dev: Any


def make_login(email: str, name: str, *, is_staff: bool = False) -> Any:
    return identity.create_login(
        email=email, password=PASSWORD, name=name, is_staff=is_staff, verified=True, by=SETTING_THE_TABLE,
        at=clock.now(),
    )  # fmt: skip


def make_cast() -> Cast:
    owes = make_ana()
    cast = Cast(
        owes,
        ana=make_login("ana@mail.example", "Ana Reyes"),
        ben=make_login("ben@mail.example", "Ben Reyes"),
        cora=make_login("cora@mail.example", "Cora Lane"),
        dev=make_login("dev@desk.example", "Dev Shah", is_staff=True),
    )
    for login, scope in ((cast.ana, "self"), (cast.ben, "money")):
        members.grant_access(
            login_id=login.pk, account_id=owes.id, scope=scope, by=SETTING_THE_TABLE, at=clock.now()
        )
    return cast


def newest_code(to: str) -> str:
    """The six digits in the newest letter to `to`."""
    import re

    letter = Message.objects.filter(to=to).order_by("-pk").first()
    assert letter is not None, f"no letter to {to}"
    found = re.search(r"\b[0-9]{6}\b", letter.body)
    assert found, letter.body
    return found.group()
