"""What the worker does for this room."""

from hearthside.fraud import flows
from hearthside.jobs import HOURLY, Job

MINUTE, DAILY = 60, 24 * HOURLY

JOBS = (
    Job("fraud: scan files", MINUTE, flows.scan_waiting),
    Job("fraud: forget old reports", DAILY, flows.forget_old),
)
