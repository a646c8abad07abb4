"""Who each address of this room is for."""

DOORS = {
    f"banking:{name}": "staff"
    for name in (
        "days", "day", "day_csv", "prove", "explain", "sign_off", "statements", "statement", "review",
        "lines", "line", "undo",
    )
}  # fmt: skip
