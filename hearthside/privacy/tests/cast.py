"""Ana asks about her facts, Ben helps with money, Cora is a stranger, Pat is the privacy officer."""

import time
from datetime import datetime
from typing import Any

from django.test import Client

from hearthside import clock
from hearthside.audit.actor import Actor, ActorKind
from hearthside.desk.tests.cast import BACKEND, at_desk, make_staff
from hearthside.portal.tests.cast import Cast
from hearthside.privacy import services
from hearthside.privacy.models import Request

PAT = Actor(ActorKind.STAFF, "999004", door="web")
WORKER = Actor(ActorKind.JOB, "privacy", door="worker")
FACTS: dict[str, dict[str, Any]] = {
    "copy": {"what": "all", "form": "file", "words": ""},
    "fix": {"wrong": "My phone number is wrong on the bill.", "should": "It should end in 0100."},
    "list": {"years": "6"},
    "less": {"about": "plan", "words": "The walker of May.", "paid_in_full": True},
    "contact": {"way": "mail", "address1": "9 Oak Ave", "address2": "", "city": "Akron", "state": "OH",
                "zip": "44301", "email": "", "phone": "", "in_danger": True},
    "complaint": {"words": "You sent my bill to my neighbor."},
}  # fmt: skip


def as_login(login: Any) -> Actor:
    return Actor(ActorKind.LOGIN, str(login.pk), door="web")


def asks(people: Cast, kind: str, *, at: datetime | None = None, **facts: Any) -> Request:
    """Ana sends a request of this kind."""
    when = at or clock.now()
    draft = services.keep_draft(
        login_id=people.ana.pk, account_id=people.owes.id, kind=kind, facts=FACTS[kind] | facts, at=when
    )
    asked = services.ask(draft_key=draft.key, language="en", by=as_login(people.ana), at=when)
    assert asked is not None
    return asked


def signed_in(login: Any) -> Client:
    """A browser in which this person has just proved who they are."""
    client = Client()
    client.force_login(login, backend=BACKEND)
    session = client.session
    session["account_authentication_methods"] = [
        {"method": "password", "at": time.time(), "reauthenticated": True}
    ]
    session["account_authentication_methods_user"] = str(login.pk)
    session.save()
    return client


def pat() -> Any:
    return make_staff("pat", "privacy_officer")


def at_pats_desk() -> Client:
    return at_desk(pat())
