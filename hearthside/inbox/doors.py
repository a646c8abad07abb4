"""For whom every address of this room is. Who is not signed in writes by mail, or calls: no open form."""

_MEMBER = (
    "messages", "new", "about_bill", "about_line", "about_payment", "thread", "say", "close", "file",
)  # fmt: skip
_STAFF = (
    "thread", "take", "answer", "note", "hand_over", "recall", "close", "case", "file", "new",
)  # fmt: skip

DOORS = {
    "inbox:contact": "public",
    **dict.fromkeys((f"inbox:{name}" for name in _MEMBER), "member"),
    **dict.fromkeys((f"inbox:desk_{name}" for name in _STAFF), "staff"),
}
