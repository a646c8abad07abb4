"""The mail of the demo's last day: a lockbox file that waits for Walt, and that the demo does not post.

Most checks find their account by themselves. Each of the others waits for a person, for a reason of its own.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path

from django.conf import settings

from hearthside.bills import selectors as bills
from hearthside.cli.demo.cast import CAST
from hearthside.cli.demo.plan.making import SyntheticPlan
from hearthside.cli.demo.plan.people import Household
from hearthside.formats.fed_calendar import is_banking_day
from hearthside.formats.lockbox.layout import layout_named
from hearthside.formats.lockbox.records import BatchStart, Check, Coupon, FileStart, Record
from hearthside.formats.lockbox.writing import write_lockbox
from hearthside.formats.scanline import ScanLine
from hearthside.members import selectors as members
from hearthside.money import Money, total
from hearthside.organization.selectors import profile

LAYOUT = layout_named("bai-scan-line")
LOCKBOX = "0277947"
THEIR_BANK = "061000052"
STRANGER = "AGNES POMEROY"
STRANGERS_CHECK = Money(7500)
FUND = "MAGNOLIA HELPING FUND"
ONE_CLERK_BELOW = Money(100_000)
IN_THE_MAIL = timedelta(days=4)
FIRST_CHECK_NUMBER = 1041


@dataclass(frozen=True, slots=True)
class Owing:
    """Somebody with an open bill: what it asks for, and what the account owes in all."""

    home: Household
    billed: Money
    due: Money
    due_on: date

    @property
    def name(self) -> str:
        return self.home.name.upper()

    @property
    def scan_line(self) -> str:
        """The digits at the foot of the bill's coupon."""
        return ScanLine(self.home.number, self.billed, self.due_on).text()


def mail_day(anchor: date) -> date:
    """The last day, up to the demo's own, on which a bank opened mail."""
    while not is_banking_day(anchor):
        anchor -= timedelta(days=1)
    return anchor


def mail_path(anchor: date) -> Path:
    """Where the lockbox file of the demo's last day is."""
    return Path(settings.HOME) / "demo-files" / f"lockbox-{mail_day(anchor).isoformat()}.txt"


def write_mail(plan: SyntheticPlan) -> None:
    """Write the lockbox file, once: what was posted of it since changes nothing."""
    path = mail_path(plan.anchor)
    if not path.exists():
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(mail_file(checks(plan), mail_day(plan.anchor)))


def mail_file(found: list[Check], day: date) -> bytes:
    """The checks as one deposit, in the layout of a bank that reads our coupon."""
    records: list[Record] = [FileStart("", origin="0099999991", created_on=day, created_time="1800")]
    records.append(BatchStart(1, "214", LOCKBOX, day))
    records += [_on_paper(check, place, day) for place, check in enumerate(found, 1)]
    out = BytesIO()
    write_lockbox(records, out, LAYOUT)
    return out.getvalue()


def checks(plan: SyntheticPlan) -> list[Check]:
    """What people mailed: never Ana, who is to owe what her bill says."""
    cast = {part.login: part.household for part in CAST}
    cora, luis, ngozi, teresa, marcus = (
        _owing(cast[login]) for login in ("cora", "luis", "ngozi", "teresa", "marcus")
    )
    found: list[Check] = []
    if cora:
        found.append(_check(cora.name, cora.billed, Coupon(scan_line=cora.scan_line)))
    if luis:
        found.append(_check(luis.name, luis.billed, Coupon(text=f"ACCT {luis.home.number}")))
    if ngozi and teresa:
        found.append(_for_both(ngozi, teresa))
    if marcus:
        found.append(_check(marcus.name, marcus.due))
    found.append(_check(STRANGER, STRANGERS_CHECK))
    return found + _of_others(plan)


def _for_both(*owing: Owing) -> Check:
    """One check with two coupons, each with its amount as the bank keyed it."""
    coupons = [Coupon(scan_line=one.scan_line, amount=one.billed) for one in owing]
    return _check(FUND, total(one.billed for one in owing), *coupons)


def _of_others(plan: SyntheticPlan) -> list[Check]:
    """A coupon whose last digit was misread, a number with a digit nobody can read, and a plain one."""
    rest = _others(plan)
    misread, blurred, plain = (next(rest, None) for _ in range(3))
    found = []
    if misread:
        found.append(_check(misread.name, misread.billed, Coupon(scan_line=_misread(misread.scan_line))))
    if blurred:
        found.append(
            _check(blurred.name, blurred.billed, Coupon(text=f"ACCT {_blurred(blurred.home.number)}"))
        )
    if plain:
        found.append(_check(plain.name, plain.billed, Coupon(scan_line=plain.scan_line)))
    return found


def _others(plan: SyntheticPlan) -> Iterator[Owing]:
    """People beyond the cast who owe just what their bill says, and too little to need two clerks anyway."""
    for home in plan.households[len(CAST) :]:
        one = _owing(home)
        if one is not None and one.billed == one.due < ONE_CLERK_BELOW:
            yield one


def _owing(home: Household) -> Owing | None:
    """What a household's open bill asks for; None where there is none."""
    account = members.account_with_number(home.number)
    bill = bills.open_bill(account.pk) if account else None
    if account is None or bill is None:
        return None
    return Owing(home, Money(bill.amount_due_cents), bills.due(account.pk), bill.due_on)


def _check(remitter: str, amount: Money, *coupons: Coupon) -> Check:
    return Check(ordinal=1, amount=amount, remitter=remitter, coupons=list(coupons))


def _on_paper(check: Check, place: int, day: date) -> Check:
    """The check as a thing on paper: a number, a day, an account at the payer's bank."""
    return replace(
        check, ordinal=place, check_number=str(FIRST_CHECK_NUMBER + 17 * place), routing=THEIR_BANK,
        account=f"{441729 + 1013 * place:010d}", written_on=day - IN_THE_MAIL, payee=profile().payee,
    )  # fmt: skip


def _misread(scan_line: str) -> str:
    """The check digit as a machine read it: one too high, so that the line no longer agrees with itself."""
    return scan_line[:-1] + str((int(scan_line[-1]) + 1) % 10)


def _blurred(number: str) -> str:
    return number[:3] + "?" + number[4:]
