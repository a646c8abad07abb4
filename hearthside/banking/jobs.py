"""What the worker does for this room. Harmless to run twice or beside another worker's."""

from datetime import datetime

from hearthside.audit.actor import job
from hearthside.banking import services
from hearthside.jobs import HOURLY, Job

BANKING = job("banking")


def prove(at: datetime) -> int:
    """Prove the last days again: what came late counts from now on."""
    return services.prove_open_days(by=BANKING, at=at)


JOBS = (Job("proof of cash", 6 * HOURLY, prove),)
