"""What staff may do with the mail."""

PERMISSIONS = {
    "mailroom.view": ("billing_agent", "lockbox_clerk", "supervisor", "auditor"),
    "mailroom.work": ("billing_agent", "lockbox_clerk", "supervisor"),
    "mailroom.write": ("billing_agent", "supervisor"),
}
