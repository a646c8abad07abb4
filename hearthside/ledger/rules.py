"""How money meets debt: pure sums, no database, no clock."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from hearthside.money import ZERO, Money


@dataclass(frozen=True, slots=True)
class OpenCharge:
    """What is still owed on one charge. `opened_on` is its age: it survives a payment that came back."""

    charge_id: int
    opened_on: date
    open: Money
    is_set_aside: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """An account in the ledger: open charges, credit not yet used (zero or more), and what is owed."""

    receivable: Money
    unapplied: Money

    @property
    def balance(self) -> Money:
        return self.receivable - self.unapplied


@dataclass(frozen=True, slots=True)
class Allocation:
    """A payment shared out: `parts` by charge, and what no charge needed."""

    parts: tuple[tuple[int, Money], ...]
    left_over: Money


def allocate(amount: Money, open_charges: Iterable[OpenCharge], first: Sequence[int] = ()) -> Allocation:
    """Pay the charges named in `first`, in that order, then the oldest; never more than a charge owes.

    Same age: the lower charge id, so that the same payment always lands the same way.
    """
    rank = {charge_id: place for place, charge_id in enumerate(first)}
    in_order = sorted(
        open_charges, key=lambda item: (rank.get(item.charge_id, len(rank)), item.opened_on, item.charge_id)
    )
    left, parts = amount, []
    for item in in_order:
        part = min(left, item.open)
        if part > ZERO:
            parts.append((item.charge_id, part))
            left -= part
    return Allocation(tuple(parts), left)
