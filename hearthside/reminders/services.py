"""Every write of this room: the rounds, a member's wish, a pause, what was opened."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from django.db import transaction

from hearthside import clock
from hearthside.audit import services as audit
from hearthside.audit.actor import Actor, job
from hearthside.bills import selectors as bills
from hearthside.members import selectors as members
from hearthside.members import services as member_services
from hearthside.references import new_reference
from hearthside.reminders import letters, rules, selectors, states
from hearthside.reminders.errors import NoNumberForTexts, NothingToTry, PauseTooLong
from hearthside.reminders.facts import Known, known_of
from hearthside.reminders.models import Opening, Pause, PauseReason, Reminder, ReminderState, Wish
from hearthside.reminders.policy import policy

REMINDERS = job("reminders")
BATCH, PIECE = 1_000, 50
"""Accounts read at once, and accounts decided in one transaction."""


def remind(*, at: datetime, by: Actor = REMINDERS) -> int:
    """Decide every step whose day has come, over all open bills. Returns how many reminders were queued.

    Run twice, beside another worker, or killed anywhere, each step of a bill is decided once and its message
    queued once. What waits (night, enough messages this week) is left for the next round.
    """
    return sum(_remind_some(piece, at=at, by=by) for piece in _to_decide(at))


def _to_decide(at: datetime) -> Iterator[Sequence[int]]:
    """Accounts with something to write, a piece at a time, ascending by id."""
    today, terms, after = clock.day_of(at), policy(clock.day_of(at)), 0
    while ids := selectors.candidates(today=today, after=after, most=BATCH):
        after = ids[-1]
        found = [
            known.account_id
            for known in known_of(ids, at=at)
            if _writes(rules.next_for(known.facts, terms, at=at, today=today))
        ]
        yield from (found[first : first + PIECE] for first in range(0, len(found), PIECE))


def _writes(decision: rules.Decision) -> bool:
    return decision.does in (rules.Does.SEND, rules.Does.STOP) or bool(decision.passed)


@transaction.atomic
def _remind_some(account_ids: Sequence[int], *, at: datetime, by: Actor) -> int:
    """Take the accounts' turn and look again: what another worker decided meanwhile is there to see."""
    member_services.lock_accounts(account_ids)
    found = known_of(account_ids, at=at)
    names = members.names_on(known.account_id for known in found)
    return sum(
        _carry_out(known, selectors.decided(known, at=at), names.get(known.account_id, ""), at=at, by=by)
        for known in found
    )


def _carry_out(known: Known, decision: rules.Decision, name: str, *, at: datetime, by: Actor) -> bool:
    for step in decision.passed:
        row = _planned(known, step, at=at)
        states.move(row, to=ReminderState.PASSED, by=by, at=at, why=rules.Why.TOO_LATE)
    if decision.step is None or decision.does is rules.Does.WAIT:
        return False
    row = _planned(known, decision.step, at=at)
    if decision.does is rules.Does.STOP:
        assert decision.why is not None, "a stop says why"
        states.move(row, to=ReminderState.STOPPED, by=by, at=at, why=decision.why)
        return False
    row.channel = decision.channel
    row.message_key = f"reminder:{known.bill_number}:{row.step}"
    row.message_number = letters.queue(known, row.step, row.channel, row.message_key, name=name, at=at)
    states.move(row, to=ReminderState.SENT, by=by, at=at)
    return True


def _planned(known: Known, step: rules.Step, *, at: datetime) -> Reminder:
    """The step's row; there is one already where a stopped step is tried again."""
    made, _is_new = Reminder.objects.get_or_create(
        bill_id=known.bill_id, step=step.code,
        defaults={
            "account_id": known.account_id, "reference": new_reference(), "decided_at": at,
            "due_on": rules.day_of(step, known.facts),
        },
    )  # fmt: skip
    return made


