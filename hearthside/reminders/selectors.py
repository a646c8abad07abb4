"""What is known of reminders, by name."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.db.models import Count, Exists, FilteredRelation, Min, OuterRef, Q, QuerySet

from hearthside import clock
from hearthside.audit.actor import Actor
from hearthside.bills import selectors as bills
from hearthside.bills.selectors import BillRow
from hearthside.ledger import selectors as ledger
from hearthside.mailroom import selectors as mailroom
from hearthside.mailroom.services.queueing import us_number
from hearthside.members import selectors as members
from hearthside.reminders import rules
from hearthside.reminders.facts import Known, known_of, waits_for_plan
from hearthside.reminders.models import Pause, Reminder, ReminderState, Wish
from hearthside.reminders.policy import policy


def candidates(*, today: date, after: int, most: int) -> list[int]:
    """Ids of accounts whose open bill may have a step to decide today, ascending, those after `after`."""
    due = Q(pk__in=[])
    for code, days in rules.due_days(policy(today), today).items():
        rows = Reminder.objects.filter(bill_id=OuterRef("open_bill__pk"), step=code)
        is_decided = Exists(rows.exclude(state=ReminderState.PLANNED))
        due |= Q(~is_decided, open_bill__due_on__in=days)
    open_bill = FilteredRelation("account__bills", condition=Q(account__bills__state="open"))
    owing = ledger.open_items().annotate(open_bill=open_bill).filter(due, open_cents__gt=0)
    found = owing.filter(account_id__gt=after).order_by("account_id").values_list("account_id", flat=True)
    return list(found.distinct()[:most])


def decided(known: Known, *, at: datetime) -> rules.Decision:
    """What to do about a bill now. Before a message goes: does a plan still have to speak?"""
    today = clock.day_of(at)
    terms = policy(today)
    first = rules.next_for(known.facts, terms, at=at, today=today)
    if first.does is not rules.Does.SEND or not _waits(known, today):
        return first
    return rules.next_for(replace(known.facts, waits_for_plan=True), terms, at=at, today=today)


def _waits(known: Known, today: date) -> bool:
    bill = bills.bill_with_number(known.bill_number)
    assert bill is not None, "it was read a moment ago"
    return waits_for_plan(known.account_id, bills.charges_on(bill), today=today)


@dataclass(frozen=True, slots=True)
class Line:
    """One step of a bill: its day, and what became of it (`state` is "" while its day is to come)."""

    code: str
    on: date
    state: str = ""
    why: str = ""
    channel: str = ""
    message_number: str = ""
    reference: str = ""
    opened_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Explained:
    """Why the reminders of a bill went or did not. `stopped`: what keeps them all back today.

    `upcoming` is the next step that would go if nothing changes, and `channel` the way it would.
    """

    bill: BillRow
    lines: tuple[Line, ...]
    stopped: rules.Why | None
    upcoming: Line | None
    channel: str
    waits: rules.Why | None


def why(bill: BillRow, *, at: datetime | None = None) -> Explained:
    """Each step of a bill with what became of it, and what keeps the rest back today."""
    moment = at or clock.now()
    today = clock.day_of(moment)
    terms = policy(today)
    rows = {row.step: row for row in Reminder.objects.filter(bill_id=bill.pk)}
    lines = tuple(_line(step, rows.get(step.code), bill.due_on) for step in terms.steps)
    found = [known for known in known_of([bill.account_id], at=moment) if known.bill_id == bill.pk]
    if not found:
        return Explained(bill, lines, _ended(bill), None, "", None)
    known = found[0]
    facts = replace(known.facts, waits_for_plan=_waits(known, today))
    stopped = rules.why_stop(facts, terms)
    upcoming = None if stopped else _upcoming(lines, terms, today)
    now = rules.next_for(facts, terms, at=moment, today=today)
    channel = _channel(upcoming, facts, terms)
    return Explained(
        bill, lines, stopped, upcoming, channel, now.why if now.does is rules.Does.WAIT else None
    )


def _line(step: rules.Step, row: Reminder | None, due_on: date) -> Line:
    on = due_on + timedelta(days=step.days)
    if row is None or row.state == ReminderState.PLANNED:
        return Line(step.code, on)
    return Line(
        step.code, on, row.state, row.stopped_why, row.channel, row.message_number, row.reference,
        row.opened_at,
    )  # fmt: skip


def _ended(bill: BillRow) -> rules.Why:
    return rules.Why.REPLACED if bill.state == "replaced" else rules.Why.PAID


def _upcoming(lines: Sequence[Line], terms: rules.Terms, today: date) -> Line | None:
    late = timedelta(days=terms.late_days)
    return next((line for line in lines if not line.state and line.on + late >= today), None)


def _channel(line: Line | None, facts: rules.Facts, terms: rules.Terms) -> str:
    steps = {step.code: step for step in terms.steps}
    return rules.channel_for(steps[line.code], facts.reach)[0] if line else ""


def reminders_visible_to(actor: Actor) -> QuerySet[Reminder]:
    """The reminders of accounts whose bills this actor may see, newest first."""
    rows = Reminder.objects.filter(account__in=members.accounts_visible_to(actor))
    return rows.order_by("-decided_at", "-pk")


def reminders_of(account_id: int, *, most: int) -> list[Reminder]:
    """The newest of an account, for staff."""
    return list(reminders_on(account_id).select_related("bill")[:most])


def reminders_on(account_id: int) -> QuerySet[Reminder]:
    return Reminder.objects.filter(account_id=account_id).order_by("-decided_at", "-pk")


def reminder_with(reference: str) -> Reminder | None:
    return Reminder.objects.filter(reference=reference).select_related("account", "bill").first()


def wish_of(account_id: int) -> Wish | None:
    return Wish.objects.filter(account_id=account_id).first()


def number_for_texts(account_id: int) -> str:
    """The account's number as texts go to it, +1 and ten digits; "" when it has none that takes them."""
    return us_number(members.account(account_id).phone)


