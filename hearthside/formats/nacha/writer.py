"""Writes the entries a biller sends: debits by paper (PPD), web (WEB) or phone (TEL), credits, prenotes.

What is written reads back through `read_nacha` with no finding. A value that does not fit is refused: an
account number or an amount is never cut.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import BinaryIO

from hearthside.errors import HearthsideError
from hearthside.formats.nacha import checks
from hearthside.formats.nacha.layout import BLOCK, WIDTH, EntryField
from hearthside.formats.nacha.records import CREDITS, DEBITS, PRENOTES
from hearthside.formats.nacha.routing import is_routing_number
from hearthside.formats.nacha.totals import Sums
from hearthside.money import Money

RETRY = "RETRY PYMT"
REVERSAL = "REVERSAL"
RETURN_FEE = "RETURN FEE"
WRITTEN_CLASSES = frozenset(["PPD", "WEB", "TEL"])
WRITTEN_CODES = frozenset(["22", "23", "27", "28", "32", "33", "37", "38"])
AMOUNT_MOST = Money(10**10 - 1)
NEWLINE = b"\n"
_ACCOUNT = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9 -]{0,15}[A-Za-z0-9])?")


class Unwritable(HearthsideError):
    """A value that cannot stand in an ACH file. Says which field, what it was and what may stand there.

    An account number is never repeated.
    """

    code = "ach.unwritable"

    def __init__(self, field: str, found: str, expected: str) -> None:
        super().__init__("this cannot stand in an ACH file", field=field, found=found, expected=expected)


@dataclass(frozen=True, slots=True)
class OutEntry:
    """One entry to send. `code` is 27 or 37 for a debit, 22 or 32 for a credit, 28, 38, 23, 33 for a prenote.

    `trace` is 15 digits and begins with the sender's bank; traces ascend within a batch. `single` says
    for WEB and TEL that consent was for this payment only.
    """

    code: str
    routing: str
    account: str
    amount: Money
    identification: str
    name: str
    trace: str
    single: bool = True


@dataclass(frozen=True, slots=True)
class OutBatch:
    """Entries of one class, one purpose and one day. `description` is what the person's bank shows them."""

    sec: str
    description: str
    effective_on: date
    entries: Sequence[OutEntry]


@dataclass(frozen=True, slots=True)
class OutFile:
    """One file. `odfi` are the first eight digits of the bank that sends it for us.

    `origin` is the company as that bank knows it (up to 10 characters), `company_id` as entries show it.
    """

    destination: str
    destination_name: str
    origin: str
    origin_name: str
    company_name: str
    company_id: str
    odfi: str
    created_at: datetime
    modifier: str
    reference: str
    batches: Sequence[OutBatch]


@dataclass(frozen=True, slots=True)
class Written:
    """What a file holds, as its own control record says, and the SHA-256 of its bytes."""

    sha256: str
    entries: int
    entry_hash: str
    debits: Money
    credits: Money


class _Sink:
    """Counts lines and digests bytes on their way out."""

    def __init__(self, stream: BinaryIO) -> None:
        self.stream, self.digest, self.lines = stream, hashlib.sha256(), 0

    def line(self, *parts: str) -> None:
        text = "".join(parts)
        assert len(text) == WIDTH, f"record {text[:1]} has {len(text)} characters"
        raw = text.encode("ascii") + NEWLINE
        self.digest.update(raw)
        self.stream.write(raw)
        self.lines += 1


