"""Mail money, by what others need of it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TypeVar

from django.db.models import Count, Min, Q, QuerySet, Sum

from hearthside.lockbox import lookups, rules
from hearthside.lockbox.models import (
    WAITING,
    Batch,
    BatchState,
    Item,
    ItemState,
    Letter,
    LetterState,
    Part,
    Proposal,
)
from hearthside.lockbox.rules import How, Known, Said, Seen, Suggestion
from hearthside.money import Money

BatchRow, ItemRow, LetterRow, PartRow = Batch, Item, Letter, Part
"""Rows as other rooms may name them in types; they read them, and never query or write them."""

Queued = TypeVar("Queued", Letter, Batch)
KEY_FORM = "%Y%m%dT%H%M%S%f"


@dataclass(frozen=True, slots=True)
class Totals:
    """Where the money of a batch is. `bank` is what the bank says; the four others make what was read."""

    bank: Money
    posted: Money
    posted_count: int
    waiting: Money
    waiting_count: int
    returned: Money
    unread: Money

    @property
    def difference(self) -> Money:
        return self.bank - self.posted - self.waiting - self.returned

    @property
    def is_balanced(self) -> bool:
        return not self.difference


def seen(item: Item, batch: Batch | None = None) -> Seen:
    """A check as the rules look at it."""
    told = tuple(Said(text, None if cents is None else Money(cents)) for text, cents, *_ in item.said)
    return Seen(
        Money(item.amount_cents), told, item.remitter, item.payee, item.written_on,
        (batch or item.batch).deposit_on, item.double_of_id is not None,
    )  # fmt: skip


def batch(reference: str) -> Batch | None:
    return Batch.objects.filter(reference=reference).first()


def item(reference: str, ordinal: int) -> Item | None:
    """A check by its batch and its place there."""
    rows = Item.objects.select_related("batch", "account", "double_of__batch")
    return rows.filter(batch__reference=reference, ordinal=ordinal).first()


def batches(*, before: tuple[date, int] | None = None, most: int = 50) -> list[Batch]:
    """The newest deposits first, those before `before` (day, id)."""
    rows = Batch.objects.order_by("-deposit_on", "-pk")
    if before is not None:
        day, pk = before
        rows = rows.filter(Q(deposit_on__lt=day) | Q(deposit_on=day, pk__lt=pk))
    return list(rows[:most])


def totals_of(rows: Sequence[Batch]) -> dict[int, Totals]:
    """Where the money of these batches is, in one query."""
    sums: dict[int, dict[str, tuple[int, int]]] = {row.pk: {} for row in rows}
    told = (
        Item.objects.filter(batch__in=list(sums))
        .values_list("batch_id", "state")
        .annotate(cents=Sum("amount_cents"), count=Count("pk"))
    )
    for batch_id, state, cents, count in told:
        sums[batch_id][state] = (cents, count)
    return {row.pk: _totals(row, sums[row.pk]) for row in rows}


def _totals(row: Batch, sums: dict[str, tuple[int, int]]) -> Totals:
    def of(*states: str) -> tuple[Money, int]:
        found = [sums.get(state, (0, 0)) for state in states]
        return Money(sum(cents for cents, _ in found)), sum(count for _, count in found)

    posted, posted_count = of(ItemState.POSTED)
    waiting, waiting_count = of(*WAITING, ItemState.RECEIVED)
    returned, _ = of(ItemState.RETURNED, ItemState.BOUNCED, ItemState.SET_ASIDE)
    bank = Money(row.cents if row.told_cents is None else row.told_cents)
    read = Money(sum(cents for cents, _ in sums.values()))
    return Totals(bank, posted, posted_count, waiting, waiting_count, returned, Money(row.cents) - read)


def waiting_in(batch_id: int) -> list[Item]:
    """The checks of a batch that need a person, in the order of the deposit."""
    return list(Item.objects.filter(batch_id=batch_id, is_waiting=True).order_by("ordinal"))


def next_waiting(batch_id: int, after: int) -> Item | None:
    """The next check of the batch that needs a person, round to the first when the end is reached."""
    rows = Item.objects.filter(batch_id=batch_id, is_waiting=True).order_by("ordinal")
    return rows.filter(ordinal__gt=after).first() or rows.exclude(ordinal=after).first()


def unmatched() -> QuerySet[Item]:
    """Money in the bank that is on no account, the oldest first."""
    return Item.objects.filter(is_waiting=True).select_related("batch").order_by("since", "pk")


def unmatched_after(key: str, most: int) -> list[Item]:
    """A page of unmatched money: those after the one called `key` (`key_of`)."""
    rows = unmatched()
    since, pk = read_key(key)
    if since is not None:
        rows = rows.filter(Q(since__gt=since) | Q(since=since, pk__gt=pk))
    return list(rows[:most])


def key_of(row: Item | Letter | Batch) -> str:
    """Where a row stands in its queue."""
    at = row.since if isinstance(row, Item) else row.opened_at
    return f"{at.astimezone(UTC):{KEY_FORM}}-{row.pk}"


def read_key(key: str) -> tuple[datetime | None, int]:
    """The reverse; (None, 0) for the start of the queue and for anything that is not a key."""
    head, _, tail = key.partition("-")
    try:
        return datetime.strptime(head, KEY_FORM).replace(tzinfo=UTC), int(tail)
    except ValueError:
        return None, 0


@dataclass(frozen=True, slots=True)
class Aged:
    """Unmatched money of one age: how many checks, how much, and how old at least (days)."""

    band: int
    days: int
    count: int
    amount: Money


def unmatched_by_age(at: datetime) -> list[Aged]:
    """Unmatched money by what its age asks for, the oldest first. One query."""
    limits = [0, *rules.AGES_DAYS]
    edges = [at - timedelta(days=days) for days in limits]
    asked: dict[str, Count | Sum] = {}
    for band, edge in enumerate(edges):
        within = Q(since__lte=edge) if band else Q()
        if band + 1 < len(edges):
            within &= Q(since__gt=edges[band + 1])
        asked |= {f"n{band}": Count("pk", filter=within), f"c{band}": Sum("amount_cents", filter=within)}
    found = Item.objects.filter(is_waiting=True).aggregate(**asked)
    return [
        Aged(band, limits[band], found[f"n{band}"], Money(found[f"c{band}"] or 0))
        for band in reversed(range(len(edges)))
    ]


def tally(
    rows: QuerySet[Item] | QuerySet[Letter] | QuerySet[Batch], field: str
) -> tuple[int, datetime | None]:
    """How many, and since when the oldest."""
    found = rows.order_by().aggregate(count=Count("pk"), oldest=Min(field))
    return found["count"], found["oldest"]


def to_review() -> QuerySet[Batch]:
    return Batch.objects.filter(state=BatchState.REVIEW).order_by("opened_at", "pk")


def letters_waiting() -> QuerySet[Letter]:
    rows = Letter.objects.filter(state=LetterState.WAITING).select_related("item__batch", "account")
    return rows.order_by("opened_at", "pk")


def letters_of(item_id: int) -> list[Letter]:
    return list(Letter.objects.filter(item_id=item_id).order_by("pk"))


def letter(reference: str) -> Letter | None:
    return Letter.objects.filter(reference=reference).select_related("item__batch").first()


def after(rows: "QuerySet[Queued]", key: str, most: int) -> "list[Queued]":
    """A page of a queue that is ordered by `opened_at`."""
    since, pk = read_key(key)
    if since is not None:
        rows = rows.filter(Q(opened_at__gt=since) | Q(opened_at=since, pk__gt=pk))
    return list(rows[:most])


def open_proposal(item_id: int) -> Proposal | None:
    return Proposal.objects.filter(item_id=item_id, decided_at=None).first()


def parts_of(item_id: int) -> list[Part]:
    """Where the money of a check is now."""
    rows = Part.objects.filter(item_id=item_id, undone_at=None).select_related("account")
    return list(rows.order_by("ordinal"))


def item_of_payment(reference: str) -> Item | None:
    """The check that a payment came by; for whoever learns that the bank took it back."""
    found = (
        Part.objects.filter(payment_reference=reference, undone_at=None).select_related("item__batch").first()
    )
    return found.item if found else None


def checks_of(account_id: int, most: int = 50) -> list[Part]:
    return list(checks_on(account_id).select_related("item__batch")[:most])


def checks_on(account_id: int) -> QuerySet[Part]:
    """Checks on an account, the newest first."""
    return Part.objects.filter(account_id=account_id, undone_at=None).order_by("-posted_at", "-pk")


def doubles_of(marks: Collection[str]) -> dict[str, int]:
    """Checks that came before, by their mark."""
    rows = Item.objects.filter(check_mark__in=list(marks), double_of=None)
    return {mark: pk for mark, pk in rows.values_list("check_mark", "pk") if mark}


def past_payers(mark: str) -> dict[int, int]:
    """The accounts that this bank account paid on before, and how often."""
    if not mark:
        return {}
    rows = Part.objects.filter(item__payer_mark=mark, undone_at=None)
    told = rows.values_list("account_id").annotate(times=Count("pk")).order_by("-times", "account_id")
    return dict(told[:20])


def maybe(item: Item) -> list[Suggestion]:
    """Who a check may be from, the surest first, each with what speaks for and against."""
    looked_at = seen(item)
    before = past_payers(item.payer_mark)
    found: dict[How, Sequence[Known]] = {}
    by_number = lookups.known_by_number(rules.numbers_in(looked_at))
    for one in looked_at.told:
        if one.account in by_number:
            found[one.how] = [*found.get(one.how, []), by_number[one.account]]
    found[How.READING] = list(lookups.known_by_number(_read_again(looked_at)).values())
    slips = lookups.known_by_number(_slips(looked_at)).values()
    alike = [one for one in slips if rules.name_agrees(item.remitter, one.names)]
    found[How.READING] = [*found[How.READING], *alike]
    found[How.NAME_AND_AMOUNT] = lookups.namesakes(item.remitter)
    found[How.PAST_PAYER] = list(lookups.known_by_id(before).values())
    with_due = {how: lookups.with_due(accounts) for how, accounts in found.items()}
    with_due[How.NAME_AND_AMOUNT] = [
        one for one in with_due[How.NAME_AND_AMOUNT] if one.due == looked_at.amount
    ]
    return rules.suggestions(looked_at, with_due, times_before=before)


def _read_again(looked_at: Seen) -> list[str]:
    return [number for one in looked_at.told for number in rules.readings(one.text)]


def _slips(looked_at: Seen) -> list[str]:
    return [number for one in looked_at.told for number in rules.near_numbers(one.text)]


def figures_of_file(file_id: int) -> dict[str, int]:
    """What became of a file's checks: how many on accounts, how many in suspense, and cents of each."""
    rows = Item.objects.filter(batch__file_id=file_id)
    found = rows.aggregate(
        posted=Count("pk", filter=Q(state=ItemState.POSTED)),
        posted_cents=Sum("amount_cents", filter=Q(state=ItemState.POSTED), default=0),
        suspense=Count("pk", filter=Q(is_waiting=True)),
        suspense_cents=Sum("amount_cents", filter=Q(is_waiting=True), default=0),
        in_review=Count("pk", filter=Q(state=ItemState.RECEIVED)),
    )
    return dict(found)


def batches_of_file(file_id: int) -> list[Batch]:
    return list(Batch.objects.filter(file_id=file_id).order_by("ordinal"))


def keyed_lines(batch_id: int) -> list[Item]:
    """What was keyed so far, the newest line first."""
    return list(Item.objects.filter(batch_id=batch_id).order_by("-ordinal"))


def next_place(batch_id: int) -> int:
    """Where the next keyed line goes."""
    rows = Item.objects.filter(batch_id=batch_id).order_by("-ordinal")
    return (rows.values_list("ordinal", flat=True).first() or 0) + 1


def checks_numbered(number: str, most: int = 20) -> list[Part]:
    """Checks on accounts with this number on them, the newest first."""
    bare = number.lstrip("0")
    if not bare:
        return []
    rows = Part.objects.filter(item__check_number=bare, undone_at=None)
    rows = rows.select_related("item__batch")
    return list(rows.order_by("-posted_at")[:most])
