"""Claims, charges and what is held, by what others need of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, DateField, F, Q, QuerySet, Sum, Value

from hearthside.claims.models import (
    Charge,
    ChargeState,
    Claim,
    ClaimState,
    HeldShare,
    HeldState,
    Remittance,
    RemittanceState,
    ServiceLine,
    Task,
)
from hearthside.claims.reasons.rules import HoldReason
from hearthside.money import Money

WAITING = (ClaimState.HELD, ClaimState.PARKED)


@dataclass(frozen=True, slots=True)
class Held:
    """Care that is not billed now: whose, which claim, why, and the share the plan named."""

    claim_id: int
    line_id: int | None
    number: str
    person_id: int | None
    reason: str
    amount: Money
    held_on: date
    wait_until: date | None


def held_count(file_id: int) -> int:
    """Claims of a file that are held, parked, or have a share that waits."""
    return (
        Claim.objects.filter(remittance__file_id=file_id)
        .filter(Q(state__in=WAITING) | Q(held_shares__state=HeldState.HELD))
        .distinct()
        .count()
    )


def duplicate_remittances(file_id: int) -> int:
    return Remittance.objects.filter(file_id=file_id, state=RemittanceState.DUPLICATE).count()


def has_parked(payer_id: str) -> bool:
    return Claim.objects.filter(
        Q(state=ClaimState.PARKED) | Q(state=ClaimState.HELD, hold_reason="decided_before"), payer_id=payer_id
    ).exists()


@dataclass(frozen=True, slots=True)
class HeldRow:
    """Something held, its claim, and the line it is about: of a claim that is held whole, the first."""

    held: Held
    claim: Claim
    line: ServiceLine | None


def held_on_account(account_id: int, *, as_of: date) -> list[Held]:
    """Everything held for an account. A wait that is over by `as_of` is no longer held: it is due."""
    shares = HeldShare.objects.filter(account_id=account_id, state=HeldState.HELD).select_related("claim")
    return [
        *(_held_whole(row) for row in _waiting_claims(account_id)),
        *(_held_share(row) for row in shares.order_by("pk") if not _is_over(row, as_of)),
    ]


def held_rows(account_id: int, *, as_of: date) -> list[HeldRow]:
    """As `held_on_account`, with claims, lines and people, in at most three queries."""
    claims = _waiting_claims(account_id).select_related("person").prefetch_related("lines")
    shares = HeldShare.objects.filter(account_id=account_id, state=HeldState.HELD)
    shares = shares.select_related("claim__person", "line").order_by("pk")
    return [
        *(HeldRow(_held_whole(row), row, _first_line(row)) for row in claims),
        *(HeldRow(_held_share(row), row.claim, row.line) for row in shares if not _is_over(row, as_of)),
    ]


def _waiting_claims(account_id: int) -> QuerySet[Claim]:
    return Claim.objects.filter(account_id=account_id, state__in=WAITING).order_by("pk")


def _held_whole(claim: Claim) -> Held:
    return Held(
        claim.pk,
        None,
        claim.number,
        claim.person_id,
        claim.hold_reason,
        Money(claim.pr_cents),
        claim.decided_on,
        None,
    )


def _held_share(share: HeldShare) -> Held:
    return Held(
        share.claim_id,
        share.line_id,
        share.claim.number,
        share.person_id,
        share.reason,
        share.amount,
        share.held_on,
        share.wait_until,
    )


def _first_line(claim: Claim) -> ServiceLine | None:
    return min(claim.lines.all(), key=lambda line: line.ordinal, default=None)


def due_waits(account_id: int, *, as_of: date) -> Money:
    """Shares whose wait for a second plan is over and that the next billing run will charge."""
    shares = HeldShare.objects.filter(account_id=account_id, state=HeldState.HELD).select_related("claim")
    return Money(sum(share.amount_cents for share in shares if _is_over(share, as_of)))


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many things are held for an account, and what of it is due because its wait is over."""

    held_count: int
    over: Money


