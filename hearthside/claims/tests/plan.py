"""A small health plan for tests: it keeps a roster, decides claims and sends 835s through the front door."""

import itertools
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from io import BytesIO

from hearthside import clock
from hearthside.audit.actor import job
from hearthside.cli.accounts import account_facts, find_account
from hearthside.coverage import services as coverage
from hearthside.formats.roster import RosterRow
from hearthside.formats.x12.remittance import (
    Adjustment,
    Claim,
    Name,
    ProviderAdjustment,
    Record,
    ServiceLine,
    TransactionEnd,
    TransactionStart,
)
from hearthside.formats.x12.writer import write_remittance
from hearthside.intake import services as intake
from hearthside.intake.services import Received

MEADOWLARK, HARBOR = "1581234567", "1587654321"
OCTOBER = date(2026, 10, 5)
_traces = itertools.count(1)


def roster_row(**changes: object) -> RosterRow:
    """Ana, covered by Meadowlark."""
    facts: dict[str, object] = {
        "member_id": "M100",
        "subscriber_id": "M100",
        "relationship": "self",
        "first_name": "Ana",
        "last_name": "Reyes",
        "birth_date": date(1950, 4, 2),
        "account_key": "A1",
        "address1": "418 Alder Lane",
        "address2": "",
        "city": "Macon",
        "state": "GA",
        "zip": "31201-4418",
        "email": "ana@example.com",
        "phone": "555-0100",
        "language": "en",
        "plan": "Meadowlark",
        "payer_id": MEADOWLARK,
        "coverage_order": 1,
        "effective_on": date(2025, 1, 1),
        "ends_on": None,
    }
    return RosterRow(**{**facts, **changes})  # type: ignore[arg-type]


def enroll(*rows: RosterRow) -> None:
    coverage.enroll(rows or [roster_row()], by=job("test"), at=clock.now())


def second_plan(**changes: object) -> RosterRow:
    return roster_row(
        member_id="H100", subscriber_id="H100", plan="Harbor", payer_id=HARBOR, coverage_order=2, **changes
    )


@dataclass
class Service:
    """One line as a plan decides it: charge, what it writes off, and the member's shares by code. Cents."""

    charged: int = 25000
    pr: dict[str, int] = field(default_factory=dict)
    co: int = 0
    others: Sequence[tuple[str, str, int]] = ()
    code: str = "E0601"
    remarks: Sequence[str] = ()
    on: date = OCTOBER

    def line(self, ordinal: int, sign: int) -> ServiceLine:
        trios = [("CO", "45", self.co)] if self.co else []
        trios += [("PR", code, cents) for code, cents in self.pr.items()]
        trios += list(self.others)
        adjustments = [Adjustment(group, code, sign * cents) for group, code, cents in trios]
        paid = sign * self.charged - sum(one.amount_cents for one in adjustments)
        return ServiceLine(
            ordinal=ordinal,
            qualifier="HC",
            code=self.code,
            charged_cents=sign * self.charged,
            paid_cents=paid,
            served_from=self.on,
            served_to=self.on,
            adjustments=adjustments,
            remarks=list(self.remarks),
        )


def decided(
    number: str = "A1",
    *services: Service,
    status: str = "1",
    icn: str = "ICN1",
    last: str = "REYES",
    first: str = "ANA",
    member_id: str = "M100",
    taken: int = 0,
    remarks: Sequence[str] = (),
    claim_level: Sequence[tuple[str, str, int]] = (),
    refs: dict[str, list[str]] | None = None,
) -> Claim:
    """One decision of a plan; status 22 gives the same with every amount negated."""
    sign = -1 if status == "22" else 1
    lines = [service.line(place, sign) for place, service in enumerate(services, start=1)]
    own = [Adjustment(group, code, sign * cents) for group, code, cents in claim_level]
    charged = sum(line.charged_cents for line in lines)
    paid = sum(line.paid_cents for line in lines) - sum(one.amount_cents for one in own)
    pr = sum(line.pr_cents for line in lines) + sum(one.amount_cents for one in own if one.group == "PR")
    return Claim(
        index=1,
        number=number,
        status=status,
        charged_cents=charged,
        paid_cents=paid,
        responsibility_cents=pr,
        filing="12",
        payer_number=icn,
        patient=Name(last=last, first=first, id_qualifier="MI" if member_id else "", id=member_id),
        adjustments=own,
        lines=lines,
        remarks=list(remarks),
        amounts={"F5": taken} if taken else {},
        refs=refs or {},
    )


def remittance(
    *claims: Claim,
    payer: str = MEADOWLARK,
    name: str = "MEADOWLARK",
    trace: str | None = None,
    told_on: date = date(2026, 11, 1),
    short_cents: int = 0,
    plb: Sequence[tuple[str, int]] = (),
) -> bytes:
    """The bytes of an 835 with these claims. `short_cents` makes BPR02 wrong by that much."""
    paid = sum(claim.paid_cents for claim in claims)
    adjustments = [ProviderAdjustment("1111111111", date(2026, 12, 31), why, "", cents) for why, cents in plb]
    total = paid - sum(one.amount_cents for one in adjustments)
    if total < 0:
        adjustments.append(ProviderAdjustment("1111111111", date(2026, 12, 31), "FB", "", total))
        total = 0
    serial = trace or f"T{next(_traces)}"
    start = TransactionStart(
        interchange_sender="PLAN",
        interchange_receiver="HEARTHSIDE",
        interchange_control=f"{zlib.crc32(serial.encode()) % 10**9:09d}",
        group_control="1",
        st_control="0001",
        handling="I",
        bpr_cents=total + short_cents,
        credit_debit="C",
        method="ACH" if total else "NON",
        paid_on=told_on,
        trace=serial,
        trace_payer=payer,
        payer_name=name,
        payee_name="HEARTHSIDE",
        payee_id_qualifier="XX",
        payee_id="1111111111",
        production_on=told_on,
    )
    for place, claim in enumerate(claims, start=1):
        claim.index = place
    records: list[Record] = [start, *claims, TransactionEnd(plb=adjustments)]
    out = BytesIO()
    write_remittance(records, out)
    return out.getvalue()


def receive(said: bytes, name: str = "file.835") -> Received:
    return intake.receive_file(name, BytesIO(said), by=job("test"))


def tell(*claims: Claim, **about: object) -> Received:
    """The plan sends one 835 and we take it in."""
    return receive(remittance(*claims, **about))  # type: ignore[arg-type]


def owed(member_id: str = "M100") -> int:
    """What a bill made now would ask for, in cents."""
    return int(account_facts(find_account(None, member_id))["due_cents"])


def facts(member_id: str = "M100") -> dict[str, object]:
    return account_facts(find_account(None, member_id))


def held_reasons(member_id: str = "M100") -> list[tuple[str, int]]:
    held = facts(member_id)["held"]
    assert isinstance(held, list)
    return [(one["reason"], one["amount_cents"]) for one in held]
