"""Ruth, Ben and Cora owe; their checks come in the mail. Walt and Sol work the mail room."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from io import BytesIO
from typing import Any

from django.utils.crypto import get_random_string

from hearthside import clock
from hearthside.audit.actor import Actor, ActorKind, job
from hearthside.claims.tests.plan import roster_row
from hearthside.coverage import services as coverage
from hearthside.formats.lockbox.layout import layout_named
from hearthside.formats.lockbox.records import BatchStart, Check, Coupon, FileStart
from hearthside.formats.lockbox.writing import write_lockbox
from hearthside.formats.scanline import ScanLine
from hearthside.intake import services as intake
from hearthside.intake.services import Received
from hearthside.ledger import selectors as ledger
from hearthside.lockbox import proofs
from hearthside.lockbox.models import Batch, Item
from hearthside.members.models import Account, Person
from hearthside.money import Money
from hearthside.payments.tests.cast import make_charges

MAIL = job("lockbox")
WALT = Actor(ActorKind.SHELL, "walt", door="cli")
SOL = Actor(ActorKind.SHELL, "sol", door="cli")
DAY = date(2026, 11, 20)
ROUTING = "061000052"


@dataclass(frozen=True, slots=True)
class Owing:
    """A person who owes, and their account."""

    account: Account
    person: Person

    @property
    def number(self) -> str:
        return str(self.account.number)

    @property
    def balance(self) -> int:
        return ledger.standing(self.account.pk).balance.cents

    def scan_line(self, cents: int = 8640) -> str:
        return ScanLine(self.number, Money(cents), date(2026, 12, 15)).text()


def make_owing(first: str = "Ruth", last: str = "Hale", cents: Sequence[int] = (8640,)) -> Owing:
    key = get_random_string(12)
    row = roster_row(
        member_id=key, subscriber_id=key, account_key=key, first_name=first, last_name=last,
        email=f"{first.lower()}@example.org",
    )  # fmt: skip
    coverage.enroll([row], by=job("test"), at=clock.now())
    person = Person.objects.select_related("account").get(account__roster_key=key)
    make_charges(person.account, person, cents)
    return Owing(person.account, person)


_numbers = iter(range(1001, 10**6))


def check(
    cents: int = 8640,
    *said: str | tuple[str, int],
    remitter: str = "RUTH M HALE",
    account: str = "00441729",
    number: str | None = None,
    written_on: date | None = date(2026, 11, 16),
    payee: str = "",
    routing: str = ROUTING,
) -> Check:
    """A check and what its coupons say: a text, or a text with an amount in cents."""
    told = [one if isinstance(one, tuple) else (one, None) for one in said]
    coupons = [
        Coupon(
            scan_line=text if len(text) == 27 else "", text="" if len(text) == 27 else text,
            amount=None if amount is None else Money(amount),
        )
        for text, amount in told
    ]  # fmt: skip
    return Check(
        ordinal=1, amount=Money(cents), routing=routing, account=account,
        check_number=str(next(_numbers)) if number is None else number, written_on=written_on,
        remitter=remitter, payee=payee, coupons=coupons,
    )  # fmt: skip


def file_of(*batches: Sequence[Check], day: date = DAY) -> bytes:
    """A lockbox file as our bank sends it."""
    records: list[Any] = [FileStart("", origin="0099999991", created_on=day, created_time="1800")]
    for number, checks in enumerate(batches, 1):
        records.append(BatchStart(number, f"{213 + number:03d}", "0277947", day))
        records += [replace(one, ordinal=place) for place, one in enumerate(checks, 1)]
    out = BytesIO()
    write_lockbox(records, out, layout_named("bai-scan-line"))
    return out.getvalue()


def receive(data: bytes, name: str = "lockbox.txt") -> Received:
    return intake.receive_file(name, BytesIO(data), by=MAIL)


def arrive(*checks: Check) -> Batch:
    """The bank sends one batch with these checks; how it was taken in."""
    receive(file_of(checks))
    batch = Batch.objects.order_by("-pk").first()
    assert batch is not None
    return batch


def item_of(batch: Batch, ordinal: int = 1) -> Item:
    return Item.objects.select_related("batch").get(batch=batch, ordinal=ordinal)


def faults() -> dict[str, list[str]]:
    """What the room's own proofs find wrong."""
    return {name: found for name, found in proofs.checks() if found}
