"""What we sent, what came back, and whether a message is ours."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min, QuerySet

from hearthside.mailroom import rules
from hearthside.mailroom.models import Channel, LetterBatch, Message, MessageState, OptOut
from hearthside.mailroom.services.queueing import opted_out

PROOF_DIGITS = (4, 5, 9)


@dataclass(frozen=True, slots=True)
class Contact:
    """One message, letter or call, as the person and the staff see it. `words` is what was said."""

    number: str
    at: datetime
    channel: str
    kind: str
    to_mark: str
    subject: str
    words: str
    reference: str
    paper: str
    language: str
    came_back: bool


def contacts_of(account_id: int, *, most: int = 50, before: datetime | None = None) -> list[Contact]:
    """Everything that went to an account, newest first: bills, letters, e-mails, texts, calls."""
    return [_contact(message) for message in sent_to_account(account_id, before=before)[:most]]


def sent_to_account(account_id: int, *, before: datetime | None = None) -> QuerySet[Message]:
    """What went to an account, newest first."""
    rows = Message.objects.filter(account_id=account_id, sent_at__isnull=False).order_by("-sent_at", "-pk")
    return rows.filter(sent_at__lt=before) if before else rows


def contact_with_number(account_id: int, number: str) -> Contact | None:
    """One contact of an account; None where it is another account's."""
    message = sent_to_account(account_id).filter(number=number).first()
    return _contact(message) if message else None


def messages_to_account(account_id: int) -> QuerySet[Message]:
    """Everything meant for an account, sent or not, newest first."""
    return Message.objects.filter(account_id=account_id).order_by("-made_at")


def message_with_number(number: str) -> Message | None:
    return Message.objects.select_related("account", "batch").filter(number=number).first()


def is_ours(number: str, proof: str) -> bool:
    """Whether a message with this number went to this account (last four digits) or this ZIP code.

    The same one question and the same work whether or not there is such a message.
    """
    message = Message.objects.select_related("account").filter(
        number=number[:10], sent_at__isnull=False
    ).first()  # fmt: skip
    account = message.account if message else None
    zip_code = (message.to_zip or (account.zip[:5] if account else "")) if message else ""
    fits = rules.proof_fits(
        proof, account_number=account.number if account else "", zip_code=zip_code
    )  # fmt: skip
    return fits and message is not None


def queued() -> QuerySet[Message]:
    """Every message there is, for another room's `Exists` over its own keys. Read only."""
    return Message.objects.all()


def why_not(channel: str, to: str) -> str:
    """Why nothing goes to this address any more (`stop`, `bounce`); "" when nothing speaks against it."""
    return opted_out(channel, to)


def came_back(kind: str, *, channel: str = Channel.EMAIL) -> QuerySet[Message]:
    """Messages of a kind that came back or never went, and that nobody settled."""
    return _for_staff().filter(kind=kind, channel=channel)


def returned(after: str = "", most: int = 50) -> Sequence[Message]:
    """What came back, oldest first, after the number `after`."""
    return _page(_for_staff().filter(state=MessageState.RETURNED), after, most)


def stopped(after: str = "", most: int = 50) -> Sequence[Message]:
    """What would not go and needs a person, oldest first. What its reader stopped themselves does not."""
    return _page(_stuck(), after, most)


def tally_returned() -> tuple[int, datetime | None]:
    return _tally(_for_staff().filter(state=MessageState.RETURNED))


def tally_stopped() -> tuple[int, datetime | None]:
    return _tally(_stuck())


def unsettled_of(account_id: int) -> list[Message]:
    return list(unsettled_on(account_id)[:20])


def unsettled_on(account_id: int) -> QuerySet[Message]:
    """What came back or would not go to one account, the newest first."""
    return _for_staff().filter(account_id=account_id).exclude(trouble="stop").order_by("-made_at", "-pk")


def account_number(account_id: int) -> str:
    """The number on the bill of an account, by our own link to it: the members' room is a floor above."""
    account = Message(account_id=account_id).account
    assert account is not None
    return account.number


def batch_with_number(number: str) -> LetterBatch | None:
    return LetterBatch.objects.filter(number=number).first()


def live_opt_outs(channel: str) -> QuerySet[OptOut]:
    return OptOut.objects.filter(channel=channel, ended_at=None)


def _for_staff() -> QuerySet[Message]:
    return Message.objects.filter(
        state__in=[MessageState.STOPPED, MessageState.RETURNED], settled_at=None
    ).exclude(account=None)


def _stuck() -> QuerySet[Message]:
    return _for_staff().filter(state=MessageState.STOPPED).exclude(trouble="stop")


def _page(rows: QuerySet[Message], after: str, most: int) -> list[Message]:
    last = rows.filter(number=after).values_list("made_at", "pk").first() if after else None
    ordered = rows.select_related("account").order_by("made_at", "pk")
    found = ordered.filter(made_at__gte=last[0]) if last else ordered
    return [row for row in found[: most + 50] if not last or (row.made_at, row.pk) > last][:most]


def _tally(rows: QuerySet[Message]) -> tuple[int, datetime | None]:
    found = rows.aggregate(count=Count("pk"), oldest=Min("made_at"))
    return found["count"], found["oldest"]


def _contact(message: Message) -> Contact:
    assert message.sent_at is not None
    return Contact(
        number=message.number, at=message.sent_at, channel=message.channel, kind=message.kind,
        to_mark=message.to_mark, subject=message.subject, words=message.body, reference=message.reference,
        paper=message.paper, language=message.language, came_back=message.state == MessageState.RETURNED,
    )  # fmt: skip


MessageRow = Message
"""The row as other rooms may name it in types; they read it, and never query or write it."""
