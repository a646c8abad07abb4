"""What must always hold between the bank's lines, their matches and the days, for `hearthside audit`."""

from collections.abc import Iterator

from django.db.models import Count, F, Q, Sum

from hearthside.banking.models import (
    BankLine,
    CashDay,
    DayState,
    Match,
    MatchedSource,
    Statement,
    StatementState,
)
from hearthside.banking.rules import BANK_AGAINST_RECORDS

MOST_NAMED = 20


def checks() -> Iterator[tuple[str, list[str]]]:
    """(name, what was found wrong) for each rule; an empty list is good."""
    yield "banking: a statement's figures are the sum of its lines", _statements()
    yield "banking: a match has lines and sources, and one undone has neither", _matches()
    yield "banking: bank less records is the sum of a day's differences", _days()
    yield "banking: a day signed off has no open difference, and was signed by another", _signed()


def _statements() -> list[str]:
    """A statement whose lines all came with it holds them; one that repeats lines holds fewer of its own."""
    rows = Statement.objects.exclude(state=StatementState.READING).order_by("pk")
    wrong = []
    for row in rows.iterator(chunk_size=500):
        own = BankLine.objects.filter(statement=row).aggregate(count=Count("pk"), cents=Sum("amount_cents"))
        moved = row.in_cents - row.out_cents
        if own["count"] > row.lines or (own["count"] == row.lines and (own["cents"] or 0) != moved):
            wrong.append(f"statement {row.reference}: says {row.lines} lines, {moved} cents; holds {own}")
    return wrong[:MOST_NAMED]


def _matches() -> list[str]:
    live = Match.objects.filter(undone_at=None)
    empty = live.annotate(has_lines=Count("lines", distinct=True)).filter(has_lines=0)
    bare = live.annotate(has_sources=Count("sources", filter=Q(sources__is_live=True), distinct=True)).filter(
        has_sources=0
    )
    left = MatchedSource.objects.filter(is_live=True, match__undone_at__isnull=False)
    held = BankLine.objects.filter(match__undone_at__isnull=False)
    return [
        *(f"match {row.pk} has no line" for row in empty[:MOST_NAMED]),
        *(f"match {row.pk} has no source" for row in bare[:MOST_NAMED]),
        *(f"source {row.kind}:{row.key} hangs on an undone match" for row in left[:MOST_NAMED]),
        *(f"line {row.reference} hangs on an undone match" for row in held[:MOST_NAMED]),
    ]


def _days() -> list[str]:
    kinds = [kind.value for kind in BANK_AGAINST_RECORDS]
    rows = CashDay.objects.annotate(
        apart=Sum(
            "differences__amount_cents", default=0,
            filter=Q(differences__gone_at=None, differences__kind__in=kinds),
        )
    ).exclude(bank_cents=F("records_cents") + F("apart"))  # fmt: skip
    return [
        f"{row.on}: bank {row.bank_cents}, records {row.records_cents}, differences {row.apart}"
        for row in rows.order_by("on")[:MOST_NAMED]
    ]


def _signed() -> list[str]:
    wrong = []
    for row in CashDay.objects.filter(state=DayState.SIGNED).order_by("on").iterator(chunk_size=500):
        unexplained = [one for one in row.differences.filter(gone_at=None) if not one.is_explained]
        if unexplained or not row.signed_by or row.signed_by in row.workers:
            wrong.append(f"{row.on}: signed by {row.signed_by or 'nobody'}, {len(unexplained)} unexplained")
    return wrong[:MOST_NAMED]
