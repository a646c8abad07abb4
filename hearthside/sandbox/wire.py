"""Stripe's way of writing requests and answers: bracketed forms in, JSON and one error envelope out."""

import json
import secrets
import string
from collections.abc import Iterable
from typing import Any
from urllib.parse import parse_qsl

Json = dict[str, Any]

API_VERSION = "2026-10-28.endive"
BODY_BYTES_MAX = 256 * 1024
FIELDS_MAX = 500
DEPTH_MAX = 6

_ALPHABET = string.ascii_letters + string.digits


class ApiError(Exception):
    """An answer in Stripe's error envelope. `kept` says that an idempotency key remembers it."""

    def __init__(
        self,
        status: int,
        kind: str,
        message: str,
        *,
        code: str | None = None,
        param: str | None = None,
        kept: bool = True,
        **more: Any,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.kept = kept
        self.error: Json = {"type": kind, "message": message}
        if code is not None:
            self.error["code"] = code
            self.error["doc_url"] = f"https://stripe.com/docs/error-codes/{code.replace('_', '-')}"
        if param is not None:
            self.error["param"] = param
        self.error.update({name: value for name, value in more.items() if value is not None})

    @property
    def body(self) -> Json:
        return {"error": self.error}


def refused(message: str, *, code: str | None = None, param: str | None = None, **more: Any) -> ApiError:
    """A request whose parameters make no sense: nothing ran, so no key remembers it."""
    return ApiError(400, "invalid_request_error", message, code=code, param=param, kept=False, **more)


def missing(kind: str, name: str, param: str = "id") -> ApiError:
    return ApiError(
        404, "invalid_request_error", f"No such {kind}: '{name}'", code="resource_missing", param=param
    )


def new_id(prefix: str, length: int = 24) -> str:
    return prefix + "".join(secrets.choice(_ALPHABET) for _ in range(length))


def to_json(value: Any) -> bytes:
    return json.dumps(value, indent=2, ensure_ascii=False).encode() + b"\n"


def read_form(text: str) -> Json:
    """`a=1&b[c]=2&d[0][e]=3&f[]=4` as nested values; every leaf is a string.

    Raises ApiError for a field given twice, brackets that do not close, and too many fields.
    """
    try:
        pairs = parse_qsl(text, keep_blank_values=True, strict_parsing=bool(text), max_num_fields=FIELDS_MAX)
    except ValueError as problem:
        raise refused(f"The request body is not a form: {problem}") from None
    tree: Json = {}
    for name, value in pairs:
        _place(tree, _path(name), value, name)
    listed: Json = _lists(tree)
    return listed


def _path(name: str) -> list[str]:
    head, bracket, rest = name.partition("[")
    if not bracket:
        return [name]
    if not head or not rest.endswith("]"):
        raise refused(f"Invalid parameter name: {name}", param=name)
    parts = [head, *rest[:-1].split("][")]
    if len(parts) > DEPTH_MAX or any(set(part) & {"[", "]"} for part in parts):
        raise refused(f"Invalid parameter name: {name}", param=name)
    return parts


def _place(tree: Json, path: list[str], value: str, name: str) -> None:
    for part in path[:-1]:
        below = tree.setdefault(part or str(len(tree)), {})
        if not isinstance(below, dict):
            raise refused(f"Parameter given both as a value and as a group: {name}", param=name)
        tree = below
    last = path[-1] or str(len(tree))
    if last in tree:
        raise refused(f"Parameter given twice: {name}", param=name)
    tree[last] = value


def _lists(value: Any) -> Any:
    """Groups whose names are 0, 1, 2 ... are lists."""
    if not isinstance(value, dict):
        return value
    held = {name: _lists(below) for name, below in value.items()}
    if held and all(name.isascii() and name.isdigit() for name in held):
        return [held[name] for name in sorted(held, key=int)]
    return held


def list_of(objects: Iterable[Json], *, url: str, has_more: bool) -> Json:
    return {"object": "list", "data": list(objects), "has_more": has_more, "url": url}
