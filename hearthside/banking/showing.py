"""Days and lines as pages, a terminal and a spreadsheet show them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from hearthside.banking import selectors, words
from hearthside.banking.models import BankLine, CashDay, DayState, Difference
from hearthside.banking.rules import Source
from hearthside.formats.bai2 import name_of
from hearthside.money import Money
from hearthside.relief.rules.csv_cells import safe_cell


@dataclass(frozen=True, slots=True)
class ChannelRow:
    """One door of the bank; `entered` and `ledger` are None where the ledger has no book of it."""

    name: str
    bank: Money
    records: Money
    entered: Money | None
    ledger: Money | None

    @property
    def apart(self) -> Money:
        return self.bank - self.records

    @property
    def is_even(self) -> bool:
        return not self.apart and self.entered == self.ledger


@dataclass(frozen=True, slots=True)
class DifferenceRow:
    """One difference, in words, with who explained it."""

    row: Difference
    kind: str
    channel: str
    meaning: str
    explained_by: str

    @property
    def is_open(self) -> bool:
        return not self.row.is_explained


@dataclass(frozen=True, slots=True)
class LineRow:
    """A bank line in words, and what it was matched to."""

    row: BankLine
    name: str
    state: str
    why: str
    is_urgent: bool
    matched: str


@dataclass(frozen=True, slots=True)
class DayPage:
    """All that the page of a day shows."""

    day: CashDay
    state: str
    is_green: bool
    channels: list[ChannelRow]
    differences: list[DifferenceRow]
    open_count: int
    bank: Money
    records: Money
    signed_by: str

    @property
    def apart(self) -> Money:
        return self.bank - self.records

    @property
    def is_signed(self) -> bool:
        return self.day.state == DayState.SIGNED


def day_page(day: CashDay) -> DayPage:
    """A proven day as it was proven last."""
    rows = selectors.differences(day)
    names = selectors.names_of([day.signed_by, *(row.explained_by for row in rows)])
    shown = [
        DifferenceRow(
            row, words.DIFFERENCE[row.kind], words.CHANNEL[row.channel],
            words.MEANING[row.meaning] if row.is_explained else "",
            names.get(row.explained_by, row.explained_by) if row.is_explained else "",
        )
        for row in rows
    ]  # fmt: skip
    open_count = sum(one.is_open for one in shown)
    return DayPage(
        day, words.DAY_STATE[day.state], not open_count, [_channel(row) for row in day.channels], shown,
        open_count, day.bank, day.records, names.get(day.signed_by, day.signed_by),
    )  # fmt: skip


def _channel(told: dict[str, Any]) -> ChannelRow:
    def money(name: str) -> Money | None:
        return None if told[name] is None else Money(told[name])

    return ChannelRow(
        words.CHANNEL[told["channel"]], Money(told["bank_cents"]), Money(told["records_cents"]),
        money("entered_cents"), money("ledger_cents"),
    )  # fmt: skip


def line_rows(rows: list[BankLine]) -> list[LineRow]:
    """Bank lines in words, with what they were matched to, in one query more."""
    matched = selectors.lines_by_match(row.match_id for row in rows if row.match_id is not None)
    return [
        LineRow(
            row, name_of(row.type), words.LINE_STATE[row.state], words.WHY[row.why], row.why in words.URGENT,
            ", ".join(
                f"{words.KIND[one.kind]} of {one.on:%b %-d}" for one in matched.get(row.match_id or 0, [])
            ) or words.MEANING[row.meaning],
        )
        for row in rows
    ]  # fmt: skip


def source_words(source: Source) -> str:
    """A source as a choice: what, of which day."""
    return f"{source.what}, {source.on:%b %-d, %Y}"


def day_as_json(on: date) -> dict[str, Any]:
    """A proven day for `hearthside proof --day`; empty figures where it was never proven."""
    day = selectors.day(on)
    if day is None:
        return {"day": on.isoformat(), "state": "not_proven", "ok": False, "differences": []}
    return {
        "day": on.isoformat(), "state": day.state, "ok": selectors.is_green(day),
        "bank_cents": day.bank_cents, "records_cents": day.records_cents, "channels": day.channels,
        "differences": [
            {
                "kind": row.kind, "channel": row.channel, "cents": row.amount_cents, "what": row.what,
                "line": row.line.reference if row.line else None, "meaning": row.meaning,
                "explained_by": row.explained_by if row.is_explained else "",
            }
            for row in selectors.differences(day)
        ],
        "signed_by": day.signed_by, "proven_at": day.proven_at.isoformat(),
    }  # fmt: skip


CSV_HEAD = ("part", "what", "bank", "ours", "ledger", "difference", "reason", "explained by", "reference")


def csv_rows(page: DayPage) -> Iterator[tuple[str, ...]]:
    """The day as a table: channels, differences, lines. No text that a spreadsheet would run."""
    yield CSV_HEAD
    for channel in page.channels:
        ledger = channel.ledger.dollars_text if channel.ledger is not None else ""
        yield ("channel", channel.name, channel.bank.dollars_text, channel.records.dollars_text, ledger,
               channel.apart.dollars_text, "", "", "")  # fmt: skip
    for one in page.differences:
        line = one.row.line.reference if one.row.line else ""
        amount = Money(one.row.amount_cents).dollars_text
        reason = safe_cell(" ".join([one.meaning, one.row.note]).strip())
        yield ("difference", safe_cell(one.row.what), "", "", "", amount, reason,
               safe_cell(one.explained_by), line)  # fmt: skip
    for found in _all_lines(page.day.on):
        row = found.row
        amount = Money(row.amount_cents).dollars_text
        yield ("line", safe_cell(f"{found.name} {row.text}"), amount, "", "", "",
               safe_cell(found.matched or found.why), "", row.reference)  # fmt: skip


def _all_lines(on: date) -> Iterator[LineRow]:
    after = 0
    while rows := selectors.lines_of_day(on, after=after):
        yield from line_rows(rows)
        after = rows[-1].pk
