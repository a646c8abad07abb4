"""Who each address of the phone room is for."""

DOORS = {
    **dict.fromkeys(("phone:call_back", "phone:call_back_asked", "phone:link"), "public"),
    **dict.fromkeys(
        ("phone:desk", "phone:call", "phone:check", "phone:keypad", "phone:charge",
         "phone:send_link", "phone:close", "phone:promise", "phone:call_backs", "phone:call_back_one",
         "phone:call_back_move"),
        "staff",
    ),
}  # fmt: skip
