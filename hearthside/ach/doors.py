"""For whom every address of this room is."""

DOORS = {
    **dict.fromkeys(
        ("ach:bank_accounts", "ach:pay", "ach:check", "ach:debit", "ach:remove", "ach:cancel"), "member"
    ),
    **dict.fromkeys(
        ("ach:desk_files", "ach:desk_file", "ach:desk_returns", "ach:desk_return", "ach:desk_changes",
         "ach:desk_change", "ach:desk_account"),
        "staff",
    ),
}  # fmt: skip
