"""What the worker does for this room."""

from hearthside.cases import clocks, flows
from hearthside.jobs import HOURLY, Job

MINUTE, DAILY = 60, 24 * HOURLY

JOBS = (
    Job("cases: clocks", HOURLY, clocks.watch),
    Job("cases: follow the plans", HOURLY, clocks.follow_plans),
    Job("cases: scan files", MINUTE, flows.scan_waiting),
    Job("cases: keep house", DAILY, clocks.keep_house),
)
