"""docs/settings.md lists every variable the house reads, or `make check` fails.

python -m tools.settings_page check    name what the page lacks, has too much, or says wrong
python -m tools.settings_page write    bring kinds and defaults up to date, keep the words, add rows to fill
"""

import argparse
import ast
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HOUSE = ROOT / "hearthside"
PAGE = ROOT / "docs" / "settings.md"
KINDS = {
    "text": "text",
    "choice": "one of a few",
    "whole_number": "whole number",
    "words": "words, with commas",
    "folder": "folder",
    "secret": "secret",
}
NAME = re.compile(r"HEARTHSIDE_[A-Z0-9_]+|DATABASE_URL")
ROW = re.compile(r"^\| `([A-Z0-9_]+)` \| (.*?) \| (.*?) \| (.*) \|$")
OTHER = "that of `"
TO_FILL = "TO WRITE: what it does"


@dataclass(frozen=True, slots=True)
class Variable:
    """One variable: its kind in words, and its default as it is written in the code."""

    name: str
    kind: str
    default: str


def read_by_the_house() -> dict[str, Variable]:
    """Every variable the code reads, by name; settings.py's own reading counts first."""
    found: dict[str, Variable] = {}
    paths = sorted(HOUSE.rglob("*.py"), key=lambda path: ("config" not in path.parts, path))
    for path in paths:
        if "tests" not in path.parts:
            for variable in read_in(ast.parse(path.read_text("utf-8"), str(path))):
                found.setdefault(variable.name, variable)
    for name, variable in found.items():
        if variable.default.startswith(OTHER) and variable.default[len(OTHER) : -1] not in found:
            found[name] = Variable(name, variable.kind, "the built-in one")
    return found


def read_in(tree: ast.AST) -> Iterator[Variable]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and node.args and is_name(node.args[0]):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if called in KINDS or called in ("get", "getenv"):
                yield variable_of(node, called)
        elif (
            isinstance(node, ast.Subscript)
            and ast.unparse(node.value) == "os.environ"
            and is_name(node.slice)
        ):
            yield Variable(node.slice.value, "text", "none")  # type: ignore[attr-defined]


def is_name(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and bool(NAME.fullmatch(node.value))


def variable_of(call: ast.Call, called: str) -> Variable:
    name = call.args[0].value  # type: ignore[attr-defined]
    kind = KINDS.get(called, "text")
    if called == "choice":
        kind = allowed(call.args[2]) if len(call.args) > 2 else kind
    if called == "secret":
        return Variable(name, kind, "the demo's own; none in production")
    return Variable(name, kind, in_words(call.args[1]) if len(call.args) > 1 else "none")


def allowed(node: ast.expr) -> str:
    try:
        return " or ".join(f"`{word}`" for word in ast.literal_eval(node))
    except ValueError:
        from hearthside.config import env

        return " or ".join(f"`{word}`" for word in getattr(env, ast.unparse(node).rpartition(".")[2]))


def in_words(node: ast.expr) -> str:
    """A default as a person reads it: `25`, or `587` in production, else `25`."""
    if isinstance(node, ast.Constant):
        return f"`{node.value}`" if node.value not in ("", None) else "none"
    if isinstance(node, ast.IfExp):
        when, otherwise = in_words(node.body), in_words(node.orelse)
        test = ast.unparse(node.test)
        if test == "PRODUCTION":
            return f"{otherwise}; in production {when}"
        if test == "not PRODUCTION":
            return f"{when}; in production {otherwise}"
    if isinstance(node, ast.Call) and ast.unparse(node.func) == "Path":
        return f"`{ast.literal_eval(node.args[0])}`"
    if isinstance(node, ast.Name):
        return f"{OTHER}HEARTHSIDE_{node.id}`"
    return f"`{ast.unparse(node)}`"


def on_the_page(text: str) -> dict[str, tuple[str, str, str]]:
    """Name to kind, default and words."""
    rows = (ROW.match(line) for line in text.splitlines())
    return {row[1]: (row[2], row[3], row[4]) for row in rows if row}


def problems(text: str, variables: dict[str, Variable]) -> list[str]:
    rows = on_the_page(text)
    found = [f"{name} is read by the code and not listed" for name in sorted(variables.keys() - rows.keys())]
    found += [f"{name} is listed and nothing reads it" for name in sorted(rows.keys() - variables.keys())]
    for name in sorted(rows.keys() & variables.keys()):
        said, words = rows[name][:2], rows[name][2]
        true = (variables[name].kind, variables[name].default)
        if said != true:
            found.append(f"{name} is {', default '.join(true)}; the page says {', default '.join(said)}")
        if not words.strip() or TO_FILL in words:
            found.append(f"{name} is listed without a word on what it does")
    return found


def brought_up_to_date(text: str, variables: dict[str, Variable]) -> str:
    lines = []
    for line in text.splitlines():
        row = ROW.match(line)
        if row is None:
            lines.append(line)
        elif row[1] in variables:
            lines.append(as_row(variables[row[1]], row[4]))
    missing = sorted(variables.keys() - on_the_page(text).keys())
    if missing:
        lines += ["", "## To place", "", "| variable | kind | default | what it does |", "|---|---|---|---|"]
        lines += [as_row(variables[name], TO_FILL) for name in missing]
    return "\n".join(lines) + "\n"


def as_row(variable: Variable, words: str) -> str:
    return f"| `{variable.name}` | {variable.kind} | {variable.default} | {words} |"


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("step", choices=["check", "write"])
    step = parser.parse_args().step
    text = PAGE.read_text("utf-8") if PAGE.exists() else "# Settings\n"
    variables = read_by_the_house()
    if step == "write":
        PAGE.write_text(brought_up_to_date(text, variables), "utf-8")
        text = PAGE.read_text("utf-8")
    found = problems(text, variables)
    for problem in found:
        print(f"docs/settings.md: {problem}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
