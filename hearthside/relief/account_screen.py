"""What the account screen shows of this room."""

from collections.abc import Sequence

from django.urls import reverse

from hearthside.desk.registry import Action, Alert, Reading, Subject, TimelineRow
from hearthside.money import ZERO
from hearthside.references import spoken
from hearthside.relief import selectors
from hearthside.relief.models import Application, Plan, PlanState, WriteOff
from hearthside.relief.rules.plans import Lateness
from hearthside.relief.wording import KINDS

PLAN_STATES = {
    "offered": "Offered", "active": "Running", "paused": "Paused", "completed": "Paid", "broken": "Broken",
    "cancelled": "Stopped",
}  # fmt: skip
APPLICATION_STATES = {
    "started": "Being written", "sent": "Waits for us", "proposed": "Waits for a second person",
    "granted": "Granted", "declined": "No", "withdrawn": "Stopped",
}  # fmt: skip
WRITE_OFF_STATES = {
    "proposed": "Proposed", "posted": "Off the account", "turned_down": "Turned down", "undone": "Taken back",
}  # fmt: skip


def _plans(subject: Subject, rows: Sequence[Plan]) -> list[Alert | TimelineRow]:
    """A plan that stands is known before speaking about what is owed."""
    found: list[Alert | TimelineRow] = [_plan_row(row) for row in rows]
    if any(row.state in selectors.STANDING for row in rows):
        standing = selectors.standing_plan(subject.account_id)
        found += [_plan_alert(standing)] if standing is not None else []
    return found


def _applications(subject: Subject, rows: Sequence[Application]) -> list[Alert | TimelineRow]:
    """An application that waits: its charges are not asked for meanwhile."""
    waiting = [row for row in rows if row.state in selectors.OPEN_APPLICATIONS and row.sent_at is not None]
    return [*(_waiting(row) for row in waiting), *(_application_row(row) for row in rows)]


def _waiting(row: Application) -> Alert:
    path = reverse("relief:desk_application", args=[row.reference])
    return Alert("Asks for hardship help: do not ask for payment of what waits", "caution", path)


def _plan_alert(plan: Plan) -> Alert:
    path = reverse("relief:desk_plan", args=[plan.reference])
    if plan.state == PlanState.OFFERED:
        return Alert("A payment plan is offered", path=path)
    seen = selectors.picture(plan)
    if plan.state == PlanState.PAUSED:
        return Alert(f"Payment plan paused, {seen.remaining} left", path=path)
    is_late = seen.lateness is not Lateness.ON_TIME
    words = f"Payment plan, {seen.remaining} left" + (": a payment did not come" if is_late else "")
    return Alert(words, "caution" if is_late else "note", path)


def _write_offs(subject: Subject, rows: Sequence[WriteOff]) -> list[TimelineRow]:
    return [_write_off_row(row) for row in rows]


def _plan_row(row: Plan) -> TimelineRow:
    return TimelineRow(
        row.offered_at, "plan", f"Payment plan {spoken(row.reference)}", cents=row.amount_cents,
        path=reverse("relief:desk_plan", args=[row.reference]), state=PLAN_STATES[row.state],
    )  # fmt: skip


def _application_row(row: Application) -> TimelineRow:
    return TimelineRow(
        row.sent_at or row.started_at, "case", f"Asked for hardship help {spoken(row.reference)}",
        path=reverse("relief:desk_application", args=[row.reference]), state=APPLICATION_STATES[row.state],
    )  # fmt: skip


def _write_off_row(row: WriteOff) -> TimelineRow:
    return TimelineRow(
        row.decided_at or row.proposed_at, "adjustment", f"{KINDS[row.kind]} {spoken(row.reference)}",
        cents=-row.amount_cents, path=reverse("relief:desk_write_off", args=[row.reference]),
        state=WRITE_OFF_STATES[row.state],
    )  # fmt: skip


READINGS = (
    Reading(
        lambda subject, most: selectors.plans_on(subject.account_id)[:most],
        ("reference", "state", "amount_cents", "offered_at"), _plans,
    ),
    Reading(
        lambda subject, most: selectors.applications_on(subject.account_id)[:most],
        ("reference", "state", "sent_at", "started_at"), _applications,
    ),
    Reading(
        lambda subject, most: selectors.write_offs_on(subject.account_id)[:most],
        ("reference", "kind", "state", "amount_cents", "decided_at", "proposed_at"), _write_offs,
    ),
)  # fmt: skip


def ACTIONS(subject: Subject) -> list[Action]:
    """What can be started from here. A page whose help stands already shows that instead."""
    return [
        Action(words, reverse(f"relief:{page}", args=[subject.number]), permission, "Help with paying")
        for words, page, permission, fits in (
            ("Offer a payment plan", "desk_offer", "relief.offer_plan", subject.owed > ZERO),
            ("Offer a longer plan", "desk_offer_long", "relief.offer_long_plan", subject.owed > ZERO),
            ("Enter a hardship form", "desk_apply", "relief.enter_application", True),
            ("Propose a write-off", "desk_bad_debt", "relief.propose_write_off", subject.owed > ZERO),
        )
        if fits
    ]
