"""Who among staff may do what in this room. The second clerk is any other person who may work it."""

PERMISSIONS = {
    "lockbox.work": ("lockbox_clerk", "supervisor"),
    "lockbox.release": ("supervisor",),
    "lockbox.letters": ("billing_agent", "lockbox_clerk", "supervisor"),
}
