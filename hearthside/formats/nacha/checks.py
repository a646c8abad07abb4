"""What a record must hold by itself. Each check gives findings; none stops the reading.

Source: docs of the Nacha file format as public readers apply them, and the files of other systems; where
the rules leave room (spaces for zeros, a missing name in a class that asks for none) so do these.
"""

from collections.abc import Iterator
from datetime import date

from hearthside.formats.findings import Finding
from hearthside.formats.nacha.faults import fault
from hearthside.formats.nacha.layout import (
    AddendaField,
    BatchHeaderField,
    EntryField,
    Field,
    FileHeaderField,
    IatField,
)
from hearthside.formats.nacha.lines import Line
from hearthside.formats.nacha.records import CREDITS, DEBITS, PRENOTES, RETURNED, Addendum
from hearthside.formats.nacha.routing import check_digit
from hearthside.money import Money

CLASSES = frozenset(
    [
        "ACK",
        "ADV",
        "ARC",
        "ATX",
        "BOC",
        "CCD",
        "CIE",
        "COR",
        "CTX",
        "DNE",
        "ENR",
        "IAT",
        "MTE",
        "POP",
        "POS",
        "PPD",
        "RCK",
        "SHR",
        "TEL",
        "TRC",
        "TRX",
        "WEB",
        "XCK",
    ]
)
SERVICE_CLASSES = frozenset(["200", "220", "225", "280"])
DEBITS_ONLY, CREDITS_ONLY = "225", "220"
NAMED = frozenset(["PPD", "TEL", "WEB", "CIE"])
"""Classes whose entries must name the person."""
FREE_TEXT_MOST = {
    "PPD": 1,
    "WEB": 1,
    "CCD": 1,
    "CIE": 1,
    "TEL": 0,
    "ACK": 1,
    "POP": 0,
    "ARC": 0,
    "BOC": 0,
    "RCK": 0,
    "XCK": 0,
    "CTX": 9999,
    "TRX": 9999,
    "ENR": 9999,
    "ATX": 9999,
    "DNE": 1,
}
"""How many addenda 05 an entry of the class may have."""
ZERO_AMOUNT = frozenset(["ACK", "ATX", "COR", "DNE", "ENR", "TRC", "TRX"])
CARD_CLASSES = frozenset(["MTE", "POS", "SHR"])
"""Classes whose entries carry addenda 02: where the card was used."""
IAT_ORDER = ("10", "11", "12", "13", "14", "15", "16")
"""The addenda every international entry has, in this order; 17 and 18 may follow."""


def is_digits(text: str) -> bool:
    return text.isascii() and text.isdigit()


def digits_or_none(text: str) -> int | None:
    """A number field; blanks stand for zero, as many systems write them. None when it is no number."""
    trimmed = text.strip()
    if not trimmed:
        return 0
    return int(trimmed) if is_digits(trimmed) else None


def day_or_none(text: str) -> date | None:
    """YYMMDD of this century; None when it is no day."""
    try:
        return date(2000 + int(text[:2]), int(text[2:4]), int(text[4:6])) if is_digits(text) else None
    except ValueError:
        return None


def file_header(line: Line) -> Iterator[Finding]:
    at, F = line.number, FileHeaderField
    for field, wanted in ((F.PRIORITY, "01"), (F.RECORD_SIZE, "094"), (F.BLOCKING, "10"), (F.FORMAT, "1")):
        if field.of(line.text) != wanted:
            yield fault("file_header", at, field, field.of(line.text), wanted)
    if day_or_none(F.CREATED_ON.of(line.text)) is None:
        yield fault("file_date", at, F.CREATED_ON, F.CREATED_ON.of(line.text), "a day as YYMMDD")
    time = F.CREATED_AT.of(line.text)
    if time.strip() and not (is_digits(time) and int(time[:2]) < 24 and int(time[2:]) < 60):
        yield fault("file_time", at, F.CREATED_AT, time, "a time as HHMM, or blank", severity="warning")
    modifier = F.MODIFIER.of(line.text)
    if not (modifier.isascii() and modifier.isalnum() and modifier == modifier.upper()):
        yield fault("file_modifier", at, F.MODIFIER, modifier, "a letter A-Z or a digit")


