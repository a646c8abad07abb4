"""Take files in: recognized by content, kept, posted where they can be, held with a reason where not."""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from hearthside import clock
from hearthside.claims import services as claims
from hearthside.cli.actor import shell
from hearthside.cli.main import say_json
from hearthside.cli.progress import Bar
from hearthside.errors import HearthsideError
from hearthside.intake import services as intake
from hearthside.intake.services import Received

HELP = "take in 835, 834 and roster files"
ROSTERS = ("834", "roster")


class NoSuchFile(HearthsideError):
    """A path that is not there or cannot be read."""

    code = "cli.no_such_file"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", nargs="+", metavar="FILE", help="a file, a folder, or - for standard input")
    parser.add_argument("--check", action="store_true", help="read and report; post nothing")


def run(arguments: argparse.Namespace) -> int:
    results = []
    for name, path in _named(arguments.files):
        with _opened(path) as stream, Bar(name, path) as bar:
            received = (
                intake.check_file(name, stream, bar.tell)
                if arguments.check
                else intake.receive_file(name, stream, by=shell(), progress=bar.tell)
            )
        results.append(received)
        if not arguments.json:
            _print(received)
    if not arguments.check and any(one.kind in ROSTERS for one in results):
        posted = claims.rematch_unknown(at=clock.now(), today=clock.today())
        if posted and not arguments.json:
            print(f"{posted} claims that had found no member were posted.")
    if arguments.json:
        say_json({"files": [received.as_dict() for received in results]})
    return 1 if any(received.report.status == "refused" for received in results) else 0


def _named(files: list[str]) -> Iterator[tuple[str, Path | None]]:
    for given in files:
        path = Path(given)
        if given == "-":
            yield "standard input", None
        elif path.is_dir():
            yield from ((inside.name, inside) for inside in sorted(path.rglob("*")) if inside.is_file())
        elif path.is_file():
            yield path.name, path
        else:
            raise NoSuchFile("there is no such file", path=given, do="check the name, or give a folder")


def _opened(path: Path | None) -> BinaryIO:
    return sys.stdin.buffer if path is None else path.open("rb")


def _print(received: Received) -> None:
    figures = received.report.figures
    held = f", {figures['claims_held']} held" if figures.get("claims_held") else ""
    claims_said = f": {figures['claims']} claims{held}" if "claims" in figures else ""
    rows_said = f": {figures['rows']} rows" if "rows" in figures else ""
    items_said = f": {figures['items']} checks" if "items" in figures else ""
    lines_said = f": {figures['lines_matched']} lines matched" if "lines_matched" in figures else ""
    said = claims_said or rows_said or items_said or lines_said
    print(f"{received.name}: {received.kind}, {received.report.status}{said}")
    for finding in received.report.findings:
        print(f"  {finding.severity}: {finding.where}: {finding.what}")
