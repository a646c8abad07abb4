"""A nightly round of reminders: open bills looked at a second, and what each message costs.

One bill in fifty has a step whose day has come; the rest are only looked at. Memory is what the process grew
by during the round. The baseline reads the same open items in one plain pass on the same database.
"""

import json
import resource
import time
from datetime import datetime, timedelta
from typing import Any

from hearthside.cli.benches._home import begin, elsewhere, ratio

MEMORY_MB_MAX = 60
ONE_IN = 50


def run(bills: int = 100_000) -> dict[str, Any]:
    """Bills a second, messages a second, and the memory grown."""
    return elsewhere("hearthside.cli.benches.reminders", bills)


def main(bills: int) -> dict[str, Any]:
    from django.db import connection

    from hearthside import clock
    from hearthside.ledger import selectors as ledger
    from hearthside.reminders import services

    _make(bills)
    at = datetime.combine(clock.today(), datetime.min.time(), clock.EASTERN) + timedelta(hours=12)
    started = time.perf_counter()
    assert sum(1 for _ in ledger.accounts_with_open_charges()) == bills
    base = time.perf_counter() - started
    before_kib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = time.perf_counter()
    looked = _looked_at_all(at)
    looking = time.perf_counter() - started
    started = time.perf_counter()
    sent = services.remind(at=at)
    sending = time.perf_counter() - started
    started = time.perf_counter()
    assert services.remind(at=at) == 0, "a second round sends nothing"
    again = time.perf_counter() - started
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before_kib) // 1024
    assert looked == bills and sent == -(-bills // ONE_IN), (looked, sent)
    return {
        "database": connection.vendor, "bills": bills, "messages": sent,
        "facts_per_second": round(bills / looking), "round_seconds": round(sending, 2),
        "messages_per_second": round(sent / sending), "second_round_seconds": round(again, 2),
        "memory_grown_mb": grown, "ratio_to_one_plain_pass": ratio(base, looking),
        "ok": grown <= MEMORY_MB_MAX,
    }  # fmt: skip


def _looked_at_all(at: datetime) -> int:
    """The facts of every bill, a thousand at once: what a round costs if a step of each is due."""
    from itertools import islice

    from hearthside.ledger import selectors as ledger
    from hearthside.reminders.facts import known_of

    ids, count = iter(ledger.accounts_with_open_charges()), 0
    while some := list(islice(ids, 1000)):
        count += len(known_of(some, at=at))
    return count


def _make(bills: int) -> None:
    """Accounts with one open charge and one open bill each; of one in fifty it was due five days ago."""
    from hearthside import clock
    from hearthside.members import services as members
    from hearthside.members.services import Enrollee

    values = {"address1": "12 Elm St", "city": "Dayton", "state": "OH", "zip": "45402"}
    for first in range(0, bills, 1000):
        places = range(first, min(first + 1000, bills))
        people = [
            Enrollee(
                f"B{place}", "Ana", "Reyes", None, members.relationship_word("self"),
                tuple({**values, "email": f"ana{place}@example.org"}.get(name, "")
                      for name in members.CONTACT_FIELDS), "en",
            )
            for place in places
        ]  # fmt: skip
        ids = [one.account_id for one in members.enroll_people(people, opened_on=clock.today())]
        _owe(ids)
        _bill(ids)


def _owe(account_ids: list[int]) -> None:
    from django.db import transaction

    from hearthside import clock
    from hearthside.ledger import services
    from hearthside.ledger.services import ChargeDraft
    from hearthside.members import services as members
    from hearthside.money import Money

    with transaction.atomic():
        members.lock_accounts(account_ids)
        day = clock.today() - timedelta(days=40)
        drafts = [ChargeDraft(pk, pk, Money(14250), day, "bench") for pk in account_ids]
        services.post_charges(drafts, at=clock.now())


def _bill(account_ids: list[int]) -> None:
    """Rows of bills as the billing run leaves them, without composing each: this bench reads no picture."""
    from hearthside import clock
    from hearthside.bills.selectors import BillRow
    from hearthside.references import reference_of

    late, later = (clock.today() + timedelta(days=days) for days in (-5, 11))
    rows = BillRow.objects.bulk_create(
        BillRow(
            number=reference_of(pk), account_id=pk, made_on=late - timedelta(days=25), state="open",
            due_on=later if (pk - 1) % ONE_IN else late, amount_due_cents=14250, token_hash=f"{pk:064d}",
            twin="{}", content_hash=f"{pk:064d}",
        )
        for pk in account_ids
    )  # fmt: skip
    line = BillRow._meta.get_field("lines").related_model
    line.objects.bulk_create(
        line(bill_id=row.pk, account_id=row.account_id, charge_id=row.account_id, open_cents=14250)
        for row in rows
    )


if __name__ == "__main__":
    print(json.dumps(main(begin())))
