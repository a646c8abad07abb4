"""Codes of a bill, and the sums on it: pure."""

import base64
import hashlib
import hmac
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

PAY_CODE_DIGITS = 8


def pay_code(key: str, number: str, serial: int) -> str:
    """The eight digits that open a bill for paying. Derived, never stored; a new serial, a new code."""
    digest = hmac.new(key.encode(), f"pay-code:{number}:{serial}".encode(), hashlib.sha256).digest()
    return f"{int.from_bytes(digest) % 10**PAY_CODE_DIGITS:0{PAY_CODE_DIGITS}d}"


def qr_token(key: str, number: str, serial: int) -> str:
    """128 bits in letters and digits for the QR code; the database keeps only its hash."""
    digest = hmac.new(key.encode(), f"qr:{number}:{serial}".encode(), hashlib.sha256).digest()
    return base64.b32encode(digest[:16]).decode().rstrip("=")


def token_hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def due_on(made_on: date, due_days: int) -> date:
    """The last day to pay in time; weekends count, because paying is always open."""
    return made_on + timedelta(days=due_days)


@dataclass(frozen=True, slots=True)
class Decision:
    """One plan's word on one service, or on a whole claim where it spoke of no service. Cents."""

    order: int
    plan: str
    charged_cents: int
    paid_cents: int
    written_off_cents: int
    claim_number: str


@dataclass(frozen=True, slots=True)
class Split:
    """Where one charge went, in cents; the parts add up to `charged_cents`."""

    charged_cents: int
    discount_cents: int
    plan_paid_cents: int
    second_plan_paid_cents: int
    other_cents: int
    already_paid_cents: int
    you_owe_cents: int


def split_charge(decisions: Sequence[Decision], *, share_cents: int, open_cents: int) -> Split:
    """Charged, less the discount, less what each plan paid, is the member's share; less paid is owed.

    What no plan explained (a share that waits, a second plan's own write-off) is `other_cents`, so the
    line always adds up and nothing is hidden in the discount.
    """
    ordered = sorted(decisions, key=lambda one: one.order)
    first = ordered[0]
    paid = first.paid_cents
    second = sum(one.paid_cents for one in ordered[1:])
    written_off = min(first.written_off_cents, first.charged_cents - paid)
    other = first.charged_cents - written_off - paid - second - share_cents
    return Split(first.charged_cents, written_off, paid, second, other, share_cents - open_cents, open_cents)


@dataclass(frozen=True, slots=True)
class Moved:
    """One entry as it touched what an account owes; cents below zero lower it. As the ledger tells it."""

    kind: str
    key: str
    source: str
    on: date
    charge_id: int | None
    cents: int


@dataclass(slots=True)
class Story:
    """How the last bill became this one. Cents; `changes` are (kind, cents), negative lowers what is owed."""

    last_cents: int
    now_cents: int
    payments: list[tuple[str, date, int]] = field(default_factory=list)
    changes: dict[str, int] = field(default_factory=dict)

    @property
    def new_cents(self) -> int:
        paid = sum(cents for _, _, cents in self.payments)
        return self.now_cents - self.last_cents + paid - sum(self.changes.values())


NEW_DEBT = ("charge", "paid_to_provider")
CREDIT_MOVED = ("credit_used", "credit_taken_back")
UNDONE = "charge_reversed"


def tell_story(
    movements: Iterable[Moved],
    *,
    last_cents: int,
    now_cents: int,
    billed: Collection[int],
    set_aside_cents: int = 0,
) -> Story:
    """Sort what happened since the last bill into payments, changes and (what is left) new charges.

    `billed` are the charges the last bill asked for; `set_aside_cents` is what of them waits by now. Credit
    that only moved from one charge to another changes nothing owed and is not told; nor is a charge that came
    and went without being on a bill.
    """
    story = Story(last_cents, now_cents)
    story.changes["set_aside"] = -set_aside_cents
    listed = list(movements)
    paid: dict[tuple[str, date], int] = {}
    for moved in listed:
        if moved.kind == "payment":
            paid[moved.source, moved.on] = paid.get((moved.source, moved.on), 0) - moved.cents
        elif moved.kind not in (*NEW_DEBT, *CREDIT_MOVED):
            story.changes[moved.kind] = story.changes.get(moved.kind, 0) + moved.cents
    if UNDONE in story.changes:
        story.changes[UNDONE] += _came_and_went(listed, billed)
    story.payments = [(source, on, cents) for (source, on), cents in paid.items() if cents]
    story.changes = {kind: cents for kind, cents in story.changes.items() if cents}
    return story


def _came_and_went(movements: Sequence[Moved], billed: Collection[int]) -> int:
    """What undone charges added to the debt that the last bill did not ask for."""
    undone = {int(moved.key.rpartition(":")[2]) for moved in movements if moved.kind == UNDONE}
    added = 0
    for charge_id in undone:
        mine = [moved for moved in movements if moved.charge_id == charge_id]
        since = sum(moved.cents for moved in mine if moved.kind in NEW_DEBT)
        # What was open when it was undone, less all that moved it since the last bill, was open then.
        open_then = -sum(moved.cents for moved in mine)
        added += since + (0 if charge_id in billed else open_then)
    return added
