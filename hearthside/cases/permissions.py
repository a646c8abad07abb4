"""Who among staff may do what in this room.

`cases.enter` opens the door of the case screen; what is behind it is each kind's own permission. A room that
brings a kind gives `cases.enter` to the roles that work it, in its own table.
"""

PERMISSIONS = {
    "cases.enter": ("billing_agent", "supervisor"),
    "cases.work_questions": ("billing_agent", "supervisor"),
    "cases.answer_questions": ("billing_agent", "supervisor"),
    "cases.void_charge": ("supervisor",),
}
