"""What the bank says about entries we sent: returns and changes, a thousand at a time."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction

from hearthside import clock
from hearthside.ach import errors, numbers, rules, states
from hearthside.ach.models import (
    BankAccount,
    BankState,
    Change,
    Debit,
    DebitState,
    Entry,
    FileState,
    Return,
    Standing,
)
from hearthside.ach.rules import Act
from hearthside.ach.services.stopping import cancel_unsent, stop, void_files_with
from hearthside.ach.terms import terms
from hearthside.audit import services as audit
from hearthside.audit.actor import Actor
from hearthside.audit.rules import Entry as Event
from hearthside.formats.nacha import plain_text
from hearthside.intake import services as intake
from hearthside.members import services as members
from hearthside.money import Money
from hearthside.payments import services as payments
from hearthside.rows import insert, take_ids

SENT_FILES = (FileState.SENT, FileState.CONFIRMED, FileState.DIFFERS)
FOR_A_PERSON = (Act.CORRECT, Act.DECEASED, Act.COMPLIANCE, Act.INVESTIGATE, Act.OURS)
ENDS_ACCOUNT = (Act.DISABLE, Act.REVOKE, Act.DECEASED, Act.COMPLIANCE)
ENDS_CONSENT = (Act.REVOKE, Act.DECEASED)


@dataclass(frozen=True, slots=True)
class Told:
    """One return or change as a bank's file says it. `trouble` is why it cannot be relied on, as a code."""

    line: int
    offset: int
    length: int
    is_change: bool
    code: str
    original_trace: str
    trace: str
    amount: Money | None = None
    died_on: date | None = None
    corrected: str = ""
    trouble: str = ""


@dataclass(slots=True)
class _Batch:
    """What one batch found out, before anything is written."""

    came_on: date
    returns: list[Return] = field(default_factory=list)
    bounced: list[tuple[Return, Debit]] = field(default_factory=list)
    acts: list[tuple[Act, Entry, str]] = field(default_factory=list)
    undone: set[int] = field(default_factory=set)


@transaction.atomic
def apply_answers(
    *, file_id: int, told: Sequence[Told], units_before: int, came_on: date, by: Actor, at: datetime
) -> int:
    """Apply a batch of a bank's file: what was owed is owed again, what must stop stops, the rest waits.

    All of the batch or none. A batch that was applied before (a run that was killed, two runs at once)
    changes nothing. `came_on` is the file's day. Returns how many were applied now.
    """
    if intake.lock_file(file_id) >= units_before + len(told):
        return 0
    entries = _entries({one.original_trace for one in told})
    _apply_returns([one for one in told if not one.is_change], entries, file_id, came_on, by=by, at=at)
    for one in told:
        if one.is_change:
            _apply_change(one, entries.get(one.original_trace), file_id, came_on, by=by, at=at)
    intake.note_progress(file_id, units_before + len(told))
    return len(told)


def _entries(traces: Iterable[str]) -> dict[str, Entry]:
    """The entry of each trace number (the newest, where numbers began anew), its account locked first."""
    rows = Entry.objects.filter(trace__in=traces, file__state__in=SENT_FILES)
    members.lock_accounts(sorted(set(rows.values_list("account_id", flat=True))))
    found = rows.select_related("bank_account", "debit").defer("bank_account__number_locked")
    return {entry.trace: entry for entry in found.order_by("turn")}


def _apply_returns(
    told: Sequence[Told], entries: dict[str, Entry], file_id: int, came_on: date, *, by: Actor, at: datetime
) -> None:
    batch = _Batch(came_on)
    known = [entry.pk for entry in entries.values()]
    batch.undone = set(
        Return.objects.filter(entry__in=known, undoes_entry=True).values_list("entry_id", flat=True)
    )
    for one in told:
        _judge(one, entries.get(one.original_trace), batch, file_id, at)
    _take_back(batch, by=by, at=at)
    _carry_out(batch, by=by, at=at)
    for row, pk in zip(batch.returns, take_ids(Return, len(batch.returns)), strict=True):
        row.pk = pk
    insert(batch.returns)
    audit.record_many([_event(row, by=by, at=at) for row in batch.returns if _has_event(row)])


def _judge(one: Told, entry: Entry | None, batch: _Batch, file_id: int, at: datetime) -> None:
    """Make the row of one return, and note what follows from it."""
    code = rules.return_code(one.code, on=batch.came_on)
    obstacle = _obstacle(one, entry, code, batch)
    row = Return(
        source_id=file_id, line=one.line, offset=one.offset, length=one.length, code=one.code[:3],
        original_trace=one.original_trace[:15], trace=one.trace[:15], came_at=at, died_on=one.died_on,
        entry=entry, account_id=entry.account_id if entry else None, action=code.act if code else "",
        amount_cents=one.amount.cents if one.amount else None, **_fate(obstacle, entry, code, batch),
    )  # fmt: skip
    batch.returns.append(row)
    if obstacle or entry is None or code is None:
        return
    batch.undone.add(entry.pk)
    if entry.debit is not None:
        batch.bounced.append((row, entry.debit))
    batch.acts.append((_act_on(entry, code.act), entry, one.code))


