"""Staff work on a thread: take it, answer, note, hand over, take an answer back. One transaction each."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import translation

from hearthside.audit import services as audit
from hearthside.audit.actor import Actor
from hearthside.cases.services import disputes
from hearthside.inbox import letters, states, wording
from hearthside.inbox.errors import AlreadyRead, NotABill, SomebodyElse, WroteMeanwhile
from hearthside.inbox.models import Area, Seen, Side, Thread, ThreadMessage, ThreadState
from hearthside.inbox.services.saying import answer_by
from hearthside.inbox.services.writing import (
    attach,
    locked,
    pressed,
    said_before,
    unused_reference,
    who,
    write,
)
from hearthside.mailroom import selectors as mail
from hearthside.members import services as members

CASE_WHY = "other"


@transaction.atomic
def take(*, reference: str, login_id: int, by: Actor, at: datetime) -> Thread:
    """This person answers it; from a colleague too, and then it is written down from whom it went."""
    thread = locked(reference)
    if thread.owner_id != login_id:
        _own(thread, login_id)
        audit.record("thread.taken", subject=reference, account_id=thread.account_id, by=by, at=at)
    return thread


@transaction.atomic
def hand_over(
    *, reference: str, to_login_id: int | None, words: str, key: str, by: Actor, at: datetime
) -> Thread:
    """Give it to a colleague, or back to all (None), with a note for them. Raises NothingSaid."""
    thread = locked(reference)
    _noted(thread, words, key=key, by=by, at=at)
    if thread.owner_id != to_login_id:
        _own(thread, to_login_id)
        audit.record("thread.handed_over", subject=reference, account_id=thread.account_id, by=by, at=at)
    return thread


def _own(thread: Thread, login_id: int | None) -> None:
    thread.owner_id = login_id
    thread.save(update_fields=["owner"])


@transaction.atomic
def add_note(*, reference: str, words: str, key: str, by: Actor, at: datetime) -> ThreadMessage:
    """A note for colleagues; the member may ask to read it. Twice is once. Raises NothingSaid."""
    return _noted(locked(reference), words, key=key, by=by, at=at)


def _noted(thread: Thread, words: str, *, key: str, by: Actor, at: datetime) -> ThreadMessage:
    request_key = pressed(f"note:{key}"[:32], words)
    there = said_before(request_key)
    if there is not None:
        return there
    audit.record("thread.noted", subject=thread.reference, account_id=thread.account_id, by=by, at=at)
    return write(thread, Side.NOTE, words, request_key=request_key, by=by, at=at)


@transaction.atomic
def answer(
    *, reference: str, words: str, form_key: str, upto: int, login_id: int, by: Actor, at: datetime
) -> ThreadMessage:
    """Answer the member. `upto` is the last message that whoever answers has read.

    The same press again changes nothing. Raises SomebodyElse, WroteMeanwhile, NothingSaid.
    """
    thread = locked(reference)
    request_key = pressed(form_key, words)
    there = said_before(request_key)
    if there is not None:
        return there
    if thread.owner_id not in (None, login_id):
        raise SomebodyElse(reference)
    if _last_but_notes(thread) > upto:
        raise WroteMeanwhile(reference)
    return _answered(thread, words, form_key=form_key, request_key=request_key, by=by, at=at)


def _answered(
    thread: Thread, words: str, *, form_key: str, request_key: str, by: Actor, at: datetime
) -> ThreadMessage:
    message = write(thread, Side.STAFF, words, request_key=request_key, by=by, at=at)
    attach(message, form_key)
    states.answer(thread, by=by, at=at)
    letters.answered(thread, message, at=at)
    return message


def _last_but_notes(thread: Thread) -> int:
    rows = ThreadMessage.objects.filter(thread=thread, recalled_at=None).exclude(side=Side.NOTE)
    last = rows.order_by("-ordinal").values_list("ordinal", flat=True).first()
    return last or 0


@transaction.atomic
def write_first(
    *, account_id: int, area: Area, about: str, words: str, language: str, form_key: str, by: Actor,
    at: datetime,
) -> ThreadMessage:  # fmt: skip
    """Staff begin a thread: a message to the member that waits for nothing. The same form again is once."""
    members.lock_account(account_id)
    there = Thread.objects.filter(form_key=form_key, account_id=account_id).first()
    if there is not None:
        return there.messages.order_by("ordinal")[0]
    thread = Thread.objects.create(
        reference=unused_reference(), account_id=account_id, area=area, about=about,
        language="es" if language == "es" else "en", state=ThreadState.ANSWERED, opened_by=who(by),
        opened_at=at, last_at=at, form_key=form_key,
    )  # fmt: skip
    audit.record("thread.opened", subject=thread.reference, account_id=account_id, reason=area, by=by, at=at)
    return _answered(thread, words, form_key=form_key, request_key=pressed(form_key, words), by=by, at=at)


@transaction.atomic
def recall(*, reference: str, ordinal: int, by: Actor, at: datetime) -> ThreadMessage:
    """Take back our last answer, which nobody has opened yet: we owe one again, since the same time.

    Taking back twice changes nothing. Raises AlreadyRead.
    """
    thread = locked(reference)
    message = ThreadMessage.objects.select_for_update().get(thread=thread, ordinal=ordinal, side=Side.STAFF)
    if message.recalled_at is not None:
        return message
    if _last_but_notes(thread) != ordinal or _is_read(thread, message):
        raise AlreadyRead(reference)
    message.recalled_at = at
    message.save(update_fields=["recalled_at"])
    audit.record("thread.recalled", subject=reference, account_id=thread.account_id, by=by, at=at)
    _wait_again(thread, by=by, at=at)
    return message


def _is_read(thread: Thread, message: ThreadMessage) -> bool:
    """Somebody has opened it, or it was put in the mail, which nobody can take back."""
    if Seen.objects.filter(thread=thread, upto__gte=message.ordinal).exists():
        return True
    return mail.queued().filter(key=letters.paper_key(message)).exists()


def _wait_again(thread: Thread, *, by: Actor, at: datetime) -> None:
    """We owe an answer since the oldest message that has none; a thread that staff began is closed."""
    shown = ThreadMessage.objects.filter(thread=thread, recalled_at=None).exclude(side=Side.NOTE)
    answered_upto = shown.filter(side=Side.STAFF).order_by("-ordinal").values_list("ordinal", flat=True)
    waiting = shown.filter(side=Side.MEMBER, ordinal__gt=answered_upto.first() or 0).order_by("ordinal")
    first = waiting.first()
    if first is not None:
        states.wait_for_us(thread, since=first.at, due_on=answer_by(first.at), by=by, at=at)
        thread.is_urgent = waiting.exclude(danger="").exists()
        thread.save(update_fields=["is_urgent"])
    elif not answered_upto.exists():
        states.close(thread, by=by, at=at, reason="recalled")


@transaction.atomic
def make_case(
    *, reference: str, bill_number: str, charge_ids: Sequence[int], key: str, by: Actor, at: datetime
) -> Thread:
    """Make a question about a bill of it: its lines are set aside, and the thread says the case's number.

    Twice gives the same case. Raises NotABill; and NothingToAsk, as the cases room does.
    """
    thread = locked(reference)
    if thread.case_number:
        return thread
    if not bill_number:
        raise NotABill(reference)
    case = disputes.ask_about_lines(
        account_id=thread.account_id, bill_number=bill_number, charge_ids=charge_ids, why=CASE_WHY,
        words=_what_they_wrote(thread), language=thread.language, request_key=f"thread:{reference}", by=by,
        at=at,
    )  # fmt: skip
    thread.case_number = case.reference
    thread.save(update_fields=["case_number"])
    audit.record(
        "thread.became_case", subject=reference, account_id=thread.account_id, reason=case.reference, by=by,
        at=at,
    )  # fmt: skip
    with translation.override(thread.language):
        words = wording.became_case(case.reference, case.due_on)
    write(thread, Side.STAFF, words, request_key=pressed(f"case:{key}"[:32], words), by=by, at=at)
    states.answer(thread, by=by, at=at)
    return thread


def _what_they_wrote(thread: Thread) -> str:
    rows = ThreadMessage.objects.filter(thread=thread, side=Side.MEMBER).order_by("ordinal")
    return "\n\n".join(rows.values_list("words", flat=True))
