"""The legal moves of a statement, a bank line and a day. Each leaves its audit event."""

from datetime import datetime

from hearthside.audit import names
from hearthside.audit import services as audit
from hearthside.audit.actor import Actor
from hearthside.banking.models import BankLine, CashDay, DayState, LineState, Statement, StatementState, Why
from hearthside.errors import IllegalMove

READING, POSTED, HELD = StatementState.READING, StatementState.POSTED, StatementState.HELD
WAITING, MATCHED, EXPLAINED = LineState.WAITING, LineState.MATCHED, LineState.EXPLAINED
DIFFERS, BALANCED, SIGNED = DayState.DIFFERS, DayState.BALANCED, DayState.SIGNED

STATEMENT_MOVES = {
    (READING, POSTED): "bank_statement.posted",
    (READING, HELD): "bank_statement.held",
    (READING, StatementState.OUTDATED): "bank_statement.outdated",
    (READING, StatementState.TEST): "bank_statement.test",
    (HELD, POSTED): "bank_statement.released",
    (HELD, StatementState.SET_ASIDE): "bank_statement.set_aside",
    (POSTED, StatementState.REPLACED): "bank_statement.replaced",
}
LINE_MOVES = {
    (LineState.HELD, WAITING): "bank_line.released",
    (LineState.HELD, LineState.DROPPED): "bank_line.dropped",
    (WAITING, MATCHED): "bank_line.matched",
    (WAITING, EXPLAINED): "bank_line.explained",
    (MATCHED, WAITING): "bank_line.unmatched",
    (EXPLAINED, WAITING): "bank_line.unmatched",
    (WAITING, LineState.DROPPED): "bank_line.dropped",
    (EXPLAINED, LineState.DROPPED): "bank_line.dropped",
}
DAY_MOVES = {
    (DIFFERS, BALANCED): "cash_day.balanced",
    (BALANCED, DIFFERS): "cash_day.differs",
    (DIFFERS, SIGNED): "cash_day.signed",
    (BALANCED, SIGNED): "cash_day.signed",
    (SIGNED, DIFFERS): "cash_day.reopened",  # the bank, or we, said something new about it
    (SIGNED, BALANCED): "cash_day.reopened",
}
OTHERS = "cash_day.proven", "cash_day.difference_explained"

names.register(*STATEMENT_MOVES.values(), *LINE_MOVES.values(), *DAY_MOVES.values(), *OTHERS)


def move_statement(row: Statement, *, to: StatementState, by: Actor, at: datetime, reason: str = "") -> None:
    """Change a statement's state, save, record who did it. Raises IllegalMove."""
    try:
        event = STATEMENT_MOVES[StatementState(row.state), to]
    except KeyError:
        raise IllegalMove(row.reference, row.state, to) from None
    row.state = to
    row.reason = reason or row.reason
    row.save(update_fields=["state", "reason"])
    audit.record(event, subject=row.reference, by=by, at=at)


def move_line(row: BankLine, *, to: LineState, by: Actor, at: datetime, why: Why | str = "") -> None:
    """Change a line's state, save, record who did it. What it was matched to is the service's to end.

    Raises IllegalMove.
    """
    try:
        event = LINE_MOVES[LineState(row.state), to]
    except KeyError:
        raise IllegalMove(row.reference, row.state, to) from None
    row.state, row.why, row.since, row.turn = to, why, at, row.turn + 1
    row.worked_by = f"{by.kind}:{by.ident}"[:80]
    row.save(update_fields=["state", "why", "since", "turn", "worked_by", "match", "meaning", "note"])
    audit.record(event, subject=row.reference, cents=row.amount_cents, reason=row.meaning or str(why),
                 by=by, at=at)  # fmt: skip


def move_day(row: CashDay, *, to: DayState, by: Actor, at: datetime) -> None:
    """Change a day's state, save, record who did it. Raises IllegalMove."""
    try:
        event = DAY_MOVES[DayState(row.state), to]
    except KeyError:
        raise IllegalMove(f"day {row.on}", row.state, to) from None
    row.state = to
    row.save(update_fields=["state", "signed_by", "signed_at"])
    audit.record(event, subject=row.on.isoformat(), cents=row.bank_cents - row.records_cents, by=by, at=at)