def _fate(obstacle: str, entry: Entry | None, code: rules.ReturnCode | None, batch: _Batch) -> dict[str, Any]:
    """Whether it undoes its entry, what it waits for, what our bank may say against it, whom to tell."""
    if obstacle or entry is None or code is None:
        return {
            "state": Standing.WAITING,
            "why": obstacle,
            "dishonor": {"returned_before": rules.TWICE, "amount_differs": rules.WRONG_AMOUNT}.get(
                obstacle, ""
            ),
        }
    late = rules.is_late(code, settled_on=entry.settles_on, came_on=batch.came_on)
    why = "late" if late else str(code.act) if code.act in FOR_A_PERSON else ""
    return {
        "state": Standing.WAITING if why else Standing.APPLIED, "why": why, "undoes_entry": True,
        "dishonor": rules.UNTIMELY if late else "",
        # A death is answered by a person, never by a form letter.
        "to_tell": code.act is not Act.DECEASED,
    }  # fmt: skip


def _act_on(entry: Entry, act: Act) -> Act:
    """A test that came back, for whatever reason, leaves its account closed to us."""
    return Act.DISABLE if entry.is_prenote and act not in ENDS_CONSENT else act


def _obstacle(one: Told, entry: Entry | None, code: rules.ReturnCode | None, batch: _Batch) -> str:
    """Why a return cannot be applied as it stands, as a code; "" when it can."""
    if one.trouble:
        return one.trouble
    if code is None:
        return "unknown_code"
    if code.act is Act.DISPUTED_RETURN:
        return "about_a_return"
    if entry is None:
        return "never_sent"
    if entry.pk in batch.undone:
        return "returned_before"
    if one.amount is None or one.amount != entry.amount:
        return "amount_differs"
    if entry.debit is not None and entry.debit.state not in (DebitState.SENT, DebitState.SETTLED):
        return "not_at_bank"
    return ""


def _take_back(batch: _Batch, *, by: Actor, at: datetime) -> None:
    """What was owed is owed again: a payment that was entered is undone; one that was not yet, never is."""
    for row, debit in batch.bounced:
        if debit.state == DebitState.SETTLED:
            payments.take_back(reference=debit.payment_reference, why=row.code, by=by, at=at)
            row.undid_payment, row.to_tell = True, False  # that room writes to the member itself
    by_code: dict[str, list[Debit]] = {}
    for row, debit in batch.bounced:
        by_code.setdefault(row.code, []).append(debit)
    for code, debits in sorted(by_code.items()):
        states.move_debits(debits, to=DebitState.RETURNED, why=code, by=by, at=at)


def _carry_out(batch: _Batch, *, by: Actor, at: datetime) -> None:
    """Close accounts, end consent, stop what has not gone, and put down what policy tries again."""
    closed: dict[str, dict[int, BankAccount]] = {}
    for act, entry, code in batch.acts:
        if act in ENDS_ACCOUNT and entry.bank_account.state != BankState.DISABLED:
            closed.setdefault(code, {})[entry.bank_account_id] = entry.bank_account
    seen: set[int] = set()
    for code, banks in sorted(closed.items()):
        rows = [bank for pk, bank in sorted(banks.items()) if pk not in seen]
        seen |= banks.keys()
        cancel_unsent(bank_ids=[bank.pk for bank in rows], why=code, by=by, at=at)
        states.move_banks(_fresh(rows), to=BankState.DISABLED, why=code, by=by, at=at)
    stop(
        bank_ids=sorted({entry.bank_account_id for act, entry, _ in batch.acts if act in ENDS_CONSENT}),
        authorization_ids=sorted(
            {one.debit.authorization_id for act, one, _ in batch.acts if act is Act.STOPPED and one.debit}
        ),
        why="returned", by=by, at=at,
    )  # fmt: skip
    _plan_tries(batch, closed_ids=seen, by=by, at=at)


def _fresh(rows: Sequence[BankAccount]) -> list[BankAccount]:
    """The rows as they are now: voiding a file may have moved them."""
    locked = BankAccount.objects.select_for_update().filter(pk__in=[row.pk for row in rows])
    return list(locked.exclude(state=BankState.DISABLED).order_by("pk"))


def _plan_tries(batch: _Batch, *, closed_ids: set[int], by: Actor, at: datetime) -> None:
    after = terms(clock.day_of(at)).retry_after_days
    again = []
    for row, debit in batch.bounced:
        day = rules.next_try(
            Act(row.action), tries=debit.tries, after_days=after, on=batch.came_on,
            first_sent_on=debit.first_sent_on or batch.came_on,
        )  # fmt: skip
        if day is not None and not row.dishonor and debit.bank_account_id not in closed_ids:
            debit.not_before = day
            again.append(debit)
    states.move_debits(again, to=DebitState.DUE, by=by, at=at, also=["not_before"])


