"""One account as data, for `account show` and `trace`."""

from typing import Any

from hearthside import clock
from hearthside.bills import selectors as bills
from hearthside.claims import selectors as claims
from hearthside.coverage import selectors as coverage
from hearthside.coverage.rules import id_as_matched
from hearthside.errors import HearthsideError
from hearthside.ledger import selectors as ledger
from hearthside.members import selectors as members
from hearthside.members.selectors import AccountRow
from hearthside.money import ZERO
from hearthside.payments import selectors as payments
from hearthside.references import typed


class NoSuchAccount(HearthsideError):
    """No account, or more than one, answers to what was given."""

    code = "cli.no_such_account"


def find_account(number: str | None, member_id: str | None) -> AccountRow:
    """By account number or by member id. Raises NoSuchAccount."""
    if number:
        account = members.account_with_number(typed(number))
        if account is not None:
            return account
        raise NoSuchAccount("no account has this number", number=number)
    if not member_id:
        raise NoSuchAccount("give an account number, or --member MEMBER_ID")
    account_id = coverage.account_of_member_id(id_as_matched(member_id))
    if account_id is None:
        raise NoSuchAccount("no one account has this member id", member=member_id)
    return members.account(account_id)


def account_facts(account: AccountRow) -> dict[str, Any]:
    """What design.md 4 promises of `account show --json`. Amounts in cents."""
    today = clock.today()
    standing = ledger.standing(account.pk)
    charges = list(claims.charges_of(account.pk))
    open_amounts = ledger.open_amounts(charge.pk for charge in charges)
    member_ids = {charge.person_id: "" for charge in charges}
    held = claims.held_on_account(account.pk, as_of=today)
    member_ids |= {one.person_id: "" for one in held if one.person_id}
    covered = coverage.coverages_of(person for person in member_ids if person)
    member_ids = {person: rows[0].member_id for person, rows in covered.items()}
    return {
        "account": account.number,
        "due_cents": bills.due(account.pk, as_of=today).cents,
        "balance_cents": standing.balance.cents,
        "unapplied_cents": standing.unapplied.cents,
        "charges": [
            {
                "reference": charge.reference,
                "member_id": member_ids.get(charge.person_id, ""),
                "claim": charge.claim.number,
                "line": charge.line.ordinal if charge.line else None,
                "reason": charge.kind,
                "amount_cents": charge.amount_cents,
                "open_cents": open_amounts.get(charge.pk, ZERO).cents,
                "state": charge.state,
            }
            for charge in charges
        ],
        "held": [
            {
                "claim": one.number,
                "member_id": member_ids.get(one.person_id or 0, ""),
                "reason": one.reason,
                "amount_cents": one.amount.cents,
            }
            for one in held
        ],
        "bills": [
            {
                "number": bill.number,
                "made_on": bill.made_on.isoformat(),
                "due_on": bill.due_on.isoformat(),
                "amount_due_cents": bill.amount_due_cents,
                "state": bill.state,
            }
            for bill in bills.bills_of(account.pk)
        ],
        "payments": [
            {
                "reference": payment.reference,
                "amount_cents": payment.amount_cents,
                "state": payment.state,
                "method": payment.method,
                "received_at": payment.received_at.isoformat(),
            }
            for payment in payments.received_of(account.pk)
        ],
    }
