"""What the worker does for this room."""

from collections.abc import Callable
from datetime import datetime

from hearthside.estates import flows
from hearthside.jobs import HOURLY, OFTEN, Job

Run = Callable[[datetime], int]

JOBS = (
    Job("estates: stop at once", OFTEN, flows.look_at_new),
    Job("estates: hear the bank and the post", HOURLY, flows.hear),
    Job("estates: follow", HOURLY, flows.watch),
)
