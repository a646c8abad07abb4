"""What the worker does for this room."""

from hearthside.jobs import HOURLY, Job
from hearthside.reminders import services

JOBS = (Job("reminders", HOURLY, lambda at: services.remind(at=at)),)
"""Every hour, not once a night: an e-mail leaves when it is a decent hour where its reader lives."""
