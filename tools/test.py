"""What `make test` runs: everything on SQLite, the database again on PostgreSQL, the journeys in Chromium.

    python -m tools.test                everything
    python -m tools.test sqlite         one part of it: sqlite, postgres or journeys

Ends with the counts, and with whatever could not be run on this machine and why. Exit 1 if anything failed.
"""

import argparse
import os
import signal
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ElementTree
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tools import chromium, debian, postgres

ROOT = Path(__file__).resolve().parent.parent
PARTS = ("sqlite", "postgres", "journeys")
WORKERS = "2"
PART_SECONDS_MAX = 25 * 60
NO_TESTS = 5  # pytest's own exit code


@dataclass(slots=True)
class Result:
    """One part of the suite. `not_run` says, in words, what of it this machine could not do."""

    part: str
    passed: int = 0
    failed: int = 0
    skipped: int = 0
    seconds: int = 0
    ended_badly: str = ""
    not_run: Counter[str] = field(default_factory=Counter)

    @property
    def is_good(self) -> bool:
        return not self.failed and not self.ended_badly

    def __str__(self) -> str:
        counts = f"{self.passed} passed, {self.failed} failed, {self.skipped} skipped"
        return (
            f"{self.part:<12}{counts}   {self.seconds // 60} min {self.seconds % 60:02d} s {self.ended_badly}"
        )


def run_pytest(part: str, arguments: list[str], environment: Mapping[str, str] | None = None) -> Result:
    print(f"\n── {part} " + "─" * (74 - len(part)), flush=True)
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        command = [sys.executable, "-m", "pytest", f"--junit-xml={report}", "--durations=5", *arguments]
        code = wait_for(
            subprocess.Popen(
                command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, start_new_session=True
            )
        )
        result = read_report(part, report)
    result.seconds = round(time.monotonic() - started)
    if code == NO_TESTS:
        result.ended_badly = "(no test was found)"
    elif code and not result.failed:
        result.ended_badly = (
            "(stopped: it took too long)" if code == -signal.SIGKILL else f"(pytest ended with {code})"
        )
    return result


def wait_for(running: "subprocess.Popen[bytes]") -> int:
    """Its exit code. What takes too long, or is interrupted, goes with everything it started."""
    try:
        return running.wait(timeout=PART_SECONDS_MAX)
    except subprocess.TimeoutExpired:
        os.killpg(running.pid, signal.SIGKILL)
        return running.wait()
    except BaseException:
        os.killpg(running.pid, signal.SIGTERM)
        running.wait(timeout=30)
        raise


def read_report(part: str, report: Path) -> Result:
    result = Result(part)
    if not report.exists():
        return result
    for case in ElementTree.parse(report).iter("testcase"):
        kinds = {child.tag for child in case}
        if kinds & {"failure", "error"}:
            result.failed += 1
        elif "skipped" in kinds:
            result.skipped += 1
            reason = case.find("skipped")
            result.not_run[str(reason.get("message") if reason is not None else "")] += 1
        else:
            result.passed += 1
    return result


def test_sqlite() -> Result:
    own = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    return run_pytest("SQLite", ["-n", WORKERS, "-m", "not journey and not postgres_only"], own)


def test_postgres() -> Result:
    with postgres.cluster() as running:
        if running is None:
            return Result("PostgreSQL", not_run=Counter({"PostgreSQL: every test of the database, again": 1}))
        print(running.version)
        arguments = ["-n", WORKERS, "-m", "not journey", "--only-database"]
        return run_pytest("PostgreSQL", arguments, postgres.environment(running))


def test_journeys() -> Result:
    browser = chromium.find_or_install()
    if browser is None:
        return Result("Journeys", not_run=Counter({"Chromium: every journey through the pages": 1}))
    own = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    return run_pytest("Journeys", ["-m", "journey", "-n", WORKERS, "--dist", "loadfile"],
                      {**own, "HEARTHSIDE_CHROMIUM": browser})  # fmt: skip


def report_all(results: list[Result]) -> int:
    print("\n" + "═" * 78)
    for result in results:
        print(result)
    print("─" * 78)
    for result in results:
        for reason, count in result.not_run.most_common():
            print(f"NOT RUN  {result.part}: {reason}" + (f" ({count} tests)" if count > 1 else ""))
    failed = sum(result.failed for result in results) + sum(
        bool(result.ended_badly) and not result.failed for result in results
    )
    # Alone on its line, and last: machines read it too.
    print(f"{sum(result.passed for result in results)} passed, {failed} failed, "
          f"{sum(result.skipped for result in results)} skipped", flush=True)  # fmt: skip
    return 0 if all(result.is_good for result in results) else 1


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(PARTS))
    asked = parser.parse_args().parts or list(PARTS)
    if unknown := set(asked) - set(PARTS):
        parser.error(f"no such part: {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}")
    # Asked to stop, stop the servers too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    if not debian.install("fonts-ocr-a"):
        print("fonts-ocr-a is not installed: coupons are tested with typst's own mono", flush=True)
    tests = {"sqlite": test_sqlite, "postgres": test_postgres, "journeys": test_journeys}
    return report_all([tests[part]() for part in PARTS if part in asked])


if __name__ == "__main__":
    sys.exit(main())
