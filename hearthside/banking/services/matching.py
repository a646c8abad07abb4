"""What each line of the bank is: by itself where that is certain, otherwise as a person says."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from hearthside.audit.actor import Actor, ActorKind
from hearthside.banking import errors, lookups, rules, states
from hearthside.banking.models import BankLine, LineState, Match, MatchedSource, Meaning, Why
from hearthside.banking.rules import Found, Line, Source, SourceKind
from hearthside.banking.terms import terms
from hearthside.lockbox import services as lockbox
from hearthside.money import ZERO
from hearthside.refunds import selectors as refunds
from hearthside.refunds import services as refund_services

LOOK_BACK_DAYS = 10
CHECK_MAY_RETURN_DAYS = 90
WHY_OF_CHECK = {"voided": Why.CHECK_STOPPED, "turned_over": Why.CHECK_STOPPED}


def as_line(row: BankLine) -> Line:
    """A bank line as the rules look at it."""
    tokens = rules.tokens_of(row.bank_reference, row.customer_reference, row.text)
    return Line(row.reference, row.type, row.as_of, row.amount, tokens)


@transaction.atomic
def match_days(*, first: date, last: date, by: Actor, at: datetime) -> int:
    """Match the waiting lines of these days with what is certain. Returns how many lines were matched.

    Run again, or by two at once, it finds what came since and changes nothing else.
    """
    rows = BankLine.objects.select_for_update(of=("self",)).filter(
        as_of__range=(first, last), state=LineState.WAITING
    )
    waiting = {row.reference: row for row in rows.exclude(why=Why.CURRENCY).exclude(amount_cents=0)}
    if not waiting:
        return 0
    for row in waiting.values():
        _cash_check(row, by=by, at=at)
    lines = [as_line(row) for row in waiting.values()]
    sources = _open_sources(first - timedelta(days=LOOK_BACK_DAYS), last, lines)
    grace = terms(last).grace_banking_days
    found = rules.match(lines, sources, grace_banking_days=grace)
    for one in found:
        write_match(one, [waiting[line.key] for line in one.lines], by=by, at=at)
    done = {line.key for one in found for line in one.lines}
    _say_why([row for key, row in waiting.items() if key not in done], sources, grace)
    return len(done)


def _open_sources(first: date, last: date, lines: Sequence[Line]) -> list[Source]:
    tokens = frozenset[str]().union(*(line.tokens for line in lines))
    known = lookups.sources_between(first, last)
    known += lookups.remittances(tokens, {line.amount for line in lines if line.amount > ZERO})
    return not_matched(known)


def not_matched(sources: Iterable[Source]) -> list[Source]:
    """Those of these sources that no live match holds."""
    listed = list(sources)
    rows = MatchedSource.objects.filter(is_live=True, key__in={one.key for one in listed})
    taken = set(rows.values_list("kind", "key"))
    return [one for one in listed if (one.kind.value, one.key) not in taken]


def write_match(found: Found, rows: Sequence[BankLine], *, by: Actor, at: datetime) -> Match:
    """Keep a match; the rows are locked and wait."""
    match = Match.objects.create(kind=found.kind, how=found.how, matched_by=who(by), matched_at=at)
    MatchedSource.objects.bulk_create(
        MatchedSource(match=match, kind=one.kind, key=one.key, on=one.on, amount_cents=one.amount.cents)
        for one in found.sources
    )
    for row in rows:
        row.match, row.meaning, row.note = match, "", ""
        states.move_line(row, to=LineState.MATCHED, by=by, at=at)
    return match


def _cash_check(row: BankLine, *, by: Actor, at: datetime) -> None:
    """The bank paid a check of ours: number and amount agree, so what we owed by it has left."""
    if row.type not in rules.CHECK_TYPES or row.amount >= ZERO:
        return
    for number in check_numbers(row):
        check = refunds.check_with(number)
        if check is not None and check.amount == -row.amount and check.state in ("written", "listed"):
            refund_services.check_cashed(number=number, amount=check.amount, paid_on=row.as_of, by=by, at=at)
            return


def check_numbers(row: BankLine) -> list[int]:
    """Numbers in a line that may be a check's: its references first."""
    words = [row.customer_reference, row.bank_reference, *sorted(as_line(row).tokens)]
    digits = [word.strip() for word in words]
    numbers = [int(word) for word in digits if word.isascii() and word.isdigit() and len(word) <= 18]
    return list(dict.fromkeys(number for number in numbers if number))


def _say_why(rows: Sequence[BankLine], sources: Sequence[Source], grace: int) -> None:
    for row in rows:
        why = _why(row, sources, grace)
        if why != row.why:
            row.why = why
            row.save(update_fields=["why"])


