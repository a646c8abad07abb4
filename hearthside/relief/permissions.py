"""Who may do what in this room. Each act has its own; a second person's is never the first one's alone."""

PERMISSIONS = {
    "relief.read": ("billing_agent", "supervisor"),
    "relief.offer_plan": ("billing_agent", "supervisor"),
    "relief.offer_long_plan": ("supervisor",),
    "relief.change_plan": ("billing_agent", "supervisor"),
    "relief.pause_plan": ("billing_agent", "supervisor"),
    "relief.break_plan": ("supervisor",),
    "relief.forgive": ("supervisor",),
    "relief.enter_application": ("billing_agent", "supervisor"),
    "relief.decide_application": ("supervisor",),
    "relief.propose_write_off": ("billing_agent", "supervisor"),
    "relief.approve_write_off": ("supervisor",),
    "relief.undo_write_off": ("supervisor",),
    "relief.see_collections": ("supervisor",),
}
