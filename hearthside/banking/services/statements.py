"""Statements into the database: opened, read a thousand lines at a time, finished; released by a person."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Count, F

from hearthside.audit.actor import Actor
from hearthside.banking import marks, states
from hearthside.banking.models import (
    COUNTED,
    BankLine,
    LineState,
    Statement,
    StatementState,
    Why,
)
from hearthside.banking.rules import Succession, Word, succession
from hearthside.banking.services.matching import end_match
from hearthside.formats.bai2 import Direction, Transaction, direction_of
from hearthside.intake import services as intake
from hearthside.money import ZERO, Money
from hearthside.references import new_reference

OUR_CURRENCY = "USD"
STANDING = (StatementState.POSTED, StatementState.READING)


@dataclass(frozen=True, slots=True)
class Told:
    """What a file says of one account on one day, before its lines. `fault` is why it must wait, or empty."""

    ordinal: int
    bank: str
    number: str
    currency: str
    as_of: date
    group_status: str
    modifier: str
    opening: Money | None = None
    closing: Money | None = None
    fault: str = ""


@transaction.atomic
def open_statement(*, file_id: int, told: Told, by: Actor, at: datetime) -> Statement:
    """Begin a statement, or find the one that an earlier run began."""
    intake.lock_file(file_id)
    before = Statement.objects.filter(file_id=file_id, ordinal=told.ordinal).first()
    if before is not None:
        return before
    return Statement.objects.create(
        reference=new_reference(), file_id=file_id, ordinal=told.ordinal, bank=told.bank[:40],
        bank_account_mark=marks.account_mark(told.number), bank_account_last4=marks.last4(told.number),
        currency=told.currency[:3], as_of=told.as_of, group_status=told.group_status[:1],
        modifier=told.modifier[:1], state=StatementState.READING, reason=told.fault[:300],
        opening_cents=None if told.opening is None else told.opening.cents,
        closing_cents=None if told.closing is None else told.closing.cents,
        came_at=at,
    )  # fmt: skip


@transaction.atomic
def post_lines(
    *, statement: Statement, lines: Sequence[Transaction], units_before: int, at: datetime
) -> None:
    """Keep a batch of a statement's lines: each line of the bank once, in whatever file it came before.

    All of the batch or none. A batch that an earlier run kept changes nothing. The lines of a statement that
    must not count (held, late, a test) are kept apart.
    """
    if intake.lock_file(statement.file_id) >= units_before + len(lines):
        return
    statement.refresh_from_db()
    drafts = [_draft(line, statement, at) for line in lines]
    _number(drafts, statement)
    known = _known(drafts) if _counts(statement) else {}
    again = [known[key] for draft in drafts if (key := (draft.essence, draft.occurrence)) in known]
    BankLine.objects.filter(pk__in=again).update(seen_in=statement)
    BankLine.objects.bulk_create(one for one in drafts if (one.essence, one.occurrence) not in known)
    Statement.objects.filter(pk=statement.pk).update(
        lines=F("lines") + len(drafts),
        in_cents=F("in_cents") + sum(max(one.amount_cents, 0) for one in drafts),
        out_cents=F("out_cents") - sum(min(one.amount_cents, 0) for one in drafts),
    )
    intake.note_progress(statement.file_id, units_before + len(lines))


def _draft(line: Transaction, statement: Statement, at: datetime) -> BankLine:
    said = line.amount or ZERO
    direction = direction_of(line.type)
    signed = {Direction.IN: said, Direction.OUT: -said, Direction.NONE: ZERO}[direction]
    counts = _counts(statement)
    return BankLine(
        reference=new_reference(), statement=statement, seen_in=statement, as_of=statement.as_of,
        type=line.type[:3], amount_cents=signed.cents, said_cents=said.cents,
        bank_reference=line.bank_reference[:80], customer_reference=line.customer_reference[:80],
        text=line.text[:2000], record=line.record, since=at,
        essence=marks.essence(line, statement.bank_account_mark, statement.as_of, statement.currency),
        state=LineState.WAITING if counts else LineState.HELD,
        why=Why.NO_DIRECTION if direction is Direction.NONE else Why.CURRENCY
        if statement.currency not in ("", OUR_CURRENCY) else Why.NO_SOURCE,
    )  # fmt: skip


def _counts(statement: Statement) -> bool:
    return not statement.reason and _succession(statement) in (
        Succession.FIRST, Succession.ADDS, Succession.REPLACES,
    )  # fmt: skip


def _word(row: Statement) -> Word:
    return Word(row.group_status, row.modifier)


def _succession(statement: Statement) -> Succession:
    """What this statement does with what other files said of its account and day, as known now."""
    known = Statement.objects.filter(
        bank_account_mark=statement.bank_account_mark, as_of=statement.as_of, currency=statement.currency,
        state__in=STANDING,
    )  # fmt: skip
    return succession(_word(statement), [_word(row) for row in known.exclude(file_id=statement.file_id)])


def _number(drafts: Sequence[BankLine], statement: Statement) -> None:
    """Lines alike within a file are different lines: the first, the second, the third."""
    held = BankLine.objects.filter(
        essence__in={draft.essence for draft in drafts}, seen_in__file_id=statement.file_id
    ).exclude(state=LineState.DROPPED)
    seen = Counter(dict(held.values_list("essence").annotate(Count("pk"))))
    for draft in drafts:
        seen[draft.essence] += 1
        draft.occurrence = seen[draft.essence]


def _known(drafts: Sequence[BankLine]) -> dict[tuple[str, int], int]:
    rows = BankLine.objects.filter(essence__in={draft.essence for draft in drafts}, state__in=COUNTED)
    return {(essence, nth): pk for essence, nth, pk in rows.values_list("essence", "occurrence", "pk")}


@transaction.atomic
def finish_statement(*, statement_id: int, by: Actor, at: datetime) -> Statement:
    """All lines are in: the statement counts, or waits, and what it replaces does not count any more."""
    row = Statement.objects.select_for_update().get(pk=statement_id)
    if row.state != StatementState.READING:
        return row
    step = _succession(row)
    if row.reason:
        states.move_statement(row, to=StatementState.HELD, by=by, at=at)
    elif step is Succession.TEST:
        states.move_statement(row, to=StatementState.TEST, by=by, at=at, reason="The bank marked it a test.")
    elif step is Succession.LATE:
        reason = "A more final word of the bank about this day was here before."
        states.move_statement(row, to=StatementState.OUTDATED, by=by, at=at, reason=reason)
    else:
        states.move_statement(row, to=StatementState.POSTED, by=by, at=at)
        _replace_others(row, step, by=by, at=at)
    return row


def _replace_others(row: Statement, step: Succession, *, by: Actor, at: datetime) -> None:
    """A correction or a more final word: lines of this day that it does not hold are the bank's no more."""
    if step not in (Succession.REPLACES, Succession.DELETES):
        return
    alike = {"bank_account_mark": row.bank_account_mark, "as_of": row.as_of, "currency": row.currency}
    earlier = Statement.objects.filter(**alike, state=StatementState.POSTED)
    for other in earlier.exclude(file_id=row.file_id).order_by("pk"):
        states.move_statement(other, to=StatementState.REPLACED, by=by, at=at)
    gone = BankLine.objects.select_for_update(of=("self",)).filter(
        **{f"statement__{name}": value for name, value in alike.items()}, state__in=COUNTED
    )
    for line in gone.exclude(seen_in__file_id=row.file_id).order_by("pk"):
        _drop(line, by=by, at=at)


