"""Who among staff may do what in this room. `cases.enter` opens the case screen on which the work is done."""

PERMISSIONS = {
    "details.work": ("billing_agent", "supervisor"),
    "cases.enter": ("billing_agent", "supervisor"),
}
