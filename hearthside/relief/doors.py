"""For whom every address of this room is."""

_MEMBER = (
    "choose", "check", "plan", "accept", "pay", "day", "add", "stop", "people", "income", "papers",
    "remove_paper", "lower_check", "application", "withdraw", "ask_again",
)  # fmt: skip
_STAFF = (
    "desk_application", "desk_decide", "desk_decline", "desk_paper", "desk_apply", "desk_offer",
    "desk_offer_long", "desk_bad_debt", "desk_plan", "desk_plan_day", "desk_plan_add", "desk_plan_pause",
    "desk_plan_resume", "desk_plan_stop", "desk_plan_break", "desk_forgive", "desk_write_off", "desk_approve",
    "desk_turn_down", "desk_undo", "desk_pre_collection",
)  # fmt: skip

DOORS = {
    "relief:help": "public",
    "relief:form": "public",
    **dict.fromkeys((f"relief:{name}" for name in _MEMBER), "member"),
    **dict.fromkeys((f"relief:{name}" for name in _STAFF), "staff"),
}
