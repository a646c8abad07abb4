"""Prove that every cent is where it should be; with --replay, by building it all again."""

import argparse
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings

from hearthside import clock
from hearthside.audit import services as audit
from hearthside.audit.selectors import verify
from hearthside.claims import selectors as claims
from hearthside.cli.main import say_json
from hearthside.cli.replay import replay_faults
from hearthside.intake import selectors as intake
from hearthside.ledger import books
from hearthside.ledger import selectors as ledger
from hearthside.money import ZERO
from hearthside.payments import selectors as payments
from hearthside.rooms import parts_of_rooms

HELP = "prove that every cent is where it should be"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--replay", action="store_true", help="post every stored file and payment again, elsewhere"
    )


def run(arguments: argparse.Namespace) -> int:
    now = clock.now()
    audit.keep_sealed(at=now)
    checks = [
        *(check for module in parts_of_rooms("proofs") for check in module.checks()),
        ("the audit chain is whole", _chain_faults(now)),
    ]
    if arguments.replay:
        checks.append(("a replay of every file and payment gives the same balances", replay_faults()))
    answer: dict[str, Any] = {
        "ok": not any(found for _, found in checks),
        "checks": [{"name": name, "ok": not found, "found": found} for name, found in checks],
        "totals": _totals(),
    }
    say_json(answer) if arguments.json else _print(answer)
    return 0 if answer["ok"] else 1


def _chain_faults(now: datetime) -> list[str]:
    faults = verify(key=settings.SEAL_KEY, at=now, sealed_by=timedelta(seconds=60))
    return [f"{fault.kind}: {fault.where}: {fault.what}" for fault in faults]


def _totals() -> dict[str, int]:
    held = ledger.book_totals()
    count, cents = payments.totals()
    return {
        "files": intake.file_count(),
        **claims.totals(),
        "postings": ledger.posting_count(),
        "receivable_cents": held.get(books.RECEIVABLE, ZERO).cents,
        "unapplied_cents": -held.get(books.UNAPPLIED, ZERO).cents,
        "suspense_cents": -held.get(books.SUSPENSE, ZERO).cents,
        "payments": count,
        "payments_cents": cents,
    }


def _print(answer: dict[str, Any]) -> None:
    for check in answer["checks"]:
        print(f"{'ok  ' if check['ok'] else 'FAIL'} {check['name']}")
        for fault in check["found"]:
            print(f"       {fault}")
    for name, value in answer["totals"].items():
        print(f"     {name.replace('_', ' ')}: {value:,}")
