"""What a bank line is, which word about a day counts, and what makes a day's proof. No database, no clock."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from hearthside.formats.fed_calendar import add_banking_days, banking_day_from
from hearthside.money import ZERO, Money, total

SHORTEST_TOKEN = 4


class SourceKind(StrEnum):
    """What of ours a bank line can be."""

    DEPOSIT = "deposit"
    PAYOUT = "payout"
    ACH_BATCH = "ach_batch"
    ACH_RETURN = "ach_return"
    CHECK_RETURN = "check_return"
    CHECK_PAID = "check_paid"
    REMITTANCE = "remittance"


class Channel(StrEnum):
    """A door of the bank: a row of the day's proof."""

    PROCESSOR = "processor"
    LOCKBOX = "lockbox"
    ACH = "ach"
    RETURNS = "returns"
    CHECKS = "checks"
    PLANS = "plans"
    OTHER = "other"


CHANNEL_OF = {
    SourceKind.DEPOSIT: Channel.LOCKBOX,
    SourceKind.PAYOUT: Channel.PROCESSOR,
    SourceKind.ACH_BATCH: Channel.ACH,
    SourceKind.ACH_RETURN: Channel.RETURNS,
    SourceKind.CHECK_RETURN: Channel.RETURNS,
    SourceKind.CHECK_PAID: Channel.CHECKS,
    SourceKind.REMITTANCE: Channel.PLANS,
}

MUST_ARRIVE = (
    SourceKind.DEPOSIT,
    SourceKind.PAYOUT,
    SourceKind.ACH_BATCH,
    SourceKind.ACH_RETURN,
    SourceKind.CHECK_RETURN,
    SourceKind.CHECK_PAID,
)
"""Kinds that the bank must confirm. A plan's money is recorded where it shows, and is never member money."""

TYPES_OF = {
    SourceKind.DEPOSIT: frozenset(["115", "116", "174", "175", "301", "415"]),
    SourceKind.PAYOUT: frozenset(
        ["142", "147", "165", "166", "169", "195", "399", "451", "455", "466", "469", "495", "699"]
    ),
    SourceKind.ACH_BATCH: frozenset(["142", "165", "166", "169"]),
    SourceKind.ACH_RETURN: frozenset(["451", "455", "466", "468", "469", "557", "558"]),
    SourceKind.CHECK_RETURN: frozenset(["552", "555"]),
    SourceKind.CHECK_PAID: frozenset(["472", "475"]),
    SourceKind.REMITTANCE: frozenset(["142", "165", "166", "168", "169", "195", "175", "174", "399"]),
}
"""Type codes a bank may give each kind. Source: BAI2 manual; 115, 142, 165, 475, 555, 557 are usual."""

RETURN_TYPES = TYPES_OF[SourceKind.CHECK_RETURN]
CHECK_TYPES = TYPES_OF[SourceKind.CHECK_PAID]


@dataclass(frozen=True, slots=True)
class Line:
    """A bank line as the rules look at it. `key` tells it from every other; `tokens` are what it names."""

    key: str
    type: str
    as_of: date
    amount: Money
    tokens: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Source:
    """Something of ours that the bank should show on `on`: its sign is the bank's (money in above zero).

    `names` identify it where the bank gives one of them; `family` is what a bank may lump together.
    """

    kind: SourceKind
    key: str
    on: date
    amount: Money
    names: frozenset[str] = frozenset()
    family: str = ""
    what: str = ""
    account_id: int | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """Lines and sources that are the same money, and on what ground."""

    kind: SourceKind
    lines: tuple[Line, ...]
    sources: tuple[Source, ...]
    how: str


def tokens_of(*texts: str) -> frozenset[str]:
    """Words and numbers in a line's references and text that may name something, zeros in front left off."""
    words = re.findall(r"[A-Z0-9]+(?:[-.][A-Z0-9]+)*", " ".join(texts).upper())
    plain = {part for word in words for part in (word, re.sub(r"[-.]", "", word), *re.split(r"[-.]", word))}
    return frozenset(
        name for word in plain for name in (word, word.lstrip("0")) if len(name) >= SHORTEST_TOKEN
    )


