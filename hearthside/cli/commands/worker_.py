"""Background work: seal the audit trail, send mail, ask after payments, end waits. Run one or more."""

import argparse
import signal
from dataclasses import asdict
from types import FrameType

from hearthside.cli import logging as logs
from hearthside.cli.main import say_json
from hearthside.cli.worker import Worker, run_once

HELP = "do the background work"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--once", action="store_true", help="every job once, then end; 1 if one failed")


def run(arguments: argparse.Namespace) -> int:
    logs.set_up()
    return _once(as_json=arguments.json) if arguments.once else _until_told()


def _once(*, as_json: bool) -> int:
    outcomes = run_once()
    failed = [outcome for outcome in outcomes if outcome.error]
    if as_json:
        say_json({"ok": not failed, "jobs": [asdict(outcome) for outcome in outcomes]})
    else:
        for outcome in outcomes:
            print(f"{outcome.job}: {outcome.error or outcome.did}")
    return 1 if failed else 0


def _until_told() -> int:
    worker = Worker()

    def stop(number: int, frame: FrameType | None) -> None:
        worker.stop()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    worker.run()
    return 0
