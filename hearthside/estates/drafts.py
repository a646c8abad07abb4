"""What a browser session holds of a report between its pages. It ends with the session, and with sending."""

import secrets
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.contrib.sessions.backends.base import SessionBase

from hearthside.estates.services.reporting import Report

DRAFT, SENT = "death_notice", "death_notice_sent"
PERSON = ("died_name", "number", "zip", "died_on")
YOU = ("reporter", "relation", "phone", "email", "address", "equipment", "is_executor", "papers")


def held(session: SessionBase) -> dict[str, Any]:
    """What was typed so far, with the key of the form that will send it."""
    found: dict[str, Any] = session.get(DRAFT) or {}
    return found


def keep(session: SessionBase, typed: Mapping[str, Any]) -> None:
    """Add to it. A day is kept as text."""
    plain = {name: value.isoformat() if isinstance(value, date) else value for name, value in typed.items()}
    session[DRAFT] = {"key": secrets.token_hex(16)} | held(session) | plain


def initial(session: SessionBase) -> dict[str, Any]:
    """As `held`, for a form to start from."""
    found = dict(held(session))
    if found.get("died_on"):
        found["died_on"] = date.fromisoformat(found["died_on"])
    return found


def has_person(session: SessionBase) -> bool:
    return bool(held(session).get("died_name"))


def is_whole(session: SessionBase) -> bool:
    return has_person(session) and bool(held(session).get("reporter"))


def facts_of(typed: dict[str, Any]) -> Report:
    """What was typed in both forms, as a report."""
    own = {name: typed.get(name) or "" for name in YOU}
    return Report(
        died_name=typed["died_name"].strip(), number_typed=typed.get("number") or "",
        zip_typed=(typed.get("zip") or "").strip()[:10], died_on=typed.get("died_on") or None, **own,
    )  # fmt: skip


def sent(session: SessionBase, reference: str) -> None:
    """It was sent: what was typed is forgotten, its number is kept for the answer page."""
    session.pop(DRAFT, None)
    session[SENT] = reference


def sent_reference(session: SessionBase) -> str:
    return str(session.get(SENT) or "")
