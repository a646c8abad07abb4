"""What a day brings to a notice: new charges rest too, a neutral word goes out, a stop runs out."""

from datetime import datetime, timedelta

from django.db import transaction

from hearthside import clock
from hearthside.audit import services as audit
from hearthside.audit.actor import Actor
from hearthside.estates import letters, rules, selectors, states
from hearthside.estates.models import Notice, NoticeState
from hearthside.estates.policy import policy
from hearthside.estates.services.locking import locked, save
from hearthside.estates.services.stopping import estate_source, hold_open_charges, restore_softly
from hearthside.ledger import services as ledger
from hearthside.ledger.holds import HoldReason


@transaction.atomic
def follow(*, reference: str, by: Actor, at: datetime) -> int:
    """Charges that came since rest as well. Returns how many."""
    notice = locked(reference)
    if not notice.is_stopped or notice.account_id is None:
        return 0
    if notice.state != NoticeState.VERIFIED:
        return hold_open_charges(notice, by=by, at=at)
    if notice.final_on is not None and _has_own_bill(notice):
        return 0
    return ledger.hold_charges(
        account_id=notice.account_id, charge_ids=selectors.open_charges_to_hold(notice),
        reason=HoldReason.ESTATE, source=estate_source(notice), by=by, at=at,
    )  # fmt: skip


def _has_own_bill(notice: Notice) -> bool:
    return not notice.stops.filter(what="estate", restored_at=None).exists()


@transaction.atomic
def tell_household(*, reference: str, by: Actor, at: datetime) -> bool:
    """A neutral word to the people of the account, once, while a report rests unverified. Whether it went.

    It names nobody and says nothing of a death: it may be read by who has lost somebody, or by who was
    falsely called dead.
    """
    notice, today = locked(reference), clock.day_of(at)
    if notice.state != NoticeState.REPORTED or notice.stop_ends_on is None or notice.household_told_at:
        return False
    terms = policy(today)
    stopped_on = notice.stop_ends_on - timedelta(days=terms.stop_days)
    if not rules.household_is_due(stopped_on, today=today, household_days=terms.household_days):
        return False
    save(notice, household_told_at=at)
    letters.household(notice, at=at)
    audit.record("death.household_told", subject=reference, account_id=notice.account_id, by=by, at=at)
    return True


@transaction.atomic
def lapse(*, reference: str, by: Actor, at: datetime) -> bool:
    """Nobody verified it in time: everything goes on as it was. The case stays with staff."""
    notice, today = locked(reference), clock.day_of(at)
    if notice.state != NoticeState.REPORTED or notice.stop_ends_on is None:
        return False
    if not rules.is_over(notice.stop_ends_on, today=today):
        return False
    restore_softly(notice, by=by, at=at)
    states.move(notice, to=NoticeState.LAPSED, by=by, at=at)
    return True
