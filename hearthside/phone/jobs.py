"""Background work of the phone room."""

from hearthside.jobs import OFTEN, Job
from hearthside.phone import flows

JOBS = (Job("phone_calls", OFTEN * 12, lambda at: flows.sweep(at=at)),)
