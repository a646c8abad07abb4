"""What the worker does for this room."""

from hearthside.jobs import HOURLY, OFTEN, Job
from hearthside.privacy import flows
from hearthside.privacy.services import purging

DAILY = 24 * HOURLY

JOBS = (
    Job("privacy: copies", OFTEN, flows.make_copies),
    Job("privacy: retention", DAILY, lambda at: purging.purge_all(by=flows.PRIVACY, at=at)),
)
