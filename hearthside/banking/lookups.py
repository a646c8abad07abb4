"""What other rooms know, by day, as sources that the bank should show.

Sums over a day that those rooms' own selectors do not offer are asked of their tables by name, here only.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db.models import QuerySet, Sum

from hearthside import clock
from hearthside.ach import selectors as ach
from hearthside.banking.rules import Channel, LedgerSide, Source, SourceKind, name_in, payout_days
from hearthside.banking.terms import Terms, terms
from hearthside.ledger import books
from hearthside.lockbox import selectors as lockbox
from hearthside.money import ZERO, Money, total
from hearthside.refunds import selectors as refunds

LOCKBOX, ACH, CHECK = books.cash("lockbox"), books.cash("ach"), books.cash("check")
PAGE = 50
FILES_LOOKED_AT = 200
MADE_BEFORE_SETTLING_DAYS = 14
IN_LEDGER = ("posted", "suspense", "proposed", "returned", "bounced")
"""States of a check whose money was entered."""


def _rows(model: str) -> QuerySet[Any]:
    rows: QuerySet[Any] = apps.get_model(model)._default_manager.all()
    return rows


def sources_between(first: date, last: date) -> list[Source]:
    """Everything that the bank should show on these days, by our records. Payers' money is not among it."""
    return [
        *_deposits(first, last), *_payouts(first, last), *_ach_batches(first, last),
        *_ach_returns(first, last), *_check_returns(first, last), *_checks_paid(first, last),
    ]  # fmt: skip


def _deposits(first: date, last: date) -> Iterator[Source]:
    for row in _batches(first, last):
        if row.state in ("posting", "posted") and row.cents:
            yield Source(
                SourceKind.DEPOSIT, row.reference, row.deposit_on, Money(row.cents),
                frozenset({name_in(row.lockbox)} - {""}), f"{row.lockbox}:{row.deposit_on}",
                f"lockbox deposit, batch {row.name}",
            )  # fmt: skip


def _batches(first: date, last: date) -> Iterator[Any]:
    before = (last + timedelta(days=1), 0)
    while rows := lockbox.batches(before=before, most=PAGE):
        for row in rows:
            if row.deposit_on < first:
                return
            yield row
        before = (rows[-1].deposit_on, rows[-1].pk)


def _payouts(first: date, last: date) -> Iterator[Source]:
    """What the processor took, less what went back and its fees, on the day on which it pays out."""
    for step in range((last - first).days + 1):
        payout = payout_on(first + timedelta(days=step))
        if payout is not None and payout.net:
            yield Source(
                SourceKind.PAYOUT, f"{settings.PROCESSOR}:{payout.on}", payout.on, payout.net,
                frozenset(map(name_in, terms(payout.on).payout_names)), "",
                f"payout of the card processor for {len(payout.days)} day(s)",
            )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Payout:
    """What the processor should pay out on a day: `taken` less `gone_back` less `fees`."""

    on: date
    days: tuple[date, ...]
    taken: Money
    gone_back: Money
    fees: Money

    @property
    def net(self) -> Money:
        return self.taken - self.gone_back - self.fees


def payout_on(on: date) -> Payout | None:
    """The payout expected on a day, or None on a day without one."""
    policy = terms(on)
    days = payout_days(on, banking_days=policy.payout_banking_days)
    if not days:
        return None
    book = books.cash(settings.PROCESSOR)
    rows = _postings(book, days[0], days[-1]).exclude(entry__key__in=_moved_keys(settings.PROCESSOR))
    came = rows.filter(amount_cents__gt=0).aggregate(cents=Sum("amount_cents"))["cents"] or 0
    went = rows.filter(amount_cents__lt=0).aggregate(cents=Sum("amount_cents"))["cents"] or 0
    return Payout(on, tuple(days), Money(came), Money(-went), _fees(rows, policy))


def _fees(rows: QuerySet[Any], policy: Terms) -> Money:
    if not policy.fee_cents and not policy.fee_hundredths_of_percent:
        return ZERO
    paid = rows.filter(entry__key__startswith="payment:").values_list("amount_cents", flat=True)
    return total(policy.fee_of(Money(cents)) for cents in paid.iterator(chunk_size=2000))


def _postings(book: str, first: date, last: date) -> QuerySet[Any]:
    rows = _rows("ledger.Posting").filter(book=book, entry__effective_on__range=(first, last))
    # A payment put onto another account leaves and comes within our books; the bank sees neither.
    return rows.exclude(entry__kind="payment_moved")


