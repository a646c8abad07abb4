"""Debits that settled and did not come back become payments; bank accounts whose test passed open."""

from datetime import datetime, time

from django.db import transaction

from hearthside import clock
from hearthside.ach import rules, states
from hearthside.ach.models import BankAccount, BankState, Debit, DebitState, Entry, FileState
from hearthside.ach.terms import terms
from hearthside.audit.actor import Actor
from hearthside.formats.fed_calendar import add_banking_days
from hearthside.ledger import books
from hearthside.members import services as members
from hearthside.payments import services as payments

PROCESSOR = "ach"
NOON = time(12, 0)


def settle_due(*, by: Actor, at: datetime, most: int = 5000) -> int:
    """Enter as paid each debit whose days to come back are over. Returns how many.

    Only those of files that the bank confirmed. Each is a transaction of its own; run beside another
    worker, or again after a kill, each is entered once.
    """
    today = clock.day_of(at)
    wait = terms(today).settle_wait_banking_days
    # What settled on this day or before has had its days: the last day whose wait is over.
    last = add_banking_days(today, -wait) if wait else today
    due = Debit.objects.filter(state=DebitState.SENT, settles_on__lte=last).order_by("settles_on", "pk")
    return sum(_settle(pk, by=by, at=at) for pk in list(due.values_list("pk", flat=True)[:most]))


@transaction.atomic
def _settle(debit_id: int, *, by: Actor, at: datetime) -> bool:
    debit = Debit.objects.get(pk=debit_id)
    members.lock_account(debit.account_id)
    debit = (
        Debit.objects.select_for_update(of=("self",))
        .select_related("bank_account", "authorization")
        .get(pk=debit_id)
    )
    entry = debit.entries.select_related("file").order_by("-pk").first()
    if debit.state != DebitState.SENT or entry is None or entry.file.state != FileState.CONFIRMED:
        return False
    payment = payments.receive(
        account_id=debit.account_id, amount=debit.amount, method="ach", processor=PROCESSOR,
        processor_id=trace_id(entry), received_at=datetime.combine(entry.settles_on, NOON, clock.EASTERN),
        cash_book=books.cash(PROCESSOR), apply_first=debit.pays_for, last4=debit.bank_account.last4,
        # A debit that was tried again pays a second time: its first confirmation number is used up.
        reference=debit.reference if debit.tries == 1 else "", by=by, at=at,
    )  # fmt: skip
    debit.payment_reference = payment.reference
    states.move_debits([debit], to=DebitState.SETTLED, by=by, at=at, also=["payment_reference"])
    given = debit.authorization
    if given.is_single:
        given.keep_until = rules.keep_consent_until(entry.settles_on)
        given.save(update_fields=["keep_until"])
    return True


def trace_id(entry: Entry) -> str:
    """What the payments room knows an entry by: its trace number, and the turn once numbers began anew."""
    return f"{entry.trace}:{entry.turn}" if entry.turn else entry.trace


@transaction.atomic
def open_tested(*, by: Actor, at: datetime, most: int = 5000) -> int:
    """Open the bank accounts whose test has not come back in its days. Returns how many."""
    rows = list(
        BankAccount.objects.select_for_update()
        .filter(state=BankState.PRENOTED, usable_on__lte=clock.day_of(at), entries__debit=None,
                entries__file__state=FileState.CONFIRMED, removed_at=None)
        .order_by("pk")[:most]
    )  # fmt: skip
    states.move_banks(rows, to=BankState.USABLE, by=by, at=at)
    return len(rows)
