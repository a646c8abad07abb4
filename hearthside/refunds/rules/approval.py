"""Who must agree before money leaves. Pure: no database, no clock."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from hearthside.money import Money
from hearthside.refunds.rules.ways import Way


@dataclass(frozen=True, slots=True)
class ApprovalTerms:
    """What one person may do alone. Amounts up to and with these; days are whole."""

    alone_card_most: Money
    alone_check_most: Money
    alone_correction_most: Money
    address_days: int
    supervisor_from: Money


class Second(StrEnum):
    """Why a second person must agree."""

    AMOUNT = "amount"
    ADDRESS = "address"
    CHECK = "check"
    NOT_STAFF = "not_staff"


def second_person(
    amount: Money,
    *,
    way: Way | None,
    by_staff: bool,
    contact_changed_at: datetime | None,
    at: datetime,
    terms: ApprovalTerms,
) -> tuple[Second, ...]:
    """Why one person is not enough; empty when one is. `way` is None for a correction.

    What a member asked for, or a rule proposed, has had no person of ours yet, so one must always look.
    Source: experience.md 5 (money safety): two people for more, and within 14 days of a new address.
    """
    found = []
    most = {
        Way.PROCESSOR: terms.alone_card_most,
        Way.CHECK: terms.alone_check_most,
        None: terms.alone_correction_most,
    }[way]
    if not by_staff:
        found.append(Second.NOT_STAFF)
    if amount > most:
        found.append(Second.CHECK if way is Way.CHECK and not most else Second.AMOUNT)
    if contact_changed_at is not None and at - contact_changed_at < timedelta(days=terms.address_days):
        found.append(Second.ADDRESS)
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Approver:
    """Somebody at the desk who would send money: who they are, and whether the money would be theirs.

    `is_payee`: they may see the account as its owner or helper, or carry its name or e-mail address.
    """

    ident: str
    is_payee: bool
    is_supervisor: bool


class Refusal(StrEnum):
    """Why this person may not agree."""

    OWN_ASK = "own_ask"
    OWN_MONEY = "own_money"
    NEEDS_SUPERVISOR = "needs_supervisor"


@dataclass(frozen=True, slots=True)
class Agreement:
    """Whether this person may agree; `why` not, where not."""

    why: Refusal | None

    @property
    def is_given(self) -> bool:
        return self.why is None


def may_agree(approver: Approver, *, asked_by: str, amount: Money, terms: ApprovalTerms) -> Agreement:
    """Proposer, approver and payee are three people, and large amounts need a supervisor.

    Source: threats.md row 35.
    """
    if approver.is_payee:
        return Agreement(Refusal.OWN_MONEY)
    if asked_by and approver.ident == asked_by:
        return Agreement(Refusal.OWN_ASK)
    if amount >= terms.supervisor_from and not approver.is_supervisor:
        return Agreement(Refusal.NEEDS_SUPERVISOR)
    return Agreement(None)
