"""Who at the desk may do what here."""

PERMISSIONS = {
    "phone.take_calls": ("billing_agent", "supervisor"),
    "phone.call_back": ("billing_agent", "supervisor"),
}
