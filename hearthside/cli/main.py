"""The `hearthside` command. Exit codes: 0 done, 1 refused or failed with reasons, 2 wrong usage."""

import argparse
import json
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any

import django

from hearthside.errors import HearthsideError

COMMANDS = (
    "demo",
    "serve",
    "worker",
    "migrate",
    "import",
    "bill",
    "account",
    "trace",
    "held",
    "export",
    "proof",
    "staff",
    "call",
    "search",
    "audit",
    "bench",
)
WITHOUT_DATABASE = ("bench", "migrate", "demo", "search")


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command. Prints one JSON object on stdout with --json; words for people otherwise."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hearthside.config.settings")
    try:
        django.setup()
    except HearthsideError as refusal:
        _tell_refusal(refusal, as_json=False)
        return 1
    arguments = _parser().parse_args(argv)
    try:
        return _run(arguments)
    except HearthsideError as refusal:
        _tell_refusal(refusal, as_json=arguments.json)
        return 1
    except BrokenPipeError:
        # Whoever read our output has left; there is nobody to tell.
        sys.stderr.close()
        return 1


def _run(arguments: argparse.Namespace) -> int:
    if arguments.command not in WITHOUT_DATABASE:
        from hearthside.cli.database import make_ready

        make_ready()
        _note_run(arguments.command)
    command = import_module(f"hearthside.cli.commands.{arguments.command}_")
    result: int = command.run(arguments)
    return result


def _note_run(command: str) -> None:
    """Each run at the shell leaves its trace: who, which command, when."""
    from hearthside.audit import services as audit
    from hearthside.cli.actor import shell

    audit.record("ops.cli_ran", subject=command, by=shell())


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="hearthside", description="Bills and payments for home care.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name in COMMANDS:
        module = import_module(f"hearthside.cli.commands.{name}_")
        command = commands.add_parser(name, help=module.HELP, description=module.__doc__)
        command.add_argument("--json", action="store_true", help="print one JSON object")
        module.arguments(command)
    return parser


def _tell_refusal(refusal: HearthsideError, *, as_json: bool) -> None:
    if as_json:
        say_json({"error": {"code": refusal.code, "what": str(refusal)}})
    else:
        print(f"hearthside: {refusal}", file=sys.stderr)


def say_json(answer: dict[str, Any]) -> None:
    json.dump(answer, sys.stdout, ensure_ascii=False)
    sys.stdout.write("\n")


if __name__ == "__main__":
    sys.exit(main())
