"""What the plans decided: each claim shared out by the cost rules, with limits that run down."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from hearthside.cli.demo.plan.care import Care, Service, Twist
from hearthside.cli.demo.plan.months import day_in, month_of
from hearthside.cli.demo.plan.people import Member
from hearthside.cli.demo.plan.products import FREE, HARBOR, Payer, Product
from hearthside.coverage.cost_sharing import CostShare, Left, Priced, price
from hearthside.money import ZERO, Money

DAYS_TO_DECIDE = 8
DAYS_TO_FORWARD = 10
DAYS_TO_CORRECT = 35
PRICE_CORRECTION_PARTS = 8  # a corrected price is an eighth lower


@dataclass(frozen=True, slots=True)
class Decided:
    """One plan's decision on one claim, as its next file says it."""

    payer: Payer
    on: date
    number: str
    payer_number: str
    care: Care
    lines: tuple[Priced, ...]
    is_forwarded: bool = False
    undoes: str = ""  # the payer number of the decision that this one takes back
    corrects: str = ""  # the payer number of the decision that this one follows

    @property
    def is_reversal(self) -> bool:
        return bool(self.undoes)

    @property
    def share(self) -> Money:
        return Money(sum(line.share.total.cents for line in self.lines))


@dataclass(frozen=True, slots=True)
class SecondDecided:
    """The second plan's decision: for each line what the first left, and what this one pays of it."""

    first: Decided
    on: date
    payer_number: str
    pays: tuple[Money, ...]

    def left_to_member(self, place: int) -> CostShare:
        """What is left of the first plan's share of a line; the second pays coinsurance only."""
        share = self.first.lines[place].share
        return replace(share, coinsurance=share.coinsurance - self.pays[place])


@dataclass(slots=True)
class _Used:
    """What one person or family used of a year's limits."""

    deductible: Money = ZERO
    cap: Money = ZERO


@dataclass(slots=True)
class Ledgers:
    """The plans' own books: what every person and family used, by calendar year."""

    used: dict[tuple[str, int], _Used] = field(default_factory=dict)

    def left(self, member: Member, household_key: str, product: Product, year: int) -> Left:
        own, family = self._of(member.member_id, year), self._of(household_key, year)
        return Left(
            deductible=product.deductible - own.deductible,
            cap=product.cap - own.cap,
            family_deductible=_less(product.family_deductible, family.deductible),
            family_cap=_less(product.family_cap, family.cap),
        )

    def enter(
        self, member: Member, household_key: str, share: CostShare, year: int, *, undo: bool = False
    ) -> None:
        for key in (member.member_id, household_key):
            used = self._of(key, year)
            used.deductible += -share.deductible if undo else share.deductible
            used.cap += -share.total if undo else share.total

    def _of(self, key: str, year: int) -> _Used:
        return self.used.setdefault((key, year), _Used())


def decide(cares: Sequence[Care], anchor: date) -> list[Decided | SecondDecided]:
    """Every decision up to the anchor's day, in the order in which the plans made them."""
    books, numbers = Ledgers(), _Numbers()
    first: list[Decided] = []
    queue = sorted(
        ((_decided_on(care), care.ends_on, place, care) for place, care in enumerate(cares)),
        key=lambda entry: entry[:3],
    )
    corrections: list[tuple[date, Decided]] = []
    for on, _, _, care in queue:
        if on > anchor:
            continue
        while corrections and corrections[0][0] <= on:
            first += _correct(*corrections.pop(0), books, numbers)
        decided = _decide_one(care, on, books, numbers)
        first.append(decided)
        if care.twist in (Twist.PRICE_CORRECTED, Twist.PAID_IN_FULL_LATER):
            corrections.append((_remit_day(decided.payer, on + timedelta(days=DAYS_TO_CORRECT)), decided))
            corrections.sort(key=lambda entry: entry[0])
    for day, decided in corrections:
        if day <= anchor:
            first += _correct(day, decided, books, numbers)
    second = [answer for one in first for answer in _second(one, numbers) if answer.on <= anchor]
    return [*first, *second]


@dataclass(slots=True)
class _Numbers:
    """Claim numbers: ours in one row, each plan's in its own."""

    ours: int = 118_000
    theirs: dict[str, int] = field(default_factory=dict)

    def our_next(self) -> str:
        self.ours += 7
        return f"HH{self.ours:07d}"

    def their_next(self, payer: Payer, on: date) -> str:
        serial = self.theirs.get(payer.slug, 77_300) + 1
        self.theirs[payer.slug] = serial
        return f"{payer.claim_prefix}-{on:%y}-{serial:06d}"


def _decide_one(care: Care, on: date, books: Ledgers, numbers: _Numbers) -> Decided:
    product = care.household.product
    lines = tuple(_shared_out(care, service, books) for service in care.services)
    share = Money(sum(line.share.total.cents for line in lines))
    return Decided(
        product.payer,
        on,
        numbers.our_next(),
        numbers.their_next(product.payer, on),
        care,
        lines,
        is_forwarded=bool(care.member.second_id) and share > ZERO,
    )


def _shared_out(care: Care, service: Service, books: Ledgers, *, twist: Twist = Twist.NONE) -> Priced:
    product, year = care.household.product, service.on.year
    left = books.left(care.member, care.household.key, product, year)
    terms, fee = product.terms[service.item.kind], service.item.fee
    if twist is Twist.PAID_IN_FULL_LATER:
        terms = FREE
    elif twist is Twist.PRICE_CORRECTED:
        fee -= Money(fee.cents // PRICE_CORRECTION_PARTS)
    priced = price(service.item.charged, fee, terms, left)
    books.enter(care.member, care.household.key, priced.share, year)
    return priced


def _correct(on: date, was: Decided, books: Ledgers, numbers: _Numbers) -> Iterator[Decided]:
    """Take a decision back and make another: the reversal first, in the same file."""
    care = was.care
    for service, line in zip(care.services, was.lines, strict=True):
        books.enter(care.member, care.household.key, line.share, service.on.year, undo=True)
    yield replace(was, on=on, undoes=was.payer_number, is_forwarded=False)
    lines = tuple(_shared_out(care, service, books, twist=care.twist) for service in care.services)
    yield replace(
        was, on=on, payer_number=numbers.their_next(was.payer, on), lines=lines, corrects=was.payer_number
    )


def _second(first: Decided, numbers: _Numbers) -> Iterable[SecondDecided]:
    """The supplement pays a third of the coinsurance, and nothing of a deductible."""
    if not first.is_forwarded or first.is_reversal:
        return ()
    on = _remit_day(HARBOR, first.on + timedelta(days=DAYS_TO_FORWARD))
    pays = tuple(line.share.coinsurance.split(3)[-1] for line in first.lines)
    return (SecondDecided(first, on, numbers.their_next(HARBOR, on), pays),)


def _decided_on(care: Care) -> date:
    return _remit_day(care.household.product.payer, care.ends_on + timedelta(days=DAYS_TO_DECIDE))


def _remit_day(payer: Payer, earliest: date) -> date:
    """The first day from `earliest` on which the payer sends a file."""
    month = month_of(earliest)
    days = [day_in(one, day) for one in (month, month + 1) for day in payer.remit_days]
    return min(day for day in days if day >= earliest)


def _less(limit: Money | None, used: Money) -> Money | None:
    return None if limit is None else limit - used