def _moved_keys(processor: str) -> list[str]:
    rows = _rows("payments.Payment").filter(processor=processor, moved_from__isnull=False)
    return [f"payment:{reference}" for reference in rows.values_list("reference", flat=True)]


def _ach_batches(first: date, last: date) -> Iterator[Source]:
    earliest = _start(first) - timedelta(days=MADE_BEFORE_SETTLING_DAYS)
    for file in ach.files(most=FILES_LOOKED_AT):
        if file.made_at < earliest:
            return
        if file.state not in ("sent", "confirmed", "differs"):
            continue
        for sec, description, settles_on, _, amount in ach.line_counts(file):
            if amount and first <= settles_on <= last:
                yield Source(
                    SourceKind.ACH_BATCH, f"{file.reference}:{sec}:{description}:{settles_on}", settles_on,
                    amount, frozenset({name_in(file.reference)}), f"{settles_on}",
                    f"bank debits we sent, file {file.reference}",
                )  # fmt: skip


def _ach_returns(first: date, last: date) -> Iterator[Source]:
    rows = _rows("ach.Return").filter(
        undoes_entry=True, came_at__gte=_start(first), came_at__lt=_start(last + timedelta(days=1))
    )
    for row in rows.exclude(entry__amount_cents=0).select_related("entry").order_by("pk"):
        on = clock.day_of(row.came_at)
        yield Source(
            SourceKind.ACH_RETURN, str(row.pk), on, Money(-row.entry.amount_cents),
            frozenset({name_in(row.original_trace), name_in(row.trace)} - {""}), f"{on}",
            f"bank debit that came back, {row.code}", row.account_id,
        )  # fmt: skip


def _check_returns(first: date, last: date) -> Iterator[Source]:
    rows = _rows("lockbox.Item").filter(
        state="bounced", since__gte=_start(first), since__lt=_start(last + timedelta(days=1))
    )
    for row in rows.select_related("batch").order_by("pk"):
        yield Source(
            SourceKind.CHECK_RETURN, str(row.pk), clock.day_of(row.since), Money(-row.amount_cents),
            frozenset({name_in(row.check_number)} - {""}), f"{clock.day_of(row.since)}",
            f"check {row.check_number or row.ordinal} that came back", row.account_id,
        )  # fmt: skip


def _checks_paid(first: date, last: date) -> Iterator[Source]:
    rows = refunds.checks().filter(state="cashed", cashed_on__range=(first, last)).order_by("pk")
    for row in rows:
        assert row.cashed_on is not None
        yield Source(
            SourceKind.CHECK_PAID, str(row.number), row.cashed_on, -row.amount,
            frozenset({name_in(str(row.number))}), "", f"our check {row.number}", row.account_id,
        )  # fmt: skip


def remittances(tokens: Collection[str], amounts: Collection[Money]) -> list[Source]:
    """Plans' payments whose trace number (TRN02) is among `tokens`, of one of these amounts."""
    rows = _rows("claims.Remittance").filter(paid_cents__in={amount.cents for amount in amounts})
    return [
        Source(
            SourceKind.REMITTANCE, str(row.pk), row.paid_on or date.min, Money(row.paid_cents),
            frozenset({name_in(row.trace)}), "", f"plan's payment {row.trace}",
        )
        for row in rows.exclude(state="duplicate").exclude(trace="").order_by("pk").iterator(chunk_size=500)
        if name_in(row.trace) in tokens
    ]  # fmt: skip


def remittances_of_trace(trace: str) -> list[Source]:
    """Plans' payments with exactly this trace number."""
    rows = _rows("claims.Remittance").filter(trace=trace)
    return remittances(
        [name_in(trace)], {Money(cents) for cents in rows.values_list("paid_cents", flat=True)}
    )


def returned_check_candidates(tokens: Collection[str], amount: Money, *, since: date) -> list[Any]:
    """Checks of ours in the mail that a returned-check line could mean: its number and its amount."""
    numbers = {token for token in tokens if token.isdigit()}
    rows = _rows("lockbox.Item").filter(
        amount_cents=amount.cents, batch__deposit_on__gte=since, state__in=("posted", "suspense", "proposed")
    )
    held = rows.exclude(check_number="").select_related("batch", "account").order_by("-pk")[:500]
    return [row for row in held if row.check_number.lstrip("0") in numbers]