def batch_header(line: Line) -> Iterator[Finding]:
    at, text, F = line.number, line.text, BatchHeaderField
    if F.SERVICE_CLASS.of(text) not in SERVICE_CLASSES:
        yield fault("service_class", at, F.SERVICE_CLASS, F.SERVICE_CLASS.of(text), "200, 220, 225 or 280")
    if F.SEC.of(text) not in CLASSES:
        yield fault("entry_class", at, F.SEC, F.SEC.of(text), "a standard entry class such as PPD or WEB")
    if F.SEC.of(text) != "IAT":
        yield from _company(line)
    description = F.DESCRIPTION.of(text).strip()
    if not description.strip("0"):
        yield fault("description", at, F.DESCRIPTION, description, "words that say what the entries are for")
    effective = F.EFFECTIVE_ON.of(text)
    if effective.strip("0 ") and day_or_none(effective) is None:
        yield fault("effective_date", at, F.EFFECTIVE_ON, effective, "a day as YYMMDD", severity="warning")
    if F.STATUS.of(text) not in "012":
        yield fault("originator_status", at, F.STATUS, F.STATUS.of(text), "0, 1 or 2")
    if not is_digits(F.ODFI.of(text)):
        yield fault("odfi", at, F.ODFI, F.ODFI.of(text), "eight digits")
    if digits_or_none(F.NUMBER.of(text)) is None:
        yield fault("batch_number", at, F.NUMBER, F.NUMBER.of(text), "seven digits")


def _company(line: Line) -> Iterator[Finding]:
    F = BatchHeaderField
    for field in (F.COMPANY_NAME, F.COMPANY_ID):
        if not field.of(line.text).strip():
            yield fault("company", line.number, field, "", "the company that sent the entries")


def amount(line: Line, field: Field) -> Money | None:
    digits = field.of(line.text)
    return Money(int(digits)) if is_digits(digits) else None


def entry(line: Line, sec: str) -> Iterator[Finding]:
    """What any entry must hold, of an international one too."""
    at, text, F = line.number, line.text, EntryField
    code = F.CODE.of(text)
    if code not in CREDITS and code not in DEBITS:
        yield fault("transaction_code", at, F.CODE, code, "a transaction code such as 22 or 27")
    yield from receiving_bank(line)
    if amount(line, F.AMOUNT) is None:
        yield fault("amount", at, F.AMOUNT, F.AMOUNT.of(text), "ten digits, in cents")
    if not is_digits(F.TRACE.of(text)):
        yield fault("trace", at, F.TRACE, F.TRACE.of(text), "fifteen digits")
    if F.ADDENDA.of(text) not in "01":
        yield fault("addenda_indicator", at, F.ADDENDA, F.ADDENDA.of(text), "0 or 1")
    if sec != "IAT":
        yield from _domestic(line, sec)


def _domestic(line: Line, sec: str) -> Iterator[Finding]:
    at, text, F = line.number, line.text, EntryField
    code, cents = F.CODE.of(text), amount(line, F.AMOUNT)
    if not F.ACCOUNT.of(text).strip():
        yield fault("account", at, F.ACCOUNT, "", "an account number")
    if sec in NAMED and not F.NAME.of(text).strip() and code not in RETURNED:
        yield fault("name", at, F.NAME, "", f"the person's name, which {sec} entries must give")
    if code in PRENOTES and cents:
        yield fault("prenote_amount", at, F.AMOUNT, F.AMOUNT.of(text), "zero, for a prenote moves no money")
    if sec not in ZERO_AMOUNT and cents == Money(0) and code in ("22", "27", "32", "37"):
        yield fault("amount_zero", at, F.AMOUNT, F.AMOUNT.of(text), "more than zero")
    kind = F.DISCRETIONARY.of(text)
    if sec == "TEL" and code in DEBITS and kind.strip() not in ("", "R", "S"):
        yield fault("payment_type", at, F.DISCRETIONARY, kind, "R (recurring) or S (single)")


def receiving_bank(line: Line) -> Iterator[Finding]:
    F = EntryField
    rdfi, digit = F.RDFI.of(line.text), F.CHECK.of(line.text)
    if not is_digits(rdfi):
        yield fault("routing", line.number, F.RDFI, rdfi, "eight digits")
    elif digit != check_digit(rdfi):
        yield fault("check_digit", line.number, F.CHECK, digit, f"{check_digit(rdfi)}, the check of {rdfi}")


