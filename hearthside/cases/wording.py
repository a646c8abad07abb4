"""Words for cases: what state they are in for whoever asked, and what each event was."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hearthside.cases.case_kinds import CORRECTED, STANDS
from hearthside.cases.errors import FileRefused
from hearthside.cases.kinds import WITHDRAWN, kind
from hearthside.cases.models import Case, CaseEvent, CaseState, EventKind

STATES = {
    CaseState.OPEN: gettext_lazy("We have it"),
    CaseState.WORKING: gettext_lazy("A person is looking"),
    CaseState.WAITING: gettext_lazy("We wait for you"),
    CaseState.FIXING: gettext_lazy("We are correcting it"),
}
OUTCOMES = {
    STANDS: gettext_lazy("Answered: the charge is right"),
    CORRECTED: gettext_lazy("Corrected"),
    WITHDRAWN: gettext_lazy("You took it back"),
}
EVENTS = {
    EventKind.OPENED: gettext_lazy("You asked"),
    EventKind.SAID: gettext_lazy("A message"),
    EventKind.ASKED: gettext_lazy("We asked you"),
    EventKind.EXTENDED: gettext_lazy("We need more time"),
    EventKind.FILE: gettext_lazy("A file came"),
    EventKind.FILE_GONE: gettext_lazy("A file is gone"),
    EventKind.DECIDED: gettext_lazy("We answered"),
    EventKind.CLOSED: gettext_lazy("We answered"),
    EventKind.WITHDRAWN: gettext_lazy("You took it back"),
    EventKind.REOPENED: gettext_lazy("You asked again"),
}
DESK_EVENTS = {
    EventKind.OPENED: "Asked", EventKind.SAID: "Said", EventKind.ASKED: "We asked the member",
    EventKind.NOTE: "Note", EventKind.TAKEN: "Taken", EventKind.HANDED_OVER: "Handed over",
    EventKind.STAGE: "Stage", EventKind.EXTENDED: "More time", EventKind.FILE: "File",
    EventKind.FILE_GONE: "File deleted", EventKind.FOLLOWED: "The plan decided anew: held as well",
    EventKind.DECIDED: "Decided", EventKind.CLOSED: "Closed", EventKind.WITHDRAWN: "Taken back",
    EventKind.REOPENED: "Asked again",
}  # fmt: skip
DESK_STATES = {
    "open": "New", "working": "Being worked", "waiting": "Waits for the member", "fixing": "To be corrected",
    "closed": "Closed",
}  # fmt: skip


def state_of(case: Case) -> str:
    """Where a case stands, for whoever asked."""
    if case.state != CaseState.CLOSED:
        return str(STATES[CaseState(case.state)])
    said = OUTCOMES.get(case.outcome) or kind(case.kind).outcomes.get(case.outcome)
    return str(said or _("Closed"))


def event_words(event: CaseEvent) -> str:
    """What an event was, for whoever asked."""
    if event.kind == EventKind.SAID:
        return _("You wrote") if event.by.startswith("login:") else _("We wrote")
    return str(EVENTS[EventKind(event.kind)])


def why_words(case: Case) -> str:
    """What they said was wrong."""
    return str(kind(case.kind).whys.get(case.why, ""))


def refusal_words(refusal: FileRefused) -> str:
    """Why a file was not taken, and what to do."""
    said = {
        "kind": _("We can take a PDF, or a photo (JPEG, PNG, HEIC). Choose another file."),
        "size": _("This file is larger than 10 MB. Choose a smaller one, or send it by mail."),
        "empty": _("This file is empty. Choose another."),
        "count": _("You have sent as many files as we can take here. Send the rest by mail."),
        "day": _("You have sent as much as we can take in a day. Send the rest tomorrow, or by mail."),
    }
    return said.get(refusal.why) or _("We have answered this question, so it takes no more files.")


def answer_starts(why: str) -> str:
    """How an answer to this reason may begin, in the language that is on; staff write on from there."""
    return {
        "not_received": _("Your plan told us that the care was given on the day on your bill."),
        "paid_already": _("We looked for your payment and did not find it for this line."),
        "paid_provider": _("The money went to the provider. Ask the provider to send it back to you."),
        "wrong_person": _("Your plan told us that the care was for a person on your account."),
        "wrong_plan": _("We asked the plan we have for you, and it decided this line."),
        "wrong_amount": _("The amount on the bill is the one in your plan’s file."),
    }.get(why, "")


def correction_starts(why: str) -> str:
    """As `answer_starts`, where the member is right."""
    return {
        "not_received": _("You did not get this, so you do not owe it."),
        "paid_already": _("You are right: you had paid this."),
        "paid_provider": _("You are right: you had paid the provider."),
        "wrong_person": _("You are right: this was not for you."),
        "wrong_plan": _("You are right: another plan must decide first."),
        "wrong_amount": _("You are right: the amount was wrong."),
    }.get(why, "")
