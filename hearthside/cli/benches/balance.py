"""The balance of an account: queries and time, for accounts with few and with very many postings.

Flat means: the ratio of the largest account's time to the smallest's stays near one. The baseline sums
all postings of the large account. Budget: at most 3 queries (design.md 6).
"""

import json
import time
from typing import Any

from hearthside.cli.benches._home import begin, elsewhere

QUERIES_MAX = 3
READS = 200


def run(postings: int = 20_000) -> dict[str, Any]:
    """Milliseconds and queries of a balance read, for accounts of 10, and of `postings`, postings."""
    return elsewhere("hearthside.cli.benches.balance", postings)


def main(postings: int) -> dict[str, Any]:
    from django.db import connection

    from hearthside.ledger import selectors

    small, large = _account(10), _account(postings)
    queries, _ = _queries(lambda: selectors.standing(large))
    few = _milliseconds(lambda: selectors.standing(small))
    many = _milliseconds(lambda: selectors.standing(large))
    summing = _milliseconds(lambda: selectors.sums_of_all(large), times=20)
    return {
        "database": connection.vendor,
        "postings": postings,
        "queries": queries,
        "small_ms": round(few, 3),
        "large_ms": round(many, 3),
        "growth": round(many / few, 2),
        "baseline_summing_all_ms": round(summing, 3),
        "ratio_to_baseline": round(summing / many, 1),
        "ok": queries <= QUERIES_MAX and many / few < 3,
    }


def _account(postings: int) -> int:
    from datetime import date

    from django.db import transaction

    from hearthside import clock
    from hearthside.ledger import services
    from hearthside.ledger.services import ChargeDraft
    from hearthside.members import services as members
    from hearthside.money import Money

    contact = dict.fromkeys(members.CONTACT_FIELDS, "")
    account = members.open_account(roster_key=None, opened_on=clock.today(), contact=contact, language="en")
    for first in range(0, postings // 2, 500):
        with transaction.atomic():
            members.lock_account(account.pk)
            services.post_charges(
                [
                    ChargeDraft(account.pk, account.pk * 10**7 + place, Money(100), date(2026, 1, 1), "bench")
                    for place in range(first, min(first + 500, postings // 2))
                ],
                at=clock.now(),
            )
    return account.pk


def _queries(work: Any) -> tuple[int, Any]:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as seen:
        result = work()
    return len(seen), result


def _milliseconds(work: Any, times: int = READS) -> float:
    started = time.perf_counter()
    for _ in range(times):
        work()
    return (time.perf_counter() - started) * 1000 / times


if __name__ == "__main__":
    print(json.dumps(main(begin())))
