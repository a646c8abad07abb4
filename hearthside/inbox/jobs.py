"""What the worker does for this room."""

from hearthside.inbox import flows
from hearthside.jobs import HOURLY, Job

MINUTE, DAILY = 60, 24 * HOURLY

JOBS = (
    Job("inbox: scan files", MINUTE, flows.scan_waiting),
    Job("inbox: keep house", DAILY, flows.keep_house),
)
