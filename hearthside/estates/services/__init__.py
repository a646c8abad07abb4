"""Every write about a death: told, found, stopped, verified, settled, or taken back."""

from hearthside.estates.services.checklist import settle, tick
from hearthside.estates.services.contacts import open_view, set_contact
from hearthside.estates.services.reporting import Report, look, match, report, stop_again
from hearthside.estates.services.undoing import ask_undo, forget_undo, undo
from hearthside.estates.services.verifying import check, confirm, send_back, send_final
from hearthside.estates.services.watching import follow, lapse, tell_household

__all__ = [
    "Report", "ask_undo", "check", "confirm", "follow", "forget_undo", "lapse", "look", "match", "open_view",
    "report", "send_back", "send_final", "set_contact", "settle", "stop_again", "tell_household", "tick",
    "undo",
]  # fmt: skip
