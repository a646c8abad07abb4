"""The proof of a day: bank, our records and the ledger side by side, and what they differ by."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q, Sum

from hearthside import clock
from hearthside.audit import services as audit
from hearthside.audit.actor import Actor
from hearthside.banking import errors, lookups, rules, states
from hearthside.banking.models import (
    COUNTED,
    BankLine,
    CashDay,
    DayState,
    Difference,
    LineState,
    MatchedSource,
    Meaning,
    Statement,
    StatementState,
)
from hearthside.banking.rules import Channel, DifferenceKind, Gap, Line, Pair, Proof, Source, SourceKind
from hearthside.banking.services.matching import (
    LOOK_BACK_DAYS,
    as_line,
    is_person,
    match_days,
    not_matched,
    who,
)
from hearthside.banking.terms import terms
from hearthside.formats.fed_calendar import is_banking_day
from hearthside.money import ZERO, Money


@transaction.atomic
def prove_day(*, on: date, by: Actor, at: datetime) -> CashDay:
    """Prove a day again from what is known now: match what waits, compare, keep every difference.

    Explanations of differences that are still there as they were stay; what is gone is kept as gone. A day
    that was signed off and now comes out otherwise is open again. Raises NoSuchDay for a day not begun.
    """
    if on > clock.day_of(at):
        raise errors.NoSuchDay(day=on.isoformat())
    match_days(first=on - timedelta(days=LOOK_BACK_DAYS), last=on, by=by, at=at)
    proof = _proof(on)
    day, is_new = CashDay.objects.select_for_update().get_or_create(
        on=on, defaults={"state": DayState.DIFFERS, "proven_at": at}
    )
    was = _essence(day)
    _keep_gaps(day, proof.gaps, at=at)
    day.bank_cents, day.records_cents = proof.bank.cents, proof.records.cents
    day.channels = [_channel(row) for row in proof.channels]
    day.workers, day.proven_at = _workers(day), at
    day.save()
    _move(day, has_changed=was != _essence(day), by=by, at=at)
    if is_new:
        audit.record("cash_day.proven", subject=on.isoformat(), cents=day.bank_cents - day.records_cents,
                     by=by, at=at)  # fmt: skip
    return day


def _essence(day: CashDay) -> tuple[object, ...]:
    """What was signed for: the figures and the differences, with their words."""
    rows = day.differences.filter(gone_at=None).order_by("key")
    return (day.bank_cents, day.records_cents, day.channels,
            list(rows.values_list("key", "amount_cents", "explained_by")))  # fmt: skip


def _move(day: CashDay, *, has_changed: bool, by: Actor, at: datetime) -> None:
    is_level = not day.differences.filter(gone_at=None).exists()
    to = DayState.BALANCED if is_level else DayState.DIFFERS
    if day.state == DayState.SIGNED and not has_changed:
        return
    if day.state == DayState.SIGNED:
        day.signed_by, day.signed_at = "", None
    if day.state != to:
        states.move_day(day, to=to, by=by, at=at)


def _channel(row: rules.ChannelSum) -> dict[str, object]:
    return {
        "channel": row.channel.value, "bank_cents": row.bank.cents, "records_cents": row.records.cents,
        "entered_cents": None if row.entered is None else row.entered.cents,
        "ledger_cents": None if row.ledger is None else row.ledger.cents,
    }  # fmt: skip


def _proof(on: date) -> Proof:
    rows = list(BankLine.objects.filter(as_of=on, state__in=COUNTED).order_by("pk"))
    unmatched = [as_line(row) for row in rows if row.state != LineState.MATCHED]
    return rules.prove(
        on,
        unmatched=unmatched,
        pairs=_pairs({row.match_id for row in rows if row.match_id is not None}, on),
        missing=_missing(on),
        ledger=lookups.ledger_sides(on),
        others=_faults_of_statements(on),
    )


def _pairs(match_ids: set[int], on: date) -> list[Pair]:
    """The matches that lines of a day belong to; a payout is worth what it adds up to now."""
    lines: dict[int, list[Line]] = {pk: [] for pk in match_ids}
    for row in BankLine.objects.filter(match__in=match_ids).order_by("as_of", "pk"):
        assert row.match_id is not None
        lines[row.match_id].append(as_line(row))
    worth = dict.fromkeys(match_ids, ZERO)
    kinds: dict[int, SourceKind] = {}
    for source in MatchedSource.objects.filter(match__in=match_ids, is_live=True):
        kinds[source.match_id] = SourceKind(source.kind)
        worth[source.match_id] += _now(source)
    return [Pair(str(pk), kinds[pk], tuple(lines[pk]), worth[pk]) for pk in sorted(match_ids)]


def _now(source: MatchedSource) -> Money:
    if source.kind != SourceKind.PAYOUT:
        return Money(source.amount_cents)
    payout = lookups.payout_on(source.on)
    return payout.net if payout else ZERO


def _missing(on: date) -> list[Source]:
    """What came due on this day and that the bank has not shown until now."""
    if not is_banking_day(on):
        return []
    grace = terms(on).grace_banking_days
    known = lookups.sources_between(on - timedelta(days=LOOK_BACK_DAYS + grace), on)
    due = [
        one for one in known
        if one.kind in rules.MUST_ARRIVE and rules.due_on(one, grace_banking_days=grace) == on
    ]  # fmt: skip
    return not_matched(due)


def _faults_of_statements(on: date) -> list[Gap]:
    held = Statement.objects.filter(as_of=on, state=StatementState.HELD).order_by("pk")
    gaps = [
        Gap(f"held:{row.reference}", DifferenceKind.HELD_STATEMENT, Channel.OTHER,
            Money(row.in_cents - row.out_cents), f"A statement waits for a person: {row.reason}"[:200])
        for row in held
    ]  # fmt: skip
    standing = Statement.objects.filter(as_of=on, state=StatementState.POSTED)
    if not standing.exists() and not gaps and is_banking_day(on):
        gaps.append(Gap("no_statement", DifferenceKind.NO_STATEMENT, Channel.OTHER, ZERO,
                        "The bank has not sent a statement for this day"))  # fmt: skip
    return gaps + [gap for row in standing.order_by("pk") if (gap := _balance_gap(row)) is not None]


def _balance_gap(row: Statement) -> Gap | None:
    """The bank's own balances, against its own lines."""
    opening, closing = row.opening, row.closing
    if opening is None or closing is None or not row.lines:
        return None
    lines = BankLine.objects.filter(seen_in=row, state__in=COUNTED)
    moved = Money(lines.aggregate(cents=Sum("amount_cents"))["cents"] or 0)
    apart = closing - opening - moved
    if not apart:
        return None
    return Gap(f"balance:{row.reference}", DifferenceKind.BALANCE_DIFFERS, Channel.OTHER, apart,
               f"Balances of account {row.bank_account_last4} moved by more than its lines")  # fmt: skip


