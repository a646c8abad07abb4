"""How fast the 835 reader is, and how little memory it takes, against the same bytes merely split.

Budget (design.md 6): one pass, claim by claim, at least 10 MB/s with all balance checks, at most 60 MB.
"""

import json
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from hearthside.formats.x12.delimiters import Delimiters
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

CLAIM_BYTES = 520  # about, as written below
MEMORY_MB_MAX = 60
MB_PER_SECOND_MIN = 10
ROUNDS = 3

_MEASURED = """
import json, sys, time
from hearthside.cli.benches import remittance_reader
before = time.process_time()
claims, cents = getattr(remittance_reader, sys.argv[1])(sys.argv[2])
seconds = time.process_time() - before
memory = remittance_reader.peak_memory_kib()
print(json.dumps({"claims": claims, "cents": cents, "seconds": seconds, "memory_kib": memory}))
"""


def peak_memory_kib() -> int:
    """The most memory this process has held. Not getrusage: that remembers the process it was forked from."""
    status = Path("/proc/self/status")
    if status.exists():
        peak = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM:"))
        return int(peak.split()[1])
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def run(size_mb: int = 20) -> dict[str, object]:
    """Make an 835 of about `size_mb` MB, read it in processes of their own, and say how that went.

    `ratio` is the reader's speed over the baseline's, best of three rounds taken in turn. Seconds are
    processor seconds: both work on one core, and what else the machine does should not count.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "remittance.835"
        with path.open("wb") as stream:
            write_remittance(_records(size_mb * 1_000_000 // CLAIM_BYTES), stream, delimiters=Delimiters())
        size = path.stat().st_size
        rounds = [(_measure("read", path), _measure("split", path)) for _ in range(ROUNDS)]
    reader = min((ours for ours, _ in rounds), key=lambda one: one["seconds"])
    baseline = min((theirs for _, theirs in rounds), key=lambda one: one["seconds"])
    if (reader["claims"], reader["cents"]) != (baseline["claims"], baseline["cents"]):
        raise AssertionError(f"the reader and the baseline disagree: {reader} {baseline}")
    speed = size / 1_000_000 / reader["seconds"]
    memory_mb = round(max(ours["memory_kib"] for ours, _ in rounds) / 1024, 1)
    return {
        "name": "remittance_reader",
        "bytes": size,
        "claims": reader["claims"],
        "mb_per_second": round(speed, 2),
        "baseline_mb_per_second": round(size / 1_000_000 / baseline["seconds"], 2),
        "ratio": round(baseline["seconds"] / reader["seconds"], 3),
        "memory_mb": memory_mb,
        "baseline_memory_mb": round(max(theirs["memory_kib"] for _, theirs in rounds) / 1024, 1),
        "budget_mb_per_second": MB_PER_SECOND_MIN,
        "budget_memory_mb": MEMORY_MB_MAX,
        "ok": speed >= MB_PER_SECOND_MIN and memory_mb <= MEMORY_MB_MAX,
    }


def read(path: str) -> tuple[int, int]:
    """The reader with all its checks: claims, and cents of CLP03 plus every CAS."""
    from hearthside.formats.x12.remittance import read_remittance

    claims = cents = 0
    with open(path, "rb") as stream:
        for record in read_remittance(stream):
            if isinstance(record, Claim):
                claims += 1
                cents += record.charged_cents
                for line in record.lines:
                    for adjustment in line.adjustments:
                        cents += adjustment.amount_cents
    return claims, cents


def split(path: str) -> tuple[int, int]:
    """The baseline: the same bytes in blocks, split on ~ and *, CLP03 and CAS summed, nothing checked."""
    claims = cents = 0
    rest = ""
    with open(path, encoding="latin-1", newline="") as stream:
        while block := stream.read(1 << 20):
            *segments, rest = (rest + block).split("~")
            for segment in segments:
                elements = segment.lstrip().split("*")
                if elements[0] == "CLP":
                    claims += 1
                    cents += _cents(elements[3])
                elif elements[0] == "CAS":
                    for amount in elements[3::3]:
                        cents += _cents(amount)
    return claims, cents


def _cents(text: str) -> int:
    dollars, _, part = text.partition(".")
    return int(dollars + part.ljust(2, "0"))


def _measure(what: str, path: Path) -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, "-c", _MEASURED, what, str(path)], capture_output=True, text=True, check=True
    )
    figures: dict[str, float] = json.loads(done.stdout)
    return figures


def _records(count: int) -> Iterator[Record]:
    """One balanced transaction of `count` claims, four lines each; amounts and names vary."""
    paid_on = date(2026, 6, 2)
    yield TransactionStart(
        interchange_sender="ACMEPAYER",
        interchange_receiver="HEARTHSIDE",
        interchange_control="000000001",
        group_control="1",
        st_control="0001",
        handling="I",
        bpr_cents=sum(_paid(index, line) for index in range(count) for line in range(4)),
        credit_debit="C",
        method="ACH",
        paid_on=paid_on,
        trace="EFT1",
        trace_payer="1512345678",
        payer_name="ACME HEALTH",
        payee_name="HEARTHSIDE HOME CARE",
        production_on=paid_on,
    )
    for index in range(count):
        yield _claim(index, paid_on)
    yield TransactionEnd()


def _claim(index: int, served_on: date) -> Claim:
    lines = [_line(index, ordinal, served_on) for ordinal in range(4)]
    return Claim(
        index=index + 1,
        number=f"A{index}",
        status="1",
        charged_cents=sum(line.charged_cents for line in lines),
        paid_cents=sum(line.paid_cents for line in lines),
        responsibility_cents=sum(line.pr_cents for line in lines),
        filing="12",
        payer_number=f"ICN{index}",
        facility="12",
        frequency="1",
        patient=Name("RIVERA", f"ANA{index % 97}", id_qualifier="MI", id=f"M{index % 9973:06d}"),
        lines=lines,
        amounts={"AU": sum(line.charged_cents for line in lines)},
    )


def _line(index: int, ordinal: int, served_on: date) -> ServiceLine:
    paid, share = _paid(index, ordinal), 100 + index % 1900
    return ServiceLine(
        ordinal=ordinal + 1,
        qualifier="HC",
        code=("E0601", "A7030", "A7032", "A7037")[ordinal],
        modifiers=("RR",) if ordinal == 0 else ("NU",),
        charged_cents=paid + share + 4500,
        paid_cents=paid,
        units="1",
        served_from=served_on,
        served_to=served_on,
        adjustments=[Adjustment("CO", "45", 4500), Adjustment("PR", "2", share)],
        amounts={"B6": paid + share},
        refs={"6R": [str(ordinal + 1)]},
    )


def _paid(index: int, ordinal: int) -> int:
    return 1000 + (index * 7 + ordinal * 131) % 20_000
