"""The worker's beat, what it does when a job fails, and what its log may say."""

import io
import json
import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.test import override_settings

from hearthside.cli import logging as logs
from hearthside.cli.commands import serve_
from hearthside.cli.logging import JsonLines, RequestLog, route_of
from hearthside.cli.worker import BACK_OFF_SECONDS_MAX, Worker, all_jobs, run_job, run_once, wait_before_next
from hearthside.jobs import Job

ROOT = Path(__file__).resolve().parents[3]


class Trouble(Exception):
    pass


def broken(at: datetime) -> int:
    raise Trouble("Ana Reyes, born 1958-04-17")


@pytest.mark.django_db
def test_every_job_runs_in_an_empty_house() -> None:
    outcomes = run_once()
    assert [outcome.job for outcome in outcomes] == [job.name for job in all_jobs()]
    assert not [outcome for outcome in outcomes if outcome.error]


@pytest.mark.django_db
def test_the_audit_trail_is_sealed() -> None:
    from hearthside.audit import services as audit
    from hearthside.audit.actor import job

    audit.record("ops.cli_ran", subject="worker", by=job("test"))
    assert next(outcome.did for outcome in run_once() if outcome.job == "seal") == 1


def test_a_job_that_fails_is_told_and_does_not_stop_the_others(caplog: pytest.LogCaptureFixture) -> None:
    outcomes = run_once([Job("broken", 5, broken), Job("fine", 5, lambda at: 3)])
    assert [(one.job, one.did, one.error) for one in outcomes] == [("broken", 0, "Trouble"), ("fine", 3, "")]
    assert [record.levelname for record in caplog.records if record.message == "a job failed"] == ["ERROR"]


@pytest.mark.parametrize(
    ("every", "failures", "seconds"),
    [
        (5, 0, 5),
        (5, 1, 10),
        (5, 2, 20),
        (5, 6, 320),
        (5, 7, 600),
        (5, 40, 600),
        (3600, 0, 3600),
        (3600, 1, 600),
    ],
)
def test_a_job_that_fails_waits_longer_each_time(every: int, failures: int, seconds: int) -> None:
    assert (
        wait_before_next(Job("any", every, broken), failures) == seconds <= max(every, BACK_OFF_SECONDS_MAX)
    )


def test_each_job_keeps_its_own_beat() -> None:
    runs: list[datetime] = []

    def count(at: datetime) -> int:
        runs.append(at)
        return 1

    worker = Worker([Job("often", 5, count), Job("hourly", 3600, broken)])
    for now in (1000, 1001, 1005, 1011):
        worker.turn(now)
    assert len(runs) == 3
    assert [one.job for one in worker.turn(1001 + BACK_OFF_SECONDS_MAX)] == ["often", "hourly"]


def test_told_to_stop_it_finishes_the_job_at_hand_and_begins_no_other() -> None:
    def told_meanwhile(at: datetime) -> int:
        worker.stop()
        return 7

    worker = Worker([Job("first", 5, told_meanwhile), Job("second", 5, broken)])
    assert [(one.job, one.did) for one in worker.turn(0)] == [("first", 7)]
    assert worker.turn(60) == []


def written(log: str, message: str, *values: object, **extra: object) -> dict[str, object]:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLines())
    logger = logging.getLogger(log)
    logger.addHandler(handler)
    try:
        logger.error(message, *values, extra=extra)
    finally:
        logger.removeHandler(handler)
    (line,) = stream.getvalue().splitlines()
    found: dict[str, object] = json.loads(line)
    return found


def test_a_log_line_holds_allowed_keys_only() -> None:
    line = written("hearthside.x", "a thing", job="seal", name_of_patient="Ana", body="code 123456")
    assert line["what"] == "a thing"
    assert line["job"] == "seal"
    assert set(line) <= {"at", "level", "log", "what", *logs.KEYS}


def test_nobody_elses_text_gets_into_a_log_line() -> None:
    line = written("django.request", "Not Found: %s", '/b/ABCDEF/\n{"level":"forged"}')
    assert line["what"] == "Not Found: %s"
    assert written("some.library", "Ana Reyes has no card")["what"] == ""


