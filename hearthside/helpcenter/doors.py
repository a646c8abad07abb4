"""For whom every address of this room is."""

from hearthside.helpcenter.searching.doors import DOORS as SEARCHING

DOORS = {
    **SEARCHING,
    **dict.fromkeys(
        ("helpcenter:check_bill", "helpcenter:check_message", "helpcenter:index", "helpcenter:topic",
         "helpcenter:useful", "helpcenter:rights", "helpcenter:language_help"),
        "public",
    ),
    **dict.fromkeys(("helpcenter:contact_log", "helpcenter:contact", "helpcenter:contact_pdf"), "member"),
    **dict.fromkeys(
        ("helpcenter:desk_returned", "helpcenter:desk_write", "helpcenter:desk_message",
         "helpcenter:desk_letter_pdf", "helpcenter:desk_words", "helpcenter:desk_help"),
        "staff",
    ),
}  # fmt: skip
