"""Every write about cases: opened, worked, answered, closed, and the files with them."""

from hearthside.cases.services.drafts import drop_old_drafts, keep_draft
from hearthside.cases.services.ending import close, reopen, withdraw
from hearthside.cases.services.files import add_file, forget_file, note_scan
from hearthside.cases.services.opening import open_case
from hearthside.cases.services.working import (
    add_note,
    advance,
    answer,
    ask_member,
    extend,
    hand_over,
    take,
    tell_member,
)

__all__ = [
    "add_file", "add_note", "advance", "answer", "ask_member", "close", "drop_old_drafts", "extend",
    "forget_file", "hand_over", "keep_draft", "note_scan", "open_case", "reopen", "take", "tell_member",
    "withdraw",
]  # fmt: skip
