"""For whom every address of this room is, and what of an account it needs."""

_OWN = (
    "invite", "invite_who", "invite_check", "invitation", "withdraw", "new_code", "spoken_remove", "safety",
    "safety_done", "papers_for_helper",
)  # fmt: skip
_LOGIN = ("people", "remove", "papers", "papers_add_file", "papers_say", "papers_cover", "papers_take_back",
          "help_someone", "answer")  # fmt: skip
_STAFF = (
    "papers", "match", "agree", "turn_down", "ask", "file", "add_file", "account", "log_spoken",
    "end_spoken", "end_access", "keep_safe", "ask_to_clear", "clear_safety", "kept_address", "care",
)  # fmt: skip

DOORS = {
    **dict.fromkeys(
        (f"people:answer_{name}" for name in ("code", "account", "mailed", "password")), "public"
    ),
    **dict.fromkeys((f"people:{name}" for name in (*_OWN, *_LOGIN)), "member"),
    **dict.fromkeys((f"people:desk_{name}" for name in _STAFF), "staff"),
}
SCOPES = {
    **dict.fromkeys((f"people:{name}" for name in _OWN), "own"),
    **dict.fromkeys((f"people:{name}" for name in _LOGIN), "login"),
}
