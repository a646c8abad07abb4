"""Ana owes and lets us take it from her bank account. Dev and Ella at the desk let files go."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from hearthside import clock
from hearthside.ach import exports, selectors, services
from hearthside.ach.models import Authorization, BankAccount, Debit, OutFile
from hearthside.ach.services.files import Echo
from hearthside.audit.actor import Actor, ActorKind, job
from hearthside.intake import services as intake
from hearthside.intake.services import Received
from hearthside.ledger import selectors as ledger
from hearthside.money import Money
from hearthside.payments.tests.cast import Ana, make_ana

ANA = Actor(ActorKind.LOGIN, "1", door="web")
DEV, ELLA = Actor(ActorKind.STAFF, "dev", door="web"), Actor(ActorKind.STAFF, "ella", door="web")
JOB = job("ach")
ROUTING, NUMBER = "021000021", "000123456789"
WORDS = "I allow Hearthside to take $142.50 once from my checking account."


@dataclass(slots=True)
class House:
    """Ana, and what the days bring."""

    owes: Ana
    monkeypatch: pytest.MonkeyPatch
    folder: Path

    @classmethod
    def built(cls, monkeypatch: pytest.MonkeyPatch, folder: Path) -> "House":
        return cls(make_ana(), monkeypatch, folder)

    @property
    def now(self) -> datetime:
        """Ten in the morning, Eastern, on the day it is."""
        return datetime.combine(clock.today(), datetime.min.time(), clock.EASTERN) + timedelta(hours=10)

    def on(self, day: str) -> None:
        self.monkeypatch.setenv("HEARTHSIDE_TODAY", day)

    @property
    def balance(self) -> Money:
        return ledger.standing(self.owes.id).balance

    def bank(self, number: str = NUMBER, **parts: Any) -> BankAccount:
        facts: dict[str, Any] = {
            "account_id": self.owes.id,
            "routing": ROUTING,
            "number": number,
            "kind": "checking",
            "holder": "Ana Reyes",
            "by": ANA,
            "at": self.now,
        } | parts
        return services.add_bank_account(**facts)

    def consent(self, cents: int = 14250, bank: BankAccount | None = None, **parts: Any) -> Authorization:
        bank = bank or self.bank()
        facts: dict[str, Any] = {
            "bank_account_id": bank.pk,
            "amount": Money(cents),
            "words": WORDS,
            "language": "en",
            "how": "web",
            "proof": "192.0.2.0/24",
            "starts_on": clock.today(),
            "key": f"consent:{Authorization.objects.count()}",
            "by": ANA,
            "at": self.now,
        } | parts
        return services.authorize(**facts)

    def debit(self, cents: int = 14250, given: Authorization | None = None, **parts: Any) -> Debit:
        given = given or self.consent(cents)
        facts: dict[str, Any] = {
            "authorization_id": given.pk,
            "amount": Money(cents),
            "by": ANA,
            "at": self.now,
            "key": f"debit:{Debit.objects.count()}",
        } | parts
        return services.debit_account(**facts)

    def approved(self) -> OutFile:
        file = services.make_file(by=JOB, at=self.now)
        assert file is not None
        for who in (DEV, ELLA):
            services.approve_file(reference=file.reference, sha256=file.sha256, by=who, at=self.now)
        file.refresh_from_db()
        return file

    def sent(self) -> OutFile:
        """A file that went out and that the bank has as we sent it."""
        file = self.approved()
        exports.write(self.folder / "out", JOB, self.now)
        echo = Echo(file.entries, file.debits, file.entry_hash)
        return services.compare_echo(reference=file.reference, echo=echo, by=DEV, at=self.now)

    def taken(self, cents: int = 14250) -> Debit:
        """A debit that went out, settled and counts as paid (on December 1, 2026)."""
        debit = self.debit(cents)
        self.sent()
        self.on("2026-12-01")
        services.settle_due(by=JOB, at=self.now)
        debit.refresh_from_db()
        return debit

    def receives(self, data: bytes, name: str = "returns.ach") -> Received:
        return intake.receive_file(name, BytesIO(data), by=DEV)


@dataclass(frozen=True, slots=True)
class Back:
    """An entry as the bank sends it back: `kind` R for a return, C for a change."""

    trace: str
    code: str
    cents: int = 14250
    corrected: str = ""
    died_on: str = ""
    account: str = NUMBER


def bank_file(*backs: Back, on: date | None = None) -> bytes:
    """What the bank sends: each answer in a batch of its kind, totals and all."""
    day = on or clock.today()
    lines = [
        f"101 1210428821821234567{day:%y%m%d}0900A094101{'FIRST EXAMPLE BANK':<23}{'HEARTHSIDE':<23}{'':8}"
    ]
    entries = debits = 0
    sums = 0
    for number, change in enumerate((False, True), 1):
        some = [back for back in backs if back.code.startswith("C") == change]
        if some:
            batch, cents = _batch(some, number, change)
            lines += batch
            entries += 2 * len(some)
            sums += 2_100_002 * len(some)
            debits += cents
    batches = sum(line.startswith("5") for line in lines)
    blocks = -(-(len(lines) + 1) // 10)
    lines.append(f"9{batches:06d}{blocks:06d}{entries:08d}{sums % 10**10:010d}{debits:012d}{0:012d}{'':39}")
    while len(lines) % 10:
        lines.append("9" * 94)
    return "".join(f"{line}\n" for line in lines).encode()


def _batch(backs: list[Back], number: int, change: bool) -> tuple[list[str], int]:
    sec = "COR" if change else "WEB"
    lines = [f"5225{'HEARTHSIDE':<36}1821234567{sec}{'MEDICAL':<16}261125   102100002{number:07d}"]
    cents = 0
    for place, back in enumerate(backs, 1):
        trace = f"02100002{place:07d}"
        lines.append(f"626{ROUTING}{back.account:<17}{back.cents:010d}{'':15}{'ANA REYES':<22}S 1{trace}")
        kind, tail = (
            ("98", f"{'':6}02100002{back.corrected:<29}{'':15}")
            if change
            else ("99", f"{back.died_on:<6}02100002{'':44}")
        )
        lines.append(f"7{kind}{back.code}{back.trace}{tail}{trace}")
        cents += back.cents
    count, sums = 2 * len(backs), 2_100_002 * len(backs) % 10**10
    lines.append(f"8225{count:06d}{sums:010d}{cents:012d}{0:012d}1821234567{'':25}02100002{number:07d}")
    return lines, cents


def trace_of(debit: Debit) -> str:
    entry = debit.entries.order_by("-pk").first()
    assert entry is not None
    return entry.trace


def figures(house: House) -> tuple[Money, Money]:
    """What Ana owes, and what is on its way."""
    return house.balance, selectors.on_its_way(house.owes.id)
