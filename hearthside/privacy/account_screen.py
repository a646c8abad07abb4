"""What the account screen shows of this room: before anybody writes, calls or tells somebody."""

from collections.abc import Sequence

from django.urls import reverse

from hearthside.desk.registry import Action, Alert, Reading, Subject, TimelineRow
from hearthside.privacy import selectors
from hearthside.privacy.models import Disclosure, OtherContact, Restriction

ONLY = {"mail": "by mail", "email": "by e-mail", "phone": "by phone"}
ABOUT_PLAIN = {"plan": "the health plan", "family": "family or helpers", "other": "somebody"}


def _contact(subject: Subject, rows: Sequence[OtherContact]) -> list[Alert]:
    """The only way to reach them."""
    return [Alert(_how(row), "stop", _path(subject)) for row in rows]


def _how(contact: OtherContact) -> str:
    danger = " Using any other could put them in danger." if contact.in_danger else ""
    return f"Reach them only {ONLY.get(contact.way, 'as they asked')}, at the contact on file.{danger}"


def _limits(subject: Subject, rows: Sequence[Restriction]) -> list[Alert]:
    """Whom not to tell."""
    return [
        Alert(
            f"Do not tell {ABOUT_PLAIN.get(row.about, 'somebody')} all: we agreed to a limit", "caution",
            _path(subject),
        )
        for row in rows
    ]  # fmt: skip


def _told(subject: Subject, rows: Sequence[Disclosure]) -> list[TimelineRow]:
    """Whom we told."""
    return [
        TimelineRow(row.noted_at, "privacy", f"Told {row.to}", detail=row.what, path=_path(subject))
        for row in rows
    ]


READINGS = (
    Reading(
        lambda subject, most: selectors.other_contacts(subject.account_id), ("way", "in_danger"), _contact
    ),
    Reading(
        lambda subject, most: selectors.restrictions_of(subject.account_id).filter(ended_at=None),
        ("about",), _limits,
    ),
    Reading(
        lambda subject, most: selectors.disclosures_of(subject.account_id)[:most],
        ("noted_at", "to", "what"), _told,
    ),
)  # fmt: skip


def ACTIONS(subject: Subject) -> list[Action]:
    return [Action("Privacy of this account", _path(subject), "privacy.work", "Privacy")]


def _path(subject: Subject) -> str:
    return reverse("privacy:desk_account", args=[subject.number])
