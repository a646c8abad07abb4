"""For whom every address of this room is. A report needs no sign-in; what is behind the desk is walled."""

_PUBLIC = ("start", "tell", "follow", "say", "leave")
_STAFF = (
    "tips", "tip", "take", "hand_over", "note", "reply", "keep_from", "link", "unlink", "group", "hold",
    "release", "close", "agree", "send_back", "reopen", "file", "evidence", "agree_to_evidence",
    "save_evidence",
)  # fmt: skip

DOORS = {
    **dict.fromkeys((f"fraud:{name}" for name in _PUBLIC), "public"),
    "fraud:line": "member",
    **dict.fromkeys((f"fraud:desk_{name}" for name in _STAFF), "staff"),
}
