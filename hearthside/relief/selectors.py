"""What is known of plans, applications and write-offs, by name."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Min, Q, QuerySet

from hearthside import clock
from hearthside.audit.actor import Actor, ActorKind
from hearthside.bills import selectors as bills
from hearthside.ledger import selectors as ledger
from hearthside.ledger.rules import OpenCharge
from hearthside.members import selectors as members
from hearthside.money import ZERO, Money, total
from hearthside.payments import selectors as payments
from hearthside.relief.models import (
    LIVE,
    OPEN_APPLICATIONS,
    STANDING,
    Application,
    ApplicationState,
    CollectionRow,
    Paper,
    Plan,
    PlanCharge,
    PlanState,
    WriteOff,
    WriteOffState,
)
from hearthside.relief.policy import policy
from hearthside.relief.rules import hardship, plans
from hearthside.relief.rules.plans import Due, Lateness, Placed

REOPENS_FOR = timedelta(days=180)
"""How long after its end a plan is looked at: a bank may take a payment back for 60 days, a card for 120."""


def hold_source(plan: Plan) -> str:
    """What the ledger calls this plan's hold."""
    return f"plan:{plan.reference}"


def application_source(application: Application) -> str:
    return f"hardship:{application.reference}"


def plans_visible_to(actor: Actor) -> QuerySet[Plan]:
    """Plans of accounts whose money this actor may see, newest first."""
    visible = members.accounts_visible_to(actor)
    return Plan.objects.filter(account__in=visible).select_related("account").order_by("-offered_at", "-pk")


def applications_visible_to(actor: Actor) -> QuerySet[Application]:
    visible = members.accounts_visible_to(actor)
    rows = Application.objects.filter(account__in=visible).select_related("account")
    return rows.order_by("-started_at", "-pk")


def standing_plan(account_id: int) -> Plan | None:
    """The account's plan that is offered, active or paused; at most one there is."""
    rows = Plan.objects.filter(account_id=account_id, state__in=STANDING)
    return rows.select_related("account").first()


def live_plan(account_id: int) -> Plan | None:
    plan = standing_plan(account_id)
    return plan if plan is not None and plan.state in LIVE else None


def open_application(account_id: int) -> Application | None:
    """The application that is being written or waits for an answer; at most one there is."""
    return Application.objects.filter(account_id=account_id, state__in=OPEN_APPLICATIONS).first()


@dataclass(frozen=True, slots=True)
class Picture:
    """A plan as the ledger says it stands. `pays_for`: its open charges, oldest first."""

    plan: Plan
    placed: list[Placed]
    pays_for: tuple[int, ...]
    remaining: Money
    lateness: Lateness

    @property
    def covered(self) -> Money:
        return Money(self.plan.amount_cents - self.remaining.cents)

    @property
    def shown(self) -> list[Placed]:
        """Its installments, without those that nothing is left on since the plan became smaller."""
        return [one for one in self.placed if one.due.amount]

    @property
    def next_unpaid(self) -> Placed | None:
        return plans.next_unpaid(self.placed)

    @property
    def ends_on(self) -> date:
        return self.shown[-1].due.due_on if self.shown else self.placed[-1].due.due_on


def picture(plan: Plan, *, today: date | None = None) -> Picture:
    """Where a plan stands, from what its charges still owe. Three queries."""
    day = today or clock.today()
    parts = dict(PlanCharge.objects.filter(plan=plan).values_list("charge_id", "amount_cents"))
    still_open = _open_items(plan.account_id, parts)
    remaining = Money(sum(min(row.open.cents, parts[row.charge_id]) for row in still_open))
    rows = list(plan.installments.order_by("number"))
    placed = plans.covering(
        [Due(row.number, row.due_on, row.amount) for row in rows], plan.amount - remaining
    )
    first = plans.next_unpaid(placed)
    noticed = next((row.noticed_at for row in rows if first and row.number == first.due.number), None)
    return Picture(
        plan,
        placed,
        tuple(row.charge_id for row in still_open),
        remaining,
        plans.lateness(
            placed,
            today=day,
            noticed_on=clock.day_of(noticed) if noticed else None,
            grace_days=policy(day).plans.grace_days,
        ),
    )


def _open_items(account_id: int, charge_ids: Iterable[int]) -> list[OpenCharge]:
    wanted = set(charge_ids)
    return [row for row in ledger.open_charges(account_id) if row.charge_id in wanted]


