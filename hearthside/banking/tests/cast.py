"""The bank's statements, Ruth's payments, and Walt, Sol and Ada who work the money."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from io import BytesIO
from typing import Any

from django.conf import settings
from django.utils.crypto import get_random_string

from hearthside import clock
from hearthside.audit.actor import Actor, ActorKind, job
from hearthside.banking import proofs
from hearthside.banking.models import BankLine, CashDay
from hearthside.formats.bai2 import (
    AccountEnd,
    AccountStart,
    FileEnd,
    FileStart,
    GroupEnd,
    GroupStart,
    Summary,
    Transaction,
    write_bai2,
)
from hearthside.intake import services as intake
from hearthside.intake.services import Received
from hearthside.ledger import books
from hearthside.lockbox.tests.cast import Owing, make_owing
from hearthside.money import Money
from hearthside.payments import services as payments
from hearthside.payments.models import Payment

BANK = job("bank")
WALT = Actor(ActorKind.SHELL, "walt", door="cli")
SOL = Actor(ActorKind.SHELL, "sol", door="cli")
ACCOUNT = "0123456789"
DAY = date(2026, 11, 18)
"""A Wednesday: what was paid by card on it is paid out on the Friday."""
PAYOUT_DAY = date(2026, 11, 20)
GRACE_OVER = date(2026, 11, 24)
AFTER = datetime.combine(date(2026, 11, 30), time(12), clock.EASTERN)


@dataclass(frozen=True, slots=True)
class Says:
    """One line as a test says it: `cents` without a sign, the type code says which way."""

    type: str
    cents: int
    text: str = ""
    bank_reference: str = ""
    customer_reference: str = ""


@dataclass(slots=True)
class Word:
    """What the bank says about one account and day."""

    on: date = DAY
    lines: Sequence[Says] = ()
    status: str = "1"
    modifier: str = "2"
    number: str = ACCOUNT
    currency: str = "USD"
    opening: int | None = None
    closing: int | None = None
    file_id: str = field(default_factory=lambda: get_random_string(6))


def file_of(*said: Word) -> bytes:
    """A statement file as our bank sends it."""
    records: list[Any] = [FileStart("121140399", "HEARTH", said[0].on, "0700", said[0].file_id)]
    for word in said:
        balances = [
            Summary(code, Money(cents))
            for code, cents in (("010", word.opening), ("015", word.closing))
            if cents is not None
        ]
        records += [
            GroupStart("HEARTH", "121140399", word.status, word.on, "", word.currency, word.modifier),
            AccountStart(word.number, word.currency, tuple(balances)),
            *(
                Transaction(line.type, Money(line.cents), bank_reference=line.bank_reference,
                            customer_reference=line.customer_reference, text=line.text)
                for line in word.lines
            ),
            AccountEnd(word.number), GroupEnd(),
        ]  # fmt: skip
    out = BytesIO()
    write_bai2([*records, FileEnd()], out)
    return out.getvalue()


def arrive(*said: Word) -> Received:
    return receive(file_of(*said))


def receive(data: bytes, name: str = "statement.bai2") -> Received:
    return intake.receive_file(name, BytesIO(data), by=BANK)


def line_of(received: Received, place: int = 0) -> BankLine:
    rows = BankLine.objects.filter(statement__file__sha256=received.sha256).order_by("pk")
    return rows[place]


def only_line() -> BankLine:
    return BankLine.objects.get()


def gaps(day: CashDay) -> dict[str, int]:
    """What differs on a day: kind and cents; alike ones added up."""
    found: dict[str, int] = {}
    for row in day.differences.filter(gone_at=None):
        found[row.kind] = found.get(row.kind, 0) + row.amount_cents
    return found


def card_payment(cents: int, *, on: date = DAY, ruth: Owing | None = None) -> Payment:
    """A payment that the card processor took on a day."""
    ruth = ruth or make_owing(cents=(cents,))
    return payments.receive(
        account_id=ruth.account.pk, amount=Money(cents), method="card", processor=settings.PROCESSOR,
        processor_id=get_random_string(12), received_at=datetime.combine(on, time(11), clock.EASTERN),
        cash_book=books.cash(settings.PROCESSOR), by=BANK, at=datetime.combine(on, time(12), clock.EASTERN),
    )  # fmt: skip


def faults() -> dict[str, list[str]]:
    """What the room's own proofs find wrong."""
    return {name: found for name, found in proofs.checks() if found}