def waiting_on_account(account_id: int, *, as_of: date) -> Waiting:
    """`held_on_account` and `due_waits` as figures, in one query."""
    shares = HeldShare.objects.filter(account_id=account_id, state=HeldState.HELD)
    whole = Claim.objects.filter(account_id=account_id, state__in=WAITING)
    rows = shares.values_list("amount_cents", "reason", "wait_until").union(
        whole.values_list(Value(0), Value(""), Value(None, DateField())), all=True
    )
    held = list(rows)
    over = [cents for cents, reason, until in held if _wait_is_over(reason, until, as_of)]
    return Waiting(len(held) - len(over), Money(sum(over)))


def _is_over(share: HeldShare, as_of: date) -> bool:
    return _wait_is_over(share.reason, share.wait_until, as_of)


def _wait_is_over(reason: str, until: date | None, as_of: date) -> bool:
    return reason == HoldReason.WAITING_SECOND_PLAN and until is not None and until < as_of


def charges_of(account_id: int) -> QuerySet[Charge]:
    """Charges of an account with their claim and line, oldest care first: ids do not follow it."""
    return (
        Charge.objects.filter(account_id=account_id)
        .select_related("claim__remittance", "line", "person")
        .order_by(F("line__served_from").asc(nulls_last=True), "claim__served_from", "pk")
    )


def newest_charges_of(account_id: int) -> QuerySet[Charge]:
    """Charges of an account, those decided last first."""
    return Charge.objects.filter(account_id=account_id).order_by("-final_on", "-pk")


def charges(charge_ids: Iterable[int]) -> dict[int, Charge]:
    rows = Charge.objects.filter(pk__in=list(charge_ids)).select_related(
        "claim__remittance", "line", "person"
    )
    return {row.pk: row for row in rows}


def charge_with_reference(reference: str) -> Charge | None:
    return (
        Charge.objects.filter(reference=reference)
        .select_related("claim__remittance", "line", "person")
        .first()
    )


_NOT_FOR_PAGES = (
    "patient",
    "remarks",
    "references",
    "findings",
    "remittance__provider_adjustments",
    "remittance__file__report",
)


def decisions_about(charges: Sequence[Charge]) -> dict[tuple[str, int], list[Claim]]:
    """Every plan's standing decision on the care of these charges, by claim number and person.

    In the order the plans pay, with lines and files, in two queries. Each charge is given its own claim
    and line from the same rows, whether that claim still stands or not.
    """
    numbers = Claim.objects.filter(pk__in={charge.claim_id for charge in charges}).values("number")
    people = {charge.person_id for charge in charges}
    rows = Claim.objects.filter(number__in=numbers, person_id__in=people).order_by("plan_order", "pk")
    rows = rows.select_related("remittance__file").defer(*_NOT_FOR_PAGES).prefetch_related("lines")
    by_id = {row.pk: row for row in rows}
    lines = {line.pk: line for row in by_id.values() for line in row.lines.all()}
    for charge in charges:
        charge.claim = by_id[charge.claim_id]
        charge.line = lines[charge.line_id] if charge.line_id is not None else None
    found: dict[tuple[str, int], list[Claim]] = {}
    for row in by_id.values():
        if row.state == ClaimState.POSTED and row.person_id is not None:
            found.setdefault((row.number, row.person_id), []).append(row)
    return found


def open_tasks() -> QuerySet[Task]:
    return Task.objects.filter(closed_at=None).select_related("claim").order_by("opened_on", "pk")


def totals() -> dict[str, int]:
    """For `audit`: claims, those that are held, charges that stand and their cents."""
    standing = Charge.objects.filter(state=ChargeState.FINAL).aggregate(
        n=Count("pk"), cents=Sum("amount_cents")
    )
    return {
        "claims": Claim.objects.count(),
        "claims_held": Claim.objects.filter(state__in=WAITING).count(),
        "charges": standing["n"],
        "charges_cents": standing["cents"] or 0,
    }


