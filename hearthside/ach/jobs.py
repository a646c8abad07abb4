"""What the worker does for this room. Each is harmless to run twice or beside another worker's."""

from datetime import datetime

from hearthside.ach import services
from hearthside.ach.terms import originates
from hearthside.audit.actor import job
from hearthside.jobs import HOURLY, Job

ACH = job("ach")
FEW_MINUTES = 300
DAILY = 24 * HOURLY


def make_files(at: datetime) -> int:
    """A file of what is due, as often as there is something; two people approve it before it goes."""
    if not originates():
        return 0
    services.void_stale_files(by=ACH, at=at)
    made = 0
    while services.make_file(by=ACH, at=at) is not None:
        made += 1
    return made


JOBS = (
    Job("ach files", HOURLY, make_files),
    Job("ach settled", HOURLY, lambda at: services.settle_due(by=ACH, at=at)),
    Job("ach tested", HOURLY, lambda at: services.open_tested(by=ACH, at=at)),
    Job("ach returns told", FEW_MINUTES, lambda at: services.tell_returns(at=at)),
    Job("ach forgotten", HOURLY, lambda at: services.forget_unused(at=at)),
    Job("ach keys", DAILY, lambda at: services.lock_numbers_again(by=ACH, at=at)),
)
