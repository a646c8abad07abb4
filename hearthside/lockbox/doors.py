"""Who each address of this room is for."""

DOORS = {
    f"lockbox:{name}": "staff"
    for name in (
        "batches", "batch", "item", "unmatched", "letters", "letter_done", "open_keyed", "keying", "strike",
        "close_keyed", "review",
    )
}  # fmt: skip