@dataclass(frozen=True, slots=True)
class InstallmentDue:
    """What a plan asks for next, and the charges a payment of it names. `late`: its day has passed."""

    reference: str
    amount: Money
    due_on: date
    pays_for: tuple[int, ...]
    remaining: Money
    is_late: bool
    is_paused: bool


def installment_due(account_id: int, *, today: date | None = None) -> InstallmentDue | None:
    """What the account's plan asks for now: all whose day has come, else the next one. None without a plan.

    What is on its way already is taken off.
    """
    day = today or clock.today()
    plan = standing_plan(account_id)
    if plan is None:
        return None
    seen = picture(plan, today=day)
    on_its_way = payments.pending(account_id)
    first = seen.next_unpaid
    if first is None:
        return None
    asked = max(plans.due_by(seen.placed, day), first.open)
    return InstallmentDue(
        plan.reference, max(asked - on_its_way, ZERO), first.due.due_on, seen.pays_for,
        max(seen.remaining - on_its_way, ZERO), seen.lateness is not Lateness.ON_TIME,
        plan.state == PlanState.PAUSED,
    )  # fmt: skip


def plannable(account_id: int, *, on: date) -> list[OpenCharge]:
    """Open charges that a plan or an application may take in: final and not set aside, oldest first."""
    return bills.ready_charges(account_id, as_of=on)


@dataclass(frozen=True, slots=True)
class Offer:
    """One way to pay a balance over time."""

    count: int
    installments: list[Due]

    @property
    def each(self) -> Money:
        """The largest part, which is the first."""
        return self.installments[0].amount

    @property
    def first_on(self) -> date:
        return self.installments[0].due_on

    @property
    def ends_on(self) -> date:
        return self.installments[-1].due_on


def offers(account_id: int, *, today: date, day: int, most: int | None = None) -> list[Offer]:
    """The plans offered for what the account owes now, fewest parts first."""
    terms = policy(today).plans
    owed = total(row.open for row in plannable(account_id, on=today))
    if owed - payments.pending(account_id) < terms.smallest_balance:
        return []
    return [
        Offer(
            count,
            plans.schedule(owed, count=count, day=day, today=today, first_due_days=terms.first_due_days),
        )
        for count in plans.counts_offered(owed, terms, most=most)
    ]


def usual_day(today: date) -> int:
    """The day of the month to suggest: the first the policy has once the waiting days are over."""
    terms = policy(today).plans
    from_day = (today + timedelta(days=terms.first_due_days)).day
    return next((day for day in terms.days_of_month if day >= from_day), terms.days_of_month[0])


def plan_with(reference: str) -> Plan | None:
    return Plan.objects.filter(reference=reference).select_related("account").first()


def plans_to_watch() -> list[int]:
    """Ids of plans that stand."""
    return list(Plan.objects.filter(state__in=STANDING).order_by("pk").values_list("pk", flat=True))


def plans_that_may_reopen(at: datetime) -> list[int]:
    """Plans completed not long ago of which something is owed again."""
    rows = PlanCharge.objects.filter(
        plan__state=PlanState.COMPLETED, plan__ended_at__gte=at - REOPENS_FOR, amount_cents__gt=0
    )
    pairs = list(rows.values_list("plan_id", "charge_id"))
    owed = ledger.open_amounts(charge_id for _, charge_id in pairs)
    return sorted({plan_id for plan_id, charge_id in pairs if owed.get(charge_id, ZERO) > ZERO})


def finding_for(application: Application, *, income: Money, on: date) -> hardship.Finding:
    """What the tables of a day say of an application's household, with this income a year."""
    assert application.people is not None
    terms = policy(on)
    state = members.account(application.account_id).state
    return hardship.find(
        people=application.people, income_a_year=income, state=state, guidelines=terms.guidelines,
        steps=terms.hardship.steps,
    )  # fmt: skip


def income_a_year(application: Application) -> Money:
    assert application.income is not None
    return hardship.a_year(application.income, is_monthly=application.income_is_monthly)


def charges_of_application(application: Application) -> list[OpenCharge]:
    """What is open of the charges that an application holds, oldest first."""
    return _open_items(application.account_id, ledger.held_by(application_source(application)))


def application_with(reference: str) -> Application | None:
    return Application.objects.filter(reference=reference).select_related("account").first()


def papers_of(application: Application) -> list[Paper]:
    return list(Paper.objects.filter(application=application, gone_at=None).order_by("pk"))


def paper_with(reference: str) -> Paper | None:
    rows = Paper.objects.filter(reference=reference, gone_at=None).exclude(stored_as="")
    return rows.select_related("application").first()


