"""For whom every address of this room is. Nobody needs to sign in to tell us of a death."""

_STAFF = (
    "new", "new_on", "notice", "match", "stop", "check", "second", "task", "contact", "view", "undo",
    "undo_second", "settle",
)  # fmt: skip

DOORS = {
    **dict.fromkeys(
        ("estates:start", "estates:you", "estates:check", "estates:received", "estates:papers"), "public"
    ),
    **dict.fromkeys((f"estates:desk_{name}" for name in _STAFF), "staff"),
}
