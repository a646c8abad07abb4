"""Background work a room brings: its `jobs.py` holds `JOBS`, and the worker finds it there.

JOBS = (Job("holds", HOURLY, lambda at: services.end_holds(at=at)),)
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

OFTEN = 5
HOURLY = 3600


@dataclass(frozen=True, slots=True)
class Job:
    """One kind of work. `run` takes the time and returns how much it did; `every` is in seconds.

    A job may be run twice, or beside another worker's: what keeps two runs apart is in the service.
    """

    name: str
    every: int
    run: Callable[[datetime], int]
