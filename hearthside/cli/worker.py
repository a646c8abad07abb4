"""Background work: a few jobs, each on its own beat, each safe to run twice and beside another worker.

What keeps two workers apart is in the services (leases, locks, unique rows), not here. A job that fails is
logged by its class and tried again later; the others go on.
"""

import logging
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import close_old_connections

from hearthside import clock
from hearthside.audit import services as audit
from hearthside.claims import services as claims
from hearthside.guards import services as guards
from hearthside.identity import services as identity
from hearthside.jobs import HOURLY, OFTEN, Job
from hearthside.mailroom import services as mailroom
from hearthside.payments import flows
from hearthside.rooms import parts_of_rooms

log = logging.getLogger(__name__)

BACK_OFF_SECONDS_MAX = 600
STEP_SECONDS_MAX = 1


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one run of one job. `error` is the class of what went wrong, empty if nothing did."""

    job: str
    did: int
    error: str = ""


def _seal(at: datetime) -> int:
    made = audit.keep_sealed(at=at)
    return made.count if made is not None else 0


OUR_OWN: tuple[Job, ...] = (
    Job("seal", OFTEN, _seal),
    Job("mail", OFTEN, lambda at: mailroom.send_due(at=at)),
    Job("payments", OFTEN, lambda at: flows.sweep(at=at)),
    # Waits end by the day; asked hourly, so that a worker that starts late in the day still sees to it.
    Job("waits", HOURLY, lambda at: claims.release_waits(as_of=at.astimezone(clock.EASTERN).date(), at=at)),
    Job("codes", HOURLY, lambda at: identity.sweep_codes(at=at)),
    Job("guards", HOURLY, lambda at: guards.sweep(at=at)),
)


def all_jobs() -> tuple[Job, ...]:
    """Our own jobs, and those that rooms bring in their `jobs.py`."""
    brought = [job for module in parts_of_rooms("jobs") for job in module.JOBS]
    return (*OUR_OWN, *brought)


def run_once(jobs: Sequence[Job] | None = None) -> list[Outcome]:
    """Every job once, in order; one that fails does not keep the others from their turn."""
    return [run_job(job) for job in (all_jobs() if jobs is None else jobs)]


def run_job(job: Job) -> Outcome:
    """One run of one job. Whatever it raises is logged by class and place, and told in the outcome."""
    began = time.monotonic()
    try:
        did = job.run(clock.now())
    except Exception as trouble:
        log.exception("a job failed", extra={"job": job.name})
        return Outcome(job.name, 0, type(trouble).__name__)
    if did:
        took_ms = int((time.monotonic() - began) * 1000)
        log.info("a job did something", extra={"job": job.name, "count": did, "took_ms": took_ms})
    return Outcome(job.name, did)


class Worker:
    """Runs the jobs until it is told to stop; the job that is running is finished first."""

    def __init__(self, jobs: Sequence[Job] | None = None) -> None:
        self.jobs = all_jobs() if jobs is None else jobs
        self._stop = threading.Event()
        self._next = {job.name: 0.0 for job in self.jobs}
        self._failures = {job.name: 0 for job in self.jobs}

    def stop(self) -> None:
        self._stop.set()

    def run(self) -> None:
        log.info("the worker began")
        while not self._stop.is_set():
            # A database that was restarted meanwhile gets a new connection.
            close_old_connections()
            self.turn(time.monotonic())
            self._stop.wait(STEP_SECONDS_MAX)
        log.info("the worker ended")

    def turn(self, now: float) -> list[Outcome]:
        """The jobs whose time has come at `now` (monotonic seconds)."""
        outcomes = []
        for job in self.jobs:
            if self._stop.is_set() or now < self._next[job.name]:
                continue
            outcome = run_job(job)
            self._failures[job.name] = self._failures[job.name] + 1 if outcome.error else 0
            self._next[job.name] = now + wait_before_next(job, self._failures[job.name])
            outcomes.append(outcome)
        return outcomes


def wait_before_next(job: Job, failures: int) -> int:
    """Seconds to the job's next run: its own beat; after failures twice as long each time, up to a limit."""
    if not failures:
        return job.every
    doubled = OFTEN << min(failures, 10)
    return max(min(doubled, BACK_OFF_SECONDS_MAX), min(job.every, BACK_OFF_SECONDS_MAX))
