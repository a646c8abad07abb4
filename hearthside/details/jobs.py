"""What the worker does for this room."""

from datetime import datetime

from hearthside.details import selectors, services
from hearthside.jobs import Job

MINUTE, A_RUN = 60, 100


def tell_answers(at: datetime) -> int:
    """Tell members of cases that were answered. Returns how many."""
    return sum(services.tell_answer(told_id=told_id, at=at) for told_id in selectors.to_answer(A_RUN))


JOBS = (Job("details: tell answers", MINUTE, tell_answers),)