def addenda(line: Line, sec: str, found: list[tuple[Addendum, Line]]) -> Iterator[Finding]:
    """Whether an entry has the addenda that its indicator, class and sequence numbers promise."""
    promised = EntryField.ADDENDA.of(line.text) == "1"
    if promised and not found:
        yield fault("addenda_missing", line.number, EntryField.ADDENDA, "1", "addenda records after it, or 0")
    if not promised and found and sec != "IAT":
        yield fault(
            "addenda_unannounced", line.number, EntryField.ADDENDA, "0", "1, as addenda records follow"
        )
    tells_more = any(one.kind in ("98", "99") for one, _ in found)
    if sec == "COR" and not any(one.kind == "98" for one, _ in found):
        yield fault(
            "change_missing", line.number, "addenda", "none of type 98", "the change that COR announces"
        )
    if sec == "IAT":
        yield from _iat_addenda(line, found)
    elif not tells_more:
        yield from _domestic_addenda(line, sec, found)


def _domestic_addenda(line: Line, sec: str, found: list[tuple[Addendum, Line]]) -> Iterator[Finding]:
    wanted = "02" if sec in CARD_CLASSES else "05"
    most = 1 if wanted == "02" else FREE_TEXT_MOST.get(sec, 9999)
    if len(found) > most:
        yield fault("addenda_count", line.number, "addenda", str(len(found)), f"at most {most} for {sec}")
    if sec in CARD_CLASSES and not found:
        yield fault(
            "addenda_missing", line.number, "addenda", "none", f"one of type 02, which {sec} must have"
        )
    own = EntryField.TRACE.of(line.text)[-7:]
    for place, (one, source) in enumerate(found, 1):
        if one.kind != wanted:
            yield fault("addenda_type", one.line, AddendaField.TYPE, one.kind, f"{wanted} under {sec}")
        elif wanted == "05":
            yield from _sequence(source, place, own)
        elif AddendaField.TRACE.of(one.text) != EntryField.TRACE.of(line.text):
            yield fault("addenda_trace", one.line, AddendaField.TRACE, AddendaField.TRACE.of(one.text),
                        "its entry's trace number")  # fmt: skip


def _sequence(source: Line, place: int, own: str) -> Iterator[Finding]:
    F = AddendaField
    if digits_or_none(F.SEQUENCE.of(source.text)) != place:
        yield fault("addenda_sequence", source.number, F.SEQUENCE, F.SEQUENCE.of(source.text), f"{place:04d}",
                    severity="warning")  # fmt: skip
    if F.ENTRY.of(source.text) != own:
        yield fault("addenda_entry", source.number, F.ENTRY, F.ENTRY.of(source.text),
                    f"{own}, the end of its entry's trace number", severity="warning")  # fmt: skip


def _iat_addenda(line: Line, found: list[tuple[Addendum, Line]]) -> Iterator[Finding]:
    kinds = tuple(one.kind for one, _ in found)
    first, rest = kinds[: len(IAT_ORDER)], kinds[len(IAT_ORDER) :]
    if first != IAT_ORDER:
        missing = next((kind for kind in IAT_ORDER if kind not in kinds), "") or "in order 10 to 16"
        yield fault("iat_addenda", line.number, "addenda", " ".join(kinds), f"10 to 16 in order: {missing}")
    for one, _ in found:
        if one.kind not in (*IAT_ORDER, "17", "18", "98", "99"):
            yield fault("addenda_type", one.line, AddendaField.TYPE, one.kind, "10 to 18, 98 or 99 under IAT")
    if rest.count("17") > 2 or rest.count("18") > 5:
        yield fault("addenda_count", line.number, "addenda", " ".join(rest), "at most two 17 and five 18")
    count = IatField.COUNT.of(line.text)
    # Many systems count only the seven that every entry has.
    if digits_or_none(count) not in (len(IAT_ORDER), len(found)) and not {"98", "99"} & set(kinds):
        yield fault("addenda_count", line.number, IatField.COUNT, count, str(len(found)), severity="warning")
    own = EntryField.TRACE.of(line.text)[-7:]
    for one, source in found:
        if one.kind in (*IAT_ORDER, "17", "18") and AddendaField.ENTRY.of(source.text) != own:
            yield fault("addenda_entry", one.line, AddendaField.ENTRY, AddendaField.ENTRY.of(one.text),
                        f"{own}, the end of its entry's trace number")  # fmt: skip
