"""What the account screen shows of this room."""

from collections.abc import Sequence
from typing import Any

from django.db.models import F
from django.urls import reverse

from hearthside.desk.registry import Action, Alert, Reading, Subject, TimelineRow
from hearthside.members import selectors as members
from hearthside.people import selectors
from hearthside.people.models import Invitation, SafetyMark, SpokenPermission

ABOUT = {"money": "bills", "care": "care", "all": "bills and care"}


def _mark(subject: Subject, rows: Sequence[SafetyMark]) -> list[Alert]:
    """Talk with nobody else. Why is nobody's to read here."""
    said = "Talk with the member only. Give no address, no phone and no plans to anybody"
    return [Alert(said, "stop", _path(subject))]


def _spoken(subject: Subject, rows: Sequence[SpokenPermission]) -> list[Alert]:
    """Whom the member told us we may talk with."""
    return [
        Alert(
            f"We may talk with {row.name} about {ABOUT[row.scope]} until {row.ends_on:%B %-d}",
            path=_path(subject),
        )
        for row in rows
    ]


def _said(subject: Subject, rows: Sequence[SpokenPermission]) -> list[TimelineRow]:
    return [_line(subject, row.given_at, f"Said by voice: we may talk with {row.name}") for row in rows]


def _invited(subject: Subject, rows: Sequence[Invitation]) -> list[TimelineRow]:
    return [_line(subject, row.made_at, f"Invited {row.name}") for row in rows]


def _ended(subject: Subject, rows: Sequence[Any]) -> list[TimelineRow]:
    return [_line(subject, row.ended_at, f"{row.name or 'A helper'}: access ended") for row in rows]


def _line(subject: Subject, at: Any, what: str) -> TimelineRow:
    return TimelineRow(at, "access", what, path=_path(subject))


READINGS = (
    Reading(lambda subject, most: selectors.safety_marks(subject.account_id), ("id",), _mark),
    Reading(
        lambda subject, most: selectors.spoken_now(subject.account_id), ("name", "scope", "ends_on"), _spoken
    ),
    Reading(
        lambda subject, most: selectors.spoken_ever(subject.account_id)[:most], ("name", "given_at"), _said
    ),
    Reading(
        lambda subject, most: selectors.invitations_on(subject.account_id)[:most], ("name", "made_at"),
        _invited,
    ),
    Reading(
        lambda subject, most: members.ended_grants_on(subject.account_id).exclude(ended_at=None)[:most],
        ("ended_at",), _ended, more={"name": F("login__name")},
    ),
)  # fmt: skip


def ACTIONS(subject: Subject) -> list[Action]:
    return [Action("Who can see this account", _path(subject), "people.see", "People")]


def _path(subject: Subject) -> str:
    return reverse("people:desk_account", args=[subject.number])
