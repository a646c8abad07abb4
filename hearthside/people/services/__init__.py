"""Every write about who may see an account: invitations, papers, what was said by voice, safety."""

from hearthside.people.services.invitations import (
    accept,
    decline,
    expire_invitations,
    invite,
    invite_on_papers,
    new_code,
    try_code,
    withdraw,
)
from hearthside.people.services.papers import agree, match, send_papers, turn_down, withdraw_papers
from hearthside.people.services.safety import ask_to_clear, clear, keep_safe
from hearthside.people.services.spoken import end_spoken, log_spoken

__all__ = [
    "accept", "agree", "ask_to_clear", "clear", "decline", "end_spoken", "expire_invitations", "invite",
    "invite_on_papers", "keep_safe", "log_spoken", "match", "new_code", "send_papers", "try_code",
    "turn_down", "withdraw", "withdraw_papers",
]  # fmt: skip
