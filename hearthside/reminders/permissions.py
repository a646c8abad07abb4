"""Who among staff may do what in this room."""

PERMISSIONS = {
    "reminders.see": ("billing_agent", "supervisor"),
    "reminders.pause": ("billing_agent", "supervisor"),
}
