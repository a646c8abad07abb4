"""Every write of the phone room."""

from hearthside.phone.services.agents import (
    check_caller,
    close_call,
    open_link,
    send_link,
    start_agent_call,
)
from hearthside.phone.services.call_backs import (
    ask_call_back,
    call_back_done,
    call_back_given_up,
    call_back_not_reached,
    take_call_back,
)
from hearthside.phone.services.consents import keep_consent
from hearthside.phone.services.handovers import (
    charge_noted,
    end_handovers,
    hand_over,
    join_handover,
    note_captured,
    note_capturing,
)
from hearthside.phone.services.line_calls import (
    amend,
    arrive,
    end_line_call,
    end_silent_calls,
    start_line_call,
    take_step,
)

__all__ = [
    "amend", "arrive", "ask_call_back", "call_back_done", "call_back_given_up", "call_back_not_reached",
    "charge_noted", "check_caller", "close_call", "end_handovers", "end_line_call", "end_silent_calls",
    "hand_over", "join_handover", "keep_consent", "note_captured", "note_capturing", "open_link",
    "send_link", "start_agent_call", "start_line_call", "take_call_back", "take_step",
]  # fmt: skip
