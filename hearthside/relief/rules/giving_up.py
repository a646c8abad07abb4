"""Who may give up how much, and who may be asked by another company. Pure decisions."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from hearthside.money import Money
from hearthside.relief.policy import CollectionTerms, SmallBalanceTerms


class Refusal(StrEnum):
    """Why this person may not approve a write-off."""

    OWN_ACCOUNT = "own_account"
    SAME_PERSON = "same_person"
    ANSWERED_BEFORE = "answered_before"


def why_not_approve(*, proposer: str, approver: str, sees_account: bool) -> Refusal | None:
    """Proposer, approver and payee are three. `sees_account`: the approver's own login opens the account.

    Source: threats.md row 35.
    """
    if sees_account:
        return Refusal.OWN_ACCOUNT
    return Refusal.SAME_PERSON if proposer == approver else None


def needs_second(amount: Money, *, alone: Money) -> bool:
    return amount > alone


def is_small_and_old(owed: Money, *, opened_on: date, today: date, terms: SmallBalanceTerms) -> bool:
    """Too little to chase, and old enough that nobody is about to pay it."""
    return Money(0) < owed <= terms.most and opened_on + timedelta(days=terms.after_days) <= today


class KeptOff(StrEnum):
    """What keeps an account off the list for another company."""

    TOO_LITTLE = "too_little"
    TOO_FEW_BILLS = "too_few_bills"
    TOO_NEW = "too_new"
    NO_NOTICE = "no_notice"
    NOTICE_TOO_NEW = "notice_too_new"
    DISPUTE = "disputed"
    APPEAL = "appeal"
    PLAN = "plan"
    HARDSHIP = "hardship"
    ESTATE = "estate"
    INVESTIGATION = "investigation"
    DIED = "died"
    SECOND_PLAN = "second_plan"
    ON_ITS_WAY = "on_its_way"
    LISTED = "listed"


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of one account. `holds` are the reasons anything on it is set aside."""

    owed: Money
    bills: int
    first_bill_on: date | None
    noticed_on: date | None
    holds: frozenset[str]
    someone_died: bool
    waits_for_second_plan: bool
    pending: Money
    is_listed: bool


_HOLDS = {
    "disputed": KeptOff.DISPUTE,
    "appeal": KeptOff.APPEAL,
    "plan": KeptOff.PLAN,
    "hardship": KeptOff.HARDSHIP,
    "estate": KeptOff.ESTATE,
    "investigation": KeptOff.INVESTIGATION,
}


def kept_off(facts: Facts, *, today: date, terms: CollectionTerms) -> list[KeptOff]:
    """Every reason why an account is not on the list; none means that it is.

    One open question on the account keeps all of it off. Source: domain.md 13; 26 CFR 1.501(r)-6(c).
    """
    found = [_HOLDS[reason] for reason in sorted(facts.holds)]
    found += [
        reason
        for reason, applies in (
            (KeptOff.DIED, facts.someone_died),
            (KeptOff.SECOND_PLAN, facts.waits_for_second_plan),
            (KeptOff.ON_ITS_WAY, bool(facts.pending)),
            (KeptOff.TOO_LITTLE, facts.owed < terms.smallest),
            (KeptOff.TOO_FEW_BILLS, facts.bills < terms.bills_least),
            (KeptOff.TOO_NEW, not _is_past(facts.first_bill_on, terms.days_from_first_bill, today)),
            (KeptOff.LISTED, facts.is_listed),
        )
        if applies
    ]
    if facts.noticed_on is None:
        return [*found, KeptOff.NO_NOTICE]
    is_new = not _is_past(facts.noticed_on, terms.days_from_notice, today)
    return [*found, KeptOff.NOTICE_TOO_NEW] if is_new else found


def _is_past(since: date | None, days: int, today: date) -> bool:
    return since is not None and since + timedelta(days=days) <= today