def picture_of_claims() -> list[tuple[Any, ...]]:
    """What a replay must find again: standing charges and held shares, without our ids."""
    charged = Charge.objects.filter(state=ChargeState.FINAL).values_list(
        "account__roster_key",
        "claim__payer_id",
        "claim__number",
        "claim__payer_number",
        "line__ordinal",
        "code",
        "amount_cents",
        "taken_cents",
    )
    held = HeldShare.objects.filter(state=HeldState.HELD).values_list(
        "account__roster_key",
        "claim__payer_id",
        "claim__number",
        "claim__payer_number",
        "line__ordinal",
        "code",
        "amount_cents",
        "reason",
    )
    return sorted([*(("charge", *row) for row in charged), *(("held", *row) for row in held)], key=repr)


ChargeRow = Charge
ClaimRow = Claim
LineRow = ServiceLine
"""Rows as other rooms may name them in types; they read them, and never query or write them."""


def release_days() -> list[date]:
    """The days on which waits for a second plan ran out and their shares were charged."""
    rows = HeldShare.objects.filter(state=HeldState.CHARGED, wait_until__lt=F("ended_on"))
    return sorted(set(rows.values_list("ended_on", flat=True)))


ChargeName = tuple[str, str, str, int | None, str]
"""What the plans' files call a charge: payer, our claim number, theirs, line, code."""

_NAME_FIELDS = ("claim__payer_id", "claim__number", "claim__payer_number", "line__ordinal", "code")


def charge_names(charge_ids: Iterable[int]) -> dict[int, ChargeName]:
    rows = Charge.objects.filter(pk__in=list(charge_ids)).values_list("pk", *_NAME_FIELDS)
    return {row[0]: row[1:] for row in rows}


def charge_named(name: Sequence[str | int | None]) -> int | None:
    """The newest charge the files call so."""
    rows = Charge.objects.filter(**dict(zip(_NAME_FIELDS, name, strict=True))).order_by("-pk")
    return rows.values_list("pk", flat=True).first()


def line_count() -> int:
    return ServiceLine.objects.count()


@dataclass(frozen=True, slots=True)
class QueueItem:
    """One thing that waits for a person or a plan, with where it stands in its file."""

    reason: str
    held_on: date
    number: str
    payer: str
    amount: Money
    account: str
    file_name: str
    segment: int


def queue(*, file_id: int | None = None, most: int | None = None) -> list[QueueItem]:
    """Everything held, oldest first: claims held or parked whole, then shares; of one file if told."""
    claims = Claim.objects.filter(state__in=WAITING)
    shares = HeldShare.objects.filter(state=HeldState.HELD)
    if file_id is not None:
        claims = claims.filter(remittance__file_id=file_id)
        shares = shares.filter(claim__remittance__file_id=file_id)
    claims = claims.select_related("account", "remittance__file").order_by("decided_on", "pk")
    shares = shares.select_related("claim__account", "claim__remittance__file", "line").order_by(
        "held_on", "pk"
    )
    found = [
        _queued(row, row.hold_reason, row.remittance.file.received_on, row.pr_cents) for row in claims[:most]
    ]
    found += [
        _queued(
            row.claim, row.reason, row.held_on, row.amount_cents, segment=row.line.segment if row.line else 0
        )
        for row in shares[:most]
    ]
    return sorted(found, key=lambda item: item.held_on)[:most]


def _queued(claim: Claim, reason: str, held_on: date, cents: int, segment: int = 0) -> QueueItem:
    return QueueItem(
        reason=reason,
        held_on=held_on,
        number=claim.number,
        payer=claim.remittance.payer_name or claim.payer_id,
        amount=Money(cents),
        account=claim.account.number if claim.account else "",
        file_name=claim.remittance.file.name,
        segment=segment or claim.segment_first,
    )
