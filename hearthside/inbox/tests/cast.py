"""Ana writes to us about what she owes, Ben helps her with money, Cora is a stranger, Keisha answers."""

import re
from datetime import datetime
from typing import Any

from django.test import Client

from hearthside import clock
from hearthside.audit.actor import Actor, ActorKind
from hearthside.cases.tests.cast import PDF, line_of, signed_in
from hearthside.desk.tests.cast import at_desk, make_staff
from hearthside.inbox import services
from hearthside.inbox.models import Area, Thread, ThreadMessage
from hearthside.members import services as members
from hearthside.portal.tests.cast import SETTING_THE_TABLE, Cast, make_cast, make_login
from hearthside.references import new_reference

PNG = b"\x89PNG\r\n\x1a\n a photo"
__all__ = [
    "PDF", "PNG", "Cast", "actor_of", "answers", "at_desk", "key_in", "line_of", "make_cast", "make_helper",
    "make_login", "make_staff", "sends", "signed_in", "threads", "writes",
]  # fmt: skip


def actor_of(login: Any) -> Actor:
    kind = ActorKind.STAFF if login.is_staff else ActorKind.LOGIN
    return Actor(kind, str(login.pk), door="web")


def make_helper(people: Cast, scope: Any) -> Any:
    """Somebody who may see this much of Ana's account."""
    login = make_login(f"helper.{scope}@mail.example", f"Helper {scope}")
    members.grant_access(
        login_id=login.pk, account_id=people.owes.id, scope=scope, by=SETTING_THE_TABLE, at=clock.now()
    )
    return login


def writes(
    people: Cast, words: str = "Why do I owe this?", *, about: str = "paying", area: Area = Area.MONEY,
    key: str = "", login: Any = None, language: str = "en", at: datetime | None = None,
) -> ThreadMessage:  # fmt: skip
    """Ana begins a thread."""
    return services.open_thread(
        account_id=people.owes.id, area=area, about=about, words=words, language=language,
        form_key=key or f"form{new_reference()}", by=actor_of(login or people.ana), at=at or clock.now(),
    )  # fmt: skip


def answers(
    thread: Thread, clerk: Any, words: str = "Your plan left it to you.", *, key: str = "", upto: int = 99,
    at: datetime | None = None,
) -> ThreadMessage:  # fmt: skip
    """Staff answer a thread."""
    return services.answer(
        reference=thread.reference, words=words, form_key=key or f"form{new_reference()}", upto=upto,
        login_id=clerk.pk, by=actor_of(clerk), at=at or clock.now(),
    )  # fmt: skip


def key_in(page: Any) -> str:
    """The sealed key of the form on a page that takes words."""
    found = re.findall(r'name="key" value="([^"]{40,})"', page.content.decode())
    assert found, page.content.decode()
    return str(found[0])


def sends(client: Client, to: str = "/account/messages/new/", **typed: Any) -> Any:
    """Open the page of a form, fill it in, press Send."""
    page = client.get(to.replace("say/", "").replace("/es/es/", "/es/"))
    return client.post(to, {"about": "paying", "words": "Why?", "key": key_in(page), **typed})


def threads() -> list[Thread]:
    return list(Thread.objects.order_by("pk"))