def texts_are_stopped(account_id: int) -> bool:
    """Whether the owner of the account's number told us to stop texting it."""
    number = number_for_texts(account_id)
    return bool(number) and mailroom.why_not("text", number) == "stop"


def pause_of(account_id: int, *, today: date | None = None) -> Pause | None:
    """The pause in force."""
    return pauses_on(account_id, today=today).first()


def pauses_ever(account_id: int) -> QuerySet[Pause]:
    """Every pause there was, the newest first."""
    return Pause.objects.filter(account_id=account_id).order_by("-paused_at", "-pk")


def pauses_on(account_id: int, *, today: date | None = None) -> QuerySet[Pause]:
    """That pause as a query; at most one there is."""
    day = today or clock.today()
    return Pause.objects.filter(account_id=account_id, ended_at=None, until_on__gte=day)


def without_address(after: str = "", most: int = 50) -> list[Reminder]:
    """Reminders of open bills that nobody can be sent, oldest first, those after one with this reference."""
    last = Reminder.objects.filter(reference=after).first() if after else None
    rows = _without_address().select_related("account", "bill").order_by("decided_at", "pk")
    if last is not None:
        later = Q(decided_at__gt=last.decided_at) | Q(decided_at=last.decided_at, pk__gt=last.pk)
        rows = rows.filter(later)
    return list(rows[:most])


def reminder_without_address(reference: str) -> Reminder | None:
    return _without_address().filter(reference=reference).select_related("account", "bill").first()


def tally_without_address() -> tuple[int, datetime | None]:
    found = _without_address().aggregate(count=Count("pk"), oldest=Min("decided_at"))
    return found["count"], found["oldest"]


def _without_address() -> QuerySet[Reminder]:
    return Reminder.objects.filter(
        state=ReminderState.STOPPED, stopped_why__in=rules.NEEDS_A_PERSON, bill__state="open"
    )
