"""Who among staff may do what in this room."""

PERMISSIONS = {"inbox.answer": ("billing_agent", "supervisor")}