def test_an_exception_is_told_without_its_message() -> None:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLines())
    logging.getLogger("hearthside").addHandler(handler)
    try:
        assert run_job(Job("broken", 5, broken)).error == "Trouble"
    finally:
        logging.getLogger("hearthside").removeHandler(handler)
    line = json.loads(stream.getvalue())
    assert line["error"] == "Trouble"
    assert "Ana" not in stream.getvalue()
    assert any("run_job" in place for place in line["places"])


@pytest.mark.parametrize(
    ("path", "route"),
    [
        ("/healthz", "healthz"),
        ("/b/VERYSECRETTOKEN/", "b/<str:token>/"),
        ("/es/b/VERYSECRETTOKEN/", "es/b/<str:token>/"),
        ("/nowhere/Ana-Reyes/", "(none)"),
    ],
)
def test_the_request_log_says_the_route_and_never_the_path(path: str, route: str) -> None:
    assert route_of(path) == route


def test_one_line_a_request(caplog: pytest.LogCaptureFixture) -> None:
    log = RequestLog.__new__(RequestLog)
    log.access_log = logging.getLogger("gunicorn.access")
    resp = SimpleNamespace(status="404 Not Found", headers=[("X-Request-Id", "4021187739")])
    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": "/b/VERYSECRETTOKEN/",
        "QUERY_STRING": "q=diagnosis",
        "HTTP_COOKIE": "session=abc",
        "REMOTE_ADDR": "203.0.113.9",
    }
    took = datetime(2026, 11, 23, 0, 0, 1, tzinfo=UTC) - datetime(2026, 11, 23, tzinfo=UTC)
    with caplog.at_level(logging.INFO, logger="gunicorn.access"):
        log.access(resp, None, environ, took)
    (record,) = caplog.records
    line = json.loads(JsonLines().format(record))
    assert (line["route"], line["status"], line["took_ms"]) == ("b/<str:token>/", 404, 1000)
    assert (line["request_id"], line["address"]) == ("4021187739", "203.0.113.0/24")
    assert not [word for word in ("SECRET", "diagnosis", "session", "113.9") if word in json.dumps(line)]


@pytest.mark.django_db
def test_outside_production_only_this_machine_is_served() -> None:
    assert list(serve_.reasons_not_to_serve("127.0.0.1:8000")) == []
    assert list(serve_.reasons_not_to_serve("[::1]:8000")) == []
    for bind in ("0.0.0.0:8000", "192.0.2.7:80", "house.example:80"):
        assert any("only this machine" in reason for reason in serve_.reasons_not_to_serve(bind))


@pytest.mark.django_db
@override_settings(PRODUCTION=True, ALLOWED_HOSTS=["pay.thief.example"], SITE_URL="https://pay.thief.example")
def test_production_serves_no_host_that_the_profile_does_not_list() -> None:
    reasons = list(serve_.reasons_not_to_serve("0.0.0.0:8000"))
    assert any("pay.thief.example is not the organization's own" in reason for reason in reasons)
    assert any("profile is the demo's" in reason for reason in reasons)


@pytest.fixture(scope="module")
def own_home(tmp_path_factory: pytest.TempPathFactory, new_home: Callable[[Path], Path]) -> dict[str, str]:
    """The environment of a house of its own, for processes."""
    home = new_home(tmp_path_factory.mktemp("worker"))
    kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    return kept | {"HEARTHSIDE_HOME": str(home), "HEARTHSIDE_ENV": "test", "PYTHONPATH": str(ROOT)}


@pytest.mark.slow
def test_once_answers_as_data(own_home: dict[str, str]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "hearthside.cli.main", "worker", "--once", "--json"],
        env=own_home,
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    found = json.loads(done.stdout)
    assert found["ok"]
    assert [one["job"] for one in found["jobs"]] == [job.name for job in all_jobs()]


@pytest.mark.slow
def test_sigterm_ends_it_kindly(own_home: dict[str, str]) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "hearthside.cli.main", "worker"],
        env=own_home,
        stderr=subprocess.PIPE,
        text=True,
    ) as worker:
        assert worker.stderr is not None
        assert json.loads(worker.stderr.readline())["what"] == "the worker began"
        time.sleep(1)
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(20) == 0
        assert json.loads(worker.stderr.read().splitlines()[-1])["what"] == "the worker ended"
