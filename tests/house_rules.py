"""The rules of the house, as functions over source text. tests/test_house.py holds the house to them.

Each takes a Source and yields (line, what is wrong). docs/decisions and CONTRIBUTING.md say why.
"""

import ast
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

Found = Iterator[tuple[int, str]]

WRITING = {"save", "create", "delete", "update", "get_or_create", "update_or_create", "bulk_create"}
SAVING = WRITING | {"bulk_update"} | {f"a{verb}" for verb in WRITING}
NOT_ROWS = ("session", "context", "facts", "headers", "params", "query", "data", "digest", "hash")
OTHERS_CODE = {"pickle", "shelve", "marshal", "dill"}
DANGEROUS_IMPORTS = OTHERS_CODE | {"zipfile", "tarfile", "xml", "lxml", "defusedxml", "xmltodict", "PIL"}
NAMELESS = {"utils", "util", "common", "core", "helpers", "helper", "misc", "shared", "lib", "base"}
LINKS = {"ForeignKey", "OneToOneField", "ManyToManyField"}
CENTS = re.compile(r"(^|_)cents($|_)")
PATHS = re.compile(r"(folder|path|home|root|parent|dir|files|outbox)s?$|^(CODE|HERE|ROOT)$|^Path$", re.I)


@dataclass(frozen=True)
class Source:
    """One file of the house. `path` is relative to the project: hearthside/claims/views.py."""

    path: Path
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text, str(self.path))

    @cached_property
    def nodes(self) -> list[ast.AST]:
        return list(ast.walk(self.tree))

    @property
    def room(self) -> str:
        return self.path.parts[1] if len(self.path.parts) > 2 else ""

    @property
    def is_test(self) -> bool:
        return "tests" in self.path.parts

    @property
    def is_migration(self) -> bool:
        return "migrations" in self.path.parts

    def is_called(self, *names: str) -> bool:
        """True for views.py and for anything in a package views/."""
        return self.path.stem in names or bool(set(self.path.parts[2:-1]) & set(names))


def imports(source: Source) -> Iterator[tuple[int, str]]:
    """Every module a file imports, `from x import y` as x.y."""
    for node in source.nodes:
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            package = ".".join(source.path.parts[: -node.level]) + "." if node.level else ""
            yield from ((node.lineno, f"{package}{node.module}.{alias.name}") for alias in node.names)


def rules_know_no_django(source: Source) -> Found:
    if source.is_called("rules") or source.room == "formats":
        for line, name in imports(source):
            if name.split(".")[0] in ("django", "allauth"):
                yield line, f"imports {name}: a rule is values in, a value out"


def rules_ask_no_clock(source: Source) -> Found:
    if source.is_called("rules") or source.room == "formats":
        for line, name in imports(source):
            if name.startswith("hearthside.clock"):
                yield line, "imports the clock: `today` is an argument"
        for node in source.nodes:
            if isinstance(node, ast.Call) and ast.unparse(node.func) in (
                "date.today",
                "datetime.now",
                "time.time",
            ):
                yield node.lineno, "asks the time: `today` is an argument"


def views_save_nothing(source: Source) -> Found:
    if not source.is_called("views", "desk"):
        return
    for call in calls(source):
        if isinstance(call.func, ast.Attribute) and call.func.attr in SAVING:
            owner = ast.unparse(call.func.value)
            if not owner.lower().endswith(NOT_ROWS):
                yield call.lineno, f"{owner}.{call.func.attr}(): a view asks a service to write"


def states_move_in_one_place(source: Source) -> Found:
    if source.is_called("states") or source.room in ("sandbox", "formats"):
        return
    for node in source.nodes:
        targets = node.targets if isinstance(node, ast.Assign) else []
        if isinstance(node, ast.AnnAssign | ast.AugAssign):
            targets = [node.target]
        for target in targets:
            if isinstance(target, ast.Attribute) and target.attr == "state":
                yield node.lineno, f"{ast.unparse(target)} = …: only states.py moves a state"
        is_update = isinstance(node, ast.Call) and last_name(node.func) == "update"
        if is_update and any(keyword.arg == "state" for keyword in node.keywords):
            yield node.lineno, "update(state=…): only states.py moves a state"


