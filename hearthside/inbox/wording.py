"""Words for threads: where they stand, who wrote, why a file was not taken."""

from datetime import date

from django.utils import formats
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from hearthside.inbox.errors import FileRefused
from hearthside.inbox.models import Thread, ThreadState
from hearthside.inbox.rules import Opening
from hearthside.organization.hours import clock_time
from hearthside.organization.profile import Hours
from hearthside.references import spoken

STATES = {
    ThreadState.OPEN: gettext_lazy("We will answer"),
    ThreadState.ANSWERED: gettext_lazy("Answered"),
    ThreadState.CLOSED: gettext_lazy("Closed"),
}
DESK_STATES = {"open": "Waits for us", "answered": "Answered", "closed": "Closed"}


def state_of(thread: Thread) -> str:
    """Where a thread stands, for whoever wrote."""
    return str(STATES[ThreadState(thread.state)])


def became_case(case_number: str, due_on: date | None) -> str:
    """What the thread says when it became a question about a bill."""
    first = _("We made this a question about your bill. Its case number is %(number)s.") % {
        "number": spoken(case_number)
    }
    aside = _("What you asked about is set aside. Until we answer, do not pay that part.")
    by = _("We answer by %(day)s.") % {"day": formats.date_format(due_on, "DATE_FORMAT")} if due_on else ""
    return " ".join(part for part in (first, aside, by) if part)


def refusal_words(refusal: FileRefused) -> str:
    """Why a file was not taken, and what to do."""
    return {
        "kind": _("We can take a PDF, or a photo (JPEG, PNG, HEIC). Choose another file."),
        "size": _("This file is larger than 10 MB. Choose a smaller one, or send it by mail."),
        "empty": _("This file is empty. Choose another."),
        "count": _("You have sent as many files as we can take here. Send the rest by mail."),
        "day": _("You have sent as much as we can take in a day. Send the rest tomorrow, or by mail."),
    }[refusal.why]


def opening_words(opening: Opening, hours: Hours, language: str) -> str:
    """Whether a person answers now, and until or from when, in the language that is on."""
    at = f"{clock_time(opening.next_at, language)} {hours.zone[language]}".replace(" ", "\N{NO-BREAK SPACE}")
    if opening.is_open:
        return _("Open now, until %(time)s.") % {"time": at}
    opens = _("It opens %(day)s at %(time)s.") % {"day": weekday(opening.next_on), "time": at}
    first = _("Closed today for a holiday.") if opening.is_holiday else _("Closed now.")
    return f"{first} {opens}"


def weekday(day: date) -> str:
    """Tuesday, November 24 · el martes 24 de noviembre."""
    return formats.date_format(day, r"\e\l l j \d\e F" if get_language() == "es" else "l, F j")
