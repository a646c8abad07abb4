"""What must always hold between out files, entries, payments and the ledger, for `hearthside audit`."""

from collections.abc import Iterator
from itertools import islice

from django.db.models import Count, F, Q, Sum

from hearthside.ach.models import Debit, DebitState, Entry, FileState, OutFile, Return
from hearthside.ach.services import settling
from hearthside.ledger import books
from hearthside.ledger import selectors as ledger
from hearthside.money import ZERO

BATCH = 500
MOST_NAMED = 20
GONE_OUT = (FileState.SENT, FileState.CONFIRMED, FileState.DIFFERS)


def checks() -> Iterator[tuple[str, list[str]]]:
    """(name, what was found wrong) for each rule; an empty list is good."""
    yield "ach: a file's figures are the sum of its entries", _files_and_entries()
    yield "ach: a file that went out was approved by two people, as it went", _approvals()
    yield "ach: a debit is in one file that counts, at its amount and bank account", _debits_and_entries()
    yield "ach: a settled debit is one payment in the ledger", _debits_and_payments()
    yield "ach: what came back is undone once, and stays unpaid", _returns()
    yield "ach: the ledger holds what settled debits brought, and no more", _ledger()


def _files_and_entries() -> list[str]:
    held = OutFile.objects.annotate(
        lines_count=Count("lines"), lines_cents=Sum("lines__amount_cents", default=0)
    )
    wrong = held.exclude(entries=F("lines_count"), debit_cents=F("lines_cents"))
    return [
        f"file {file.reference}: says {file.entries} entries, {file.debit_cents} cents; "
        f"holds {file.lines_count}, {file.lines_cents}"
        for file in wrong.order_by("pk")[:MOST_NAMED]
    ]


def _approvals() -> list[str]:
    counted = OutFile.objects.filter(state__in=GONE_OUT).annotate(
        people=Count("approvals__by", distinct=True, filter=Q(approvals__sha256=F("sha256")))
    )
    return [
        f"file {file.reference} went out with {file.people} approvals"
        for file in counted.filter(people__lt=2).order_by("pk")[:MOST_NAMED]
    ]


def _debits_and_entries() -> list[str]:
    rows = Entry.objects.filter(debit__isnull=False).exclude(
        amount_cents=F("debit__amount_cents"), account=F("debit__account"),
        bank_account=F("debit__bank_account"),
    )  # fmt: skip
    wrong = [
        f"entry {trace} is not as its debit" for trace in rows.values_list("trace", flat=True)[:MOST_NAMED]
    ]
    tried = Debit.objects.annotate(
        gone=Count("entries", filter=Q(entries__file__state__in=GONE_OUT)),
        back=Count("entries__file", filter=Q(entries__file__state__in=[FileState.MADE, FileState.APPROVED])),
    )
    uneven = tried.exclude(gone=F("tries")) | tried.filter(back__gt=1)
    return wrong + [
        f"debit {debit.reference}: {debit.tries} tries, {debit.gone} entries went out, {debit.back} wait"
        for debit in uneven.order_by("pk")[:MOST_NAMED]
    ]


def _debits_and_payments() -> list[str]:
    wrong = []
    rows = Debit.objects.filter(state=DebitState.SETTLED).order_by("pk").iterator(chunk_size=BATCH)
    while some := list(islice(rows, BATCH)):
        entered = ledger.cash_moved(f"payment:{debit.payment_reference}" for debit in some)
        for debit in some:
            cents = entered.get(f"payment:{debit.payment_reference}", 0)
            if cents != debit.amount_cents:
                wrong.append(f"debit {debit.reference}: took {debit.amount_cents}, entered {cents}")
    return wrong[:MOST_NAMED]


def _returns() -> list[str]:
    undone = Return.objects.filter(undoes_entry=True, entry__debit__isnull=False)
    still = undone.filter(entry__debit__state=DebitState.SETTLED, entry__debit__tries=1)
    twice = Return.objects.filter(undoes_entry=True).values("entry").annotate(n=Count("pk")).filter(n__gt=1)
    without = Debit.objects.filter(state=DebitState.RETURNED).annotate(
        came=Count("entries", filter=Q(entries__in=undone.values("entry")))
    )
    return (
        [f"return {row.pk} is undone and its debit is settled" for row in still[:MOST_NAMED]]
        + [f"entry {row['entry']} was undone {row['n']} times" for row in twice[:MOST_NAMED]]
        + [
            f"debit {row.reference} came back by no return"
            for row in without.exclude(came=F("tries"))[:MOST_NAMED]
        ]
    )


def _ledger() -> list[str]:
    """The cash book of this door holds what settled debits brought, and what was refunded from it left."""
    book = books.cash(settling.PROCESSOR)
    held = ledger.book_totals().get(book, ZERO) + ledger.refunded_from(book)
    settled = (
        Debit.objects.filter(state=DebitState.SETTLED).aggregate(cents=Sum("amount_cents"))["cents"] or 0
    )
    return [] if held.cents == settled else [f"{book} holds {held.cents}, settled debits say {settled}"]
