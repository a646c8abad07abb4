"""Files for the bank: made, approved by two, sent as approved, compared with what the bank says it got."""

import string
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import BinaryIO
from zoneinfo import ZoneInfo

from django.db import transaction

from hearthside import clock
from hearthside.ach import errors, numbers, rules, selectors, states
from hearthside.ach.models import (
    Approval,
    Authorization,
    BankAccount,
    BankState,
    Debit,
    DebitState,
    Entry,
    FileState,
    OutFile,
    TraceCounter,
)
from hearthside.ach.services.stopping import OPEN_FILES, void
from hearthside.ach.terms import Terms, terms
from hearthside.audit import services as audit
from hearthside.audit.actor import Actor
from hearthside.formats import nacha
from hearthside.formats.fed_calendar import add_banking_days
from hearthside.money import Money
from hearthside.references import new_reference

ENTRIES_MOST = 20_000
"""In one file: what a person can approve by its figures, and what fits in memory at once."""

TRACES = 9_999_999
MODIFIERS = string.ascii_uppercase + string.digits
PRENOTE = "PRENOTE"


class _NoBytes:
    """A stream that keeps nothing: the writer counts and digests on its own."""

    def write(self, raw: bytes) -> int:
        return len(raw)


@transaction.atomic
def make_file(*, by: Actor, at: datetime) -> OutFile | None:
    """A file of the debits that are due and of the tests of new bank accounts; None when there are none.

    A debit that is not owed any more is canceled instead. Two at once wait for each other: they take
    trace numbers from one row.
    """
    policy = terms(clock.day_of(at))
    if not policy.originates:
        return None
    counter = _counter(policy.odfi)
    settles_on = policy.settles_on(at)
    drafts = [*_debit_lines(policy, settles_on, by=by, at=at), *_prenote_lines(settles_on)]
    if not drafts:
        return None
    file = OutFile.objects.create(
        reference=new_reference(), made_at=at, made_by=f"{by.kind}:{by.ident}"[:80], moved_at=at,
        modifier=_modifier(at), sha256="", entries=len(drafts), entry_hash="", debit_cents=0,
    )  # fmt: skip
    drafts.sort(key=lambda one: (one.sec, one.description))
    _number(drafts, file, policy.odfi, counter)
    Entry.objects.bulk_create(drafts, batch_size=500)
    _seal(file)
    _begin_moves(drafts, policy, by=by, at=at)
    audit.record("ach_file.made", subject=file.reference, cents=file.debit_cents, by=by, at=at)
    return file


def _counter(odfi: str) -> TraceCounter:
    TraceCounter.objects.get_or_create(odfi=odfi)
    return TraceCounter.objects.select_for_update().get(odfi=odfi)


def _modifier(at: datetime) -> str:
    """A for the day's first file, B for the next: the bank tells files of one day apart by it."""
    made_today = OutFile.objects.filter(made_at__date=at.date()).count()
    return MODIFIERS[made_today % len(MODIFIERS)]


def _debit_lines(policy: Terms, settles_on: date, *, by: Actor, at: datetime) -> list[Entry]:
    due = Debit.objects.select_for_update(of=("self",)).select_related("bank_account", "authorization")
    ready = due.filter(
        state=DebitState.DUE, not_before__lte=settles_on, bank_account__state=BankState.USABLE
    ).order_by("account_id", "pk")[:ENTRIES_MOST]
    owed, paid_otherwise = _still_owed(list(ready))
    states.move_debits(paid_otherwise, to=DebitState.CANCELED, why="not_owed", by=by, at=at)
    return [
        Entry(
            account_id=debit.account_id, bank_account=debit.bank_account, debit=debit,
            code=debit.bank_account.code_for_debit, amount_cents=debit.amount_cents,
            sec=debit.authorization.sec, single=debit.authorization.is_single, settles_on=settles_on,
            description=nacha.RETRY if debit.tries else policy.description,
        )
        for debit in owed
    ]  # fmt: skip


def _still_owed(debits: Sequence[Debit]) -> tuple[list[Debit], list[Debit]]:
    """Those whose amount is owed now, one after the other an account; and those that are not."""
    owed, paid_otherwise = [], []
    for account_id, some in groupby(debits, key=lambda debit: debit.account_id):
        left = selectors.owed_beside_sent(account_id)
        for debit in some:
            if rules.still_owed(debit.amount, left):
                owed.append(debit)
                left -= debit.amount
            else:
                paid_otherwise.append(debit)
    return owed, paid_otherwise


