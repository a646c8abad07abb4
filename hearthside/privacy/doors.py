"""For whom every address of this room is. A wish on paper needs no login: the form is public."""

_MEMBER = (
    "mine", "ask", "check", "request", "looks", "copy", "copy_page", "copy_file",
)  # fmt: skip
_STAFF = (
    "desk", "desk_request", "desk_answer", "desk_more_time", "desk_take", "desk_account", "desk_enter",
    "desk_disclose", "desk_end_contact", "desk_end_limit", "desk_copy", "desk_copy_again", "desk_keeping",
    "desk_hold", "desk_end_hold", "desk_breaches", "desk_breach", "desk_close_breach",
)  # fmt: skip

DOORS = {
    **dict.fromkeys(("privacy:notice", "privacy:version", "privacy:form"), "public"),
    **dict.fromkeys((f"privacy:{name}" for name in _MEMBER), "member"),
    **dict.fromkeys((f"privacy:{name}" for name in _STAFF), "staff"),
}

SCOPES = {"privacy:looks": "whole"}