@transaction.atomic
def try_again(*, reference: str, by: Actor, at: datetime) -> Reminder:
    """An address was found: decide this step anew, now, by the same rules. Raises NothingToTry.

    It may go, stop for another reason, or have passed; the row says which.
    """
    row = selectors.reminder_with(reference)
    if row is None:
        raise NothingToTry("no such reminder", reference=reference)
    member_services.lock_account(row.account_id)
    row.refresh_from_db()
    if row.state != ReminderState.STOPPED or row.stopped_why not in rules.NEEDS_A_PERSON:
        raise NothingToTry("it does not wait for an address", reference=reference)
    states.move(row, to=ReminderState.PLANNED, by=by, at=at)
    _remind_some([row.account_id], at=at, by=by)
    row.refresh_from_db()
    return row


@transaction.atomic
def choose(
    *, account_id: int, channel: str, wants_early: bool, text_words: str, by: Actor, at: datetime
) -> Wish:
    """How somebody wants to be reminded: email, text, letter, or "" to leave it to us.

    Texts need the words of the yes as they were read. The same choice again changes nothing. Raises
    NoNumberForTexts.
    """
    member_services.lock_account(account_id)
    number = selectors.number_for_texts(account_id) if channel == rules.TEXT else ""
    if channel == rules.TEXT and not (number and text_words):
        raise NoNumberForTexts("texts need a number and a yes")
    wish = Wish.objects.filter(account_id=account_id).first()
    if wish is not None and (wish.channel, wish.wants_early, wish.text_to) == (channel, wants_early, number):
        return wish
    made, _is_new = Wish.objects.update_or_create(
        account_id=account_id,
        defaults={
            "channel": channel, "wants_early": wants_early, "text_to": number, "changed_at": at,
            "text_words": text_words if number else "", "text_at": at if number else None,
        },
    )  # fmt: skip
    audit.record("reminder.wish_changed", account_id=account_id, reason=channel or "any", by=by, at=at,
                 subject=f"account:{account_id}", changed=["channel", "wants_early"])  # fmt: skip
    return made


@transaction.atomic
def pause(*, account_id: int, reason: PauseReason, until_on: date, by: Actor, at: datetime) -> Pause:
    """Let the reminders of an account rest up to and with a day; a pause in force is replaced.

    Raises PauseTooLong.
    """
    member_services.lock_account(account_id)
    today = clock.day_of(at)
    most = policy(today).pause_days_most
    if not today <= until_on <= today + timedelta(days=most):
        raise PauseTooLong("a pause that cannot be", until=until_on.isoformat(), days_most=most)
    Pause.objects.filter(account_id=account_id, ended_at=None).update(ended_at=at)
    made = Pause.objects.create(
        account_id=account_id, reason=reason, until_on=until_on, paused_at=at,
        paused_by=f"{by.kind}:{by.ident}"[:60],
    )  # fmt: skip
    audit.record("reminder.paused", account_id=account_id, reason=reason, by=by, at=at,
                 subject=f"account:{account_id}")  # fmt: skip
    return made


@transaction.atomic
def end_pause(*, account_id: int, by: Actor, at: datetime) -> bool:
    """Reminders go on. False, and nothing changes, when none rested."""
    member_services.lock_account(account_id)
    ended = Pause.objects.filter(account_id=account_id, ended_at=None).update(ended_at=at)
    if ended:
        audit.record("reminder.pause_ended", account_id=account_id, by=by, at=at,
                     subject=f"account:{account_id}")  # fmt: skip
    return bool(ended)


@transaction.atomic
def note_opened(*, bill_number: str, by: Actor, at: datetime) -> bool:
    """Somebody signed in opened a bill that they may see. False for any other bill."""
    bill = bills.bills_visible_to(by).filter(number=bill_number).first()
    if bill is None:
        return False
    Opening.objects.update_or_create(bill_id=bill.pk, defaults={"account_id": bill.account_id, "at": at})
    seen = Reminder.objects.filter(bill_id=bill.pk, state=ReminderState.SENT, opened_at=None)
    seen.filter(decided_at__lte=at).update(opened_at=at)
    return True
