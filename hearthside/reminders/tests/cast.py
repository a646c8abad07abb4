"""Ana owes one bill; the days are counted from its due day."""

from datetime import datetime, time, timedelta
from typing import Any

from hearthside import clock
from hearthside.audit.actor import Actor, ActorKind, job
from hearthside.ledger import books
from hearthside.ledger import services as ledger
from hearthside.mailroom.models import Message
from hearthside.members.models import Account
from hearthside.money import Money
from hearthside.payments.tests.cast import Ana, make_ana
from hearthside.references import new_reference
from hearthside.reminders import services
from hearthside.reminders.models import Reminder

TESTS = job("tests")
DEV = Actor(ActorKind.STAFF, "999002", door="web")
PHONE = "937-555-0142"
NUMBER = "+19375550142"
KINDS = "reminder_"


def make_owing(*cents: int, **contact: Any) -> Ana:
    """Ana with a bill of $142.50, or of these amounts; `contact` changes what is on file."""
    language = contact.pop("language", "en")
    ana = make_ana(*cents, language=language)
    Account.objects.filter(pk=ana.id).update(**{"phone": PHONE, **contact})
    ana.account.refresh_from_db()
    return ana


def day(ana: Ana, days: int, hour: int = 12) -> datetime:
    """Noon in Ohio, so many days after the bill is due."""
    return datetime.combine(ana.bill.due_on + timedelta(days=days), time(hour), clock.EASTERN)


def remind(ana: Ana, days: int, hour: int = 12) -> int:
    return services.remind(at=day(ana, days, hour))


def sent(ana: Ana) -> list[tuple[str, str]]:
    """The reminders that went to Ana, as (step, channel), oldest first."""
    rows = Message.objects.filter(account_id=ana.id, kind__startswith=KINDS).order_by("pk")
    return [(row.kind.removeprefix(KINDS), row.channel) for row in rows]


def became(ana: Ana, step: str) -> tuple[str, str]:
    """What became of a step: its state and why."""
    return Reminder.objects.filter(bill_id=ana.bill.pk, step=step).values_list("state", "stopped_why").get()


def pays(ana: Ana, cents: int, *, at: datetime) -> str:
    """Money arrives, and the bill takes note."""
    from hearthside.bills import services as billing

    key = f"payment:{new_reference()}"
    ledger.post_payment(
        account_id=ana.id, amount=Money(cents), key=key, cash_book=books.cash("check"),
        effective_on=clock.day_of(at), at=at,
    )  # fmt: skip
    billing.note_payment(ana.id, at)
    return key


def allow_texts(ana: Ana) -> None:
    services.choose(
        account_id=ana.id, channel="text", wants_early=True, text_words="You may text me.", by=TESTS,
        at=clock.now(),
    )  # fmt: skip
