"""What the worker does for this room."""

from hearthside.jobs import HOURLY, Job
from hearthside.people import rounds

DAILY = 24 * HOURLY

JOBS = (
    Job("access: past its last day", HOURLY, rounds.close_past),
    Job("access: ends soon", DAILY, rounds.tell_of_ends),
    Job("access: children of age", DAILY, rounds.children_of_age),
)
