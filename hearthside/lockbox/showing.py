"""What the pages of this room show, gathered from rows."""

from dataclasses import dataclass
from datetime import datetime

from hearthside.lockbox import rules, selectors, words
from hearthside.lockbox.models import Batch, Item, ItemState, Part, Proposal
from hearthside.lockbox.rules import Suggestion
from hearthside.lockbox.selectors import Totals
from hearthside.members import selectors as members
from hearthside.money import Money
from hearthside.references import spoken


@dataclass(frozen=True, slots=True)
class BatchLine:
    """One row of the list of deposits."""

    row: Batch
    totals: Totals
    is_open: bool


@dataclass(frozen=True, slots=True)
class Maybe:
    """Somebody it may be, with what speaks for and against."""

    suggestion: Suggestion
    reasons: tuple[str, ...]

    @property
    def spoken(self) -> str:
        return spoken(self.suggestion.number)


@dataclass(frozen=True, slots=True)
class Waiting:
    """One row of unmatched money."""

    row: Item
    why: str
    days: int
    band: int
    asks: str

    @property
    def amount(self) -> Money:
        return Money(self.row.amount_cents)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a first clerk wants done."""

    proposal: Proposal
    deed: str
    doubt: str
    shares: tuple[tuple[str, Money], ...]
    is_mine: bool


def batch_lines(rows: list[Batch]) -> list[BatchLine]:
    totals = selectors.totals_of(rows)
    return [BatchLine(row, totals[row.pk], totals[row.pk].waiting_count > 0) for row in rows]


def maybes(item: Item) -> list[Maybe]:
    return [Maybe(one, tuple(words.reasons(one))) for one in selectors.maybe(item)]


def waiting(rows: list[Item], *, at: datetime) -> list[Waiting]:
    """Rows of unmatched money with their age, which is counted from when it became so."""
    return [_waiting(row, at) for row in rows]


def _waiting(row: Item, at: datetime) -> Waiting:
    days = (at - row.since).days
    band = rules.age_band(days)
    return Waiting(row, words.waits_for(row), days, band, words.AGE_ASKS[band])


def asked(item: Item, ident: str) -> Asked | None:
    """What waits for a second clerk, None when nothing does."""
    proposal = selectors.open_proposal(item.pk)
    if proposal is None:
        return None
    numbers = members.numbers_of(pk for pk, _ in proposal.shares)
    return Asked(
        proposal, words.DEED[proposal.deed], words.DOUBT[proposal.doubt],
        tuple((numbers[pk], Money(cents)) for pk, cents in proposal.shares), proposal.proposed_by == ident,
    )  # fmt: skip


def first_rows(item: Item, found: list[Maybe]) -> list[tuple[str, str]]:
    """What the fields hold when the page opens: only what the check says itself, never a guess."""
    seen = selectors.seen(item)
    named = [one for one in seen.told if one.account]
    if len(named) > 1 and len({one.account for one in named}) > 1:
        return [(spoken(one.account), one.amount.dollars_text if one.amount else "") for one in named]
    sure = [one.suggestion for one in found if one.suggestion.how in (*rules.BY_ITSELF, rules.How.READING)]
    number = spoken(sure[0].number) if len(sure) == 1 and not sure[0].name_contradicts else ""
    return [(number, item.amount.dollars_text)]


def parts(item: Item) -> list[Part]:
    return selectors.parts_of(item.pk)


def is_workable(item: Item) -> bool:
    return item.state in (ItemState.SUSPENSE, ItemState.PROPOSED)
