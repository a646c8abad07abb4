"""What the worker does for this room, each on its own beat."""

from hearthside.jobs import HOURLY, OFTEN, Job
from hearthside.refunds import flows, services

DAILY = 24 * HOURLY

JOBS = (
    Job("refunds", OFTEN, lambda at: flows.sweep(at=at)),
    Job("disputes", HOURLY, lambda at: services.keep_files(at=at)),
    Job("credits", DAILY, lambda at: services.age_credits(at=at)),
    Job("unclaimed", DAILY, lambda at: services.watch(at=at)),
)
