"""What must always hold of what we sent."""

from collections.abc import Iterator

from django.db.models import CharField, Count, Exists, OuterRef, Q, Subquery, Sum, Value
from django.db.models.functions import Cast, Coalesce, Concat

from hearthside.audit import selectors as audit
from hearthside.mailroom.models import Channel, LetterBatch, Message, MessageState, OptOut

Check = tuple[str, list[str]]
MOST_NAMED = 20


def checks() -> Iterator[Check]:
    """(name, what was found wrong) for each rule; an empty list is good."""
    yield "each letter batch holds the letters, accounts and sheets it counted", _batches_miscounted()
    yield "a printed letter is in exactly one written batch", _letters_outside_batches()
    yield "each message that went out was recorded as sent once", _sent_otherwise()
    yield "no text went to a number after its owner said stop", _texts_after_stop()


def _batches_miscounted() -> list[str]:
    counted = LetterBatch.objects.exclude(written_at=None).annotate(
        there=Count("letters"), accounts=Count("letters__account_id", distinct=True),
        sheets=Sum("letters__sheets"),
    )  # fmt: skip
    wrong = []
    for batch in counted.order_by("pk").iterator(chunk_size=500):
        said = (batch.letter_count, batch.account_count, batch.sheet_count)
        found = (batch.there, batch.accounts, batch.sheets or 0)
        if said != found:
            wrong.append(f"batch {batch.number} counted {said}, holds {found} (letters, accounts, sheets)")
    return wrong[:MOST_NAMED]


def _letters_outside_batches() -> list[str]:
    sent = Message.objects.filter(channel=Channel.LETTER, sent_at__isnull=False).exclude(to="")
    lost = sent.filter(Q(batch=None) | Q(batch__written_at=None) | Q(sheets=0))
    early = Message.objects.filter(state=MessageState.WAITING, batch__written_at__isnull=False)
    return [f"letter {number}" for number in (lost | early).values_list("number", flat=True)[:MOST_NAMED]]


def _sent_otherwise() -> list[str]:
    """Against the audit trail: a message that went twice would be recorded twice."""
    subject = Concat(Value("message:"), Cast(OuterRef("pk"), CharField()))
    events = audit.events_on(subject).filter(name="mail.sent").order_by()  # type: ignore[arg-type]
    times = Subquery(events.values("subject").annotate(times=Count("pk")).values("times"))
    rows = Message.objects.filter(sent_at__isnull=False).exclude(channel=Channel.CALL)
    rows = rows.exclude(to="").annotate(times=Coalesce(times, 0)).exclude(times=1)
    return [
        f"message {number} was recorded as sent {count} times"
        for number, count in rows.order_by("pk").values_list("number", "times")[:MOST_NAMED]
    ]


def _texts_after_stop() -> list[str]:
    stopped = OptOut.objects.filter(
        Q(ended_at=None) | Q(ended_at__gt=OuterRef("sent_at")), channel=Channel.TEXT, reason="stop",
        to=OuterRef("to"), since__lt=OuterRef("sent_at"),
    )  # fmt: skip
    rows = Message.objects.filter(Exists(stopped), channel=Channel.TEXT, sent_at__isnull=False)
    return [f"text {number}" for number in rows.values_list("number", flat=True)[:MOST_NAMED]]