def write_nacha(file: OutFile, stream: BinaryIO) -> Written:
    """Write `file` to `stream`, lines of 94 ended by LF, padded to whole blocks. The same in, the same out.

    Raises Unwritable, after which the stream holds part of a file and must be thrown away.
    """
    sink, sums = _Sink(stream), Sums()
    _file_header(file, sink)
    for number, batch in enumerate(file.batches, 1):
        sums.add(_batch(file, batch, number, sink))
    blocks = -(-(sink.lines + 1) // BLOCK)
    sink.line(
        "9", _number(len(file.batches), 6), _number(blocks, 6), _number(sums.entries, 8),
        _number(sums.hash, 10), _number(sums.debit_cents, 12), _number(sums.credit_cents, 12), " " * 39,
    )  # fmt: skip
    while sink.lines % BLOCK:
        sink.line("9" * WIDTH)
    return Written(
        sink.digest.hexdigest(), sums.entries, _number(sums.hash, 10), Money(sums.debit_cents),
        Money(sums.credit_cents),
    )  # fmt: skip


def _file_header(file: OutFile, sink: _Sink) -> None:
    if not is_routing_number(file.destination):
        raise Unwritable("immediate destination", file.destination, "a routing number")
    if not re.fullmatch("[A-Z0-9]", file.modifier):
        raise Unwritable("file id modifier", file.modifier, "one of A-Z, 0-9")
    if not file.batches:
        raise Unwritable("batches", "none", "at least one")
    sink.line(
        "101", f" {file.destination}", _words("immediate origin", file.origin, 10).strip().rjust(10),
        f"{file.created_at:%y%m%d%H%M}", file.modifier, "094101",
        _words("destination name", file.destination_name, 23), _words("origin name", file.origin_name, 23),
        _words("reference", file.reference, 8, may_be_empty=True),
    )  # fmt: skip


def _batch(file: OutFile, batch: OutBatch, number: int, sink: _Sink) -> Sums:
    service_class = _service_class(batch)
    company = _words("company identification", file.company_id, 10)
    sink.line(
        "5", service_class, _words("company name", file.company_name, 16), " " * 20, company, batch.sec,
        _description(batch), " " * 6, f"{batch.effective_on:%y%m%d}", "   ", "1", _odfi(file),
        _number(number, 7),
    )  # fmt: skip
    sums = Sums()
    for entry in _in_order(batch.entries):
        _entry(file, batch, entry, sink)
        sums.count(entry.routing[:8], entry.amount, is_debit=entry.code in DEBITS)
    sink.line(
        "8", service_class, _number(sums.entries, 6), _number(sums.hash, 10), _number(sums.debit_cents, 12),
        _number(sums.credit_cents, 12), company, " " * 25, _odfi(file), _number(number, 7),
    )  # fmt: skip
    return sums


def _service_class(batch: OutBatch) -> str:
    if batch.sec not in WRITTEN_CLASSES:
        raise Unwritable("standard entry class", batch.sec, "PPD, WEB or TEL")
    if not batch.entries:
        raise Unwritable("entries", "none", "at least one a batch")
    has_debit = any(entry.code in DEBITS for entry in batch.entries)
    has_credit = any(entry.code in CREDITS for entry in batch.entries)
    return "200" if has_debit and has_credit else checks.DEBITS_ONLY if has_debit else checks.CREDITS_ONLY


def _description(batch: OutBatch) -> str:
    words = _words("company entry description", batch.description, 10)
    if not words.strip(" 0"):
        raise Unwritable("company entry description", batch.description, "words")
    return words


def _odfi(file: OutFile) -> str:
    if not (len(file.odfi) == 8 and checks.is_digits(file.odfi)):
        raise Unwritable("originating bank", file.odfi, "eight digits")
    return file.odfi


def _in_order(entries: Sequence[OutEntry]) -> Iterator[OutEntry]:
    last = ""
    for entry in entries:
        if entry.trace <= last:
            raise Unwritable("trace number", entry.trace, f"more than {last}")
        last = entry.trace
        yield entry


def _entry(file: OutFile, batch: OutBatch, entry: OutEntry, sink: _Sink) -> None:
    _check(file, batch, entry)
    kind = "  " if batch.sec == "PPD" else "S " if entry.single else "R "
    sink.line(
        "6", entry.code, entry.routing, entry.account.ljust(EntryField.ACCOUNT.width),
        _number(entry.amount.cents, 10), _words("individual identification", entry.identification, 15),
        _cut("individual name", entry.name, 22), kind, "0", entry.trace,
    )  # fmt: skip


def _check(file: OutFile, batch: OutBatch, entry: OutEntry) -> None:
    if entry.code not in WRITTEN_CODES:
        raise Unwritable("transaction code", entry.code, ", ".join(sorted(WRITTEN_CODES)))
    if batch.sec != "PPD" and entry.code in ("22", "32") and batch.description != REVERSAL:
        raise Unwritable("transaction code", entry.code, f"a debit, as {batch.sec} pays nobody")
    if not is_routing_number(entry.routing):
        raise Unwritable("receiving bank", entry.routing, "a routing number")
    if not _ACCOUNT.fullmatch(entry.account):
        raise Unwritable("account number", f"{len(entry.account)} characters", "1 to 17 letters and digits")
    is_prenote = entry.code in PRENOTES
    if is_prenote != (not entry.amount) or not Money(0) <= entry.amount <= AMOUNT_MOST:
        raise Unwritable("amount", str(entry.amount), "zero" if is_prenote else f"up to {AMOUNT_MOST}")
    if not (len(entry.trace) == 15 and checks.is_digits(entry.trace) and entry.trace[:8] == file.odfi):
        raise Unwritable("trace number", entry.trace, f"15 digits that begin with {file.odfi}")


def _number(value: int, width: int) -> str:
    text = f"{value:0{width}d}"
    if len(text) > width:
        raise Unwritable("a total", text, f"at most {width} digits: make two files")
    return text


def plain_text(text: str) -> str:
    """Text in the letters an ACH file may hold: accents go, what has no plain letter becomes a blank."""
    folded = unicodedata.normalize("NFKD", text)
    kept = (mark for mark in folded if not unicodedata.combining(mark))
    return " ".join("".join(mark if " " <= mark <= "~" else " " for mark in kept).split())


def _cut(field: str, text: str, width: int) -> str:
    """Plain text, cut: a long name may be, for it decides nothing."""
    return _words(field, plain_text(text)[:width], width)


def _words(field: str, text: str, width: int, *, may_be_empty: bool = False) -> str:
    plain = plain_text(text)
    if len(plain) > width or not (plain or may_be_empty):
        raise Unwritable(field, text, f"1 to {width} plain characters")
    return plain.ljust(width)
