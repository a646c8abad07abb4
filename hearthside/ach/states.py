"""The legal moves of bank accounts, debits, files and answers. A move not in its table cannot happen."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar

from django.db import models

from hearthside.ach.models import (
    Answer,
    BankAccount,
    BankState,
    Debit,
    DebitState,
    FileState,
    OutFile,
    Standing,
)
from hearthside.audit import names
from hearthside.audit import services as audit
from hearthside.audit.actor import Actor
from hearthside.audit.rules import Entry as Event
from hearthside.errors import IllegalMove

ROWS_A_STATEMENT = 500

DUE, IN_FILE, APPROVED = DebitState.DUE, DebitState.IN_FILE, DebitState.APPROVED
SENT, SETTLED, RETURNED, CANCELED = (
    DebitState.SENT, DebitState.SETTLED, DebitState.RETURNED, DebitState.CANCELED,
)  # fmt: skip

DEBIT_MOVES = {
    (DUE, IN_FILE): "debit.put_in_file",
    (DUE, CANCELED): "debit.canceled",
    (IN_FILE, APPROVED): "debit.approved",
    (IN_FILE, DUE): "debit.taken_out",  # the file was voided before it went
    (IN_FILE, CANCELED): "debit.canceled",
    (APPROVED, SENT): "debit.sent",
    (APPROVED, DUE): "debit.taken_out",
    (APPROVED, CANCELED): "debit.canceled",
    (SENT, SETTLED): "debit.settled",
    (SENT, RETURNED): "debit.returned",
    (SETTLED, RETURNED): "debit.returned",  # up to 60 days later
    (RETURNED, DUE): "debit.tried_again",
}

BANK_MOVES = {
    (BankState.NEW, BankState.PRENOTED): "bank_account.tested",
    (BankState.NEW, BankState.USABLE): "bank_account.opened",
    (BankState.NEW, BankState.DISABLED): "bank_account.closed",
    (BankState.PRENOTED, BankState.USABLE): "bank_account.opened",
    (BankState.PRENOTED, BankState.NEW): "bank_account.tested_again",  # its file was voided
    (BankState.PRENOTED, BankState.DISABLED): "bank_account.closed",
    (BankState.USABLE, BankState.DISABLED): "bank_account.closed",
}

FILE_MOVES = {
    (FileState.MADE, FileState.APPROVED): "ach_file.approved",
    (FileState.MADE, FileState.VOID): "ach_file.voided",
    (FileState.APPROVED, FileState.SENT): "file.exported",
    (FileState.APPROVED, FileState.VOID): "ach_file.voided",
    (FileState.SENT, FileState.CONFIRMED): "ach_file.confirmed",
    (FileState.SENT, FileState.DIFFERS): "ach_file.differs",
    (FileState.DIFFERS, FileState.CONFIRMED): "ach_file.confirmed",  # mistyped; told right by another person
}

ANSWER_MOVES = {(Standing.WAITING, Standing.DONE): "ach_answer.worked"}

names.register(
    *DEBIT_MOVES.values(), *BANK_MOVES.values(), *FILE_MOVES.values(), *ANSWER_MOVES.values(),
    "authorization.given", "authorization.revoked", "ach_file.made", "ach_file.read", "bank_account.changed",
    "ach_return.applied", "ach_return.waits", "ach_change.applied", "ach_change.waits",
)  # fmt: skip

S = TypeVar("S", DebitState, BankState, FileState, Standing)


def move_debits(
    debits: Sequence[Debit],
    *,
    to: DebitState,
    by: Actor,
    at: datetime,
    why: str = "",
    also: Iterable[str] = (),
) -> None:
    """Change many debits' state in two statements, with an event each. `also` names further fields that
    were set on the rows. Raises IllegalMove before anything is written."""
    events = []
    for debit in debits:
        name = _event(DEBIT_MOVES, debit.reference, DebitState(debit.state), to)
        events.append(Event(name=name, subject=debit.reference, account_id=debit.account_id,
                            cents=debit.amount_cents, reason=why, by=by, at=at))  # fmt: skip
    for debit in debits:
        debit.state, debit.why, debit.moved_at = to, why, at
    _write(debits, {"state": to, "why": why, "moved_at": at}, also)
    audit.record_many(events)


def move_banks(
    rows: Sequence[BankAccount], *, to: BankState, by: Actor, at: datetime, why: str = "",
    also: Iterable[str] = (),
) -> None:  # fmt: skip
    """As `move_debits`, for bank accounts."""
    events = []
    for row in rows:
        name = _event(BANK_MOVES, row.reference, BankState(row.state), to)
        events.append(
            Event(name=name, subject=row.reference, account_id=row.account_id, reason=why, by=by, at=at)
        )
    for row in rows:
        row.state, row.why = to, why
    _write(rows, {"state": to, "why": why}, also)
    audit.record_many(events)


def _write(rows: Sequence[Debit] | Sequence[BankAccount], same: dict[str, Any], also: Iterable[str]) -> None:
    """What is the same on every row in one statement; further fields row by row, where there are any."""
    if not rows:
        return
    table = type(rows[0])._default_manager
    for first in range(0, len(rows), ROWS_A_STATEMENT):
        table.filter(pk__in=[row.pk for row in rows[first : first + ROWS_A_STATEMENT]]).update(**same)
    if also:
        table.bulk_update(rows, list(also), batch_size=ROWS_A_STATEMENT)  # type: ignore[arg-type]


def move_file(
    file: OutFile, *, to: FileState, by: Actor, at: datetime, why: str = "", approver: str = "",
    also: Iterable[str] = (),
) -> None:  # fmt: skip
    """Change a file's state, save, record who did it. Raises IllegalMove."""
    event = _event(FILE_MOVES, file.reference, FileState(file.state), to)
    file.state, file.why, file.moved_at = to, why, at
    file.save(update_fields=["state", "why", "moved_at", *also])
    audit.record(event, subject=file.reference, cents=file.debit_cents, reason=why, approver=approver,
                 by=by, at=at)  # fmt: skip


def close_answer(answer: Answer, *, how: str, by: Actor, at: datetime) -> None:
    """A person worked a return or a change that waited. Raises IllegalMove."""
    event = _event(ANSWER_MOVES, f"{answer.code}:{answer.pk}", Standing(answer.state), Standing.DONE)
    answer.state, answer.done_at, answer.done_how = Standing.DONE, at, how
    answer.done_by = f"{by.kind}:{by.ident}"[:80]
    answer.save(update_fields=["state", "done_at", "done_how", "done_by"])
    audit.record(event, subject=f"{_kind(answer)}:{answer.pk}", account_id=answer.account_id, reason=how,
                 by=by, at=at)  # fmt: skip


def _kind(answer: models.Model) -> str:
    return f"ach_{type(answer).__name__.lower()}"


def _event(moves: Mapping[tuple[Any, Any], str], subject: str, was: S, to: S) -> str:
    try:
        return moves[was, to]
    except KeyError:
        raise IllegalMove(subject, str(was), str(to)) from None
