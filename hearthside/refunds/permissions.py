"""Who among staff may do what in this room."""

PERMISSIONS = {
    "refunds.see": ("billing_agent", "supervisor"),
    "refunds.propose": ("billing_agent", "supervisor"),
    "refunds.approve": ("billing_agent", "supervisor"),
    "refunds.correct": ("billing_agent", "lockbox_clerk", "supervisor"),
    "refunds.work_disputes": ("billing_agent", "supervisor"),
    "refunds.turn_over": ("supervisor",),
}
