"""For whom every address of this room is."""

DOORS = {
    **dict.fromkeys(
        (
            "autopay:methods",
            "autopay:add",
            "autopay:save_return",
            "autopay:save_cancel",
            "autopay:remove",
            "autopay:pay",
            "autopay:pay_check",
            "autopay:overview",
            "autopay:rule",
            "autopay:check",
            "autopay:done",
            "autopay:stop",
            "autopay:skip",
            "autopay:allow",
            "autopay:paperless",
            "autopay:paperless_code",
            "autopay:paper",
        ),
        "member",
    ),
    **dict.fromkeys(
        ("autopay:desk", "autopay:desk_stop", "autopay:desk_paper", "autopay:desk_remove"), "staff"
    ),
}