def _drop(line: BankLine, *, by: Actor, at: datetime) -> None:
    line.refresh_from_db()
    if line.match_id is not None:
        end_match(match_id=line.match_id, by=by, at=at)
        line.refresh_from_db()
    states.move_line(line, to=LineState.DROPPED, by=by, at=at)


@transaction.atomic
def release_statement(*, reference: str, by: Actor, at: datetime) -> Statement:
    """A person compared a held statement with the bank: its lines count. A second time changes nothing."""
    row = Statement.objects.select_for_update().get(reference=reference)
    if row.state != StatementState.HELD:
        return row
    step = _succession(row)
    states.move_statement(row, to=StatementState.POSTED, by=by, at=at)
    for line in BankLine.objects.select_for_update().filter(seen_in=row, state=LineState.HELD).order_by("pk"):
        is_known = BankLine.objects.filter(
            essence=line.essence, occurrence=line.occurrence, state__in=COUNTED
        ).update(seen_in=row)
        why = Why.NO_DIRECTION if line.said_cents and not line.amount_cents else Why.NO_SOURCE
        to = LineState.DROPPED if is_known else LineState.WAITING
        states.move_line(line, to=to, by=by, at=at, why="" if is_known else why)
    _replace_others(row, step, by=by, at=at)
    return row


@transaction.atomic
def set_aside_statement(*, reference: str, by: Actor, at: datetime) -> Statement:
    """A held statement that the bank sends anew: kept, and never counted. A second time changes nothing."""
    row = Statement.objects.select_for_update().get(reference=reference)
    if row.state == StatementState.HELD:
        states.move_statement(row, to=StatementState.SET_ASIDE, by=by, at=at)
    return row
