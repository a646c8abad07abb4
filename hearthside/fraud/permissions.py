"""Who among staff may do what in this room. Nobody else learns that there is anything to see.

An investigator comes in at the desk's door, and sees nothing there but this room's queue.
"""

PERMISSIONS = {
    "fraud.work_tips": ("investigator",),
    "desk.enter": ("investigator",),
    "desk.take_work": ("investigator",),
}
WALLED = {"fraud.work_tips"}