def _keep_gaps(day: CashDay, gaps: Iterable[Gap], *, at: datetime) -> None:
    kept = {row.key: row for row in day.differences.select_for_update()}
    listed = {gap.key: gap for gap in gaps}
    lines = {
        row.reference: row
        for row in BankLine.objects.filter(reference__in={gap.line_key for gap in listed.values()})
    }
    for key, gap in listed.items():
        row = kept.get(key) or Difference(day=day, key=key)
        row.kind, row.channel, row.amount, row.what = gap.kind, gap.channel, gap.amount, gap.what[:200]
        row.line, row.gone_at = lines.get(gap.line_key), None
        _take_line_word(row, at=at)
        row.save()
    for key, row in kept.items():
        if key not in listed and row.gone_at is None:
            row.gone_at = at
            row.save(update_fields=["gone_at"])


def _take_line_word(row: Difference, *, at: datetime) -> None:
    """What a person said of a bank line is the word about its difference; taken back, it is open again."""
    line = row.line
    if line is None or row.kind != DifferenceKind.UNMATCHED_LINE:
        return
    if line.state == LineState.EXPLAINED:
        row.meaning, row.note, row.explained_by = line.meaning, line.note, line.worked_by
        row.explained_at, row.explained_cents = line.since, row.amount_cents
    else:
        row.meaning, row.note, row.explained_by = "", "", ""
        row.explained_at, row.explained_cents = None, None