def _prenote_lines(settles_on: date) -> list[Entry]:
    """A zero-dollar entry for each new bank account that somebody gave consent for."""
    given = Authorization.objects.filter(revoked_at=None).order_by("pk")
    sec = dict(given.filter(bank_account__state=BankState.NEW).values_list("bank_account", "sec"))
    new = BankAccount.objects.select_for_update().filter(state=BankState.NEW, removed_at=None, pk__in=sec)
    return [
        Entry(
            account_id=bank.account_id, bank_account=bank, code=bank.code_for_prenote, amount_cents=0,
            sec=sec[bank.pk], settles_on=settles_on, description=PRENOTE,
        )
        for bank in new.order_by("pk")[:ENTRIES_MOST]
    ]  # fmt: skip


def _number(drafts: Iterable[Entry], file: OutFile, odfi: str, counter: TraceCounter) -> None:
    for entry in drafts:
        counter.last += 1
        if counter.last > TRACES:
            counter.turn, counter.last = counter.turn + 1, 1
        entry.file, entry.turn, entry.trace = file, counter.turn, f"{odfi}{counter.last:07d}"
    counter.save(update_fields=["turn", "last"])


def _seal(file: OutFile) -> None:
    written = render(file, _NoBytes())  # type: ignore[arg-type]
    file.sha256, file.entries, file.entry_hash = written.sha256, written.entries, written.entry_hash
    file.debit_cents, file.credit_cents = written.debits.cents, written.credits.cents
    file.save(update_fields=["sha256", "entries", "entry_hash", "debit_cents", "credit_cents"])


def _begin_moves(drafts: Sequence[Entry], policy: Terms, *, by: Actor, at: datetime) -> None:
    debits = [entry.debit for entry in drafts if entry.debit is not None]
    for entry in drafts:
        if entry.debit is not None:
            entry.debit.settles_on = entry.settles_on
    states.move_debits(debits, to=DebitState.IN_FILE, by=by, at=at, also=["settles_on"])
    tested = [entry.bank_account for entry in drafts if entry.debit is None]
    for entry in drafts:
        if entry.debit is None:
            entry.bank_account.usable_on = add_banking_days(
                entry.settles_on, policy.prenote_wait_banking_days
            )
    states.move_banks(tested, to=BankState.PRENOTED, by=by, at=at, also=["usable_on"])


def render(file: OutFile, stream: BinaryIO) -> nacha.Written:
    """Write the file's bytes, made from its rows: the same rows give the same bytes, and no others do."""
    policy = terms(clock.day_of(file.made_at))
    rows = file.lines.select_related("bank_account", "debit").order_by("pk")
    batches = [
        nacha.OutBatch(sec, description, settles_on, [_line(entry) for entry in some])
        for (sec, description, settles_on), some in groupby(
            rows, key=lambda one: (one.sec, one.description, one.settles_on)
        )
    ]
    return nacha.write_nacha(
        nacha.OutFile(
            destination=policy.destination, destination_name=policy.destination_name, origin=policy.origin,
            origin_name=policy.origin_name, company_name=policy.company_name, company_id=policy.company_id,
            odfi=policy.odfi, created_at=file.made_at.astimezone(ZoneInfo(policy.time_zone)),
            modifier=file.modifier, reference=file.reference[-8:], batches=batches,
        ),
        stream,
    )  # fmt: skip


def _line(entry: Entry) -> nacha.OutEntry:
    bank = entry.bank_account
    return nacha.OutEntry(
        code=entry.code, routing=bank.routing, account=numbers.unlock(bank.number_locked),
        amount=entry.amount, identification=entry.debit.reference if entry.debit else bank.reference,
        name=bank.holder, trace=entry.trace, single=entry.single,
    )  # fmt: skip


@transaction.atomic
def approve_file(*, reference: str, sha256: str, by: Actor, at: datetime) -> OutFile:
    """One person lets a file go, whose figures and hash they read. The second approval approves it.

    `sha256` is the hash on the page they read. Twice by one person, or by whoever made it by hand:
    ApproveTwice. A file that is not that one any more: FileChanged.
    """
    file = _locked(reference)
    who = f"{by.kind}:{by.ident}"[:80]
    if who == file.made_by or file.approvals.filter(by=who).exists():
        raise errors.ApproveTwice("two people approve, and not who made it", file=reference)
    if file.state != FileState.MADE:
        raise errors.TooLate("this file is not waiting for approval", file=reference, state=file.state)
    if sha256 != file.sha256 or render(file, _NoBytes()).sha256 != sha256:  # type: ignore[arg-type]
        raise errors.FileChanged("this is not the file you read", file=reference)
    Approval.objects.create(file=file, by=who, at=at, sha256=sha256)
    audit.record("ach_file.read", subject=reference, cents=file.debit_cents, by=by, at=at)
    if file.approvals.count() >= 2:
        states.move_file(file, to=FileState.APPROVED, by=by, at=at)
        waiting = Debit.objects.select_for_update().filter(entries__file=file, state=DebitState.IN_FILE)
        states.move_debits(list(waiting.order_by("pk")), to=DebitState.APPROVED, by=by, at=at)
    return file