def name_in(text: str) -> str:
    """A reference of ours as `tokens_of` would give it."""
    return re.sub(r"[^A-Z0-9]", "", text.upper()).lstrip("0")


def due_on(source: Source, *, grace_banking_days: int) -> date:
    """The day on which a source that the bank has not shown becomes a difference."""
    day = banking_day_from(source.on)
    return add_banking_days(day, grace_banking_days) if grace_banking_days else day


def may_be(line: Line, source: Source, *, grace_banking_days: int) -> bool:
    """Whether a line can be a source by its code, its direction and its day; not yet by its amount."""
    if line.type not in TYPES_OF[source.kind] or (line.amount > ZERO) != (source.amount > ZERO):
        return False
    if source.kind is SourceKind.REMITTANCE:
        return bool(line.tokens & source.names)
    return source.on <= line.as_of <= due_on(source, grace_banking_days=grace_banking_days)


def match(lines: Iterable[Line], sources: Iterable[Source], *, grace_banking_days: int) -> list[Found]:
    """Which lines are which sources, whatever order they come in; what is not certain is left for a person.

    First what a line names, then what has an amount of its own, then a family whose sum is one line
    (a deposit of several batches), then lines of one day whose sum is one source (checks listed one by one).
    Two that could be swapped by day, code and amount are both the same money, and are paired in order.
    """
    found: list[Found] = []
    left = _Left(lines, sources, grace_banking_days)
    for step in (_by_name, _by_amount, _by_family, _by_items):
        found += step(left)
    return found


class _Left:
    """Lines and sources that are not matched yet, and sources by what names them and by amount."""

    def __init__(self, lines: Iterable[Line], sources: Iterable[Source], grace: int) -> None:
        self.lines = {line.key: line for line in sorted(lines, key=lambda one: (one.as_of, one.key))}
        self.sources: dict[tuple[SourceKind, str], Source] = {}
        self.named: dict[str, list[Source]] = defaultdict(list)
        self.worth: dict[Money, list[Source]] = defaultdict(list)
        self.grace = grace
        for source in sorted(sources, key=lambda one: (one.on, one.kind, one.key)):
            self.sources[source.kind, source.key] = source
            self.worth[source.amount].append(source)
            for name in source.names:
                self.named[name].append(source)

    def take(self, lines: Sequence[Line], sources: Sequence[Source], how: str) -> Found:
        for line in lines:
            del self.lines[line.key]
        for source in sources:
            del self.sources[source.kind, source.key]
        return Found(sources[0].kind, tuple(lines), tuple(sources), how)

    def fits(self, line: Line, source: Source) -> bool:
        is_left = (source.kind, source.key) in self.sources
        return is_left and may_be(line, source, grace_banking_days=self.grace)

    def named_by(self, line: Line) -> list[Source]:
        return [source for name in sorted(line.tokens) for source in self.named.get(name, [])]


def _by_name(left: _Left) -> list[Found]:
    found = []
    for line in list(left.lines.values()):
        fitting = [one for one in left.named_by(line) if one.amount == line.amount and left.fits(line, one)]
        if fitting and _are_alike(fitting):
            found.append(left.take([line], [min(fitting, key=lambda one: (one.on, one.key))], "name"))
    return found


def _are_alike(sources: Sequence[Source]) -> bool:
    """Whether it makes no difference which of them it is: the same kind, and nothing else named it."""
    return len({one.kind for one in sources}) == 1


def _by_amount(left: _Left) -> list[Found]:
    """Only where every source that could be meant is of one kind: never between two kinds."""
    found = []
    for line in list(left.lines.values()):
        fitting = [
            one for one in left.worth.get(line.amount, [])
            if one.kind is not SourceKind.REMITTANCE and left.fits(line, one)
        ]  # fmt: skip
        if fitting and _are_alike(fitting) and not _speaks_against(line, fitting[0], left):
            found.append(left.take([line], fitting[:1], "amount"))
    return found


