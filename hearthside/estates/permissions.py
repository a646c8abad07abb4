"""Who among staff may do what in this room."""

PERMISSIONS = {
    "estates.work": ("billing_agent", "supervisor"),
    "cases.enter": ("billing_agent", "supervisor"),
}
