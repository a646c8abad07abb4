"""The roster that the plans send: one row a coverage. Form: design.md 4, "Roster CSV"."""

import csv
from collections.abc import Iterable
from datetime import date
from io import StringIO

from hearthside.cli.demo.plan.people import Household, Member
from hearthside.cli.demo.plan.products import HARBOR, Payer
from hearthside.formats.roster import COLUMNS


def roster_file(households: Iterable[Household], *, effective_on: date) -> bytes:
    """The whole roster as CSV."""
    text = StringIO()
    table = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    table.writeheader()
    for household in households:
        for member in household.members:
            table.writerow(_row(household, member, household.product.payer, effective_on, order=1))
            if member.second_id:
                table.writerow(_row(household, member, HARBOR, effective_on, order=2))
    return text.getvalue().encode()


def _row(
    household: Household, member: Member, payer: Payer, effective_on: date, *, order: int
) -> dict[str, str]:
    is_second = order > 1
    return {
        "member_id": member.second_id if is_second else member.member_id,
        "subscriber_id": member.second_id if is_second else household.subscriber.member_id,
        "relationship": member.relationship,
        "first_name": member.first_name,
        "last_name": member.last_name,
        "birth_date": member.birth_date.isoformat(),
        "account_key": household.key,
        "address1": household.address1,
        "city": household.city,
        "state": household.state,
        "zip": household.zip,
        "email": household.email,
        "phone": household.phone,
        "language": household.language,
        "plan": payer.name,
        "payer_id": payer.payer_id,
        "coverage_order": str(order),
        "effective_on": effective_on.isoformat(),
        "ends_on": household.covered_until.isoformat() if household.covered_until else "",
    }