def _speaks_against(line: Line, source: Source, left: _Left) -> bool:
    """Whether the line names another source of this kind, which is left and has another amount."""
    return not line.tokens & source.names and any(
        one.kind is source.kind and one.amount != line.amount and left.fits(line, one)
        for one in left.named_by(line)
    )


def _by_family(left: _Left) -> list[Found]:
    families = defaultdict(list)
    for source in left.sources.values():
        if source.family:
            families[source.kind, source.family].append(source)
    found = []
    for members in families.values():
        whole = total(one.amount for one in members)
        fitting = [
            line for line in left.lines.values()
            if len(members) > 1 and line.amount == whole and all(left.fits(line, one) for one in members)
        ]  # fmt: skip
        if fitting:
            found.append(left.take(fitting[:1], members, "sum"))
    return found


def _by_items(left: _Left) -> list[Found]:
    found = []
    for source in [one for one in left.sources.values() if one.kind is SourceKind.DEPOSIT]:
        days = defaultdict(list)
        for line in left.lines.values():
            if line.type == "116" and left.fits(line, source):
                days[line.as_of].append(line)
        whole = [some for some in days.values() if total(line.amount for line in some) == source.amount]
        if len(whole) == 1:
            found.append(left.take(whole[0], [source], "items"))
    return found


class Succession(StrEnum):
    """What a new word about an account and a day does with what is known of it."""

    FIRST = "first"
    ADDS = "adds"
    REPLACES = "replaces"
    LATE = "late"
    TEST = "test"
    DELETES = "deletes"


RANK = {"3": 1, "4": 2, "1": 3, "2": 4, "": 4}
"""How final a group's word is, by its as-of-date modifier. Source: BAI2 manual, record 02."""


@dataclass(frozen=True, slots=True)
class Word:
    """How final a statement is, and whether it corrects: fields of record 02."""

    group_status: str
    modifier: str

    @property
    def rank(self) -> int:
        return RANK.get(self.modifier, 4)


def succession(new: Word, known: Collection[Word]) -> Succession:
    """Update adds what is not there yet; a correction or a more final word takes the place of the rest."""
    if new.group_status == "4":
        return Succession.TEST
    if new.group_status == "2":
        return Succession.DELETES
    highest = max((word.rank for word in known), default=0)
    if new.rank < highest:
        return Succession.LATE
    if not known:
        return Succession.FIRST
    return Succession.REPLACES if new.group_status == "3" or new.rank > highest else Succession.ADDS


def payout_day(day: date, *, banking_days: int) -> date:
    """The day on which the processor pays out what it took on `day`."""
    return add_banking_days(day, banking_days) if banking_days else banking_day_from(day)


def payout_days(on: date, *, banking_days: int) -> list[date]:
    """The days whose money a payout of `on` brings: more than one after a weekend; none on a closed day."""
    first, last = add_banking_days(on, -banking_days - 1), on
    span = (last - first).days + 1
    days = [date.fromordinal(first.toordinal() + step) for step in range(span)]
    return [day for day in days if payout_day(day, banking_days=banking_days) == on]


class DifferenceKind(StrEnum):
    """In what way the bank and we do not agree."""

    UNMATCHED_LINE = "unmatched_line"
    AMOUNT_DIFFERS = "amount_differs"
    NOT_AT_BANK = "not_at_bank"
    LEDGER_DIFFERS = "ledger_differs"
    NO_STATEMENT = "no_statement"
    HELD_STATEMENT = "held_statement"
    BALANCE_DIFFERS = "balance_differs"


BANK_AGAINST_RECORDS = (
    DifferenceKind.UNMATCHED_LINE,
    DifferenceKind.AMOUNT_DIFFERS,
    DifferenceKind.NOT_AT_BANK,
)
"""These, added up, are what the bank's figure is above our records'."""


@dataclass(frozen=True, slots=True)
class Gap:
    """One difference of a day, before it is written. `amount` is what the bank has more than we."""

    key: str
    kind: DifferenceKind
    channel: Channel
    amount: Money
    what: str
    line_key: str = ""


