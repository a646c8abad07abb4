"""Show one account: what it owes, why, what is held, its bills and payments."""

import argparse
from typing import Any

from hearthside.audit import services as audit
from hearthside.cli.accounts import account_facts, find_account
from hearthside.cli.actor import shell
from hearthside.cli.main import say_json
from hearthside.money import Money

HELP = "show one account"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("action", choices=["show"])
    parser.add_argument("number", nargs="?", help="the account number")
    parser.add_argument("--member", metavar="MEMBER_ID", help="find the account by a member id")


def run(arguments: argparse.Namespace) -> int:
    account = find_account(arguments.number, arguments.member)
    audit.record("record.viewed", subject=account.number, account_id=account.pk, by=shell())
    facts = account_facts(account)
    say_json(facts) if arguments.json else _print(facts)
    return 0


def _print(facts: dict[str, Any]) -> None:
    due, balance = Money(facts["due_cents"]), Money(facts["balance_cents"])
    print(f"Account {facts['account']}: due {due}, balance {balance}")
    for charge in facts["charges"]:
        amount, left = Money(charge["amount_cents"]), Money(charge["open_cents"])
        print(f"  charge {charge['reference']}: {charge['reason']} {amount}, open {left} ({charge['state']})")
        print(f"    claim {charge['claim']}, line {charge['line'] or 'none: the whole claim'}")
    for held in facts["held"]:
        print(f"  held: {Money(held['amount_cents'])} of claim {held['claim']}: {held['reason']}")
    for bill in facts["bills"]:
        amount = Money(bill["amount_due_cents"])
        print(f"  bill {bill['number']} of {bill['made_on']}: {amount} ({bill['state']})")
    for payment in facts["payments"]:
        print(f"  payment {payment['reference']}: {Money(payment['amount_cents'])} ({payment['state']})")
