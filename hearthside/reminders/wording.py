"""Steps, states and reasons in words: for members in their language, for staff in English."""

from typing import Any

from django.utils.translation import gettext as _

from hearthside.reminders.rules import Why
from hearthside.reminders.selectors import Line


def step_words(code: str) -> str:
    words = {
        "soon": _("Before the due date"),
        "past": _("After the due date"),
        "letter": _("A second reminder"),
        "help": _("The last one, with ways to get help"),
    }
    return words.get(code, _("A reminder"))


def channel_words(channel: str) -> str:
    return {"email": _("e-mail"), "text": _("text message"), "letter": _("letter")}.get(channel, "")


def became_words(line: Line) -> str:
    """What became of one step, for the member."""
    if line.state == "sent":
        return _("Sent by %(channel)s") % {"channel": channel_words(line.channel)}
    if line.state == "stopped":
        return _("Not sent: %(why)s") % {"why": why_words(line.why)}
    return _("Not sent: its day had passed") if line.state == "passed" else ""


def why_words(why: str) -> str:
    """Why we do not remind, as the end of a sentence. What staff look into is not told apart."""
    words: dict[str, str] = {
        Why.PAID: _("nothing is left to pay on it"),
        Why.REPLACED: _("a newer bill took its place"),
        Why.PLAN: _("you pay in parts"),
        Why.HARDSHIP: _("you asked for a lower bill"),
        Why.DISPUTED: _("you asked us to look at it again"),
        Why.APPEAL: _("an appeal is open"),
        Why.SECOND_PLAN: _("we wait for a health plan"),
        Why.ON_ITS_WAY: _("your payment is on its way"),
        Why.AUTOPAY: _("autopay pays it"),
        Why.SMALL: _("only a little is left"),
        Why.OPENED: _("you have seen the bill"),
        Why.NOT_WANTED: _("you asked for no such reminder"),
        Why.OPTED_OUT: _("you stopped these messages"),
        Why.NO_WAY: _("we have no e-mail address or number for it"),
        Why.NO_ADDRESS: _("we have no mailing address"),
        Why.WRONG_ADDRESS: _("mail to your address came back"),
    }
    return words.get(why, _("it is on hold with us"))


DESK_STEPS = {
    "soon": "Before due", "past": "After due", "letter": "Second reminder", "help": "Last, with help",
}  # fmt: skip
DESK_WHY: dict[str, str] = {
    Why.PAID: "nothing is left to pay", Why.REPLACED: "a newer bill replaced it", Why.DIED: "somebody died",
    Why.CLOSED: "the account is closed", Why.ESTATE: "with an estate", Why.INVESTIGATION: "is looked into",
    Why.HARDSHIP: "asks for hardship help", Why.PLAN: "on a payment plan", Why.DISPUTED: "disputed",
    Why.APPEAL: "an appeal is open", Why.SECOND_PLAN: "a claim of this bill waits for a plan",
    Why.ON_ITS_WAY: "a payment is on its way", Why.AUTOPAY: "autopay will pay it",
    Why.SMALL: "less is left than we remind of", Why.PAUSED: "paused by staff",
    Why.OPENED: "the bill was opened, signed in, since we last wrote",
    Why.NOT_WANTED: "the member wants no such reminder", Why.OPTED_OUT: "said STOP, or the e-mail bounced",
    Why.NO_WAY: "no e-mail address, and no yes to texts", Why.NO_ADDRESS: "no mailing address",
    Why.WRONG_ADDRESS: "mail came back, and the address has not changed since",
    Why.ENOUGH: "enough messages and calls this week: tried again every hour",
    Why.QUIET_HOURS: "night where the member lives: goes in the morning",
    Why.TOO_LATE: "its day was too long ago",
}  # fmt: skip


def desk_line(line: Line) -> dict[str, Any]:
    """One step as the desk shows it, in English."""
    state = {"": "To come", "sent": f"Sent by {line.channel}", "stopped": "Not sent", "passed": "Not sent"}
    return {
        "line": line, "name": DESK_STEPS.get(line.code, line.code), "state": state[line.state],
        "why": DESK_WHY.get(line.why, "its day had passed" if line.state == "passed" else ""),
    }  # fmt: skip
