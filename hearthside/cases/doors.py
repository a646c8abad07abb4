"""For whom every address of this room is. A question from somebody signed out comes by phone or mail."""

_MEMBER = (
    "questions", "ask_bill", "ask_line", "check", "case", "sent", "say", "add_file", "file",
    "withdraw", "again",
)  # fmt: skip
_STAFF = (
    "new", "new_on_bill", "case", "take", "hand_over", "note", "ask", "answer", "more_time", "void",
    "send_back", "take_back", "reopen", "add_file", "file",
)  # fmt: skip

DOORS = {
    **dict.fromkeys((f"cases:{name}" for name in _MEMBER), "member"),
    **dict.fromkeys((f"cases:desk_{name}" for name in _STAFF), "staff"),
}
