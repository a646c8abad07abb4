"""From the checks of a file to accounts, in pieces of one transaction each.

Every piece locks the file's row first, so two imports of one file share the work and a run that was killed
goes on where it stopped.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import IntegrityError, transaction

from hearthside.audit import services as audit
from hearthside.audit.actor import Actor
from hearthside.audit.rules import Entry
from hearthside.formats.lockbox.records import Check
from hearthside.intake import services as intake
from hearthside.lockbox import lookups, marks, rules, selectors, states
from hearthside.lockbox.models import Batch, BatchState, Item, ItemState, Letter, LetterKind, LetterState, Why
from hearthside.lockbox.rules import Controls, Decision, Known, Share
from hearthside.lockbox.services import money
from hearthside.organization.selectors import profile
from hearthside.references import new_reference
from hearthside.rows import insert, take_ids

P = ParamSpec("P")
R = TypeVar("R")
LOOKS_MAX = 3
CAME_BEFORE = "The same batch came before; see batch"


@dataclass(frozen=True, slots=True)
class BatchTold:
    """What a file says of one batch, once it has been read to the end."""

    ordinal: int
    layout: str
    number: str
    lockbox: str
    deposit_on: date
    controls: Controls
    fingerprint: str


def looking_again(service: Callable[P, R]) -> Callable[P, R]:
    """Do it anew where another file with the same checks was committed between our look and our writing."""

    @wraps(service)
    def doing(*args: P.args, **kwargs: P.kwargs) -> R:
        for _ in range(LOOKS_MAX - 1):
            try:
                return service(*args, **kwargs)
            except IntegrityError:
                continue
        return service(*args, **kwargs)

    return doing


@looking_again
@transaction.atomic
def open_batch(*, file_id: int, told: BatchTold, by: Actor, at: datetime) -> Batch:
    """The row of one deposit, made once a file.

    A batch whose totals do not hold, or that came before in another file, waits for review: its checks
    are kept and nothing of it is in the ledger.
    """
    intake.lock_file(file_id)
    there = Batch.objects.filter(file_id=file_id, ordinal=told.ordinal).first()
    if there is not None:
        return there
    twin = Batch.objects.filter(fingerprint=told.fingerprint, twin_of=None).first()
    why = rules.why_review(told.controls)
    if twin is not None:
        why = f"{CAME_BEFORE} {twin.reference}. {why}".strip()
    batch = Batch.objects.create(
        reference=new_reference(), file_id=file_id, ordinal=told.ordinal, layout=told.layout,
        number=told.number[:20], lockbox=told.lockbox[:20], deposit_on=told.deposit_on,
        told_count=told.controls.told_count,
        told_cents=None if told.controls.told is None else told.controls.told.cents,
        count=told.controls.count, cents=told.controls.amount.cents,
        state=BatchState.REVIEW if why else BatchState.POSTING, why=why[:300], fingerprint=told.fingerprint,
        twin_of=twin, opened_by=by.ident[:64], opened_at=at,
    )  # fmt: skip
    audit.record(
        "batch.held" if why else "batch.opened", subject=batch.reference, cents=batch.cents, by=by, at=at
    )
    return batch


@looking_again
@transaction.atomic
def post_items(*, batch: Batch, checks: Sequence[Check], units_before: int, by: Actor, at: datetime) -> None:
    """Keep and post one piece: checks `units_before` and on of the file. What another run did is skipped."""
    assert batch.file_id is not None, "a keyed batch has no file"
    done = intake.lock_file(batch.file_id)
    fresh = checks[max(0, done - units_before) :]
    if not fresh:
        return
    items = _items(batch, fresh, at=at)
    shares = decide(items, at=at) if batch.state == BatchState.POSTING else {}
    insert_new(items)
    enter(items, shares, by=by, at=at)
    intake.note_progress(batch.file_id, units_before + len(checks))


@transaction.atomic
def finish_batch(*, batch_id: int, by: Actor, at: datetime) -> Batch:
    """All its checks are read and decided. Twice changes nothing."""
    batch = Batch.objects.select_for_update().get(pk=batch_id)
    is_whole = Item.objects.filter(batch=batch).count() == batch.count
    undecided = Item.objects.filter(batch=batch, state=ItemState.RECEIVED).exists()
    if batch.state == BatchState.POSTING and is_whole and not undecided:
        states.move_batch(batch, to=BatchState.POSTED, by=by, at=at)
    return batch


def _items(batch: Batch, checks: Sequence[Check], *, at: datetime) -> list[Item]:
    told = [(check, marks.check_mark(check, batch.deposit_on)) for check in checks]
    before = selectors.doubles_of({mark for _, mark in told if mark})
    rows, met = [], set()
    for check, mark in told:
        double_of = before.get(mark or "")
        if mark in met and double_of is None:
            # Twice in one piece: the second is kept without a mark and looked at with the first.
            mark, double_of = None, None
            rows.append(_item(batch, check, mark, double_of, why=Why.DOUBLE, at=at))
            continue
        met.add(mark)
        rows.append(_item(batch, check, mark, double_of, why="", at=at))
    return rows


def _item(
    batch: Batch, check: Check, mark: str | None, double_of: int | None, *, why: str, at: datetime
) -> Item:
    said = [
        (coupon.scan_line or coupon.invoice or coupon.text, coupon.amount, coupon.line)
        for coupon in check.coupons
    ]
    said += [(check.reference, None, check.line)] if check.reference else []
    return Item(
        batch=batch, ordinal=check.ordinal, number=check.item[:10], amount_cents=check.amount.cents,
        check_number=check.check_number.lstrip("0")[:20], written_on=check.written_on,
        remitter=check.remitter[:80], payee=check.payee[:80],
        said=[[text[:80], None if amount is None else amount.cents, line] for text, amount, line in said],
        payer_mark=marks.payer_mark(check.routing, check.account), payer_last4=marks.last4(check.account),
        check_mark=mark, double_of_id=double_of, state=ItemState.RECEIVED, why=why, since=at, line=check.line,
        offset=check.offset, length=check.length,
    )  # fmt: skip


Shares = Mapping[int, Sequence[Share]]
"""By place among the items: what of them goes to whom."""


def decide(items: Sequence[Item], *, at: datetime) -> Shares:
    """Decide each RECEIVED check by the rules and give it its state, unsaved. Returns who gets what."""
    looked_at = [selectors.seen(item) for item in items]
    accounts = lookups.known_by_number({number for one in looked_at for number in rules.numbers_in(one)})
    decisions = [_decide(item, accounts) for item in items]
    for item, decision in zip(items, decisions, strict=True):
        states.place(item, decision.why, [share.account_id for share in decision.shares], at=at)
    return {place: one.shares for place, one in enumerate(decisions) if one.shares}


def enter(items: Sequence[Item], shares: Shares, *, by: Actor, at: datetime) -> None:
    """Put decided and saved checks into the ledger: what is certain on accounts, the rest in suspense.

    Inside the transaction that saved them.
    """
    certain = [(items[place], parts) for place, parts in shares.items()]
    money.pay(certain, cash_book=money.CASH, by=by, at=at)
    waiting = [item for item in items if item.state == ItemState.SUSPENSE]
    money.suspend(waiting, at=at)
    _tell_audit(waiting, by=by, at=at)
    _keep_letters([item for item in items if item.state == ItemState.ROUTED], by=by, at=at)


def _decide(item: Item, accounts: Mapping[str, Known]) -> Decision:
    if item.why:
        return Decision(why=item.why)
    return rules.decide(selectors.seen(item), accounts, payees=our_names())


def insert_new(items: Sequence[Item]) -> None:
    for item, pk in zip(items, take_ids(Item, len(items)), strict=True):
        item.pk = pk
    insert(items)


def our_names() -> list[str]:
    """The names a check to us may be made out to."""
    told = profile()
    return [told.name, told.payee]


def _tell_audit(items: Sequence[Item], *, by: Actor, at: datetime) -> None:
    audit.record_many(
        [
            Entry(
                name="check.suspended", by=by, at=at, subject=states.name_of(item), account_id=None,
                reason=str(item.why), result="ok", changed=(), approver="", cents=item.amount_cents,
            )
            for item in items
        ]
    )  # fmt: skip


def _keep_letters(items: Sequence[Item], *, by: Actor, at: datetime) -> None:
    Letter.objects.bulk_create(
        Letter(
            reference=new_reference(), item=item, kind=LetterKind.OTHER, state=LetterState.WAITING,
            opened_by=by.ident[:64], opened_at=at,
        )
        for item in items
    )  # fmt: skip