def _workers(day: CashDay) -> list[str]:
    """Who matched or explained anything of the day by hand."""
    lines = BankLine.objects.filter(as_of=day.on).filter(Q(state__in=COUNTED))
    names = set(lines.exclude(worked_by="").values_list("worked_by", flat=True))
    names |= set(day.differences.filter(gone_at=None).values_list("explained_by", flat=True))
    return sorted(name for name in names if is_person(name))


@transaction.atomic
def explain_difference(
    *, on: date, key: str, meaning: Meaning, note: str, by: Actor, at: datetime
) -> Difference:
    """A named person says why a difference is there. Raises NoSuchDifference and Outdated (day signed off).

    A line of the bank is explained where it stands: `services.explain_line`.
    """
    day = _locked_day(on)
    if day.state == DayState.SIGNED:
        raise errors.Outdated(day=on.isoformat())
    row = day.differences.select_for_update().filter(key=key, gone_at=None).first()
    if row is None or row.kind == DifferenceKind.UNMATCHED_LINE:
        raise errors.NoSuchDifference(day=on.isoformat(), key=key)
    row.meaning, row.note, row.explained_by = meaning, note[:500], who(by)
    row.explained_at, row.explained_cents = at, row.amount_cents
    row.save()
    day.workers = _workers(day)
    day.save(update_fields=["workers"])
    audit.record("cash_day.difference_explained", subject=on.isoformat(), cents=row.amount_cents,
                 reason=meaning, by=by, at=at)  # fmt: skip
    return row


@transaction.atomic
def sign_off(*, on: date, by: Actor, at: datetime) -> CashDay:
    """A second person takes the day as proven, again from what is known now. Twice changes nothing.

    Raises NoSuchDay, Unexplained (how many are open) and OwnWork.
    """
    _locked_day(on)
    day = prove_day(on=on, by=by, at=at)
    if day.state == DayState.SIGNED:
        return day
    open_count = sum(not row.is_explained for row in day.differences.filter(gone_at=None))
    if open_count:
        raise errors.Unexplained(day=on.isoformat(), open=open_count)
    if not rules.may_sign(who(by), day.workers):
        raise errors.OwnWork(day=on.isoformat())
    day.signed_by, day.signed_at = who(by), at
    states.move_day(day, to=DayState.SIGNED, by=by, at=at)
    return day


def _locked_day(on: date) -> CashDay:
    day = CashDay.objects.select_for_update().filter(on=on).first()
    if day is None:
        raise errors.NoSuchDay(day=on.isoformat())
    return day


def prove_open_days(*, by: Actor, at: datetime, most: int = 10) -> int:
    """Prove the last banking days, and older ones about which something new is known. Returns how many."""
    today = clock.day_of(at)
    recent = [today - timedelta(days=step) for step in range(1, most + 1)]
    known = set(BankLine.objects.filter(as_of__in=recent).values_list("as_of", flat=True).distinct())
    if not BankLine.objects.exists():
        return 0
    days = {day for day in recent if is_banking_day(day) or day in known} | _news(today, most)
    for day in sorted(days):
        prove_day(on=day, by=by, at=at)
    return len(days)


def _news(today: date, most: int) -> set[date]:
    """Days before the last ones whose lines changed after they were proven."""
    since = today - timedelta(days=most)
    rows = BankLine.objects.filter(as_of__lt=since).values_list("as_of", "since").order_by("-since")[:500]
    proven = dict(CashDay.objects.filter(on__in={day for day, _ in rows}).values_list("on", "proven_at"))
    return set([day for day, changed in rows if day not in proven or proven[day] < changed][:most])
