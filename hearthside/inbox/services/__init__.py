"""Every write about messages: said, answered, taken, closed, forgotten; files and drafts."""

from hearthside.inbox.services.drafts import drop_draft, drop_old_drafts, keep_draft
from hearthside.inbox.services.ending import close, close_quiet, forget
from hearthside.inbox.services.files import add_file, forget_file, note_scan
from hearthside.inbox.services.reading import note_seen
from hearthside.inbox.services.saying import open_thread, say
from hearthside.inbox.services.working import (
    add_note,
    answer,
    hand_over,
    make_case,
    recall,
    take,
    write_first,
)

__all__ = [
    "add_file", "add_note", "answer", "close", "close_quiet", "drop_draft", "drop_old_drafts", "forget",
    "forget_file", "hand_over", "keep_draft", "make_case", "note_scan", "note_seen", "open_thread", "recall",
    "say", "take", "write_first",
]  # fmt: skip
