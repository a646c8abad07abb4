"""For whom every address of this room is."""

DOORS = {
    "reminders:reminders": "member",
    "reminders:desk": "staff",
    "reminders:desk_pause": "staff",
    "reminders:desk_end_pause": "staff",
    "reminders:desk_try_again": "staff",
}