def _has_event(row: Return) -> bool:
    """A debit that came back has an event of its own; this one is for the rest, and for what waits."""
    return not row.undoes_entry or row.entry is None or row.entry.debit_id is None or bool(row.why)


def _event(row: Return, *, by: Actor, at: datetime) -> Event:
    name = "ach_return.applied" if row.undoes_entry else "ach_return.waits"
    reason = f"{row.code}:{row.why}" if row.why else row.code
    return Event(name=name, subject=row.original_trace or "none", account_id=row.account_id, reason=reason,
                 cents=row.amount_cents, by=by, at=at)  # fmt: skip


def _apply_change(
    one: Told, entry: Entry | None, file_id: int, came_on: date, *, by: Actor, at: datetime
) -> None:
    code, corrected = rules.change_code(one.code), rules.correction_of(one.code, one.corrected)
    bank = BankAccount.objects.select_for_update().get(pk=entry.bank_account_id) if entry else None
    why = one.trouble or _change_obstacle(code, corrected, bank)
    fields: list[str] = []
    if not why and bank is not None and corrected is not None:
        fields, why = _correct(bank, corrected, by=by, at=at)
    row = Change.objects.create(
        source_id=file_id, line=one.line, offset=one.offset, length=one.length, code=one.code[:3],
        original_trace=one.original_trace[:15], trace=one.trace[:15], came_at=at, entry=entry,
        account_id=entry.account_id if entry else None, bank_account=bank,
        corrected_locked=numbers.lock(one.corrected), key_id=numbers.key_id(), changed=fields,
        due_on=rules.change_is_due_on(came_on), why=why,
        state=Standing.WAITING if why else Standing.APPLIED,
    )  # fmt: skip
    name = "ach_change.waits" if why else "ach_change.applied"
    audit.record(name, subject=one.original_trace or "none", account_id=row.account_id,
                 reason=f"{row.code}:{why}" if why else row.code, changed=fields, by=by, at=at)  # fmt: skip


def _change_obstacle(
    code: rules.ChangeCode | None, corrected: rules.Correction | None, bank: BankAccount | None
) -> str:
    if code is None:
        return "unknown_code"
    if not code.fields:
        return "ours"
    if bank is None:
        return "never_sent"
    if corrected is None:
        return "cannot_be_read"
    live = bank.authorizations.filter(revoked_at=None).exists()
    if bank.state == BankState.DISABLED or bank.removed_at is not None or not live:
        return "revoked"
    return ""


def _correct(
    bank: BankAccount, corrected: rules.Correction, *, by: Actor, at: datetime
) -> tuple[list[str], str]:
    """Put the bank's word in place of ours. Returns what changed, and why it could not be done."""
    routing = corrected.routing or bank.routing
    number = corrected.number or numbers.unlock(bank.number_locked)
    kind = corrected.kind or bank.kind
    mark = numbers.fingerprint(routing, number)
    same = BankAccount.objects.filter(
        account_id=bank.account_id, fingerprint=mark, kind=kind, removed_at=None
    )
    if same.exclude(pk=bank.pk).exists():
        return [], "given_twice"
    holder = plain_text(corrected.holder)[:60] or bank.holder
    was = {"routing": bank.routing, "fingerprint": bank.fingerprint, "kind": bank.kind, "holder": bank.holder}
    # A file with the old numbers in it would not be the file that was approved.
    void_files_with(bank_ids=[bank.pk], why="changed", by=by, at=at)
    bank.refresh_from_db(fields=["state"])
    bank.routing, bank.kind, bank.holder, bank.fingerprint = routing, kind, holder, mark
    bank.number_locked, bank.key_id, bank.last4 = numbers.lock(number), numbers.key_id(), number[-4:]
    bank.save(update_fields=["routing", "kind", "holder", "fingerprint", "number_locked", "key_id", "last4"])
    return [name for name, before in was.items() if getattr(bank, name) != before], ""


@transaction.atomic
def close_return(*, return_id: int, how: str, by: Actor, at: datetime) -> Return:
    """A person worked a return that waited; `how` says what they did. Twice changes nothing."""
    row = Return.objects.select_for_update().filter(pk=return_id).first()
    if row is None:
        raise errors.NotOnOurs("no such return", reference=str(return_id))
    if row.state == Standing.WAITING:
        states.close_answer(row, how=how, by=by, at=at)
    return row


@transaction.atomic
def close_change(*, change_id: int, how: str, by: Actor, at: datetime) -> Change:
    """As `close_return`, for a change."""
    row = Change.objects.select_for_update().filter(pk=change_id).first()
    if row is None:
        raise errors.NotOnOurs("no such change", reference=str(change_id))
    if row.state == Standing.WAITING:
        states.close_answer(row, how=how, by=by, at=at)
    return row
