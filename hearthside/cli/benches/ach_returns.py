"""A bank's file of returns, from bytes to debits that are owed again: returns a second, all committed.

The returns come before their debits settled, as nearly all do, so no payment has to be undone: that costs
what undoing a payment costs, one by one. The baseline writes as many rows of returns and events and
updates as many debits by hand-written SQL on the same database, without reading, matching or deciding.
"""

import json
import resource
import tempfile
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

from hearthside import clock
from hearthside.cli.benches._home import begin, elsewhere, ratio

BUDGET_PER_SECOND = 1000
ROUTING = "021000021"
ODFI = "12104288"
CODES = ("R01",) * 17 + ("R02", "R03", "R10")
PIECE = 2000


def run(returns: int = 100_000) -> dict[str, Any]:
    """Returns applied a second, the baseline's, and their ratio; and how memory grew meanwhile."""
    return elsewhere("hearthside.cli.benches.ach_returns", returns)


def main(returns: int) -> dict[str, Any]:
    from django.db import connection

    from hearthside.ach import selectors
    from hearthside.audit.actor import job
    from hearthside.intake import services as intake

    _lay_table(returns)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "returns.ach")
        _write_file(path, returns)
        before = _peak_mb()
        started = time.perf_counter()
        with path.open("rb") as stream:
            received = intake.receive_file(path.name, stream, by=job("bench"))
        seconds = time.perf_counter() - started
        grown, size_mb = _peak_mb() - before, path.stat().st_size / 1e6
    assert received.report.status == "posted", received.report
    assert received.report.figures["returns_applied"] == returns
    assert selectors.waiting_returns().count() == 0
    base = _baseline(returns)
    return {
        "database": connection.vendor,
        "returns": returns,
        "file_mb": round(size_mb, 1),
        "seconds": round(seconds, 2),
        "returns_per_second": round(returns / seconds),
        "peak_memory_grew_mb": round(grown),
        "baseline_seconds": round(base, 2),
        "ratio_to_baseline": ratio(base, seconds),
        "budget_per_second": BUDGET_PER_SECOND,
        "ok": returns / seconds >= BUDGET_PER_SECOND,
    }


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _lay_table(count: int) -> None:
    """As many accounts, each with a debit that is at the bank."""
    from django.apps import apps
    from django.db import transaction

    day, at = clock.today(), clock.now()
    models = {
        name: apps.get_model("ach", name)
        for name in ("BankAccount", "Authorization", "Debit", "OutFile", "Entry")
    }
    account = apps.get_model("members", "Account")
    file = models["OutFile"].objects.create(
        reference="1000000000",
        state="confirmed",
        made_at=at,
        made_by="job:bench",
        modifier="A",
        sha256="0" * 64,
        entries=count,
        entry_hash="0",
        debit_cents=0,
        moved_at=at,
        sent_at=at,
    )
    for first in range(0, count, PIECE):
        numbers = range(first + 1, min(first + PIECE, count) + 1)
        with transaction.atomic():
            accounts = account.objects.bulk_create(
                account(number=f"{n:010d}", opened_on=day) for n in numbers
            )
            banks = models["BankAccount"].objects.bulk_create(
                models["BankAccount"](
                    reference=one.number,
                    account=one,
                    kind="checking",
                    routing=ROUTING,
                    number_locked="x" * 120,
                    key_id="k",
                    fingerprint=one.number * 6,
                    last4="6789",
                    holder="A. Person",
                    state="usable",
                    entered_at=at,
                )
                for one in accounts
            )
            given = models["Authorization"].objects.bulk_create(
                models["Authorization"](
                    reference=bank.reference,
                    account=bank.account,
                    bank_account=bank,
                    sec="WEB",
                    words="x" * 300,
                    language="en",
                    amount_cents=5000,
                    starts_on=day,
                    how="web",
                    proof="192.0.2.0/24",
                    given_by="login:1",
                    given_at=at,
                    request_key=bank.reference,
                )
                for bank in banks
            )
            debits = models["Debit"].objects.bulk_create(
                models["Debit"](
                    reference=one.reference,
                    account=one.account,
                    bank_account=one.bank_account,
                    authorization=one,
                    amount_cents=5000,
                    state="sent",
                    not_before=day,
                    request_key=one.reference,
                    made_at=at,
                    moved_at=at,
                    tries=1,
                    first_sent_on=day,
                    settles_on=day,
                )
                for one in given
            )
            models["Entry"].objects.bulk_create(
                models["Entry"](
                    file=file,
                    account=one.account,
                    bank_account=one.bank_account,
                    debit=one,
                    code="27",
                    trace=f"{ODFI}{int(one.reference):07d}",
                    amount_cents=5000,
                    sec="WEB",
                    description="MEDICAL",
                    settles_on=day + timedelta(days=1),
                )
                for one in debits
            )