@dataclass(frozen=True, slots=True)
class ChannelSum:
    """A row of the proof: what the bank moved, what our records say, what the ledger's cash book holds of it.

    `entered` are our records of what happened on that very day, which the ledger must have to the cent; the
    bank may show the same money days later.
    """

    channel: Channel
    bank: Money
    records: Money
    entered: Money | None = None
    ledger: Money | None = None


@dataclass(frozen=True, slots=True)
class Pair:
    """A live match as the proof of a day sees it: its lines that stand, and what its sources are now."""

    key: str
    kind: SourceKind
    lines: tuple[Line, ...]
    sources: Money

    @property
    def more(self) -> Money:
        """What the bank has more than our records."""
        return total(line.amount for line in self.lines) - self.sources

    @property
    def last_day(self) -> date:
        return max(line.as_of for line in self.lines)


@dataclass(frozen=True, slots=True)
class Proof:
    """What one day comes to."""

    bank: Money
    records: Money
    channels: tuple[ChannelSum, ...]
    gaps: tuple[Gap, ...]


@dataclass(frozen=True, slots=True)
class LedgerSide:
    """A channel's records of a day beside its cash book's movement of that day."""

    channel: Channel
    entered: Money
    ledger: Money


def prove(
    on: date,
    *,
    unmatched: Iterable[Line],
    pairs: Iterable[Pair],
    missing: Iterable[Source],
    ledger: Iterable[LedgerSide] = (),
    others: Iterable[Gap] = (),
) -> Proof:
    """The proof of a day. Whatever goes in: bank less records is the sum of the gaps between them.

    A match is compared on the day of its last line; on its other days the bank is believed. `missing` are
    sources that came due on this day and that the bank has not shown.
    """
    gaps = [_gap_of_line(line) for line in unmatched]
    bank: dict[Channel, Money] = defaultdict(lambda: ZERO)
    for gap in gaps:
        bank[Channel.OTHER] += gap.amount
    for pair in pairs:
        channel = CHANNEL_OF[pair.kind]
        bank[channel] += total(line.amount for line in pair.lines if line.as_of == on)
        if pair.more and pair.last_day == on:
            gaps.append(_gap_of_pair(pair, channel))
    gaps += [_gap_of_source(source) for source in missing]
    apart: dict[Channel, Money] = defaultdict(lambda: ZERO)
    for gap in gaps:
        apart[gap.channel] += gap.amount
    sides = {side.channel: side for side in ledger}
    channels = tuple(
        ChannelSum(
            channel, bank[channel], bank[channel] - apart[channel],
            sides[channel].entered if channel in sides else None,
            sides[channel].ledger if channel in sides else None,
        )
        for channel in Channel
    )  # fmt: skip
    gaps += [_gap_of_ledger(side) for side in sides.values() if side.entered != side.ledger]
    gaps += others
    return Proof(
        total(row.bank for row in channels), total(row.records for row in channels), channels, tuple(gaps)
    )


def _gap_of_line(line: Line) -> Gap:
    return Gap(
        f"line:{line.key}", DifferenceKind.UNMATCHED_LINE, Channel.OTHER, line.amount,
        "The bank has a line that nothing of ours explains", line.key,
    )  # fmt: skip


def _gap_of_pair(pair: Pair, channel: Channel) -> Gap:
    return Gap(
        f"match:{pair.key}", DifferenceKind.AMOUNT_DIFFERS, channel, pair.more,
        "The bank's amount is not the amount of our records", pair.lines[-1].key,
    )  # fmt: skip


def _gap_of_source(source: Source) -> Gap:
    return Gap(
        f"source:{source.kind}:{source.key}", DifferenceKind.NOT_AT_BANK, CHANNEL_OF[source.kind],
        -source.amount, f"Not at the bank: {source.what}"[:200],
    )  # fmt: skip


def _gap_of_ledger(side: LedgerSide) -> Gap:
    return Gap(
        f"ledger:{side.channel}", DifferenceKind.LEDGER_DIFFERS, side.channel, side.entered - side.ledger,
        "Our records of the day are not what the ledger's cash book holds",
    )  # fmt: skip


def may_sign(signer: str, workers: Collection[str]) -> bool:
    """Whoever matched or explained anything of a day does not sign it off."""
    return bool(signer) and signer not in workers
