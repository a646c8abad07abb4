"""What the account screen shows of a death: it comes before anything else that is said."""

from collections.abc import Sequence
from typing import Any

from django.db.models import F
from django.urls import reverse

from hearthside.desk.registry import Action, Alert, Reading, Subject, TimelineRow
from hearthside.estates import selectors, wording
from hearthside.estates.models import NoticeState, Told
from hearthside.references import spoken


def _deaths(subject: Subject, rows: Sequence[Any]) -> list[Alert | TimelineRow]:
    """Who has died, or may have, and who speaks for the estate; then every notice there was."""
    return [*(_alert(row) for row in rows if row.is_live), *(_line(row) for row in rows)]


def _alert(row: Any) -> Alert:
    name = f"{row.first} {row.last}".strip() if row.person_id else row.died_name
    if row.state != NoticeState.VERIFIED:
        rests = "Everything rests" if row.is_stopped else "Nothing rests"
        return Alert(
            f"We were told that {name} died. Not verified yet. {rests}: say nothing of it to callers.",
            "caution", _path(row),
        )  # fmt: skip
    speaks = f"{row.speaker} speaks" if row.speaker else "Nobody speaks yet"
    said = f"The estate of {name}. {speaks} for it. Speak gently, and name no amount."
    return Alert(said, "stop", _path(row))


def _line(row: Any) -> TimelineRow:
    return TimelineRow(
        row.told_at, "case", f"Death notice {spoken(row.number)}", detail=wording.TOLD[Told(row.told)],
        state=wording.STATES[NoticeState(row.state)], path=_path(row),
    )  # fmt: skip


def _path(row: Any) -> str:
    return reverse("estates:desk_notice", args=[row.number])


READINGS = Reading(
    lambda subject, most: selectors.notices_on(subject.account_id)[:most],
    ("state", "told", "told_at", "died_name", "person_id", "stop_ends_on"), _deaths,
    more={
        "number": F("case__reference"), "first": F("person__first_name"), "last": F("person__last_name"),
        "speaker": F("contact__name"),
    },
)  # fmt: skip


def ACTIONS(subject: Subject) -> list[Action]:
    path = reverse("estates:desk_new_on", args=[subject.number])
    return [Action("A member has died", path, "estates.work", "Life events")]