def no_float_near_money(source: Source) -> Found:
    """No float call, float literal, true division or float annotation where cents or Money are spoken of."""
    for scope in scopes(source.tree):
        inside = list(own_nodes(scope))
        if not any(speaks_of_money(node) for node in inside):
            continue
        for node in inside:
            if isinstance(node, ast.Constant) and isinstance(node.value, float):
                yield node.lineno, f"the float {node.value!r} near money"
            elif isinstance(node, ast.Name) and node.id == "float":
                yield node.lineno, "float near money"
            elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div) and not makes_no_float(node):
                yield node.lineno, f"{ast.unparse(node)}: `/` makes a float; Money has portion() and split()"


def scopes(tree: ast.Module) -> Iterator[ast.AST]:
    yield tree
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node


def own_nodes(scope: ast.AST) -> Iterator[ast.AST]:
    """The nodes of a function or class, without those of the functions and classes inside it."""
    for child in ast.iter_child_nodes(scope):
        if not isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield child
            yield from own_nodes(child)


def speaks_of_money(node: ast.AST) -> bool:
    if isinstance(node, ast.Name):
        return node.id == "Money" or bool(CENTS.search(node.id))
    if isinstance(node, ast.Attribute):
        return bool(CENTS.search(node.attr))
    if isinstance(node, ast.arg):
        return bool(CENTS.search(node.arg))
    return isinstance(node, ast.keyword) and bool(CENTS.search(node.arg or ""))


def makes_no_float(node: ast.BinOp) -> bool:
    """True where the slash is pathlib's, or where a Decimal is divided in plain sight."""
    return joins_paths(node) or "Decimal(" in ast.unparse(node)


def joins_paths(node: ast.BinOp) -> bool:
    """True for folder / "name": pathlib's slash, which divides nothing."""
    for side in (node.left, node.right):
        if isinstance(side, ast.JoinedStr) or (
            isinstance(side, ast.Constant) and isinstance(side.value, str)
        ):
            return True
        if isinstance(side, ast.BinOp) and isinstance(side.op, ast.Div) and joins_paths(side):
            return True
        named = side.func if isinstance(side, ast.Call) else side
        name = named.attr if isinstance(named, ast.Attribute) else getattr(named, "id", "")
        if PATHS.search(name):
            return True
    return False


def money_columns_are_cents(source: Source) -> Found:
    for call in calls(source):
        name = last_name(call.func)
        if name in ("FloatField", "DecimalField") and not source.is_called("forms"):
            yield (
                call.lineno,
                f"{name}: money is whole cents in a BigIntegerField, and a rate is basis points",
            )


def nothing_is_marked_safe(source: Source) -> Found:
    for node in source.nodes:
        if isinstance(node, ast.Name | ast.Attribute) and last_name(node) in (
            "mark_safe",
            "SafeString",
            "SafeText",
        ):
            yield node.lineno, "marks text as safe: let the template escape it"
    for line, name in imports(source):
        if name.endswith((".mark_safe", ".SafeString")):
            yield line, "marks text as safe: let the template escape it"


def forms_list_their_fields(source: Source) -> Found:
    for node in source.nodes:
        if isinstance(node, ast.ClassDef) and node.name == "Meta":
            for statement in node.body:
                if isinstance(statement, ast.Assign):
                    name = ast.unparse(statement.targets[0])
                    if name == "exclude" or (name == "fields" and "__all__" in ast.unparse(statement.value)):
                        yield statement.lineno, f"{ast.unparse(statement)}: name the fields a person may send"


def modules_have_a_subject(source: Source) -> Found:
    for part in source.path.with_suffix("").parts[1:]:
        if part in NAMELESS:
            yield 1, f"is called {part}: a good helper has a subject, and its file takes that name"


def no_signals(source: Source) -> Found:
    for line, name in imports(source):
        # allauth announces some things in no other way, and it is not ours to call a service from.
        if ("signals" in name.split(".") and not name.startswith("allauth.")) or name.startswith(
            "django.dispatch"
        ):
            yield line, f"imports {name}: if B follows A, A's service calls B"
    if source.path.stem == "signals":
        yield 1, "is a file of signals: if B follows A, A's service calls B"


def requests_stay_out_of_queries(source: Source) -> Found:
    for call in calls(source):
        for keyword in call.keywords:
            if keyword.arg is None and re.search(
                r"\brequest\b|\.(GET|POST)\b|cleaned_data", ast.unparse(keyword.value)
            ):
                yield call.lineno, f"**{ast.unparse(keyword.value)}: name what a request may ask"


