"""Bring the database up to this version of Hearthside."""

import argparse

from hearthside.cli.database import migrate
from hearthside.cli.main import say_json

HELP = "bring the database up to this version"


def arguments(parser: argparse.ArgumentParser) -> None:
    """None."""


def run(arguments: argparse.Namespace) -> int:
    migrate()
    say_json({"ok": True}) if arguments.json else print("The database is up to date.")
    return 0
