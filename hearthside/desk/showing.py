"""What the desk's pages say in words."""

from dataclasses import dataclass
from datetime import date

from hearthside.bills import selectors as bills
from hearthside.claims import selectors as claims
from hearthside.claims.items import describe_item
from hearthside.claims.selectors import ChargeRow
from hearthside.desk.registry import TimelineRow, WorkItem, WorkQueue
from hearthside.desk.rules import Clock, ClockKind
from hearthside.ledger import selectors as ledger
from hearthside.money import ZERO, Money, total

HANDS = "desk_hands"
"""The session's memory of the item last taken, so that every page names it. The table knows better."""
LINES_MOST = 6
KINDS = {"deductible": "Deductible", "coinsurance": "Their part of the price", "copay": "Copay"}


def hands(queue: WorkQueue, item: WorkItem) -> dict[str, str]:
    """An item as the session remembers it."""
    return {
        "queue": queue.slug, "name": str(queue.name), "key": item.key, "what": str(item.what),
        "path": item.path,
    }  # fmt: skip


def in_days(clock: Clock) -> str:
    """A clock in a word or two; color never says it alone."""
    if clock.kind is ClockKind.LATE:
        return f"Late by {_days(-clock.days)}"
    return "Due today" if clock.kind is ClockKind.TODAY else f"{_days(clock.days)} left"


def _days(count: int) -> str:
    return "1 day" if count == 1 else f"{count} days"


@dataclass(frozen=True, slots=True)
class Line:
    """A charge that is owed: the service, its day, what was charged and paid, why it is owed."""

    what: str
    on: date
    charged: Money
    plans_paid: Money
    owes: Money
    why: str


@dataclass(frozen=True, slots=True)
class Owed:
    """What an account is asked for now, its bill, and the oldest lines of it; `more` says how many follow."""

    due: Money
    bill: bills.BillRow | None
    unapplied: Money
    held_count: int
    lines: list[Line]
    more: int


def owed(account_id: int, *, today: date, bill: bills.BillRow | None) -> Owed:
    """Where an account stands, summed as `bills.standing` does, with its open bill and at most six lines."""
    ready = bills.ready_charges(account_id, as_of=today)
    waiting = claims.waiting_on_account(account_id, as_of=today)
    unapplied = ledger.standing(account_id).unapplied
    due = total(charge.open for charge in ready) + waiting.over - unapplied
    shown = ready[:LINES_MOST] if due > ZERO else []
    rows = claims.charges(charge.charge_id for charge in shown) if shown else {}
    lines = [_line(rows[charge.charge_id], charge.open) for charge in shown]
    return Owed(due, bill, unapplied, waiting.held_count, lines, len(ready) - len(shown) if shown else 0)


def _line(charge: ChargeRow, left: Money) -> Line:
    claim, line = charge.claim, charge.line
    served = (line and line.served_from) or claim.served_from or charge.final_on
    source = line or claim
    return Line(_service(charge, served), served, source.charged, source.paid, left, KINDS[charge.kind])


def _service(charge: ChargeRow, on: date) -> str:
    line = charge.line
    if line is None:
        return "Care on one claim"
    item = describe_item(
        line.procedure, qualifier=line.qualifier, modifiers=line.modifiers, revenue_code=line.revenue_code,
        on=on, language="en",
    )  # fmt: skip
    return item.short


def amount_of(row: TimelineRow) -> Money | None:
    """A row's amount, if it is about money."""
    return None if row.cents is None else Money(row.cents)
