"""From a bank's lockbox file to accounts: checks a second, from file to committed rows.

Nine checks in ten carry our scan line, one in ten has nothing and goes to suspense. The baseline writes rows
of the same number and width by hand-written SQL in one loop on the same database, without reading, matching
or any check. Memory is what the process grew by while it posted.
"""

import json
import resource
import tempfile
import time
from pathlib import Path
from typing import Any

from hearthside.cli.benches._home import begin, elsewhere, ratio

BUDGET_PER_SECOND = 1000
MEMORY_MB_MAX = 60
CHECKS_A_BATCH = 500
PAYERS_MAX = 20_000


def run(checks: int = 5_000) -> dict[str, Any]:
    """Checks posted a second, the baseline's, and their ratio."""
    return elsewhere("hearthside.cli.benches.lockbox_posting", checks)


def main(checks: int) -> dict[str, Any]:
    from django.db import connection

    from hearthside.audit.actor import job
    from hearthside.intake import services as intake
    from hearthside.ledger import selectors as ledger
    from hearthside.lockbox import proofs

    accounts = _accounts(min(checks, PAYERS_MAX))
    before_rows = ledger.posting_count()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "lockbox.txt")
        _write(path, checks, accounts)
        before_kib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        started = time.perf_counter(), time.process_time()
        with path.open("rb") as stream:
            received = intake.receive_file(path.name, stream, by=job("bench"))
        seconds, busy = time.perf_counter() - started[0], time.process_time() - started[1]
    figures = received.report.figures
    assert figures["posted"] + figures["suspense"] == checks, received.report
    assert not any(found for _, found in proofs.checks()), "the room's own proofs fail"
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before_kib) // 1024
    rows = {"items": checks, "parts": figures["posted"], "attempts": figures["posted"],
            "payments": figures["posted"], "events": checks,
            "postings": ledger.posting_count() - before_rows, "entries": checks}  # fmt: skip
    base = _baseline(rows)
    rate = checks / seconds
    return {
        "database": connection.vendor,
        "checks": checks,
        "seconds": round(seconds, 2),
        "processor_seconds": round(busy, 2),
        "checks_per_second": round(rate),
        "memory_grown_mb": grown,
        "rows": rows,
        "baseline_seconds": round(base, 2),
        "ratio_to_baseline": ratio(base, seconds),
        "budget_per_second": BUDGET_PER_SECOND,
        "ok": rate >= BUDGET_PER_SECOND and grown <= MEMORY_MB_MAX,
    }


def _accounts(count: int) -> list[str]:
    """Numbers of accounts that each owe a great deal on one charge."""
    from datetime import date

    from django.db import transaction

    from hearthside import clock
    from hearthside.ledger import services
    from hearthside.ledger.services import ChargeDraft
    from hearthside.members import selectors
    from hearthside.members import services as members
    from hearthside.members.services import Enrollee
    from hearthside.money import Money

    contact = ("",) * len(members.CONTACT_FIELDS)
    numbers: list[str] = []
    for first in range(0, count, 1000):
        people = [
            Enrollee(f"B{place}", "Ana", "Reyes", None, members.relationship_word("self"), contact, "en")
            for place in range(first, min(first + 1000, count))
        ]
        ids = [one.account_id for one in members.enroll_people(people, opened_on=clock.today())]
        with transaction.atomic():
            members.lock_accounts(ids)
            drafts = [ChargeDraft(pk, pk, Money(10**9), date(2026, 1, 1), "bench") for pk in ids]
            services.post_charges(drafts, at=clock.now())
        numbers += selectors.numbers_of(ids).values()
    return numbers


def _write(path: Path, checks: int, accounts: list[str]) -> None:
    from datetime import date

    from hearthside.formats.lockbox.layout import layout_named
    from hearthside.formats.lockbox.records import BatchStart, Check, Coupon, FileStart
    from hearthside.formats.lockbox.writing import Writer
    from hearthside.formats.scanline import ScanLine
    from hearthside.money import Money

    day = date(2026, 1, 5)
    with path.open("wb") as stream:
        writer = Writer(stream, layout_named("bai-scan-line"))
        writer.write(FileStart("", origin="0099999991", created_on=day))
        for place in range(checks):
            if place % CHECKS_A_BATCH == 0:
                batch = place // CHECKS_A_BATCH
                writer.write(BatchStart(batch + 1, f"{batch % 999 + 1:03d}", "0277947", day))
            amount = Money(1000 + place % 7000)
            number = accounts[place % len(accounts)]
            coupons = [Coupon(scan_line=ScanLine(number, amount, day).text())] if place % 10 else []
            writer.write(
                Check(
                    place % CHECKS_A_BATCH + 1, amount=amount, routing="061000052",
                    account=str(10**8 + place % len(accounts)), check_number=str(place + 1), written_on=day,
                    remitter="ANA REYES", coupons=coupons,
                )
            )  # fmt: skip
        writer.end()


def _baseline(rows: dict[str, int]) -> float:
    """Seconds to write as many rows of the same width into plain tables with the same keys, by hand."""
    from django.db import connection, transaction

    wide, pieces = "x" * 180, 200
    with connection.cursor() as cursor:
        kind = "bigserial" if connection.vendor == "postgresql" else "integer"
        for name in rows:
            cursor.execute(
                f"CREATE TABLE bench_{name} (id {kind} PRIMARY KEY, account bigint, cents bigint, said text)"
            )
            cursor.execute(f"CREATE INDEX bench_{name}_a ON bench_{name} (account, id)")
    started = time.perf_counter()
    for first in range(pieces):
        with transaction.atomic(), connection.cursor() as cursor:
            for name, count in rows.items():
                insert = f"INSERT INTO bench_{name} (account, cents, said) VALUES (%s, %s, %s)"  # noqa: S608
                cursor.executemany(insert, [(first + at, at, wide) for at in range(count // pieces)])
    seconds = time.perf_counter() - started
    with connection.cursor() as cursor:
        for name in rows:
            cursor.execute(f"DROP TABLE bench_{name}")
    return seconds


if __name__ == "__main__":
    print(json.dumps(main(begin())))
