"""A document as canonical JSON and back: the twin that is stored, hashed and printed from.

One document has exactly one text: keys sorted, no spaces, dates as ISO, amounts as whole cents, UTF-8.
Reading is strict: a missing, extra or mistyped field is refused with its path.
"""

import hashlib
import json
import types
import typing
from dataclasses import fields, is_dataclass
from datetime import date
from functools import cache
from typing import Any, Literal, Union, get_args, get_origin

from hearthside.bills.document.bill import BillDocument
from hearthside.bills.document.coupon import CouponDocument
from hearthside.bills.document.receipt import PaymentReceiptDocument, ReceiptDocument
from hearthside.bills.document.refusals import BadDocument

Document = BillDocument | ReceiptDocument | PaymentReceiptDocument | CouponDocument
KINDS: dict[str, type[Document]] = {
    kind.KIND: kind for kind in (BillDocument, ReceiptDocument, PaymentReceiptDocument, CouponDocument)
}
VERSIONS = (1,)


def to_json(document: Document) -> str:
    """The document's one canonical text."""
    plain = {"kind": document.KIND, **_plain(document)}
    return json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def content_hash(document: Document) -> str:
    """SHA-256 of the canonical text in UTF-8, as 64 hexadecimal digits."""
    return hashlib.sha256(to_json(document).encode()).hexdigest()


def from_json(text: str) -> Document:
    """The document that `to_json` wrote. Raises BadDocument, or DoesNotAddUp from the document itself."""
    try:
        plain = json.loads(text)
    except ValueError:
        raise BadDocument("the whole text", text[:20], "JSON") from None
    if not isinstance(plain, dict):
        raise BadDocument("the whole text", plain, "a JSON object")
    kind = plain.pop("kind", None)
    if not isinstance(kind, str) or kind not in KINDS:
        raise BadDocument("kind", kind, f"one of {', '.join(KINDS)}")
    if plain.get("version") not in VERSIONS:
        raise BadDocument("version", plain.get("version"), f"one of {VERSIONS}; a newer Hearthside wrote it")
    return typing.cast(Document, _record(KINDS[kind], plain, kind))


def bill_from_json(text: str) -> BillDocument:
    """As `from_json`, for a stored bill. Raises BadDocument for any other kind."""
    document = from_json(text)
    if not isinstance(document, BillDocument):
        raise BadDocument("kind", document.KIND, "bill")
    return document


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    return value.isoformat() if isinstance(value, date) else value


@cache
def _hints(kind: type) -> dict[str, Any]:
    hints = typing.get_type_hints(kind)
    return {field.name: hints[field.name] for field in fields(kind)}


def _record(kind: type, plain: Any, where: str) -> Any:
    hints = _hints(kind)
    if not isinstance(plain, dict) or plain.keys() != hints.keys():
        names = sorted(set(plain) ^ set(hints)) if isinstance(plain, dict) else plain
        raise BadDocument(where, names, f"exactly the fields of {kind.__name__}")
    return kind(**{name: _value(hint, plain[name], f"{where}.{name}") for name, hint in hints.items()})


def _value(hint: Any, plain: Any, where: str) -> Any:
    origin = get_origin(hint)
    if origin is tuple:
        if not isinstance(plain, list):
            raise BadDocument(where, plain, "a list")
        return tuple(_value(get_args(hint)[0], one, f"{where}[{index}]") for index, one in enumerate(plain))
    if origin in (Union, types.UnionType):
        inner = next(one for one in get_args(hint) if one is not type(None))
        return None if plain is None else _value(inner, plain, where)
    if origin is Literal:
        if plain not in get_args(hint):
            raise BadDocument(where, plain, f"one of {', '.join(get_args(hint))}")
        return plain
    if hint is date:
        return _day(plain, where)
    if is_dataclass(hint):
        return _record(typing.cast(type, hint), plain, where)
    if type(plain) is not hint:
        raise BadDocument(where, plain, hint.__name__)
    return plain


def _day(plain: Any, where: str) -> date:
    try:
        day = date.fromisoformat(plain)
    except (TypeError, ValueError):
        raise BadDocument(where, plain, "a day like 2026-11-23") from None
    if day.isoformat() != plain:
        raise BadDocument(where, plain, "a day like 2026-11-23")
    return day