def write_off_with(reference: str) -> WriteOff | None:
    return WriteOff.objects.filter(reference=reference).select_related("account", "application").first()


def plans_on(account_id: int) -> QuerySet[Plan]:
    """The plans of an account, the newest first."""
    return Plan.objects.filter(account_id=account_id).order_by("-offered_at", "-pk")


def applications_on(account_id: int) -> QuerySet[Application]:
    return Application.objects.filter(account_id=account_id).order_by("-started_at", "-pk")


def write_offs_on(account_id: int) -> QuerySet[WriteOff]:
    return WriteOff.objects.filter(account_id=account_id).order_by("-proposed_at", "-pk")


def to_decide() -> QuerySet[Application]:
    """Applications that wait for our answer, oldest first."""
    rows = Application.objects.filter(state=ApplicationState.SENT).select_related("account")
    return rows.order_by("sent_at", "pk")


def to_approve() -> QuerySet[WriteOff]:
    """Write-offs that wait for a second person, oldest first."""
    rows = WriteOff.objects.filter(state=WriteOffState.PROPOSED).select_related("account")
    return rows.order_by("proposed_at", "pk")


def broken_plans(since: datetime) -> QuerySet[Plan]:
    """Plans that were broken lately and whose account has no other plan now, oldest first."""
    with_plan = Plan.objects.filter(state__in=STANDING).values("account_id")
    rows = Plan.objects.filter(state=PlanState.BROKEN, ended_at__gte=since).exclude(account_id__in=with_plan)
    return rows.select_related("account").order_by("ended_at", "pk")


def tally(
    rows: QuerySet[Application] | QuerySet[WriteOff] | QuerySet[Plan], field: str
) -> tuple[int, datetime | None]:
    """How many there are, and the earliest `field` among them."""
    seen = rows.order_by().aggregate(count=Count("pk"), oldest=Min(field))
    return seen["count"], seen["oldest"]


def account_of_staff(actor: Actor, account_id: int) -> bool:
    """Whether this member of staff can open the account with a login of their own: then it is theirs."""
    if actor.kind not in (ActorKind.STAFF, ActorKind.LOGIN):
        return False
    return members.live_grants(int(actor.ident)).filter(account_id=account_id).exists()


def listed_rows() -> QuerySet[CollectionRow]:
    return CollectionRow.objects.filter(taken_off_at=None).select_related("account", "made_on_list")


def drafts_before(moment: datetime, *, most: int = 200) -> list[Application]:
    """Applications that were begun before then and never sent."""
    rows = Application.objects.filter(state=ApplicationState.STARTED, started_at__lt=moment)
    return list(rows.order_by("started_at")[:most])


def papers_over(moment: datetime, *, most: int = 200) -> list[Paper]:
    """Papers of applications that ended before then, or were withdrawn: nobody needs them any more."""
    ended = Q(application__decided_at__lt=moment) & ~Q(application__state__in=OPEN_APPLICATIONS)
    withdrawn = Q(application__state=ApplicationState.WITHDRAWN)
    return list(Paper.objects.filter(ended | withdrawn, gone_at=None).order_by("pk")[:most])


def accounts_with_news(at: datetime) -> list[int]:
    """Accounts with a standing plan on which something was posted since the plan last looked, and accounts
    that owe again what a completed plan had paid.
    """
    rows = Plan.objects.filter(state__in=STANDING).values_list("account_id", "through_posting")
    seen = dict(rows)
    moved = {account_id for account_id, posting in seen.items() if ledger.last_posting(account_id) > posting}
    again = Plan.objects.filter(pk__in=plans_that_may_reopen(at)).exclude(account_id__in=seen)
    return sorted({*moved, *again.values_list("account_id", flat=True)})


def taken_off(application: Application) -> Money:
    """What an application took off the account and stands."""
    rows = application.write_offs.filter(state=WriteOffState.POSTED)
    return Money(sum(rows.values_list("amount_cents", flat=True)))


def after(rows: QuerySet[Any], reference: str) -> QuerySet[Any]:
    """The rows of an ordered queue that come after the one with this reference; all where it is gone."""
    if not reference:
        return rows
    place = rows.model.objects.filter(reference=reference).first()
    field = str(rows.query.order_by[0])
    moment = getattr(place, field, None)
    if place is None or moment is None:
        return rows
    return rows.filter(Q(**{f"{field}__gt": moment}) | Q(**{field: moment, "pk__gt": place.pk}))