def nothing_is_evaluated(source: Source) -> Found:
    for call in calls(source):
        if isinstance(call.func, ast.Name) and call.func.id in ("eval", "exec", "compile", "__import__"):
            yield call.lineno, f"{call.func.id}(): text stays text"


def links_name_their_target(source: Source) -> Found:
    for call in calls(source):
        if last_name(call.func) in LINKS and not source.is_migration:
            target = (
                call.args[0] if call.args else next((k.value for k in call.keywords if k.arg == "to"), None)
            )
            is_text = isinstance(target, ast.Constant) and isinstance(target.value, str)
            if target is not None and not is_text and ast.unparse(target) != "settings.AUTH_USER_MODEL":
                yield call.lineno, f"{ast.unparse(call.func)}({ast.unparse(target)}): name the target as text"


WRITES_ARCHIVES = Path("hearthside/privacy/keeping.py")
"""A member's copy of everything is a ZIP that we write. None is ever opened."""


def no_dangerous_parsers(source: Source) -> Found:
    for line, name in imports(source):
        writes = name.split(".")[0] == "zipfile" and source.path.parts[-3:] == WRITES_ARCHIVES.parts
        if name.split(".")[0] in DANGEROUS_IMPORTS and not writes:
            yield line, f"imports {name}: this house opens no archive, no XML, no image and no pickle"


def rooms_meet_at_services(source: Source) -> Found:
    """Nobody imports another room's models, not even to name a type."""
    for line, name in imports(source):
        parts = name.split(".")
        if parts[0] == "hearthside" and len(parts) > 2 and parts[2] == "models" and parts[1] != source.room:
            yield line, f"imports {name}: ask {parts[1]}'s services or selectors"


def migrations_can_be_undone(source: Source) -> Found:
    if not source.is_migration:
        return
    for call in calls(source):
        name, undo = last_name(call.func), {"RunSQL": "reverse_sql", "RunPython": "reverse_code"}
        if (
            name in undo
            and len(call.args) < 2
            and undo[name] not in {keyword.arg for keyword in call.keywords}
        ):
            yield call.lineno, f"{name} has no {undo[name]}: a migration can be undone"


def calls(source: Source) -> Iterator[ast.Call]:
    return (node for node in source.nodes if isinstance(node, ast.Call))


def last_name(node: ast.AST) -> str:
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


CODE_RULES: tuple[Callable[[Source], Found], ...] = (
    rules_know_no_django,
    rules_ask_no_clock,
    views_save_nothing,
    states_move_in_one_place,
    no_float_near_money,
    money_columns_are_cents,
    nothing_is_marked_safe,
    forms_list_their_fields,
    modules_have_a_subject,
    no_signals,
    requests_stay_out_of_queries,
    nothing_is_evaluated,
    links_name_their_target,
    no_dangerous_parsers,
    rooms_meet_at_services,
    migrations_can_be_undone,
)

# What a page may not hold: the policy would block it for everyone, or a stranger's text could use it.
PAGE_RULES = {
    "a style attribute": re.compile(r"<[^>{%]*\sstyle\s*=", re.I),
    "a style element": re.compile(r"<style\b", re.I),
    "a script without src": re.compile(
        # A block of JSON is data: the browser does not run it.
        r"<script(?![^>]*\s(src\s*=|type\s*=\s*[\"']application/json[\"']))[^>]*>",
        re.I,
    ),
    "an on… attribute": re.compile(r"<[a-z][^>]*\s(hx-)?on[a-z:-]+\s*=", re.I),
    "a javascript: address": re.compile(r"javascript:", re.I),
    "|safe": re.compile(r"\|\s*safe(seq)?\b"),
    "autoescape off": re.compile(r"autoescape\s+off"),
    "something loaded from another host": re.compile(
        r"<(script|img|iframe|source|video|audio|embed)\b[^>]*\ssrc\s*=\s*[\"']?(https?:)?//|<link\b[^>]*href\s*=\s*[\"']?(https?:)?//",
        re.I,
    ),
}
PAPER_RULES = {"eval(": re.compile(r"\beval\s*\(")}


def faults_of_page(source: Source) -> Found:
    rules = PAPER_RULES if source.path.suffix == ".typ" else PAGE_RULES
    # A sandbox page is another server's, with a policy of its own; what it holds is held to the same.
    for name, pattern in rules.items():
        for match in pattern.finditer(source.text):
            yield source.text.count("\n", 0, match.start()) + 1, f"holds {name}"