def _write_file(path: Path, count: int) -> None:
    with path.open("w", encoding="ascii", newline="\n") as out:
        out.writelines(f"{line:<94}\n" for line in _lines(count))


def _lines(count: int) -> Iterator[str]:
    day = f"{clock.today():%y%m%d}"
    hashed, cents = 2_100_002 * count % 10**10, 5000 * count
    yield f"101 1210428821821234567{day}0900A094101{'FIRST EXAMPLE BANK':<23}{'HEARTHSIDE':<23}"
    yield f"5225{'HEARTHSIDE':<36}1821234567WEB{'MEDICAL':<16}{day}   1021000020000001"
    for number in range(1, count + 1):
        trace = f"02100002{number:07d}"
        yield f"626{ROUTING}{'000123456789':<17}0000005000{'':15}{'A PERSON':<22}S 1{trace}"
        yield f"799{CODES[number % len(CODES)]}{ODFI}{number:07d}{'':6}02100002{'':44}{trace}"
    # A batch counts up to 999,999 entries and addenda; the bench stays below.
    yield f"8225{2 * count:06d}{hashed:010d}{cents:012d}{0:012d}1821234567{'':25}021000020000001"
    blocks = -(-(2 * count + 4) // 10)
    yield f"9000001{blocks:06d}{2 * count:08d}{hashed:010d}{cents:012d}{0:012d}"


def _baseline(count: int) -> float:
    """Seconds to write and update as many rows of the same width into plain tables with the same keys."""
    from django.db import connection, transaction

    wide = "x" * 120
    kind = "bigserial" if connection.vendor == "postgresql" else "integer"
    with connection.cursor() as cursor:
        for name in ("debits", "returns", "events"):
            cursor.execute(
                f"CREATE TABLE bench_{name} (id {kind} PRIMARY KEY, account bigint, state text, said text)"
            )
            cursor.execute(f"CREATE INDEX bench_{name}_a ON bench_{name} (account, id)")
        insert = "INSERT INTO bench_debits (account, state, said) VALUES (%s, 'sent', %s)"
        cursor.executemany(insert, [(number, wide) for number in range(count)])
    started = time.perf_counter()
    for first in range(0, count, 1000):
        numbers = range(first, min(first + 1000, count))
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO bench_returns (account, state, said) VALUES (%s, 'applied', %s)",
                [(number, wide) for number in numbers],
            )
            cursor.executemany(
                "UPDATE bench_debits SET state = 'returned' WHERE account = %s",
                [(number,) for number in numbers],
            )
            cursor.executemany(
                "INSERT INTO bench_events (account, state, said) VALUES (%s, 'event', %s)",
                [(number, wide) for number in numbers for _ in range(2)],
            )
    seconds = time.perf_counter() - started
    with connection.cursor() as cursor:
        for name in ("debits", "returns", "events"):
            cursor.execute(f"DROP TABLE bench_{name}")
    return seconds


if __name__ == "__main__":
    print(json.dumps(main(begin())))
