"""What must always hold of reminders; `hearthside audit` runs these and lists what fails."""

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from hearthside import clock
from hearthside.ledger import selectors as ledger
from hearthside.mailroom import selectors as mailroom
from hearthside.reminders.models import Pause, Reminder, ReminderState
from hearthside.reminders.policy import policy
from hearthside.reminders.rules import WHOLE_ACCOUNT

Check = tuple[str, list[str]]
MOST_NAMED = 20


def checks() -> Iterator[Check]:
    """(name, what was found wrong) for each rule; an empty list is good."""
    yield "reminders: what was sent is one message of that account", _messages()
    yield "reminders: none went while they rested", _paused()
    yield "reminders: none went while an estate, plan, application or investigation held the bill", _held()
    yield "reminders: never more contacts in a week than the policy allows", _contacts()


def _messages() -> list[str]:
    own = mailroom.queued().filter(number=OuterRef("message_number"), key=OuterRef("message_key"),
                                   account_id=OuterRef("account_id"))  # fmt: skip
    lost = Reminder.objects.filter(~Exists(own), state=ReminderState.SENT).order_by("pk")
    twice = (
        Reminder.objects.filter(state=ReminderState.SENT).values("message_number").annotate(times=Count("pk"))
    )
    return [f"reminder {row.reference}: its message is not there" for row in lost[:MOST_NAMED]] + [
        f"message {row['message_number']} is {row['times']} reminders"
        for row in twice.filter(times__gt=1)[:MOST_NAMED]
    ]


def _paused() -> list[str]:
    resting = Pause.objects.filter(
        Q(ended_at=None) | Q(ended_at__gt=OuterRef("decided_at")), account_id=OuterRef("account_id"),
        paused_at__lte=OuterRef("decided_at"), until_on__gt=OuterRef("decided_at__date"),
    )  # fmt: skip
    rows = Reminder.objects.filter(Exists(resting), state=ReminderState.SENT).order_by("pk")
    return [f"reminder {row.reference} went in a pause" for row in rows[:MOST_NAMED]]


def _held() -> list[str]:
    wrong: list[str] = []
    for hold in ledger.holds_in_order():
        if hold["reason"] in WHOLE_ACCOUNT and len(wrong) < MOST_NAMED:
            until = Q(decided_at__lt=hold["ended_at"]) if hold["ended_at"] else Q()
            rows = Reminder.objects.filter(
                until, state=ReminderState.SENT, decided_at__gt=hold["since"],
                bill__lines__charge_id=hold["charge"],
            )  # fmt: skip
            wrong += [f"reminder {row.reference} went though {hold['reason']}" for row in rows[:MOST_NAMED]]
    return wrong


def _contacts() -> list[str]:
    """Counted back from each reminder: what had gone by then, and the reminder itself."""
    terms = policy(clock.today())
    since = OuterRef("decided_at") - timedelta(days=terms.contacts_days)
    before = mailroom.queued().filter(
        account_id=OuterRef("account_id"), sent_at__gt=since, sent_at__lte=OuterRef("decided_at")
    )
    others = before.exclude(kind__endswith="_code").exclude(number=OuterRef("message_number"))
    counted = others.order_by().values("account_id").annotate(times=Count("pk")).values("times")
    rows = Reminder.objects.filter(state=ReminderState.SENT).annotate(before=Coalesce(Subquery(counted), 0))
    over = rows.filter(before__gte=terms.contacts_most).order_by("pk")[:MOST_NAMED]
    return [f"reminder {row.reference} came after {row.before} other contacts in a week" for row in over]
