"""The line of a bill that a report begins from: what investigators need to know of it, and no more."""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from hearthside.audit.actor import Actor
from hearthside.bills import selectors as bills
from hearthside.bills.document.parts import Language
from hearthside.bills.selectors import BillRow
from hearthside.cases.asked_about import BillLineToAsk, lines_of_bill
from hearthside.claims import selectors as claims
from hearthside.fraud import sealing
from hearthside.fraud.rules import Line

GOOD_FOR = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class About:
    """A line, as its page names it. The account and the charges are kept only of a known reporter.

    `shown` is the service in the reader's language; `line` is what investigators read, in English.
    """

    shown: str
    line: Line
    bill_number: str
    account_id: int
    charge_ids: tuple[int, ...]

    def ticket(self, at: datetime) -> str:
        """What the form carries, so that its next pages need not know who is signed in."""
        return sealing.ticket(sealing.FORM, asdict(self) | {"at": at.isoformat()})


def line_visible_to(actor: Actor, bill_number: str, line: str, language: Language) -> About | None:
    """The line of a bill that this person may see; None as if there were no such line."""
    bill = bills.bills_visible_to(actor).filter(number=bill_number).first()
    found = _named(bill, line, "en") if bill else None
    if bill is None or found is None:
        return None
    in_theirs = found if language == "en" else _named(bill, line, language)
    return _about(bill, found, shown=in_theirs.name if in_theirs else found.name)


def _named(bill: BillRow, line: str, language: Language) -> BillLineToAsk | None:
    return next((one for one in lines_of_bill(bill, language) if line in one.references), None)


def _about(bill: BillRow, told: BillLineToAsk, *, shown: str) -> About:
    rows = claims.charges(told.charge_ids).values()
    days = sorted(row.line.served_from for row in rows if row.line and row.line.served_from)
    served_on = days[0].isoformat() if days else ""
    line = Line(service=told.name, provider=told.provider, served_on=served_on, charge=told.reference)
    return About(shown, line, bill.number, bill.account_id, told.charge_ids)


def read(ticket: str, at: datetime) -> About | None:
    """What a form carried; None when it is not ours. After a day it names the care, and no account."""
    facts = sealing.read_ticket(sealing.FORM, ticket) if ticket else None
    if facts is None:
        return None
    is_fresh = at - datetime.fromisoformat(facts["at"]) <= GOOD_FOR
    charges = tuple(facts["charge_ids"]) if is_fresh else ()
    account_id = facts["account_id"] if is_fresh else 0
    return About(facts["shown"], Line(**facts["line"]), facts["bill_number"], account_id, charges)
