"""For whom every address of this room is."""

DOORS = {
    **dict.fromkeys(("helpcenter:check_bill", "helpcenter:check_message"), "public"),
    **dict.fromkeys(("helpcenter:contact_log", "helpcenter:contact", "helpcenter:contact_pdf"), "member"),
    **dict.fromkeys(
        ("helpcenter:desk_returned", "helpcenter:desk_write", "helpcenter:desk_message",
         "helpcenter:desk_letter_pdf"),
        "staff",
    ),
}  # fmt: skip