def _why(row: BankLine, sources: Sequence[Source], grace: int) -> Why:
    if row.type in rules.RETURN_TYPES:
        return Why.RETURNED_CHECK
    if row.type in rules.CHECK_TYPES:
        return _why_check(row)
    line = as_line(row)
    may_be = [
        one for one in sources
        if one.amount == line.amount and rules.may_be(line, one, grace_banking_days=grace)
    ]  # fmt: skip
    return Why.SEVERAL if may_be else Why.NO_SOURCE


def _why_check(row: BankLine) -> Why:
    checks = [check for number in check_numbers(row) if (check := refunds.check_with(number)) is not None]
    stopped = next((WHY_OF_CHECK[one.state] for one in checks if one.state in WHY_OF_CHECK), None)
    return stopped or (Why.CHECK_AMOUNT if checks else Why.CHECK_UNKNOWN)


@transaction.atomic
def match_by_hand(
    *, reference: str, kind: SourceKind, keys: Collection[str], turn: int, by: Actor, at: datetime
) -> BankLine:
    """A person says which sources of ours a line is. What they differ by stays a difference of its day.

    Raises Outdated, NoSuchSource and NotThisKind (money in is no money out).
    """
    row = _locked(reference, turn)
    found = [source for key in dict.fromkeys(keys) for source in lookups.sources_named(kind, key)]
    sources = not_matched(found)
    if not sources or len(sources) != len(set(keys)):
        raise errors.NoSuchSource(line=reference, kind=kind)
    if any((one.amount > ZERO) != (row.amount > ZERO) for one in sources):
        raise errors.NotThisKind(line=reference, kind=kind)
    write_match(Found(kind, (as_line(row),), tuple(sources), "person"), [row], by=by, at=at)
    return row


@transaction.atomic
def explain_line(
    *, reference: str, meaning: Meaning, note: str, turn: int, by: Actor, at: datetime
) -> BankLine:
    """A person says what a line is that nothing of ours brought about. It stays a difference, explained.

    Raises Outdated.
    """
    row = _locked(reference, turn)
    row.meaning, row.note = meaning, note[:500]
    states.move_line(row, to=LineState.EXPLAINED, by=by, at=at)
    return row


@transaction.atomic
def return_check(*, reference: str, item_id: int, turn: int, by: Actor, at: datetime) -> BankLine:
    """The bank took a check back, and a person says which: its account owes again at its old age.

    Raises Outdated, and NoSuchSource for a check of another number or amount.
    """
    row = _locked(reference, turn)
    if item_id not in {item.pk for item in maybe_returned(row)}:
        raise errors.NoSuchSource(line=reference, kind=SourceKind.CHECK_RETURN)
    item = lockbox.bounce_item(item_id=item_id, why="bank_returned", by=by, at=at)
    source = Source(SourceKind.CHECK_RETURN, str(item.pk), row.as_of, -item.amount)
    write_match(Found(source.kind, (as_line(row),), (source,), "person"), [row], by=by, at=at)
    return row


def maybe_returned(row: BankLine) -> list[Any]:
    """Checks that a returned-check line may mean: of its amount, with a number that it names."""
    since = row.as_of - timedelta(days=CHECK_MAY_RETURN_DAYS)
    return lookups.returned_check_candidates(as_line(row).tokens, -row.amount, since=since)


@transaction.atomic
def undo_line(*, reference: str, turn: int, by: Actor, at: datetime) -> BankLine:
    """Take back what a line was said to be: it waits again. Raises Outdated.

    A check that was cashed or came back stays so: that is money, and its own room undoes it.
    """
    row = BankLine.objects.select_for_update(of=("self",)).get(reference=reference)
    if row.turn != turn:
        raise errors.Outdated(line=reference)
    if row.match_id is not None:
        end_match(match_id=row.match_id, by=by, at=at)
    else:
        row.meaning, row.note = "", ""
        states.move_line(row, to=LineState.WAITING, by=by, at=at, why=Why.NO_SOURCE)
    row.refresh_from_db()
    return row


def end_match(*, match_id: int, by: Actor, at: datetime) -> None:
    """A match that does not hold: its lines wait again, its sources are free. Inside a transaction."""
    match = Match.objects.select_for_update().get(pk=match_id)
    for row in BankLine.objects.select_for_update(of=("self",)).filter(match=match).order_by("pk"):
        row.match = None
        states.move_line(row, to=LineState.WAITING, by=by, at=at, why=Why.NO_SOURCE)
    MatchedSource.objects.filter(match=match).update(is_live=False)
    match.undone_by, match.undone_at = who(by), at
    match.save(update_fields=["undone_by", "undone_at"])


def _locked(reference: str, turn: int) -> BankLine:
    row = BankLine.objects.select_for_update(of=("self",)).get(reference=reference)
    if row.turn != turn or row.state != LineState.WAITING:
        raise errors.Outdated(line=reference)
    return row


def who(by: Actor) -> str:
    """Whom to name: "staff:12", "shell:dev", "job:banking"."""
    return f"{by.kind}:{by.ident}"[:80]


def is_person(name: str) -> bool:
    return bool(name) and not name.startswith(f"{ActorKind.JOB}:")
