"""What the worker does for this room."""

from hearthside.jobs import Job
from hearthside.recovery import flows

MINUTE = 60

JOBS = (Job("recovery: what has waited", MINUTE, flows.finish_due),)
