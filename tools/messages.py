"""The words of every page in Spanish, without gettext installed.

    python tools/messages.py extract    bring each room's catalog up to date with its pages and code
    python tools/messages.py compile    make what Django reads (.mo) where it is older than the catalog
    python tools/messages.py check      name every string that has no finished Spanish

Each room keeps its own catalog, hearthside/<room>/locale/es/LC_MESSAGES/django.po: whoever writes a
page translates it beside the page.
"""

import argparse
import io
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog, Message

ROOT = Path(__file__).resolve().parent.parent
HOUSE = ROOT / "hearthside"
LANGUAGE = "es"
CATALOG = Path("locale") / LANGUAGE / "LC_MESSAGES" / "django.po"
NOT_ROOMS = {"config", "formats", "sandbox", "static", "fonts"}
PAGES = {".html", ".txt", ".svg", ".xml"}
KEYWORDS: dict[str, Any] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
# %(name)s and %s of Python's old formatting, {name} of its new one; %% is a percent sign, not a place.
PLACES = re.compile(r"%%|%\([^)]+\)[a-z]|%[a-z]|\{[A-Za-z_][A-Za-z0-9_.]*[^{}]*\}")
# A date in a header would change the file at every run, and say nothing.
DATED = re.compile(
    r'^"(POT-Creation-Date|PO-Revision-Date|Last-Translator|Generated-By|Language-Team).*\n', re.M
)

Key = tuple[str, str]  # context, English


def rooms() -> list[Path]:
    return sorted(
        folder
        for folder in HOUSE.iterdir()
        if (folder / "__init__.py").exists() and folder.name not in NOT_ROOMS
    )


def said_in(room: Path) -> "Catalog":
    """What this room says to people, in English, with where it says it."""
    from babel.messages.catalog import Catalog

    catalog = Catalog(locale=LANGUAGE, project="Hearthside", fuzzy=False, header_comment="")
    for path in sorted(room.rglob("*")):
        parts = path.relative_to(room).parts
        if "tests" in parts or "migrations" in parts or "locale" in parts or not path.is_file():
            continue
        if path.suffix == ".py":
            source = path.read_text("utf-8")
        elif path.suffix in PAGES and "templates" in parts:
            source = as_code(path)
        else:
            continue
        where = path.relative_to(ROOT).as_posix()
        for _, said, comments, context in found_in(source, where):
            flags = ["python-format"] if "%(" in (said if isinstance(said, str) else said[0]) else []
            catalog.add(said, locations=[(where, 0)], flags=flags, auto_comments=comments, context=context)
    return catalog


def as_code(page: Path) -> str:
    """A Django template as lines of gettext calls, one line of code for one line of page."""
    from django.utils.translation.template import templatize

    code = templatize(page.read_text("utf-8"), origin=str(page))
    # What was markup stands in the code as a row of X, indented as the page was: no Python would read that.
    return "\n".join(line.strip() for line in code.split("\n"))


def found_in(source: str, where: str) -> Iterator[tuple[int, Any, list[str], str | None]]:
    from babel.messages.extract import extract

    try:
        yield from extract(
            "python", io.BytesIO(source.encode()), KEYWORDS, ["Translators:"], {"encoding": "utf-8"}, True
        )
    except (SyntaxError, ValueError) as problem:
        raise SystemExit(f"{where}: its strings cannot be read: {problem}") from problem


def read_catalog(path: Path) -> "Catalog":
    from babel.messages.catalog import Catalog
    from babel.messages.pofile import read_po

    if not path.exists():
        return Catalog(locale=LANGUAGE, project="Hearthside", fuzzy=False, header_comment="")
    with path.open("rb") as file:
        return read_po(file, locale=LANGUAGE)


def write_catalog(catalog: "Catalog", path: Path) -> bool:
    """Write the catalog; True when the file changed."""
    from babel.messages.pofile import write_po

    kept = io.BytesIO()
    write_po(kept, catalog, width=100, sort_output=True, include_lineno=False, ignore_obsolete=True)
    words = DATED.sub("", kept.getvalue().decode()).lstrip("#\n ")
    if path.exists() and path.read_text("utf-8") == words:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(words, "utf-8")
    return True


def messages(catalog: "Catalog") -> "dict[Key, Message]":
    """Every message but the header."""
    return {key_of(message): message for message in catalog if message.id}


def key_of(message: "Message") -> Key:
    english = message.id if isinstance(message.id, str) else message.id[0]
    return message.context or "", english


def is_finished(message: "Message") -> bool:
    said = [message.string] if isinstance(message.string, str) else list(message.string or ())
    return bool(said) and all(said) and not message.fuzzy


