"""What `hearthside demo` prints when the house is ready: who can sign in, what to try, where things are."""

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from hearthside.bills import selectors as bills
from hearthside.cli.demo.cast import CAST, HELPERS, PASSWORD
from hearthside.identity import services as identity
from hearthside.members import selectors as members
from hearthside.references import spoken

WIDTH = 78


@dataclass(frozen=True, slots=True)
class SignIn:
    """One person of the cast, as a visitor meets them."""

    name: str
    email: str
    link: str
    account: str
    due_cents: int | None
    shows: str


@dataclass(frozen=True, slots=True)
class GuestBill:
    """A bill that can be paid without signing in."""

    account: str
    pay_code: str
    amount_due_cents: int
    number: str


def sign_ins() -> list[SignIn]:
    """The cast in order, each with a link that signs them in."""
    found = []
    for part in CAST:
        account = members.account_with_number(part.household.number)
        due_cents = bills.due(account.pk).cents if account else None
        found.append(
            SignIn(
                part.household.name,
                part.email,
                _link(part.email),
                part.household.number,
                due_cents,
                part.shows,
            )
        )
    for place, helper in enumerate(HELPERS, 1):
        one = SignIn(helper.name, helper.email, _link(helper.email), "", None, helper.shows)
        found.insert(place if helper.helps else len(found), one)
    return found


def guest_bill() -> GuestBill | None:
    """Ana's open bill; None when it was paid."""
    account = members.account_with_number(CAST[0].household.number)
    bill = bills.open_bill(account.pk) if account else None
    if account is None or bill is None:
        return None
    return GuestBill(account.number, bills.pay_code_of(bill), bill.amount_due_cents, bill.number)


def facts(*, pdfs: Path, built: int) -> dict[str, Any]:
    """The page as data, for --json."""
    bill = guest_bill()
    return {
        "site": settings.SITE_URL,
        "processor": settings.PROCESSOR_API,
        "home": str(settings.HOME),
        "steps_done_now": built,
        "password": PASSWORD,
        "sign_ins": [asdict(one) for one in sign_ins()],
        "guest_bill": asdict(bill) if bill else None,
        "pdf_folder": str(pdfs),
        "mail_file": str(_waiting("lockbox")),
        "statement_file": str(_waiting("bank")),
    }


def page(*, pdfs: Path, is_serving: bool) -> str:
    """The page as text."""
    site = settings.SITE_URL
    lines = ["", "Hearthside, the demo house".center(WIDTH).rstrip(), "-" * WIDTH]
    lines += [
        f"The site          {site}/"
        if is_serving
        else "The site is not running: `hearthside demo` starts it."
    ]
    lines += _guest(site)
    lines += ["", "Sign in as, by opening the link:"]
    for one in sign_ins():
        lines += [f"  {one.name:<18}{one.shows}", f"    {one.link}"]
    lines += [
        "",
        f"Or sign in with   {CAST[0].email} and so on, password: {PASSWORD}",
        f"Codes and letters {_short(settings.OUTBOX_FOLDER)}",
        f"Bills on paper    {_short(pdfs)}",
        f"The plans' files  {_short(settings.HOME / 'demo-files')}",
        f"The day's mail    `hearthside import {_short(_waiting('lockbox'))}`, then Walt works it",
        f"The bank's word   `hearthside import {_short(_waiting('bank'))}`, then {site}/desk/banking/",
        f"Pretend payments  {settings.PROCESSOR_API}/_control/   test card 4242 4242 4242 4242",
        "Every cent proved `hearthside audit --replay`",
    ]
    if is_serving:
        lines += ["", "Press Ctrl-C to stop everything. Everyone here is invented."]
    return "\n".join([*lines, "-" * WIDTH, ""])


def _guest(site: str) -> list[str]:
    bill = guest_bill()
    if bill is None:
        return ["Ana's bill is paid; `hearthside bill` makes the next ones."]
    code = f"{bill.pay_code[:4]} {bill.pay_code[4:]}"
    return [
        f"Pay as a guest    {site}/pay/",
        f"                  account number {spoken(bill.account)}, pay code {code}",
    ]


def _waiting(kind: str) -> Path:
    """The file of this kind that waits to be imported; there is one in a home."""
    return next((settings.HOME / "demo-files").glob(f"{kind}-*.txt"))


def _link(email: str) -> str:
    return settings.SITE_URL + identity.demo_link(email)


def _short(path: Path) -> str:
    """Relative to where the command runs, where that is shorter."""
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)
