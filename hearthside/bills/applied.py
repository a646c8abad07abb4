"""Which payment paid which charge: what a receipt must say, read from the ledger's entries in order.

Pure. A payment pays charges, or waits as credit; credit pays other charges later; a charge that is undone
gives back what was paid on it; a payment that came back takes its money out again. Money keeps the name of
the payment it came with all the way, so that a receipt can give its date, its method and its number.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from hearthside.bills.rules import NEW_DEBT, UNDONE, Moved
from hearthside.ledger import books

TAKEN_BACK = (
    "payment_returned", "payment_disputed", "payment_moved", "payment_taken_off",
    "payment_returned_rest", "payment_disputed_rest", "payment_moved_rest",
)  # fmt: skip
NO_MONEY = (*books.ADJUSTMENTS, books.ADJUSTMENT_UNDONE)
"""What we gave up of a charge is nobody's payment."""


@dataclass(frozen=True, slots=True)
class Source:
    """The entry money came with: its key ("payment:4021187739"), how ("card:4242"), and the day."""

    key: str
    source: str
    on: date

    @property
    def confirmation_number(self) -> str:
        number = self.key.rpartition(":")[2]
        return number if len(number) == 10 and number.isdigit() else ""


@dataclass(frozen=True, slots=True)
class Refund:
    """Money of `of` that went back to the member and lay on `charge_id`."""

    of: Source
    charge_id: int
    on: date
    cents: int


@dataclass(slots=True)
class Applied:
    """What lies on each charge now, by the payment it came with. Cents, all above zero."""

    on_charge: dict[int, dict[Source, int]] = field(default_factory=dict)
    waiting: dict[Source, int] = field(default_factory=dict)
    refunds: list[Refund] = field(default_factory=list)

    def paid_on(self, charge_id: int) -> int:
        return sum(self.on_charge.get(charge_id, {}).values())


def applied(entries: Iterable[Moved]) -> Applied:
    """Follow every movement of one account, oldest first. `entries` has all of them: from any later day,
    money whose beginning is not seen would have no name.
    """
    told = Applied()
    for of_entry in _by_entry(entries):
        first = of_entry[0]
        if first.kind == "payment":
            _pay(told, of_entry)
        elif first.kind == UNDONE:
            _undo(told, int(first.key.rpartition(":")[2]))
        elif first.kind == "credit_used":
            _use(told, of_entry)
        elif first.kind == "credit_taken_back":
            _take_back(told, of_entry)
        elif first.kind not in (*NEW_DEBT, *NO_MONEY):
            _go_back(told, of_entry)
    return told


def _by_entry(movements: Iterable[Moved]) -> Iterable[list[Moved]]:
    entries: dict[tuple[str, str], list[Moved]] = {}
    for moved in movements:
        entries.setdefault((moved.kind, moved.key), []).append(moved)
    return entries.values()


def _add(to: dict[Source, int], source: Source, cents: int) -> None:
    to[source] = to.get(source, 0) + cents
    if not to[source]:
        del to[source]


def _draw(of: dict[Source, int], cents: int, first: Source | None = None) -> list[tuple[Source, int]]:
    """Take up to `cents`, from `first` if it is there and then from what came earliest."""
    drawn = []
    for source in sorted(of, key=lambda one: one != first):
        part = min(of[source], cents)
        if part > 0:
            _add(of, source, -part)
            cents -= part
            drawn.append((source, part))
    return drawn


def _pay(told: Applied, entry: list[Moved]) -> None:
    source = Source(entry[0].key, entry[0].source, entry[0].on)
    for moved in entry:
        to = told.waiting if moved.charge_id is None else told.on_charge.setdefault(moved.charge_id, {})
        _add(to, source, -moved.cents)


def _undo(told: Applied, charge_id: int) -> None:
    """The charge is no more: what was paid on it waits for another."""
    for source, cents in told.on_charge.pop(charge_id, {}).items():
        _add(told.waiting, source, cents)


def _use(told: Applied, entry: list[Moved]) -> None:
    for moved in entry:
        if moved.charge_id is not None:
            for source, cents in _draw(told.waiting, -moved.cents):
                _add(told.on_charge.setdefault(moved.charge_id, {}), source, cents)


def _go_back(told: Applied, entry: list[Moved]) -> None:
    """Money that left: a payment that came back, or a refund. It leaves from where it lay."""
    gone = _source_named(entry[0].key, told)
    is_refund = entry[0].kind not in TAKEN_BACK
    displaced: dict[Source, int] = {}
    for moved in entry:
        lay = told.waiting if moved.charge_id is None else told.on_charge.get(moved.charge_id, {})
        left = moved.cents
        for source, cents in _draw(lay, moved.cents, gone):
            left -= cents
            if is_refund and moved.charge_id is not None:
                told.refunds.append(Refund(source, moved.charge_id, moved.on, cents))
            elif not is_refund and source != gone:
                _add(displaced, source, cents)
        if left > 0 and moved.charge_id is None and gone is not None:
            # It has paid something else by now; the ledger takes that back by an entry of its own.
            _add(told.waiting, gone, -left)
    _stand_in(told, gone, displaced)


def _take_back(told: Applied, entry: list[Moved]) -> None:
    """What credit had paid is open again, because a payment that made the credit came back."""
    owing = next((source for source, cents in told.waiting.items() if cents < 0), None)
    displaced: dict[Source, int] = {}
    for moved in entry:
        if moved.charge_id is None:
            continue
        for source, cents in _draw(told.on_charge.get(moved.charge_id, {}), moved.cents, owing):
            _add(told.waiting, owing or source, cents)
            if owing is not None and source != owing:
                _add(displaced, source, cents)
    _stand_in(told, owing, displaced)


def _stand_in(told: Applied, gone: Source | None, displaced: dict[Source, int]) -> None:
    """Money of other payments left in place of `gone`'s: where `gone` still stands, it is theirs."""
    if gone is None:
        return
    for lay in (*told.on_charge.values(), told.waiting):
        for source, cents in _draw(displaced, max(lay.get(gone, 0), 0)):
            _add(lay, gone, -cents)
            _add(lay, source, cents)


def _source_named(key: str, told: Applied) -> Source | None:
    """The payment whose number ends this entry's key, wherever its money lies."""
    number = key.rpartition(":")[2]
    known = (source for lay in (*told.on_charge.values(), told.waiting) for source in lay)
    return next((source for source in known if source.key.rpartition(":")[2] == number), None)
