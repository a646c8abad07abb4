"""A house with invented people in it: made once, the same every time, on this machine only."""

import argparse
import os
import signal
import sys
from datetime import date

from django.conf import settings

from hearthside.cli.database import make_ready
from hearthside.cli.demo.errors import NotForTheDemo
from hearthside.cli.demo.plan.making import MEMBERS, SEED
from hearthside.cli.demo.serving import LOOPBACK, check_free, free_port, running_house, stay
from hearthside.cli.main import say_json

HELP = "make and serve a house with invented people in it"
ANCHOR = date(2026, 11, 23)
"""The day on which the demo's history ends, unless HEARTHSIDE_TODAY says otherwise when it is made."""
SANDBOX_KEY = "sk_test_hearthside_demo"
SANDBOX_SIGNS = "whsec_hearthside_demo"
MEMBERS_LEAST = 20
MARK = "HEARTHSIDE_DEMO_IS_SET"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--no-serve", action="store_true", help="make it, print the page, and end")
    parser.add_argument("--port", type=_port, default=8000, metavar="N", help="of the site (8000)")
    parser.add_argument(
        "--sandbox-port", type=_port, default=8010, metavar="N", help="of the processor (8010)"
    )
    parser.add_argument("--reload", action="store_true", help="read the code anew at each change")
    parser.add_argument("--members", type=_members, metavar="N", help=f"how many people ({MEMBERS})")


def run(arguments: argparse.Namespace) -> int:
    _refuse_elsewhere()
    if os.environ.get(MARK) != str(os.getpid()):
        _begin_again(arguments)
    # A polite end is told as Ctrl-C is, so that nothing we started stays behind.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        return _run(arguments)
    except KeyboardInterrupt:
        print("\nStopped. Run it again: it goes on where it was.", file=sys.stderr)
        return 1


def _run(arguments: argparse.Namespace) -> int:
    from hearthside.cli.demo import building, showing
    from hearthside.cli.demo.record import only_one, open_record

    anchor = date.fromisoformat(os.environ.get("HEARTHSIDE_TODAY") or ANCHOR.isoformat())
    with only_one(settings.HOME):
        make_ready()
        _refuse_among_others()
        record = open_record(
            settings.HOME, seed=SEED, members=arguments.members, anchor=anchor, members_usual=MEMBERS
        )
        built = building.build(record, tell=building.to_terminal)
        pdfs = settings.HOME / "demo-bills"
        building.write_pdfs(pdfs, tell=building.to_terminal)
        if arguments.no_serve:
            facts = showing.facts(pdfs=pdfs, built=built)
            say_json(facts) if arguments.json else print(showing.page(pdfs=pdfs, is_serving=False))
            return 0
        with running_house(port=arguments.port, anchor=record.anchor_on, reload=arguments.reload) as children:
            facts = showing.facts(pdfs=pdfs, built=built)
            say_json(facts) if arguments.json else print(showing.page(pdfs=pdfs, is_serving=True))
            sys.stdout.flush()
            return stay(children)


def _refuse_elsewhere() -> None:
    """The demo lives in its own embedded database, and never in production."""
    if settings.PRODUCTION:
        raise NotForTheDemo("the demo does not run in production", do="unset HEARTHSIDE_ENV")
    if settings.DATABASES["default"]["ENGINE"] != "django.db.backends.sqlite3" or os.environ.get(
        "DATABASE_URL"
    ):
        raise NotForTheDemo(
            "the demo keeps its invented people in a database of its own", do="unset DATABASE_URL"
        )


def _refuse_among_others() -> None:
    from hearthside.members import selectors as members

    if not (settings.HOME / "demo.json").exists() and members.roster_keys():
        raise NotForTheDemo(
            "this home holds accounts that are not the demo's",
            home=str(settings.HOME),
            do="give another HEARTHSIDE_HOME",
        )


def _begin_again(arguments: argparse.Namespace) -> None:
    """Start anew with the demo's own addresses in the environment: settings are read once, at the start."""
    if not arguments.no_serve:
        check_free(arguments.port)
    processor = f"http://{LOOPBACK}:{free_port(arguments.sandbox_port)}"
    environment = {
        **os.environ,
        MARK: str(os.getpid()),
        "HEARTHSIDE_SITE_URL": f"http://{LOOPBACK}:{arguments.port}",
        "HEARTHSIDE_PROCESSOR": "stripe",
        "HEARTHSIDE_PROCESSOR_API": processor,
        "HEARTHSIDE_PROCESSOR_PAGES": processor,
        "HEARTHSIDE_PROCESSOR_KEY": SANDBOX_KEY,
        "HEARTHSIDE_PROCESSOR_WEBHOOK_SECRET": SANDBOX_SIGNS,
        "PYTHONPATH": os.pathsep.join([str(settings.CODE.parent), os.environ.get("PYTHONPATH", "")]),
    }
    given = ["demo", "--port", str(arguments.port), "--sandbox-port", str(arguments.sandbox_port)]
    given += ["--no-serve"] if arguments.no_serve else []
    given += ["--members", str(arguments.members)] if arguments.members else []
    given += ["--json"] if arguments.json else []
    given += ["--reload"] if arguments.reload else []
    # exec keeps this process's number, so the mark is true for this one and false for its children.
    os.execve(sys.executable, [sys.executable, "-m", "hearthside.cli.main", *given], environment)  # noqa: S606


def _port(text: str) -> int:
    if not text.isdigit() or not 1024 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError("a port is a number from 1024 to 65535")
    return int(text)


def _members(text: str) -> int:
    if not text.isdigit() or not MEMBERS_LEAST <= int(text) <= 20_000:
        raise argparse.ArgumentTypeError(f"give a number of people from {MEMBERS_LEAST} to 20000")
    return int(text)