def extract() -> int:
    """Bring every catalog up to date. A string another room has already put into Spanish comes along."""
    known: dict[Key, Any] = {}
    for room in rooms():
        for key, message in messages(read_catalog(room / CATALOG)).items():
            if is_finished(message):
                known.setdefault(key, message.string)
    for room in rooms():
        said, catalog = said_in(room), read_catalog(room / CATALOG)
        if not messages(said) and not (room / CATALOG).exists():
            continue
        catalog.update(said, no_fuzzy_matching=True)
        for key, message in messages(catalog).items():
            elsewhere = known.get(key)
            if not is_finished(message) and elsewhere is not None and fits(message, elsewhere):
                message.string = elsewhere
        changed = write_catalog(catalog, room / CATALOG)
        todo = sum(not is_finished(message) for message in messages(catalog).values())
        print(f"{room.name}: {len(messages(catalog))} strings, {todo} without Spanish{', written' * changed}")
    return 0


def fits(message: "Message", spanish: Any) -> bool:
    """True when both have a plural, or neither."""
    return isinstance(message.id, str) is isinstance(spanish, str)


def compile_all() -> int:
    for source in sorted(HOUSE.glob(f"*/{CATALOG}")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        from babel.messages.mofile import write_mo

        with target.open("wb") as file:
            write_mo(file, read_catalog(source))
    return 0


def check() -> int:
    problems = [problem for room in rooms() for problem in problems_in(room)] + disagreements()
    for problem in problems:
        print(problem)
    if problems:
        print(
            f"{len(problems)} strings are not ready in Spanish. docs/add/language.md says how to mend them."
        )
    return 1 if problems else 0


def problems_in(room: Path) -> list[str]:
    path = room / CATALOG
    where = path.relative_to(ROOT)
    said, kept = messages(said_in(room)), messages(read_catalog(path))
    problems = [
        f"{spoken_at(said[key])}: not in {where} (run: make messages): {key[1]!r}"
        for key in said.keys() - kept.keys()
    ]
    problems += [
        f"{where}: no page says this any more (run: make messages): {key[1]!r}"
        for key in kept.keys() - said.keys()
    ]
    for key in said.keys() & kept.keys():
        if not is_finished(kept[key]):
            word = "is marked fuzzy" if kept[key].fuzzy else "has no Spanish"
            problems.append(f"{spoken_at(said[key])}: {word}: {key[1]!r}")
        else:
            problems += [f"{where}: {fault}: {key[1]!r}" for fault in faults(kept[key])]
    return sorted(problems)


def spoken_at(message: "Message") -> str:
    return str(message.locations[0][0]) if message.locations else "?"


def faults(message: "Message") -> list[str]:
    """What a finished translation lost on the way: a place for a value, or a plural."""
    if isinstance(message.id, str):
        english, spanish = [message.id], [str(message.string)]
    else:
        english, spanish = list(message.id), list(message.string or ())
        if len(spanish) < 2:
            return ["the plural is missing"]
    wanted = set().union(*(places(words) for words in english))
    # One of a plural's two may do without the number: "one bill", "%(count)s bills".
    least = set.intersection(*(places(words) for words in english))
    found = []
    for words in spanish:
        lost, strange = least - places(words), places(words) - wanted
        found += [f"the Spanish lost {', '.join(sorted(lost))}"] if lost else []
        found += [f"the Spanish has {', '.join(sorted(strange))}, the English does not"] if strange else []
    if wanted and not wanted <= set().union(*(places(words) for words in spanish)):
        missing = wanted - set().union(*(places(words) for words in spanish))
        found.append(f"the Spanish lost {', '.join(sorted(missing))}")
    return list(dict.fromkeys(found))


def places(words: str) -> set[str]:
    return {place for place in PLACES.findall(words) if place != "%%"}


def disagreements() -> list[str]:
    """One English string with two Spanish ones: Django would show only the first room's, everywhere."""
    by_key: dict[Key, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for room in rooms():
        for key, message in messages(read_catalog(room / CATALOG)).items():
            if is_finished(message):
                by_key[key][repr(message.string)].append(room.name)
    return [
        f"{' and '.join('/'.join(names) for names in said.values())} say {key[1]!r} differently in Spanish: "
        f"{' or '.join(said)} (agree, or tell them apart with a context)"
        for key, said in by_key.items()
        if len(said) > 1
    ]


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    steps = {"extract": extract, "compile": compile_all, "check": check}
    parser.add_argument("step", choices=steps)
    return steps[parser.parse_args().step]()


if __name__ == "__main__":
    sys.exit(main())
