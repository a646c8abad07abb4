"""What the worker does for autopay. Each may run twice, or beside another worker's."""

from hearthside.autopay import flows
from hearthside.jobs import HOURLY, Job

QUARTER_HOUR = 900

JOBS = (
    Job("autopay.plan", HOURLY, lambda at: flows.plan_due(at=at)),
    Job("autopay.take", QUARTER_HOUR, lambda at: flows.take_due(at=at)),
    Job("autopay.methods", QUARTER_HOUR, lambda at: flows.tend_methods(at=at)),
    Job("autopay.paperless", HOURLY, lambda at: flows.tend_paperless(at=at)),
)
