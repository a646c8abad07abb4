"""From an 835 to the posted ledger: claims a second, from file to committed rows.

The baseline writes rows of the same number and width by hand-written SQL in one loop on the same
database, without reading, matching, judging, or any check. Budget: design.md 6.
"""

import json
import tempfile
import time
from pathlib import Path
from typing import Any

from hearthside.cli.benches._home import begin, elsewhere

BUDGET_PER_SECOND = 1500


def run(claims: int = 10_000) -> dict[str, Any]:
    """Claims posted a second, the baseline's, and their ratio."""
    return elsewhere("hearthside.cli.benches.posting", claims)


def main(claims: int) -> dict[str, Any]:
    from django.db import connection

    from hearthside.audit.actor import job
    from hearthside.claims import selectors
    from hearthside.cli.benches import _plan
    from hearthside.intake import services as intake
    from hearthside.ledger import selectors as ledger

    members = max(1, claims // _plan.CLAIMS_A_MEMBER)
    with tempfile.TemporaryDirectory() as folder:
        roster, remittance = Path(folder, "roster.csv"), Path(folder, "big.835")
        _plan.write_roster(roster, members)
        _plan.write_claims(remittance, claims, members)
        _receive(intake, roster, job("bench"))
        started = time.perf_counter(), time.process_time()
        _receive(intake, remittance, job("bench"))
        seconds, busy = time.perf_counter() - started[0], time.process_time() - started[1]
        size_mb = remittance.stat().st_size / 1e6
    totals = selectors.totals()
    assert totals["claims"] == claims and not totals["claims_held"], totals
    rows = {"claims": claims, "lines": selectors.line_count(), "charges": totals["charges"],
            "postings": ledger.posting_count()}  # fmt: skip
    base = _baseline(rows)
    rate = claims / seconds
    return {
        "database": connection.vendor,
        "claims": claims,
        "file_mb": round(size_mb, 1),
        "seconds": round(seconds, 2),
        "processor_seconds": round(busy, 2),
        "claims_per_second": round(rate),
        "rows": rows,
        "baseline_seconds": round(base, 2),
        "ratio_to_baseline": round(base / seconds, 3),
        "budget_per_second": BUDGET_PER_SECOND,
        "ok": rate >= BUDGET_PER_SECOND,
    }


def _receive(intake: Any, path: Path, by: Any) -> None:
    with path.open("rb") as stream:
        received = intake.receive_file(path.name, stream, by=by)
    assert received.report.status == "posted", received.report


def _baseline(rows: dict[str, int]) -> float:
    """Seconds to write as many rows of the same width into plain tables with the same keys, by hand."""
    from django.db import connection, transaction

    wide = "x" * 180
    with connection.cursor() as cursor:
        kind = "bigserial" if connection.vendor == "postgresql" else "integer"
        for name in rows:
            cursor.execute(
                f"CREATE TABLE bench_{name} (id {kind} PRIMARY KEY, account bigint, cents bigint, said text)"
            )
            cursor.execute(f"CREATE INDEX bench_{name}_a ON bench_{name} (account, id)")
    started = time.perf_counter()
    for first in range(0, rows["claims"], 250):
        with transaction.atomic(), connection.cursor() as cursor:
            for name, count in rows.items():
                share = count * 250 // rows["claims"]
                insert = f"INSERT INTO bench_{name} (account, cents, said) VALUES (%s, %s, %s)"  # noqa: S608
                cursor.executemany(insert, [(first + place, place, wide) for place in range(share)])
    seconds = time.perf_counter() - started
    with connection.cursor() as cursor:
        for name in rows:
            cursor.execute(f"DROP TABLE bench_{name}")
    return seconds


if __name__ == "__main__":
    print(json.dumps(main(begin())))
