"""Rosters and remittances of any size, for benches."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from hearthside.formats.roster import COLUMNS
from hearthside.formats.x12.remittance import (
    Adjustment,
    Claim,
    Name,
    Record,
    ServiceLine,
    TransactionEnd,
    TransactionStart,
)
from hearthside.formats.x12.writer import write_remittance

PAYER = "1581234567"
CLAIMS_A_MEMBER = 4
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
CLAIMS_A_PAYMENT = 5000


def write_roster(path: Path, members: int) -> None:
    with path.open("w") as out:
        out.write(",".join(COLUMNS) + "\n")
        for place in range(members):
            facts = {
                "member_id": f"M{place:08d}",
                "relationship": "self",
                "first_name": "Ana",
                "last_name": last_name(place),
                "birth_date": "1950-04-02",
                "account_key": f"A{place}",
                "address1": "418 Alder Lane",
                "city": "Macon",
                "state": "GA",
                "zip": "31201",
                "language": "en",
                "plan": "Meadowlark",
                "payer_id": PAYER,
                "coverage_order": "1",
                "effective_on": "2025-01-01",
            }
            out.write(",".join(facts.get(column, "") for column in COLUMNS) + "\n")


def write_claims(path: Path, claims: int, members: int) -> None:
    """An 835 of payments of 5,000 claims; lines as in real files: 1 to 5 a claim, 2 in 3 with a share."""
    with path.open("wb") as out:
        write_remittance(_records(claims, members), out)


def last_name(place: int) -> str:
    return "Reyes" + LETTERS[place % 26] + LETTERS[place // 26 % 26].lower()


def _records(claims: int, members: int) -> Iterator[Record]:
    for first in range(0, claims, CLAIMS_A_PAYMENT):
        batch = [
            _claim(place, members, place - first + 1)
            for place in range(first, min(first + CLAIMS_A_PAYMENT, claims))
        ]
        yield TransactionStart(
            interchange_sender="PLAN",
            interchange_receiver="HEARTHSIDE",
            interchange_control="000000001",
            group_control="1",
            st_control=f"{first // CLAIMS_A_PAYMENT + 1:04d}",
            handling="I",
            bpr_cents=sum(claim.paid_cents for claim in batch),
            credit_debit="C",
            method="ACH",
            paid_on=date(2026, 11, 2),
            trace=f"T{first}",
            trace_payer=PAYER,
            payer_name="MEADOWLARK",
            production_on=date(2026, 11, 1),
        )
        yield from batch
        yield TransactionEnd()


def _claim(place: int, members: int, index: int) -> Claim:
    who = place % members
    lines = [_line(place, ordinal) for ordinal in range(1, 2 + place % 5)]
    return Claim(
        index=index,
        number=f"C{place}",
        status="1",
        charged_cents=sum(line.charged_cents for line in lines),
        paid_cents=sum(line.paid_cents for line in lines),
        responsibility_cents=sum(line.pr_cents for line in lines),
        filing="12",
        payer_number=f"ICN{place}",
        patient=Name(last=last_name(who).upper(), first="ANA", id_qualifier="MI", id=f"M{who:08d}"),
        lines=lines,
    )


def _line(place: int, ordinal: int) -> ServiceLine:
    charged, write_off, share = 25_000 + ordinal * 100, 15_500, 1_900 + place % 700
    adjustments = [Adjustment("CO", "45", write_off)]
    if (place + ordinal) % 3:
        adjustments.append(Adjustment("PR", "2", share))
    return ServiceLine(
        ordinal=ordinal,
        qualifier="HC",
        code="E0601",
        modifiers=("RR",),
        charged_cents=charged,
        paid_cents=charged - sum(one.amount_cents for one in adjustments),
        units="1",
        served_from=date(2026, 10, 5),
        served_to=date(2026, 10, 5),
        adjustments=adjustments,
        amounts={"B6": charged - write_off},
    )
