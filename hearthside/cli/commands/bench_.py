"""Measure against a baseline run beside it: ratios, because machines differ."""

import argparse
import pkgutil
from importlib import import_module
from typing import Any

from hearthside.cli import benches
from hearthside.cli.main import say_json
from hearthside.errors import HearthsideError

HELP = "measure speed against a baseline run beside it"


class NoSuchBench(HearthsideError):
    """No bench has this name."""

    code = "cli.no_such_bench"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", help="a bench, `all`, or `list`")
    parser.add_argument(
        "--size", type=int, help="how much to measure: claims, bills, MB; each bench has its own default"
    )


def run(arguments: argparse.Namespace) -> int:
    known = sorted(
        module.name for module in pkgutil.iter_modules(benches.__path__) if not module.name.startswith("_")
    )
    if arguments.name == "list":
        say_json({"benches": known}) if arguments.json else print("\n".join(known))
        return 0
    wanted = known if arguments.name == "all" else [arguments.name.replace("-", "_")]
    if not set(wanted) <= set(known):
        raise NoSuchBench("there is no such bench", name=arguments.name, known=", ".join(known))
    results = [_run(name, arguments.size) for name in wanted]
    if arguments.json:
        say_json({"benches": results})
    else:
        for result in results:
            _print(result)
    return 0 if all(result.get("ok", True) for result in results) else 1


def _run(name: str, size: int | None) -> dict[str, Any]:
    bench = import_module(f"hearthside.cli.benches.{name}")
    result: dict[str, Any] = bench.run(size) if size else bench.run()
    return {"name": name, **result}


def _print(result: dict[str, Any]) -> None:
    print(result["name"])
    for name, value in result.items():
        if name != "name":
            print(f"  {name.replace('_', ' ')}: {value}")
