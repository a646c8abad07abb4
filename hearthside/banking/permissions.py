"""Who among staff may do what here. Whoever worked a day does not sign it off, whatever their role."""

PERMISSIONS = {
    "banking.view": ("lockbox_clerk", "billing_agent", "supervisor"),
    "banking.match": ("lockbox_clerk", "supervisor"),
    "banking.sign_off": ("supervisor",),
}