def ledger_sides(on: date) -> list[LedgerSide]:
    """What our records say happened on a day, beside what each cash book holds of that day."""
    return [_processor_side(on), _lockbox_side(on), _ach_side(on), _checks_side(on)]


def _processor_side(on: date) -> LedgerSide:
    """Payments taken: the payments room's rows beside the ledger's entries."""
    taken = _rows("payments.Payment").filter(
        processor=settings.PROCESSOR, moved_from=None, received_at__gte=_start(on),
        received_at__lt=_start(on + timedelta(days=1)),
    )  # fmt: skip
    return LedgerSide(Channel.PROCESSOR, _sum(taken), _entered(settings.PROCESSOR, on))


def _lockbox_side(on: date) -> LedgerSide:
    """Checks of the day's deposits beside what entered the ledger for them, on accounts or in suspense."""
    items = _rows("lockbox.Item").filter(batch__deposit_on=on, state__in=IN_LEDGER)
    suspended = _postings(LOCKBOX, on, on).filter(entry__kind="suspense", entry__key__startswith="lockbox:")
    return LedgerSide(Channel.LOCKBOX, _sum(items), _entered("lockbox", on) + _sum(suspended))


def _ach_side(on: date) -> LedgerSide:
    """Debits that settled on the day and were entered since, beside their entries."""
    rows = _rows("payments.Payment").filter(
        processor="ach", moved_from=None, received_at__gte=_start(on),
        received_at__lt=_start(on + timedelta(days=1)),
    )  # fmt: skip
    return LedgerSide(Channel.ACH, _sum(rows), _entered("ach", on))


def _checks_side(on: date) -> LedgerSide:
    paid = _rows("refunds.CheckRefund").filter(state="cashed", cashed_on=on)
    entered = _postings(CHECK, on, on).filter(entry__kind="check_cashed")
    return LedgerSide(Channel.CHECKS, -_sum(paid), _sum(entered))


def _entered(processor: str, on: date) -> Money:
    """What payments brought to a door's cash book on a day, money that came out of suspense not again."""
    rows = _postings(books.cash(processor), on, on).filter(entry__key__startswith="payment:")
    held = dict(rows.values_list("entry__key").annotate(Sum("amount_cents")))
    again = set(_moved_keys(processor)) | _found_keys(held)
    return Money(sum(cents for key, cents in held.items() if key not in again))


def _found_keys(keys: Iterable[str]) -> set[str]:
    """Of these payments' keys, those whose money waited in suspense before."""
    wanted = {f"found:{key.partition(':')[2]}" for key in keys}
    rows = _rows("ledger.JournalEntry").filter(account=None, key__in=wanted)
    return {f"payment:{key.partition(':')[2]}" for key in rows.values_list("key", flat=True)}


def _sum(rows: QuerySet[Any]) -> Money:
    return Money(rows.aggregate(cents=Sum("amount_cents"))["cents"] or 0)


def _start(day: date) -> datetime:
    return datetime.combine(day, time(), clock.EASTERN)


def sources_named(kind: SourceKind, key: str) -> list[Source]:
    """One source again, by its kind and key; empty when there is none."""
    if kind is SourceKind.REMITTANCE:
        rows = _rows("claims.Remittance").filter(pk=key) if key.isdigit() else []
        return [one for row in rows for one in remittances_of_trace(row.trace) if one.key == key]
    day = _day_of(kind, key)
    return [one for one in sources_between(day, day) if (one.kind, one.key) == (kind, key)] if day else []


def _day_of(kind: SourceKind, key: str) -> date | None:
    if kind is SourceKind.DEPOSIT:
        batch = lockbox.batch(key)
        return batch.deposit_on if batch else None
    if kind in (SourceKind.PAYOUT, SourceKind.ACH_BATCH):
        try:
            return date.fromisoformat(key.rpartition(":")[2])
        except ValueError:
            return None
    if not key.isdigit():
        return None
    if kind is SourceKind.CHECK_PAID:
        check = refunds.check_with(int(key))
        return check.cashed_on if check else None
    model, field = {
        SourceKind.ACH_RETURN: ("ach.Return", "came_at"),
        SourceKind.CHECK_RETURN: ("lockbox.Item", "since"),
    }[kind]
    at = _rows(model).filter(pk=key).values_list(field, flat=True).first()
    return clock.day_of(at) if at else None


__all__ = [
    "Payout",
    "ledger_sides",
    "payout_on",
    "remittances",
    "remittances_of_trace",
    "returned_check_candidates",
    "sources_between",
    "sources_named",
]
