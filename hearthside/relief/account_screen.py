"""What the account screen shows of this room."""

from collections.abc import Sequence

from django.urls import reverse

from hearthside import clock
from hearthside.desk.registry import Action, Alert, TimelineRow
from hearthside.members import selectors as members
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


def plan_and_application(account_id: int) -> list[Alert]:
    """A plan that stands, and an application that waits: both before speaking about what is owed."""
    found = []
    plan = selectors.standing_plan(account_id)
    if plan is not None:
        found.append(_plan_alert(plan))
    application = selectors.open_application(account_id)
    if application is not None and application.sent_at is not None:
        path = reverse("relief:desk_application", args=[application.reference])
        found.append(Alert("Asks for hardship help: do not ask for payment of what waits", "caution", path))
    return found


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


def help_given(account_id: int, most: int) -> Sequence[TimelineRow]:
    rows = [
        *map(_plan_row, selectors.plans_of(account_id, most)),
        *map(_application_row, selectors.applications_of(account_id, most)),
        *map(_write_off_row, selectors.write_offs_of(account_id, most)),
    ]
    return sorted(rows, key=lambda row: row.at, reverse=True)[:most]


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


def ways_to_help(account_id: int) -> list[Action]:
    """What can be started from here; only what fits the account."""
    owes = bool(selectors.plannable(account_id, on=clock.today()))
    has_plan = selectors.standing_plan(account_id) is not None
    asks = selectors.open_application(account_id) is not None
    number = members.account(account_id).number
    return [
        Action(words, reverse(f"relief:{page}", args=[number]), permission, "Help with paying")
        for words, page, permission, fits in (
            ("Offer a payment plan", "desk_offer", "relief.offer_plan", owes and not has_plan),
            ("Offer a longer plan", "desk_offer_long", "relief.offer_long_plan", owes and not has_plan),
            ("Enter a hardship form", "desk_apply", "relief.enter_application", not asks),
            ("Propose a write-off", "desk_bad_debt", "relief.propose_write_off", owes),
        )
        if fits
    ]


ALERTS = (plan_and_application,)
TIMELINE = (help_given,)
ACTIONS = (ways_to_help,)
