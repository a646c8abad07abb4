"""Bank statements: what intake calls. First the whole file is read and judged, then kept line by line."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from pathlib import Path

from hearthside import clock
from hearthside.audit.actor import Actor
from hearthside.banking import selectors, services
from hearthside.banking.services import Told
from hearthside.banking.terms import terms
from hearthside.formats.bai2 import (
    AccountEnd,
    AccountStart,
    Direction,
    FileEnd,
    FileStart,
    GroupEnd,
    GroupStart,
    Record,
    Transaction,
    direction_of,
    looks_like_bai2,
    read_bai2,
)
from hearthside.formats.findings import Finding as Found
from hearthside.formats.findings import UnreadableFile
from hearthside.intake.registry import FileKind, Finding, Progress, Report, register

BATCH = 1000
MOST_FINDINGS = 1000
DAYS_PROVEN_AT_ONCE = 5


@dataclass(slots=True)
class Survey:
    """What one pass over the file found, before anything is kept. A few words an account, no lines."""

    told: list[Told] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    group_began: int = 0
    end: FileEnd = field(default_factory=FileEnd)
    lines: int = 0
    in_cents: int = 0
    out_cents: int = 0
    findings: list[Finding] = field(default_factory=list)

    @property
    def held(self) -> int:
        return sum(bool(fault) for fault in self.faults)

    def note(self, found: tuple[Found, ...]) -> None:
        room = MOST_FINDINGS - len(self.findings)
        self.findings += [Finding(one.severity, one.where, one.what, one.code) for one in found[:room]]

    def hold_all(self, fault: str, *, since: int = 0) -> None:
        for place in range(since, len(self.faults)):
            self.faults[place] = self.faults[place] or fault


def check(path: Path, progress: Progress) -> Report:
    """Read and report; keep nothing. Accounts whose totals do not hold are told."""
    survey = _survey(path)
    return _report(survey, {})


def post(file_id: int, path: Path, *, by: Actor, progress: Progress) -> Report:
    """Keep every line once, match what is certain, prove the days. Can be run again after a kill."""
    survey = _survey(path)
    units = 0
    for told, lines in _accounts(path, survey):
        statement = services.open_statement(file_id=file_id, told=told, by=by, at=clock.now())
        while batch := list(islice(lines, BATCH)):
            services.post_lines(statement=statement, lines=batch, units_before=units, at=clock.now())
            units += len(batch)
            progress(units)
        services.finish_statement(statement_id=statement.pk, by=by, at=clock.now())
    _match_and_prove({told.as_of for told in survey.told}, by=by)
    return _report(survey, selectors.figures_of_file(file_id))


def _match_and_prove(days: set[date], *, by: Actor) -> None:
    for day in sorted(days):
        services.match_days(first=day, last=day, by=by, at=clock.now())
    for day in sorted(day for day in days if day <= clock.today())[-DAYS_PROVEN_AT_ONCE:]:
        services.prove_day(on=day, by=by, at=clock.now())


def _survey(path: Path) -> Survey:
    """Raises UnreadableFile for a file with no account, or with a group whose day cannot be read."""
    survey = Survey()
    group = GroupStart()
    with path.open("rb") as stream:
        for record in read_bai2(stream):
            if isinstance(record, GroupStart):
                group, survey.group_began = record, len(survey.told)
            elif isinstance(record, AccountStart):
                survey.told.append(_told(record, group, len(survey.told) + 1))
                survey.faults.append("")
            elif isinstance(record, Transaction):
                _count(survey, record)
            else:
                _judge(survey, record)
            if not isinstance(record, AccountEnd | Transaction):
                survey.note(record.findings)
    if not survey.told:
        raise UnreadableFile(
            "bai2.no_account", "the whole file",
            "found no account (record 03), expected at least one; ask the bank whether the file is whole",
        )  # fmt: skip
    return survey


def _told(record: AccountStart, group: GroupStart, ordinal: int) -> Told:
    if group.as_of is None:
        raise UnreadableFile(
            "bai2.no_day", f"account {ordinal}, record 02",
            "found no readable as-of date, expected YYMMDD; ask the bank for a corrected file",
        )  # fmt: skip
    return Told(
        ordinal, group.originator, record.number, record.currency or group.currency, group.as_of,
        group.status, group.modifier, record.amount_of("010"), record.amount_of("015"),
    )  # fmt: skip


def _count(survey: Survey, line: Transaction) -> None:
    survey.lines += 1
    cents = line.amount.cents if line.amount else 0
    direction = direction_of(line.type)
    survey.in_cents += cents if direction is Direction.IN else 0
    survey.out_cents += cents if direction is Direction.OUT else 0
    survey.note(tuple(one for one in line.findings if one.severity != "error"))


def _judge(survey: Survey, record: FileStart | AccountEnd | GroupEnd | FileEnd) -> None:
    """An account's own total holds the account; a group's or the file's holds all that is in it."""
    if isinstance(record, AccountEnd):
        survey.note(record.findings)
        survey.faults[-1] = survey.faults[-1] or _first_error(record.findings)
    elif isinstance(record, GroupEnd):
        survey.hold_all(_first_error(record.findings), since=survey.group_began)
    elif isinstance(record, FileEnd):
        survey.end = record
        survey.hold_all(_first_error(record.findings))


def _first_error(findings: tuple[Found, ...]) -> str:
    first = next((one for one in findings if one.severity == "error"), None)
    return f"{first.where}: {first.what}"[:300] if first else ""


def _accounts(path: Path, survey: Survey) -> Iterator[tuple[Told, Iterator[Transaction]]]:
    """Each account of ours, and its lines; whoever takes one reads its lines to the end."""
    with path.open("rb") as stream:
        records = read_bai2(stream)
        place = 0
        for record in records:
            if isinstance(record, AccountStart):
                told, fault = survey.told[place], survey.faults[place]
                place += 1
                lines = _lines(records)
                if _is_ours(told):
                    yield _with_fault(told, fault), lines


def _is_ours(told: Told) -> bool:
    accounts = terms(told.as_of).accounts
    return not accounts or told.number.strip()[-4:].upper() in accounts


def _with_fault(told: Told, fault: str) -> Told:
    return Told(
        told.ordinal, told.bank, told.number, told.currency, told.as_of, told.group_status, told.modifier,
        told.opening, told.closing, fault,
    )  # fmt: skip


def _lines(records: Iterator[Record]) -> Iterator[Transaction]:
    for record in records:
        if not isinstance(record, Transaction):
            return
        yield record


def _report(survey: Survey, became: dict[str, int]) -> Report:
    left_out = sum(not _is_ours(told) for told in survey.told)
    if left_out:
        words = f"{left_out} accounts of this file are not listed in [[banking]] accounts and were left out"
        survey.findings.append(Finding("note", "the whole file", words, "bai2.other_accounts"))
    status = "posted"
    if survey.held == len(survey.told):
        status = "held"
    elif survey.held:
        status = "partly"
    figures = {
        "accounts": len(survey.told), "accounts_held": survey.held, "groups": survey.end.groups,
        "lines": survey.lines, "in_cents": survey.in_cents, "out_cents": survey.out_cents, **became,
    }  # fmt: skip
    return Report(status, survey.findings, figures)


register(FileKind("bai2", looks_like_bai2, check, post))
