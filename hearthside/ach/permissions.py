"""Who at the desk may do what here."""

PERMISSIONS = {
    "ach.see": ("billing_agent", "lockbox_clerk", "supervisor"),
    "ach.work": ("billing_agent", "supervisor"),
    "ach.approve": ("billing_agent", "supervisor"),
}
