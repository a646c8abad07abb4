"""Make the bills that are due, or show one."""

import argparse
import json
from datetime import date
from pathlib import Path

from hearthside import clock
from hearthside.bills import selectors as bills
from hearthside.bills import services
from hearthside.bills.printing import bill_pdf
from hearthside.bills.selectors import BillRow
from hearthside.claims import services as claims
from hearthside.cli.actor import shell
from hearthside.cli.main import say_json
from hearthside.errors import HearthsideError
from hearthside.money import total

HELP = "make the bills that are due"


class NoSuchBill(HearthsideError):
    """No bill has this number."""

    code = "cli.no_such_bill"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("action", nargs="?", choices=["make", "show"], default="make")
    parser.add_argument("number", nargs="?", help="with show: the bill's number")
    parser.add_argument("--as-of", type=date.fromisoformat, metavar="DATE", help="the day to bill for")
    parser.add_argument(
        "--pdf", type=Path, metavar="DIR_OR_FILE", help="write the bills, or the one shown, as PDF"
    )


def run(arguments: argparse.Namespace) -> int:
    return _show(arguments) if arguments.action == "show" else _make(arguments)


def _make(arguments: argparse.Namespace) -> int:
    as_of = arguments.as_of or clock.today()
    released = claims.release_waits(as_of=as_of, at=clock.now())
    made = []
    for account_id in list(dict.fromkeys(services.accounts_due(as_of=as_of))):
        bill = services.make_bill(account_id=account_id, as_of=as_of, by=shell(), at=clock.now())
        if bill is not None:
            made.append(bill)
            _write(bill, arguments.pdf)
    if arguments.json:
        say_json({"as_of": as_of.isoformat(), "released": released, "bills": [_facts(bill) for bill in made]})
    else:
        asked_for = total(bill.amount_due for bill in made)
        print(f"{len(made)} bills made for {as_of:%B %-d, %Y}, {asked_for} in all.")
    return 0


def _show(arguments: argparse.Namespace) -> int:
    number = (arguments.number or "").replace(" ", "")
    bill = bills.bill_with_number(number)
    if bill is None:
        raise NoSuchBill(
            "there is no such bill", number=arguments.number, do="look it up with `account show`"
        )
    if arguments.pdf:
        arguments.pdf.write_bytes(bill_pdf(bill))
    if arguments.json:
        say_json({**_facts(bill), "document": json.loads(bill.twin), "content_hash": bill.content_hash})
    else:
        print(f"Bill {bill.number} of {bill.made_on:%B %-d, %Y}: {bill.amount_due}, {bill.state}.")
    return 0


def _write(bill: BillRow, folder: Path | None) -> None:
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{bill.number}.pdf").write_bytes(bill_pdf(bill))


def _facts(bill: BillRow) -> dict[str, object]:
    return {
        "number": bill.number,
        "account": bill.account.number,
        "made_on": bill.made_on.isoformat(),
        "due_on": bill.due_on.isoformat(),
        "amount_due_cents": bill.amount_due_cents,
        "state": bill.state,
    }
