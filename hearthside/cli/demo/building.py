"""Building the demo in one home: eighteen months of files, bills and payments, or what is left of them."""

import sys
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection

from hearthside import clock
from hearthside.audit import services as audit
from hearthside.bills import selectors as bills
from hearthside.bills.paper.typefaces import FontsMissing
from hearthside.bills.printing import bill_pdf
from hearthside.bills.selectors import BillRow
from hearthside.cli.actor import shell
from hearthside.cli.demo.cast import CAST, Part
from hearthside.cli.demo.plan.making import make_plan
from hearthside.cli.demo.record import Record
from hearthside.cli.demo.steps import Step, living_on, steps
from hearthside.members import selectors as members
from hearthside.sandbox.process import SandboxProcess

Tell = Callable[[str], None]


def sandbox_of(home: Path, *, tells: str = "", bank_delay_seconds: int = 30) -> SandboxProcess:
    """The sandbox processor of this home. `tells` is where it sends its notices; nowhere when empty."""
    return SandboxProcess(
        home / "sandbox" / "state.sqlite3",
        port=urlsplit(settings.PROCESSOR_API).port or 0,
        secret_key=settings.PROCESSOR_KEY,
        webhook_url=tells,
        webhook_secret=settings.PROCESSOR_WEBHOOK_SECRET,
        our_origin=settings.SITE_URL,
        business="CareCentrix (demo)",
        bank_delay_seconds=bank_delay_seconds,
    )


def build(record: Record, *, tell: Tell) -> int:
    """Do the steps that are not done. Returns how many were done now."""
    plan = make_plan(anchor=record.anchor_on, members=record.members, seed=record.seed)
    sandbox = sandbox_of(settings.HOME)
    waiting = [step for step in steps(plan, sandbox) if not record.has(step.name)]
    if not waiting:
        return 0
    tell(
        f"Making a plan of {plan.member_count} members on {len(plan.households)} accounts, and its 18 months."
    )
    _write_faster()
    try:
        _live(waiting, record, sandbox, tell)
    finally:
        sandbox.stop()
    with living_on(record.anchor_on):
        audit.record("ops.cli_ran", subject="demo", by=shell(), at=clock.now())
        audit.seal(at=clock.now(), key=settings.SEAL_KEY)
    return len(waiting)


def _live(waiting: list[Step], record: Record, sandbox: SandboxProcess, tell: Tell) -> None:
    began, month = time.monotonic(), ""
    for step in waiting:
        if f"{step.on:%B %Y}" != month:
            month = f"{step.on:%B %Y}"
            tell(f"  {time.monotonic() - began:5.1f} s  {month}")
        if step.needs_sandbox and not sandbox.is_running:
            sandbox.start()
        with living_on(step.on):
            step.do()
        record.note(step.name)


def _write_faster() -> None:
    """Not to wait for the disk at each of ten thousand commits; a power cut costs the demo, and no more."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous=OFF")


def write_pdfs(folder: Path, *, tell: Tell) -> list[Path]:
    """The newest bill of each of the cast, as PDF. Returns the files, in the order of the cast.

    On a machine without the typefaces the house opens all the same; `tell` says what to do.
    """
    folder.mkdir(parents=True, exist_ok=True)
    newest = [(part.login, _newest_bill(part)) for part in CAST]
    try:
        return [_write_pdf(folder, login, bill) for login, bill in newest if bill is not None]
    except FontsMissing as refusal:
        tell(f"No bills on paper: {refusal}")
        return []


def _newest_bill(part: Part) -> BillRow | None:
    account = members.account_with_number(part.household.number)
    return bills.newest_bill(account.pk) if account else None


def _write_pdf(folder: Path, login: str, bill: BillRow) -> Path:
    path = folder / f"{login}-{bill.number}.pdf"
    if not path.exists():
        pdf = bill_pdf(bill)
        assert pdf is not None, "a bill can be said in the language it was made in"
        path.write_bytes(pdf)
    return path


def to_terminal(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
