"""The bank's own word on the demo's last weeks: a statement that waits beside the mail, to be imported.

With both, the day of the mail is proven: the bank has what the lockbox file says, and what the card
processor paid out.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path

from django.conf import settings

from hearthside.banking import lookups as banking
from hearthside.cli.demo.mailing import LAYOUT, LOCKBOX, mail_day, mail_path
from hearthside.cli.demo.plan.making import SyntheticPlan
from hearthside.formats.bai2 import (
    AccountEnd,
    AccountStart,
    FileEnd,
    FileStart,
    GroupEnd,
    GroupStart,
    Record,
    Transaction,
    write_bai2,
)
from hearthside.formats.fed_calendar import is_banking_day
from hearthside.formats.lockbox.reading import read_lockbox
from hearthside.formats.lockbox.records import Check
from hearthside.money import ZERO, Money, total

BANK, US, ACCOUNT = "121140399", "HEARTHSIDE", "4400123987"
DAYS = 14
FINAL, PRIOR_DAY = "1", "2"
LOCKBOX_DEPOSIT, PAID_OUT, TAKEN_BACK = "115", "142", "451"


def statement_path(anchor: date) -> Path:
    """Where the bank's statement is."""
    return Path(settings.HOME) / "demo-files" / f"bank-{mail_day(anchor).isoformat()}.txt"


def write_statement(plan: SyntheticPlan) -> None:
    """Write the statement, once, after the mail."""
    path = statement_path(plan.anchor)
    if not path.exists():
        path.write_bytes(statement_file(mail_day(plan.anchor), deposit=_deposit(plan.anchor)))


def statement_file(last: date, *, deposit: Money) -> bytes:
    """Two weeks of the bank account up to `last`, on which the lockbox `deposit` came in."""
    records: list[Record] = [FileStart(BANK, US, last, "0700", f"{last:%m%d}")]
    for step in reversed(range(DAYS)):
        day = last - timedelta(days=step)
        if is_banking_day(day):
            records += _day(day, deposit if day == last else ZERO)
    out = BytesIO()
    write_bai2([*records, FileEnd()], out)
    return out.getvalue()


def _day(day: date, deposit: Money) -> list[Record]:
    return [
        GroupStart(US, BANK, FINAL, day, "", "USD", PRIOR_DAY),
        AccountStart(ACCOUNT, "USD"),
        *_lines(day, deposit),
        AccountEnd(ACCOUNT),
        GroupEnd(),
    ]


def _lines(day: date, deposit: Money) -> Iterator[Transaction]:
    payout = banking.payout_on(day)
    if payout is not None and payout.net:
        code = PAID_OUT if payout.net > ZERO else TAKEN_BACK
        yield Transaction(code, max(payout.net, -payout.net), text=f"STRIPE TRANSFER ST-{day:%m%d}")
    if deposit:
        yield Transaction(LOCKBOX_DEPOSIT, deposit, customer_reference=LOCKBOX, text="LOCKBOX DEPOSIT")


def _deposit(anchor: date) -> Money:
    """What the lockbox file of the day adds up to."""
    with mail_path(anchor).open("rb") as stream:
        return total(one.amount for one in read_lockbox(stream, LAYOUT) if isinstance(one, Check))
