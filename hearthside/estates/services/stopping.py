"""Everything that writes to a person, or takes their money, rests; for each a row that says how it was.

Called inside another service's transaction, the account's turn taken. What rests is held under a source of
ours: other reasons to hold the same charge stay as they are.
"""

from datetime import date, datetime, timedelta

from hearthside import clock
from hearthside.audit import services as audit
from hearthside.audit.actor import Actor
from hearthside.bills import services as bills
from hearthside.estates import selectors
from hearthside.estates.models import Notice, Stop, What
from hearthside.estates.policy import policy
from hearthside.estates.services.locking import save
from hearthside.ledger import services as ledger
from hearthside.ledger.holds import HoldReason
from hearthside.members import selectors as members
from hearthside.relief import selectors as relief
from hearthside.relief.services import plans

DEATH = "death"
RUNS, RESTS = "active", "paused"


def unverified_source(notice: Notice) -> str:
    """What the ledger calls the hold of a report that nobody has verified."""
    return f"report:{notice.case.reference}"


def estate_source(notice: Notice) -> str:
    """What the ledger calls the hold of an estate."""
    return f"estate:{notice.case.reference}"


def note_stop(notice: Notice, what: What, at: datetime, *, subject: str = "", **before: object) -> Stop:
    """One row of the journal; the row that is there, where it was stopped already."""
    assert notice.account_id is not None
    row, _made = Stop.objects.get_or_create(
        notice=notice, what=what, subject=subject, restored_at=None,
        defaults={"account_id": notice.account_id, "before": before, "stopped_at": at},
    )  # fmt: skip
    return row


def stop_softly(notice: Notice, *, by: Actor, at: datetime) -> None:
    """Let everything of this person rest until somebody has verified the death, or the stop runs out.

    Mail rests where it carries this person's name; then nothing of the account is asked for either, for
    nobody could be told. Else only the person's own lines rest. A charge that rests is not taken by
    autopay, is in no bill and no reminder.
    """
    assert notice.account_id is not None and notice.person_id is not None
    ends_on = clock.day_of(at) + timedelta(days=policy(clock.day_of(at)).stop_days)
    save(notice, stop_ends_on=ends_on)
    if selectors.is_addressee(members.person(notice.person_id)):
        note_stop(notice, What.MAIL, at)
    note_stop(notice, What.CHARGES, at, subject=unverified_source(notice))
    hold_open_charges(notice, by=by, at=at)
    _rest_plan(notice, until=ends_on, by=by, at=at)
    audit.record("death.stopped", subject=notice.case.reference, account_id=notice.account_id, by=by, at=at)


def hold_open_charges(notice: Notice, *, by: Actor, at: datetime) -> int:
    """Set aside what is open now; returns how many charges are newly so.

    The reason the member reads is that we look into something: nobody is called dead on one person's word.
    """
    assert notice.account_id is not None
    return ledger.hold_charges(
        account_id=notice.account_id, charge_ids=selectors.open_charges_to_hold(notice),
        reason=HoldReason.INVESTIGATION, source=unverified_source(notice), by=by, at=at,
    )  # fmt: skip


def _rest_plan(notice: Notice, *, until: date, by: Actor, at: datetime) -> None:
    """A plan that runs rests; one that rests already, or that nobody accepted, stays as it is."""
    assert notice.account_id is not None
    plan = relief.live_plan(notice.account_id)
    if plan is None or plan.state != RUNS or not touches_plan(notice):
        return
    note_stop(notice, What.PLAN, at, subject=plan.reference, state=plan.state)
    plans.pause(reference=plan.reference, reason=DEATH, until=until, by=by, at=at)


def touches_plan(notice: Notice) -> bool:
    """Whether the account's plan is about this person: theirs to pay, or for their care."""
    assert notice.account_id is not None and notice.person_id is not None
    plan = relief.standing_plan(notice.account_id)
    if plan is None:
        return False
    own = selectors.charges_of_person(notice.account_id, notice.person_id)
    mail_rests = Stop.objects.filter(notice=notice, what=What.MAIL, restored_at=None).exists()
    return mail_rests or plan.charges.filter(charge_id__in=own).exists()


def restore_softly(notice: Notice, *, by: Actor, at: datetime) -> None:
    """Everything that rested goes on: charges as old as they are, the plan, the mail that waited."""
    assert notice.account_id is not None
    for stop in Stop.objects.select_for_update().filter(notice=notice, restored_at=None).order_by("-pk"):
        if stop.what == What.CHARGES:
            let_go(notice, stop.subject, by=by, at=at)
        elif stop.what == What.PLAN:
            _resume_plan(stop.subject, by=by, at=at)
        elif stop.what != What.MAIL:
            continue
        stop.restored_at = at
        stop.save(update_fields=["restored_at"])
    save(notice, stop_ends_on=None)
    audit.record("death.restored", subject=notice.case.reference, account_id=notice.account_id, by=by, at=at)


def let_go(notice: Notice, source: str, *, by: Actor, at: datetime) -> None:
    """What a source holds is to be paid again; an old bill wakes up, credit that waits pays."""
    assert notice.account_id is not None
    ended = ledger.release_holds(account_id=notice.account_id, source=source, by=by, at=at)
    if ended:
        bills.note_return(notice.account_id, at)
        bills.note_payment(notice.account_id, at)


def _resume_plan(reference: str, *, by: Actor, at: datetime) -> None:
    """The plan goes on, unless its own clock or somebody else has moved it meanwhile."""
    plan = relief.plan_with(reference)
    if plan is not None and plan.state == RESTS and plan.pause_reason == DEATH:
        plans.resume(reference=reference, by=by, at=at)
