"""The bank's word and its proof, by what others need of it."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db.models import Count, Min, Q, QuerySet, Sum

from hearthside.banking import lookups, rules
from hearthside.banking.models import (
    COUNTED,
    BankLine,
    CashDay,
    Difference,
    LineState,
    MatchedSource,
    Statement,
    StatementState,
)
from hearthside.banking.rules import Source, SourceKind
from hearthside.banking.services.matching import LOOK_BACK_DAYS, as_line, not_matched
from hearthside.identity import selectors as identity
from hearthside.money import ZERO, Money

StatementRow, BankLineRow, CashDayRow = Statement, BankLine, CashDay
"""Rows as others may name them in types; they read them, and never query or write them."""

PAGE = 50
SUGGESTIONS = 12


def statements(*, before: tuple[date, int] | None = None, most: int = PAGE) -> list[Statement]:
    """The newest days first, those before `before` (day, id)."""
    rows = Statement.objects.order_by("-as_of", "-pk")
    if before is not None:
        day, pk = before
        rows = rows.filter(Q(as_of__lt=day) | Q(as_of=day, pk__lt=pk))
    return list(rows[:most])


def statement(reference: str) -> Statement | None:
    return Statement.objects.filter(reference=reference).first()


def held_statements() -> QuerySet[Statement]:
    return Statement.objects.filter(state=StatementState.HELD).order_by("came_at", "pk")


def lines_of(row: Statement, *, after: int = 0, most: int = PAGE) -> list[BankLine]:
    """A statement's lines as they stand in it, those after the one with this id."""
    rows = BankLine.objects.filter(Q(seen_in=row) | Q(statement=row), pk__gt=after)
    return list(rows.order_by("pk")[:most])


def line(reference: str) -> BankLine | None:
    return BankLine.objects.select_related("seen_in", "match").filter(reference=reference).first()


def waiting_lines() -> QuerySet[BankLine]:
    """Lines that nothing of ours explains, the oldest first."""
    return BankLine.objects.filter(state=LineState.WAITING).order_by("since", "pk")


def waiting_after(key: str, *, most: int = PAGE) -> list[BankLine]:
    """A page of waiting lines: those after the one called `key` (`key_of`)."""
    rows = waiting_lines().select_related("seen_in")
    since, pk = read_key(key)
    if since is not None:
        rows = rows.filter(Q(since__gt=since) | Q(since=since, pk__gt=pk))
    return list(rows[:most])


KEY_FORM = "%Y%m%dT%H%M%S%f"


def key_of(row: BankLine) -> str:
    return f"{row.since:{KEY_FORM}}-{row.pk}"


def read_key(key: str) -> tuple[datetime | None, int]:
    """A key as time and id; (None, 0) for anything else."""
    text, _, pk = key.partition("-")
    try:
        since = datetime.strptime(f"{text}+0000", f"{KEY_FORM}%z")
    except ValueError:
        return None, 0
    return (since, int(pk)) if pk.isascii() and pk.isdigit() and len(pk) < 19 else (None, 0)


def tally(rows: "QuerySet[BankLine] | QuerySet[Statement]", field: str) -> tuple[int, datetime | None]:
    found = rows.order_by().aggregate(count=Count("pk"), oldest=Min(field))
    return found["count"], found["oldest"]


def suggestions(row: BankLine) -> list[Source]:
    """Sources that a waiting line could be, those of its amount first, then the nearest in amount."""
    first = row.as_of - timedelta(days=2 * LOOK_BACK_DAYS)
    line_now = as_line(row)
    known = lookups.sources_between(first, row.as_of + timedelta(days=1))
    known += lookups.remittances(line_now.tokens, [row.amount])
    fitting = [
        one for one in not_matched(known)
        if row.type in rules.TYPES_OF[one.kind] and (one.amount > ZERO) == (row.amount > ZERO)
    ]  # fmt: skip
    fitting.sort(key=lambda one: (abs(one.amount.cents - row.amount_cents), one.on, one.key))
    return fitting[:SUGGESTIONS]


