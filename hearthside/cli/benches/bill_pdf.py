"""How many tagged PDF bills one core makes in a second, once warm.

The baseline is the least that the same typesetter can do in the same run: one paragraph, same profile,
same fonts. What is left between the two is what our bill costs. Budget: design.md 6.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from hearthside.bills.document import BillDocument, BillLine
from hearthside.bills.paper import render_bill, specimen
from hearthside.bills.paper.typesetter import typeset
from hearthside.references import luhn_digit

BUDGET_PER_CPU_SECOND = 40
WARM_UP = 10


def run(count: int = 200) -> dict[str, Any]:
    """Rates of bills (standard, large print, sixty lines) and of the baseline, and their ratio.

    Every bill differs from the last in all that differs between people.
    """
    bills = [_nth(specimen.bill(), index) for index in range(count + WARM_UP)]
    large = [_nth(specimen.bill("es", large_print=True), index) for index in range(count // 4 + WARM_UP)]
    long = [_nth(specimen.bill_of_lines(60), index) for index in range(count // 20 + WARM_UP)]
    standard = _measure([_printing(bill, index) for index, bill in enumerate(bills)])
    baseline = _measure([_baseline(index) for index in range(count + WARM_UP)])
    return {
        "name": "bill_pdf",
        "count": count,
        "bills_per_cpu_second": round(standard.per_cpu_second, 1),
        "bills_per_second": round(standard.per_second, 1),
        "p95_ms": round(standard.p95_ms, 1),
        "large_print_per_cpu_second": round(
            _measure([_printing(bill, index) for index, bill in enumerate(large)]).per_cpu_second, 1
        ),
        "sixty_lines_per_cpu_second": round(
            _measure([_printing(bill, index) for index, bill in enumerate(long)]).per_cpu_second, 1
        ),
        "baseline_per_cpu_second": round(baseline.per_cpu_second, 1),
        "ratio": round(standard.per_cpu_second / baseline.per_cpu_second, 3),
        "budget_per_cpu_second": BUDGET_PER_CPU_SECOND,
        "ok": standard.per_cpu_second >= BUDGET_PER_CPU_SECOND,
    }


@dataclass(frozen=True, slots=True)
class Rates:
    """By the processor's clock (what one core can do) and by the one on the wall."""

    per_cpu_second: float
    per_second: float
    p95_ms: float


def _measure(works: list[Callable[[], bytes]]) -> Rates:
    """The rates of these works, without the first few."""
    for work in works[:WARM_UP]:
        work()
    took, cpu_began = [], time.process_time()
    for work in works[WARM_UP:]:
        began = time.perf_counter()
        work()
        took.append(time.perf_counter() - began)
    cpu_seconds = time.process_time() - cpu_began
    return Rates(
        per_cpu_second=len(took) / cpu_seconds,
        per_second=len(took) / sum(took),
        p95_ms=sorted(took)[int(len(took) * 0.95)] * 1000,
    )


def _nth(bill: BillDocument, index: int) -> BillDocument:
    """The same kind of bill for someone else: other numbers, name, dates and amounts.

    Nothing that the typesetter might remember from the last bill is the same but our own words.
    """
    lines = tuple(_nth_line(line, index) for line in bill.lines)
    return replace(
        specimen.with_lines(bill, lines),
        bill_number=_number(300_000_000 + index),
        account_number=_number(700_000_000 + index),
        recipient=replace(bill.recipient, name=f"Ana Reyes {index}"),
        reason=f"{bill.reason} ({index})",
    )


def _nth_line(line: BillLine, index: int) -> BillLine:
    more_cents = 7 * index
    charged_cents = line.shares.charged_cents + 2 * more_cents
    owed_cents = line.shares.you_owe_cents + more_cents
    paid_cents = line.shares.plan_paid_cents + more_cents
    day = line.service.service_from + timedelta(days=index % 20)
    return replace(
        line,
        service=replace(line.service, service_from=day, service_to=day, provider=f"Bright Nursing {index}"),
        shares=replace(
            line.shares, charged_cents=charged_cents, plan_paid_cents=paid_cents, you_owe_cents=owed_cents
        ),
        why=f"{line.why} ({index})",
        claim_number=f"{line.claim_number}{index}",
    )


def _number(body: int) -> str:
    return f"{body}{luhn_digit(str(body))}"


def _printing(bill: BillDocument, index: int) -> Callable[[], bytes]:
    return lambda: render_bill(bill, pay_code=f"{index:08d}", qr_url=f"{specimen.QR_URL}{index}")


def _baseline(index: int) -> Callable[[], bytes]:
    sheet = {"text": f"One paragraph, number {index}.", "title": "Baseline"}
    return lambda: typeset("baseline.typ", sheet, dated_on=date(2026, 11, 9), drawings={})
