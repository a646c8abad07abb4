"""A member's pages: queries, server time and bytes, among very many accounts.

The baseline is the page that only says the house is awake, through the same middleware. Budget: at most 12
queries and 50 ms at the 95th percentile with a million accounts (design.md 6); `--size 1000000` for that.
"""

import io
import json
import statistics
import time
from datetime import timedelta
from typing import Any

from hearthside.cli.benches._home import begin, elsewhere

QUERIES_MAX = 12
P95_MS_MAX = 50
BATCH = 2000
TURNS = 60


def run(accounts: int = 5000) -> dict[str, Any]:
    """Each page's queries, median and 95th percentile in ms, and KB, with `accounts` in the database."""
    return elsewhere("hearthside.cli.benches.member_page", accounts)


def main(accounts: int) -> dict[str, Any]:
    from django.conf import settings
    from django.db import connection
    from django.test import Client

    settings.ALLOWED_HOSTS = ["testserver"]
    _enroll(accounts)
    login, bill = _a_member_with_history()
    client = Client()
    client.force_login(login, backend="allauth.account.auth_backends.AuthenticationBackend")
    paths = {"home": "/account/", "bills": "/account/bills/", "bill": f"/account/bills/{bill.number}/"}
    pages = {name: _measure(client, path) for name, path in paths.items()}
    awake = _measure(client, "/healthz")
    worst = max(page["p95_ms"] for page in pages.values())
    return {
        "database": connection.vendor,
        "accounts": accounts,
        "pages": pages,
        "baseline_p95_ms": awake["p95_ms"],
        "ratio_to_baseline": round(worst / awake["p95_ms"], 1),
        "budget": f"{QUERIES_MAX} queries, {P95_MS_MAX} ms",
        "ok": worst <= P95_MS_MAX and all(page["queries"] <= QUERIES_MAX for page in pages.values()),
    }


def _enroll(accounts: int) -> None:
    from hearthside import clock
    from hearthside.members import services as members
    from hearthside.members.services import Enrollee, Relationship

    contact = ("",) * len(members.CONTACT_FIELDS)
    for first in range(0, accounts, BATCH):
        members.enroll_people(
            [
                Enrollee(f"B{place}", "Ben", "Other", None, Relationship.SELF, contact, "en")
                for place in range(first, min(first + BATCH, accounts))
            ],
            opened_on=clock.today(),
        )


def _a_member_with_history() -> tuple[Any, Any]:
    """Someone with forty services, a bill before, a payment and a bill now; and their login."""
    from pathlib import Path
    from tempfile import TemporaryDirectory

    from hearthside import clock
    from hearthside.audit.actor import job
    from hearthside.bills import services as bills
    from hearthside.cli.benches import _plan
    from hearthside.identity import services as identity
    from hearthside.intake import services as intake
    from hearthside.ledger import services as ledger
    from hearthside.members import selectors as members
    from hearthside.members import services as member_services
    from hearthside.money import Money

    by = job("bench")
    with TemporaryDirectory() as folder:
        for name, write in (("r.csv", _plan.write_roster), ("c.835", _plan.write_claims)):
            path = Path(folder, name)
            write(path, 1) if name == "r.csv" else _plan.write_claims(path, 20, 1)
            intake.receive_file(name, io.BytesIO(path.read_bytes()), by=by)
    account_id = members.account_id_of_roster_key("A0")
    assert account_id is not None
    bills.make_bill(account_id=account_id, as_of=clock.today() - timedelta(days=1), by=by, at=clock.now())
    ledger.post_payment(
        account_id=account_id,
        amount=Money(5000),
        key="payment:4021187739",
        cash_book="cash:bench",
        effective_on=clock.today(),
        at=clock.now(),
        source="card:4242",
    )
    login = identity.create_login(
        email="ana@bench.example",
        password="a bench needs no secret",  # noqa: S106
        name="Ana",
        is_staff=False,
        verified=True,
        by=by,
        at=clock.now(),
    )
    member_services.grant_access(
        login_id=login.pk, account_id=account_id, scope=member_services.Scope.SELF, by=by, at=clock.now()
    )
    from hearthside.bills import selectors

    bill = selectors.newest_bill(account_id)
    assert bill is not None
    return login, bill


def _measure(client: Any, path: str) -> dict[str, Any]:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    response = client.get(path)
    assert response.status_code == 200, (path, response.status_code)
    with CaptureQueriesContext(connection) as seen:
        client.get(path)
    queries = len(seen)
    taken = []
    for _ in range(TURNS):
        started = time.perf_counter()
        client.get(path)
        taken.append((time.perf_counter() - started) * 1000)
    return {
        "queries": queries,
        "median_ms": round(statistics.median(taken), 1),
        "p95_ms": round(statistics.quantiles(taken, n=20)[-1], 1),
        "html_kb": round(len(response.content) / 1024, 1),
    }


if __name__ == "__main__":
    print(json.dumps(main(begin())))