def sources_of(match_id: int) -> list[MatchedSource]:
    return list(MatchedSource.objects.filter(match_id=match_id, is_live=True).order_by("pk"))


def lines_by_match(match_ids: Iterable[int]) -> dict[int, list[MatchedSource]]:
    found: dict[int, list[MatchedSource]] = {}
    for row in MatchedSource.objects.filter(match__in=set(match_ids), is_live=True).order_by("pk"):
        found.setdefault(row.match_id, []).append(row)
    return found


def day(on: date) -> CashDay | None:
    return CashDay.objects.filter(on=on).first()


def days(*, before: date | None = None, most: int = PAGE) -> list[CashDay]:
    """The newest proofs first."""
    rows = CashDay.objects.order_by("-on")
    return list((rows.filter(on__lt=before) if before else rows)[:most])


def differences(row: CashDay) -> list[Difference]:
    """What does not agree on a day, as it stands: the largest first."""
    rows = row.differences.filter(gone_at=None).select_related("line")
    return sorted(rows, key=lambda one: (-abs(one.amount_cents), one.key))


def open_differences(days_: Iterable[CashDay]) -> dict[int, tuple[int, int]]:
    """Per day: how many differences there are, and how many of them nobody explained."""
    counted: dict[int, tuple[int, int]] = {}
    for row in Difference.objects.filter(day__in=[one.pk for one in days_], gone_at=None):
        known, unexplained = counted.get(row.day_id, (0, 0))
        counted[row.day_id] = known + 1, unexplained + (not row.is_explained)
    return counted


def is_green(row: CashDay) -> bool:
    """Nothing differs, or a named person explained every difference."""
    return all(one.is_explained for one in row.differences.filter(gone_at=None))


def lines_of_day(on: date, *, after: int = 0, most: int = 200) -> list[BankLine]:
    rows = BankLine.objects.filter(as_of=on, state__in=COUNTED, pk__gt=after)
    return list(rows.select_related("seen_in").order_by("pk")[:most])


def figures_of_file(file_id: int) -> dict[str, int]:
    """What became of a file's lines, for its report."""
    rows = BankLine.objects.filter(seen_in__file_id=file_id).values_list("state").annotate(Count("pk"))
    counted = dict(rows)
    return {
        "lines_matched": counted.get(LineState.MATCHED, 0),
        "lines_waiting": counted.get(LineState.WAITING, 0),
        "lines_held": counted.get(LineState.HELD, 0),
    }


def totals_of_day(on: date) -> dict[str, int]:
    """Cents in and out by the bank's lines of a day."""
    rows = BankLine.objects.filter(as_of=on, state__in=COUNTED)
    found = rows.aggregate(
        came=Sum("amount_cents", filter=Q(amount_cents__gt=0), default=0),
        left=Sum("amount_cents", filter=Q(amount_cents__lt=0), default=0),
    )
    return {"in_cents": found["came"], "out_cents": -found["left"]}


def names_of(people: Iterable[str]) -> dict[str, str]:
    """Whom colleagues know "staff:12" as; other names as they are."""
    staff = {name: int(name[6:]) for name in people if name.startswith("staff:") and name[6:].isdigit()}
    known = identity.staff_names(staff.values())
    return {name: known.get(pk, name) for name, pk in staff.items()}


def proven_payer_money(trace: str) -> Money:
    """What the bank shows of a plan's payment: for whoever waits with bills until its money came."""
    wanted = rules.name_in(trace)
    rows = MatchedSource.objects.filter(kind=SourceKind.REMITTANCE, is_live=True)
    known = {one.key for one in lookups.remittances_of_trace(trace)}
    cents = rows.filter(key__in=known).aggregate(cents=Sum("amount_cents"))["cents"] if wanted else 0
    return Money(cents or 0)
