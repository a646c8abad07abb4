"""What every service of this room does: lock, look again, write one more message."""

from datetime import datetime

from hearthside.audit.actor import Actor
from hearthside.inbox.errors import NothingSaid
from hearthside.inbox.models import Side, Thread, ThreadFile, ThreadMessage
from hearthside.inbox.rules import press_key
from hearthside.members import services as members
from hearthside.references import new_reference


def who(by: Actor) -> str:
    """Who acts, as a row keeps it: "login:12"."""
    return f"{by.kind}:{by.ident}"[:60]


def locked(reference: str) -> Thread:
    """The thread, its account's turn taken first: the order in which everybody locks."""
    members.lock_account(Thread.objects.values_list("account_id", flat=True).get(reference=reference))
    return Thread.objects.select_for_update().get(reference=reference)


def pressed(form_key: str, words: str) -> str:
    """What stands for this press of Send, with the files that its form holds."""
    files = ThreadFile.objects.filter(form_key=form_key, gone_at=None)
    return press_key(form_key, words, files.values_list("sha256", flat=True))


def said_before(request_key: str) -> ThreadMessage | None:
    """What this press of Send wrote, if it came before."""
    rows = ThreadMessage.objects.filter(request_key=request_key).select_related("thread")
    return rows.first()


def write(
    thread: Thread, side: Side, words: str, *, request_key: str, by: Actor, at: datetime, danger: str = ""
) -> ThreadMessage:
    """One more message at the end of a thread that is locked. Raises NothingSaid."""
    if not words.strip():
        raise NothingSaid
    last = ThreadMessage.objects.filter(thread=thread).order_by("-ordinal").first()
    message = ThreadMessage.objects.create(
        thread=thread, account_id=thread.account_id, ordinal=last.ordinal + 1 if last else 1, at=at,
        side=side, by=who(by), words=words.strip(), danger=danger, request_key=request_key,
    )  # fmt: skip
    if side != Side.NOTE:
        thread.last_at = at
        thread.save(update_fields=["last_at"])
    return message


def attach(message: ThreadMessage, form_key: str) -> None:
    """The files that were added to the form go with the message."""
    waiting = ThreadFile.objects.filter(form_key=form_key, message=None, gone_at=None)
    waiting.filter(account_id=message.account_id).update(message=message)


def unused_reference() -> str:
    """A thread number that nobody has."""
    for _ in range(20):
        reference = new_reference()
        if not Thread.objects.filter(reference=reference).exists():
            return reference
    raise AssertionError("twenty random numbers in a row were taken")
