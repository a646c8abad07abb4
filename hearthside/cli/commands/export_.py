"""Write the files that go out to banks and plans: what is ready now, each thing once."""

import argparse
from pathlib import Path

from hearthside import clock
from hearthside.cli.actor import shell
from hearthside.cli.main import say_json
from hearthside.errors import HearthsideError
from hearthside.exports import Export
from hearthside.money import Money
from hearthside.rooms import parts_of_rooms

HELP = "write the files that go out"


class NoSuchExport(HearthsideError):
    """No room writes a file of this kind."""

    code = "cli.no_such_export"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("kind", help="a kind of file, or `list`")
    parser.add_argument("--to", type=Path, default=Path(), help="the folder to write into (default: here)")


def run(arguments: argparse.Namespace) -> int:
    known = {export.kind: export for module in parts_of_rooms("exports") for export in module.EXPORTS}
    if arguments.kind == "list":
        _list(known, as_json=arguments.json)
        return 0
    if arguments.kind not in known:
        raise NoSuchExport(
            "no room writes files of this kind", kind=arguments.kind, known=", ".join(sorted(known))
        )
    arguments.to.mkdir(parents=True, exist_ok=True)
    written = known[arguments.kind].write(arguments.to, shell(), clock.now())
    if arguments.json:
        files = [
            {"path": str(one.path), "sha256": one.sha256, "items": one.items, "cents": one.cents}
            for one in written
        ]
        say_json({"kind": arguments.kind, "files": files})
    else:
        for one in written:
            print(f"{one.path}  {one.items} items  {Money(one.cents)}  sha256 {one.sha256}")
        if not written:
            print("Nothing is ready to go out.")
    return 0


def _list(known: dict[str, Export], *, as_json: bool) -> None:
    if as_json:
        say_json({"exports": {kind: export.summary for kind, export in sorted(known.items())}})
    else:
        for kind, export in sorted(known.items()):
            print(f"{kind}: {export.summary}")
