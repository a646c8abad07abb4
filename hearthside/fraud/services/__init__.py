"""Every write about reports: received, added to, looked into, decided, handed out, forgotten."""

from hearthside.fraud.services.ending import agree, close, propose, reopen, send_back
from hearthside.fraud.services.evidence import agree_to_bundle, ask_for_bundle
from hearthside.fraud.services.files import add_file, forget_file, note_scan
from hearthside.fraud.services.forgetting import forget
from hearthside.fraud.services.holding import hold, release
from hearthside.fraud.services.linking import link, unlink
from hearthside.fraud.services.receiving import Received, receive, say
from hearthside.fraud.services.working import add_note, hand_over, keep_from, reply, take

__all__ = [
    "Received", "add_file", "add_note", "agree", "agree_to_bundle", "ask_for_bundle", "close", "forget",
    "forget_file", "hand_over", "hold", "keep_from", "link", "note_scan", "propose", "receive", "release",
    "reopen", "reply", "say", "send_back", "take", "unlink",
]  # fmt: skip
