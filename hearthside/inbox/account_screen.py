"""What the account screen shows of this room."""

from collections.abc import Sequence

from django.urls import reverse

from hearthside.desk.registry import Action, Alert, Hit, Reading, Subject, TimelineRow
from hearthside.inbox import selectors, wording
from hearthside.inbox.models import Thread
from hearthside.inbox.queues import kind_of
from hearthside.references import spoken

WAITING_MOST = 20


def _waiting(subject: Subject, rows: Sequence[Thread]) -> list[Alert]:
    """Somebody who calls may have written first."""
    return [
        Alert("Wrote words of danger: look at this first", "stop", _path(thread))
        if thread.is_urgent
        else Alert(f"Wrote to us, answer by {thread.due_on:%B %-d}: {kind_of(thread).lower()}",
                   path=_path(thread))
        for thread in rows
    ]  # fmt: skip


def _written(subject: Subject, rows: Sequence[Thread]) -> list[TimelineRow]:
    return [
        TimelineRow(
            thread.last_at, "message", f"Message {spoken(thread.reference)}", detail=kind_of(thread),
            path=_path(thread), state=wording.DESK_STATES[thread.state],
        )
        for thread in rows
    ]  # fmt: skip


READINGS = (
    Reading(
        lambda subject, most: selectors.open_threads_on(subject.account_id)[:WAITING_MOST],
        ("reference", "is_urgent", "due_on", "about"), _waiting,
    ),
    Reading(
        lambda subject, most: selectors.threads_on(subject.account_id)[:most],
        ("reference", "last_at", "about", "state"), _written,
    ),
)  # fmt: skip


def ACTIONS(subject: Subject) -> list[Action]:
    path = reverse("inbox:desk_new", args=[subject.number])
    return [Action("Write a message", path, "inbox.answer", "Messages")]


def with_number(words: str) -> list[Hit]:
    """A thread by its number, as people say it."""
    found = selectors.thread_with_reference(words) if len(words) == 10 and words.isdigit() else None
    if found is None:
        return []
    return [Hit(found.account_id, f"Message {spoken(words)}: {kind_of(found).lower()}", _path(found))]


def _path(thread: Thread) -> str:
    return reverse("inbox:desk_thread", args=[thread.reference])


FINDERS = (with_number,)
