"""Calls in words, for the desk."""

from hearthside.clock import EASTERN
from hearthside.phone.models import Call, CallBack, Outcome, Reason

LANGUAGES = {"en": "in English", "es": "in Spanish"}


def call_line(call: Call) -> str:
    """Which call it was: with an agent or on the keypad line, and about what."""
    where = "Keypad line" if call.kind == "line" else "Call with an agent"
    return f"{where}: {Reason(call.reason).label}" if call.reason else where


def outcome_of(call: Call) -> str:
    """What came of a call, or that it goes on."""
    return str(Outcome(call.outcome).label) if call.outcome else "open"


def call_back_line(call_back: CallBack) -> str:
    """By when, in which language, and how often it was tried."""
    by = f"by {call_back.promised_by.astimezone(EASTERN):%B %-d, %-I:%M %p} Eastern"
    tried = f", tried {call_back.tries} times" if call_back.tries else ""
    return f"{by}, {LANGUAGES[call_back.language]}{tried}"
