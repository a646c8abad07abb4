"""The list for another company: `hearthside export pre-collection`."""

import csv
import hashlib
import io
from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path

from hearthside import clock
from hearthside.audit import services as audit
from hearthside.audit.actor import Actor
from hearthside.exports import Export, Exported
from hearthside.members import selectors as members
from hearthside.references import new_reference
from hearthside.relief.policy import policy
from hearthside.relief.rules.csv_cells import safe_cell
from hearthside.relief.services import collections

COLUMNS = (
    "account", "name", "address1", "address2", "city", "state", "zip", "language", "owed",
    "first_bill_on", "bills", "notice_on", "why",
)  # fmt: skip


def write_list(folder: Path, by: Actor, at: datetime) -> list[Exported]:
    """The accounts that nothing keeps off, as a CSV. An account that is on a list is not on another.

    The file is written whole under another name first, so that a crash leaves no half list; it is
    remembered before it has its name.
    """
    rows = list(collections.ready(today=clock.day_of(at)))
    if not rows:
        return []
    reference = new_reference()
    content = list_text(rows, today=clock.day_of(at)).encode("utf-8")
    sha256 = hashlib.sha256(content).hexdigest()
    path = folder / f"pre-collection-{reference}.csv"
    unfinished = path.with_suffix(".part")
    unfinished.write_bytes(content)
    collections.put_on_list(rows=rows, sha256=sha256, reference=reference, by=by, at=at)
    unfinished.rename(path)
    audit.record("record.exported", subject=reference, reason="pre-collection", by=by, at=at,
                 cents=collections.owed_in_all(rows).cents)  # fmt: skip
    return [Exported(path, sha256, len(rows), collections.owed_in_all(rows).cents)]


def list_text(rows: Iterable[collections.Judged], *, today: date) -> str:
    """The CSV: a heading, then a row an account. No care, no plan, no birth date."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for row in rows:
        writer.writerow([safe_cell(text) for text in _cells(row, today)])
    return out.getvalue()


def _cells(row: collections.Judged, today: date) -> list[str]:
    account, facts = members.account(row.account_id), row.facts
    return [
        account.number, members.recipient_of(row.account_id), account.address1, account.address2,
        account.city, account.state, account.zip, account.language, facts.owed.dollars_text,
        facts.first_bill_on.isoformat() if facts.first_bill_on else "", str(facts.bills),
        facts.noticed_on.isoformat() if facts.noticed_on else "", why_listed(row, today=today),
    ]  # fmt: skip


def why_listed(row: collections.Judged, *, today: date) -> str:
    """Why an account is on the list, in one line that a person can check."""
    terms, facts = policy(today).collections, row.facts
    assert facts.first_bill_on is not None and facts.noticed_on is not None
    return (
        f"{(today - facts.first_bill_on).days} days since the bill (at least {terms.days_from_first_bill}); "
        f"{facts.bills} bills (at least {terms.bills_least}); "
        f"written notice {(today - facts.noticed_on).days} days ago (at least {terms.days_from_notice}); "
        f"owes {facts.owed} (at least {terms.smallest}); nothing asked, held or on its way"
    )


EXPORTS = (Export("pre-collection", "accounts for another company to ask, with the reason", write_list),)
