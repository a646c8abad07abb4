"""Who among staff may do what in the shell itself. Each room says it of its own work."""

_ALL = ("billing_agent", "lockbox_clerk", "supervisor", "auditor")
_CLERKS = ("billing_agent", "lockbox_clerk", "supervisor")

PERMISSIONS = {
    "desk.enter": _ALL,
    "desk.take_work": _CLERKS,
    "desk.search": _CLERKS,
    "desk.see_account": _CLERKS,
    "desk.add_note": _CLERKS,
    "desk.mark_account": ("supervisor",),
    "desk.review_openings": ("supervisor",),
}
