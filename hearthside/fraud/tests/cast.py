"""Somebody tells; Sam looks into it, Ines is the second; Keisha and Ada see nothing. Cora is a stranger."""

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from hearthside import clock
from hearthside.audit import services as audit
from hearthside.audit.actor import Actor, ActorKind
from hearthside.cases.tests.cast import line_of, signed_in
from hearthside.desk.tests.cast import at_desk, make_staff
from hearthside.fraud import flows
from hearthside.fraud.models import Tip
from hearthside.fraud.rules import Facts
from hearthside.portal.tests.cast import Cast, make_cast

PDF = b"%PDF-1.7\n1 0 obj"
PNG = b"\x89PNG\r\n\x1a\n rest"
TOLD = Facts(kind="fake", words="A letter asked me to pay at pay-hearthside.example.", who="Brightway Supply")
__all__ = [
    "PDF", "PNG", "TOLD", "Cast", "at_desk", "in_days", "line_of", "looks", "make_cast", "make_staff",
    "signed_in", "staff", "tells", "typed", "upload",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Told:
    """A report as its reporter holds it, and its row."""

    reference: str
    pin: str
    tip: Tip


def tells(
    facts: Facts = TOLD, *, at: datetime | None = None, files: Sequence[bytes] = (), **more: Any
) -> Told:
    """Somebody reports, unnamed unless told otherwise."""
    given: dict[str, Any] = {
        "form_key": secrets.token_hex(16), "is_known": False, "language": "en", "address": "203.0.113.9",
        **more,
    }  # fmt: skip
    sent = [upload(content, f"{place}.pdf") for place, content in enumerate(files)]
    received = flows.send_report(facts=facts, uploads=sent, at=at or clock.now(), **given)
    return Told(received.reference, received.pin, Tip.objects.get(reference=received.reference))


def upload(content: bytes = PDF, name: str = "letter.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def staff(login: Any) -> Actor:
    return Actor(ActorKind.STAFF, str(login.pk), door="web")


def looks(login: Any, tip: Tip) -> Actor:
    """This person opens the report; who they are, as services want it."""
    audit.record("tip.viewed", subject=tip.reference, by=staff(login))
    return staff(login)


def in_days(days: int) -> datetime:
    return clock.now() + timedelta(days=days)


def typed(client: Client, start: str = "/report-fraud/tell/", **said: str) -> dict[str, str]:
    """What the first page carries, with what somebody types on all pages."""
    page = client.get(start).content.decode()
    carried = {name: _value(page, name) for name in ("key", "about")}
    told = {"kind": "fake", "words": "A letter asked me to pay.", "who": "", "when": "", "where": ""}
    return carried | told | {"known": "no", "name": "", "contact": ""} | said


def _value(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, f"no {name} on the page"
    return found.group(1)


@dataclass(frozen=True, slots=True)
class People:
    """Two who look into fraud, and two who must not know of it."""

    sam: Any
    ines: Any
    keisha: Any
    ada: Any


def make_people() -> People:
    return People(
        sam=make_staff("sam", "investigator"), ines=make_staff("ines", "investigator"),
        keisha=make_staff("keisha", "billing_agent", "supervisor"), ada=make_staff("ada", "auditor"),
    )  # fmt: skip
