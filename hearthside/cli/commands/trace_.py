"""From a charge, a bill or a payment back to the payer's file, the segment and its bytes."""

import argparse
from typing import Any

from hearthside.bills import selectors as bills
from hearthside.claims import selectors as claims
from hearthside.claims import tracing
from hearthside.claims.selectors import ChargeRow
from hearthside.cli.main import say_json
from hearthside.errors import HearthsideError
from hearthside.ledger import selectors as ledger
from hearthside.money import Money
from hearthside.payments import selectors as payments
from hearthside.references import typed

HELP = "follow an amount back to the file it came from"


class NothingByThatReference(HearthsideError):
    """No charge, bill or payment has this reference."""

    code = "cli.nothing_by_that_reference"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("reference", help="of a charge, a bill or a payment")


def run(arguments: argparse.Namespace) -> int:
    found = _trace(typed(arguments.reference))
    say_json(found) if arguments.json else _print(found)
    return 0


def _trace(reference: str) -> dict[str, Any]:
    charge = claims.charge_with_reference(reference)
    if charge is not None:
        return {"kind": "charge", **_charge(charge)}
    bill = bills.bill_with_number(reference)
    if bill is not None:
        rows = claims.charges(bills.charges_on(bill))
        return {"kind": "bill", "reference": reference, "charges": [_charge(row) for row in rows.values()]}
    payment = payments.payment_with(reference)
    if payment is not None:
        paid = dict(ledger.allocations_of(f"payment:{reference}", payment.account_id))
        rows = claims.charges(paid)
        return {
            "kind": "payment",
            "reference": reference,
            "amount_cents": payment.amount_cents,
            "processor": payment.processor,
            "processor_id": payment.processor_id,
            "paid": [{"paid_cents": paid[pk].cents, **_charge(row)} for pk, row in rows.items()],
        }
    raise NothingByThatReference("nothing has this reference", reference=reference)


def _charge(charge: ChargeRow) -> dict[str, Any]:
    return {
        "reference": charge.reference,
        "amount_cents": charge.amount_cents,
        "reason": charge.kind,
        "code": f"PR-{charge.code}",
        "from": [origin.as_dict() for origin in tracing.origins(charge)],
        "entries": [
            {"kind": one.kind, "on": one.effective_on.isoformat(), "amount_cents": one.amount.cents}
            for one in ledger.movements_of_charge(charge.account_id, charge.pk)
        ],
    }


def _print(found: dict[str, Any]) -> None:
    charges = [found] if found["kind"] == "charge" else found.get("charges", found.get("paid", []))
    print(f"{found['kind']} {found['reference']}")
    for charge in charges:
        amount = Money(charge["amount_cents"])
        print(f"  charge {charge['reference']}: {amount}, {charge['reason']} ({charge['code']})")
        for origin in charge["from"]:
            print(f"    {origin['payer']} told us on {origin['told_on']}, payment {origin['payment_trace']}")
            print(f"    file {origin['file']} ({origin['sha256'][:12]}), segment {origin['segment']}:")
            print(f"      {origin['bytes']}")
        for entry in charge["entries"]:
            print(f"    {entry['on']} {entry['kind']}: {Money(entry['amount_cents'])}")