@transaction.atomic
def void_file(*, reference: str, why: str, by: Actor, at: datetime) -> OutFile:
    """Do not send this file. Its debits wait for the next. Raises TooLate for one that was sent."""
    file = _locked(reference)
    if file.state == FileState.VOID:
        return file
    if file.state not in OPEN_FILES:
        raise errors.TooLate("this file was sent", file=reference, state=file.state)
    void(file, why=why, by=by, at=at)
    return file


def is_stale(file: OutFile, *, at: datetime) -> bool:
    """Whether the day that its entries ask for cannot be met any more."""
    first = file.lines.order_by("settles_on").values_list("settles_on", flat=True).first()
    return first is not None and terms(clock.day_of(at)).settles_on(at) > first


def void_stale_files(*, at: datetime, by: Actor) -> int:
    """Void what was not sent in time; the next file asks for a day that can be met. Returns how many."""
    stale = [file.reference for file in OutFile.objects.filter(state__in=OPEN_FILES) if is_stale(file, at=at)]
    for reference in stale:
        void_file(reference=reference, why="too_old", by=by, at=at)
    return len(stale)


@transaction.atomic
def note_sent(*, reference: str, sha256: str, by: Actor, at: datetime) -> OutFile:
    """The file was written out for the bank, byte for byte as approved. Twice changes nothing.

    Raises FileChanged, and TooLate for one that is not approved or whose day cannot be met any more.
    """
    file = _locked(reference)
    if sha256 != file.sha256 or {one.sha256 for one in file.approvals.all()} - {sha256}:
        raise errors.FileChanged("this is not the file that was approved", file=reference)
    if file.state in (FileState.SENT, FileState.CONFIRMED, FileState.DIFFERS):
        return file
    if file.state != FileState.APPROVED or is_stale(file, at=at):
        raise errors.TooLate("this file may not go out", file=reference, state=file.state)
    file.sent_at = at
    states.move_file(file, to=FileState.SENT, by=by, at=at, also=["sent_at"],
                     approver="+".join(one.by for one in file.approvals.order_by("pk"))[:64])  # fmt: skip
    debits = list(Debit.objects.select_for_update().filter(entries__file=file, state=DebitState.APPROVED))
    for debit in debits:
        debit.tries += 1
        debit.first_sent_on = debit.first_sent_on or debit.settles_on
    states.move_debits(debits, to=DebitState.SENT, by=by, at=at, also=["tries", "first_sent_on"])
    return file


@dataclass(frozen=True, slots=True)
class Echo:
    """What the bank's page or report says it received."""

    entries: int
    debits: Money
    entry_hash: str


@transaction.atomic
def compare_echo(*, reference: str, echo: Echo, by: Actor, at: datetime) -> OutFile:
    """Compare what the bank says it got with what we sent. Debits of a file count as paid only once it
    agrees. Figures that differ stop the file; the right ones, later, let it go on.
    """
    file = _locked(reference)
    if file.state not in (FileState.SENT, FileState.DIFFERS):
        return file
    agrees = (echo.entries, echo.debits, echo.entry_hash.lstrip("0")) == (
        file.entries, file.debits, file.entry_hash.lstrip("0"),
    )  # fmt: skip
    file.echo = {"entries": echo.entries, "debit_cents": echo.debits.cents, "entry_hash": echo.entry_hash,
                 "by": f"{by.kind}:{by.ident}", "at": at.isoformat()}  # fmt: skip
    if agrees or file.state == FileState.SENT:
        to = FileState.CONFIRMED if agrees else FileState.DIFFERS
        states.move_file(file, to=to, by=by, at=at, also=["echo"])
    else:
        file.save(update_fields=["echo"])
    return file


def _locked(reference: str) -> OutFile:
    file = OutFile.objects.select_for_update().filter(reference=reference).first()
    if file is None:
        raise errors.NotOnOurs("no such file", reference=reference)
    return file
