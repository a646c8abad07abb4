"""Posting payments: how many a second 16 clients commit, fsync on, each on accounts of its own choosing.

The baseline commits the same rows (an entry, two postings, one open item lowered, the account locked) by
hand-written SQL from the same number of client processes. Budget: 30% of it, and no row that all share
(design.md 6).
"""

import json
import multiprocessing
import os
import random
import time
from datetime import date
from typing import Any

from hearthside.cli.benches._home import begin, elsewhere, ratio

BUDGET_RATIO = 0.30
CLIENTS = 16
ACCOUNTS = 2000


def run(payments: int = 3200) -> dict[str, Any]:
    """Payments a second by the service and by hand-written SQL, and their ratio."""
    return elsewhere("hearthside.cli.benches.payment_posting", payments)


def main(payments: int) -> dict[str, Any]:
    from django.db import connection

    from hearthside.ledger import selectors as ledger

    accounts = _accounts()
    vendor = connection.vendor
    connection.close()
    each = payments // CLIENTS
    ours = _race(_by_service, accounts, each)
    assert ledger.standing(accounts[0]).receivable.cents >= 0
    connection.close()
    by_hand = _race(_by_hand, accounts, each)
    return {
        "database": vendor,
        "clients": CLIENTS,
        "payments": each * CLIENTS,
        "payments_per_second": round(ours),
        "baseline_per_second": round(by_hand),
        "ratio_to_baseline": ratio(ours, by_hand),
        "budget_ratio": BUDGET_RATIO,
        "ok": ratio(ours, by_hand) >= BUDGET_RATIO,
    }


def _accounts() -> list[int]:
    from django.db import transaction

    from hearthside import clock
    from hearthside.ledger import services
    from hearthside.ledger.services import ChargeDraft
    from hearthside.members import services as members
    from hearthside.members.services import Enrollee, Relationship
    from hearthside.money import Money

    contact = ("",) * len(members.CONTACT_FIELDS)
    people = [
        Enrollee(f"B{place}", "Ana", "Reyes", None, Relationship.SELF, contact, "en")
        for place in range(ACCOUNTS)
    ]
    ids = [one.account_id for one in members.enroll_people(people, opened_on=clock.today())]
    with transaction.atomic():
        members.lock_accounts(ids)
        drafts = [ChargeDraft(pk, pk, Money(10**9), date(2026, 1, 1), "bench") for pk in ids]
        services.post_charges(drafts, at=clock.now())
    return ids


def _race(work: Any, accounts: list[int], each: int) -> float:
    """Payments a second of CLIENTS processes that start together."""
    context = multiprocessing.get_context("fork")
    gate = context.Barrier(CLIENTS + 1)
    clients = [
        context.Process(target=_client, args=(work, accounts, each, gate, number))
        for number in range(CLIENTS)
    ]
    for client in clients:
        client.start()
    gate.wait()
    started = time.perf_counter()
    for client in clients:
        client.join()
    seconds = time.perf_counter() - started
    assert all(client.exitcode == 0 for client in clients), "a client failed"
    return each * CLIENTS / seconds


def _client(work: Any, accounts: list[int], each: int, gate: Any, number: int) -> None:
    chosen = random.Random(number)  # noqa: S311
    pay = work()
    gate.wait()
    for turn in range(each):
        pay(chosen.choice(accounts), f"{os.getpid()}:{turn}")


def _by_service() -> Any:
    from hearthside import clock
    from hearthside.ledger import services
    from hearthside.money import Money

    def pay(account_id: int, key: str) -> None:
        services.post_payment(
            account_id=account_id,
            amount=Money(100),
            key=f"payment:{key}",
            cash_book="cash:bench",
            effective_on=date(2026, 11, 23),
            at=clock.now(),
        )

    return pay


def _by_hand() -> Any:
    from django.db import connection, transaction

    def pay(account_id: int, key: str) -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            lock = " FOR UPDATE" if connection.vendor == "postgresql" else ""
            cursor.execute(f"SELECT id FROM members_account WHERE id = %s{lock}", [account_id])  # noqa: S608
            cursor.execute(
                "SELECT charge_id, open_cents FROM ledger_openitem WHERE account_id = %s AND open_cents > 0",
                [account_id],
            )
            cursor.fetchall()
            number = _next(cursor, "ledger_journalentry")
            for book, charge, cents in (("cash:hand", None, 100), ("receivable", account_id, -100)):
                cursor.execute(
                    "INSERT INTO ledger_posting (id, entry_id, account_id, book, charge_id, amount_cents) "
                    "VALUES (%s, %s, %s, %s, %s, %s)",
                    [_next(cursor, "ledger_posting"), number, account_id, book, charge, cents],
                )
            cursor.execute(
                "INSERT INTO ledger_journalentry "
                "(id, account_id, kind, key, source, effective_on, posted_at) "
                "VALUES (%s, %s, 'payment', %s, '', '2026-11-23', '2026-11-23 12:00:00')",
                [number, account_id, f"hand:{key}"],
            )
            cursor.execute(
                "UPDATE ledger_openitem SET open_cents = open_cents - 100 WHERE charge_id = %s", [account_id]
            )

    return pay


def _next(cursor: Any, table: str) -> int:
    if cursor.db.vendor == "postgresql":
        cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, 'id'))", [table])
    else:
        cursor.execute(f"SELECT COALESCE(MAX(id), 0) + 1 FROM {table}")  # noqa: S608
    return int(cursor.fetchone()[0])


if __name__ == "__main__":
    print(json.dumps(main(begin())))
