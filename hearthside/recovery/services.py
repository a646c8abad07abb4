"""Every write of this room: a request to come back in, its proof, its end."""

from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction

from hearthside.audit import services as audit
from hearthside.audit.actor import Actor
from hearthside.identity import selectors as logins
from hearthside.identity import services as identity
from hearthside.identity.errors import LoginExists
from hearthside.identity.selectors import LoginRow
from hearthside.members import selectors as members
from hearthside.members import services as members_services
from hearthside.recovery import letters, rules, selectors, states
from hearthside.recovery.errors import AnotherIsWaiting, EmailTaken, NotConfirmable
from hearthside.recovery.models import LIVE, Recovery, RecoveryState, What
from hearthside.references import new_reference

CALL_TRIES_MOST = 3


@transaction.atomic
def ask(
    *, login_id: int, account_id: int, what: str, new_email: str, proved_by: str, language: str,
    request_key: str, by: Actor, at: datetime,
) -> Recovery:  # fmt: skip
    """Somebody proved by their bill and a code that it is them: in 24 hours what they lost is taken off.

    Every contact is told at once, and no money leaves meanwhile. The same `request_key` gives the same
    request. Raises AnotherIsWaiting and EmailTaken.
    """
    row, is_new = _made(
        login_id, account_id, what, new_email, language, request_key, RecoveryState.WAITING, by, at,
        proved_by=proved_by, ready_at=at + rules.WAIT,
    )  # fmt: skip
    if is_new:
        _begin_waiting(row, by=by, at=at)
    return row


@transaction.atomic
def ask_by_letter(
    *, login_id: int, account_id: int, what: str, new_email: str, language: str, request_key: str,
    by: Actor, at: datetime,
) -> Recovery:  # fmt: skip
    """As `ask`, when the code goes by mail: nothing begins before the code comes back, within 14 days.

    Raises AnotherIsWaiting and EmailTaken.
    """
    row, is_new = _made(
        login_id, account_id, what, new_email, language, request_key, RecoveryState.LETTER, by, at
    )
    if is_new:
        row.letter_number = letters.mail_code(row, at=at)
        row.save(update_fields=["letter_number"])
        audit.record("recovery.letter_sent", subject=row.reference, account_id=account_id, by=by, at=at)
    return row


@transaction.atomic
def ask_at_desk(
    *, login_id: int, account_id: int, what: str, new_email: str, language: str, request_key: str,
    by: Actor, at: datetime,
) -> Recovery:  # fmt: skip
    """Staff ask for somebody who cannot: a colleague calls back the number on file before anything begins.

    Nobody is told yet but the queue; money stays where it is from now on. Raises AnotherIsWaiting,
    EmailTaken, and NotConfirmable for a sign-in that opens an account of their own.
    """
    if account_id in _own_accounts(by):
        raise NotConfirmable("nobody helps with a sign-in of their own", account=account_id)
    row, is_new = _made(
        login_id, account_id, what, new_email, language, request_key, RecoveryState.CALL, by, at
    )
    if is_new:
        members_services.note_way_in_changed(login_id=login_id, reason="asked", by=by, at=at)
    return row


@transaction.atomic
def confirm_letter(*, reference: str, typed: str, by: Actor, at: datetime) -> Recovery | None:
    """The code of a letter came back: the 24 hours begin. None when it is wrong or its time is over.

    Three wrong ones end the request. A right one once more changes nothing.
    """
    row = Recovery.objects.select_for_update().filter(reference=reference).first()
    is_right = rules.same_code(typed, code_of_letter(reference))
    if row is None or row.state != RecoveryState.LETTER:
        return row if row is not None and is_right and row.proved_by == "letter" else None
    if at - row.asked_at > rules.LETTER_LENGTH:
        states.move(row, to=RecoveryState.STOPPED, by=by, at=at, why="late")
        return None
    if not is_right:
        _wrong_letter_code(row, by=by, at=at)
        return None
    row.proved_by, row.ready_at = "letter", at + rules.WAIT
    row.save(update_fields=["proved_by", "ready_at"])
    states.move(row, to=RecoveryState.WAITING, by=by, at=at)
    _begin_waiting(row, by=by, at=at)
    return row


def _wrong_letter_code(row: Recovery, *, by: Actor, at: datetime) -> None:
    row.letter_tries += 1
    row.save(update_fields=["letter_tries"])
    if row.letter_tries >= rules.LETTER_TRIES:
        states.move(row, to=RecoveryState.STOPPED, by=by, at=at, why="tries")


def code_of_letter(reference: str) -> str:
    """The eight digits of the letter about this request; made anew each time, kept nowhere."""
    return rules.letter_code(settings.GUARD_KEY.encode(), reference)


@transaction.atomic
def confirm_call(*, reference: str, by: Actor, at: datetime) -> Recovery:
    """A colleague reached the member at the number on file, and it is them: the 24 hours begin.

    Twice changes nothing. Raises NotConfirmable for who asked, and IllegalMove when it is over.
    """
    row = Recovery.objects.select_for_update().get(reference=reference)
    _check_may_confirm(row, by)
    if row.state == RecoveryState.WAITING:
        return row
    if not phones_to_call(row):
        raise NotConfirmable("no phone has been on file for 14 days", reference=reference)
    row.proved_by, row.confirmed_by, row.ready_at = "call_back", who(by), at + rules.WAIT
    row.save(update_fields=["proved_by", "confirmed_by", "ready_at"])
    states.move(row, to=RecoveryState.WAITING, by=by, at=at)
    _begin_waiting(row, by=by, at=at)
    return row


@transaction.atomic
def not_reached(*, reference: str, by: Actor, at: datetime) -> Recovery:
    """Nobody answered at the number on file. After three tries the request ends: a new one can be made.

    Raises NotConfirmable, and IllegalMove when it waits for no call.
    """
    row = Recovery.objects.select_for_update().get(reference=reference)
    _check_may_confirm(row, by)
    row.call_tries += 1
    row.save(update_fields=["call_tries"])
    audit.record("recovery.not_reached", subject=reference, account_id=row.account_id, by=by, at=at)
    if row.call_tries >= CALL_TRIES_MOST:
        states.move(row, to=RecoveryState.STOPPED, by=by, at=at, why="not_reached")
    return row


@transaction.atomic
def stop(*, reference: str, why: str, by: Actor, at: datetime) -> bool:
    """Nothing is changed: somebody said that it was not them ("not_me"), or staff did ("refused").

    Every device is signed out and the contacts are told. False, and nothing changes, when there is no such
    request or it is over.
    """
    row = Recovery.objects.select_for_update().filter(reference=reference, state__in=LIVE).first()
    if row is None:
        return False
    states.move(row, to=RecoveryState.STOPPED, by=by, at=at, why=why)
    members_services.note_way_in_changed(login_id=row.login_id, reason="stopped", by=by, at=at)
    identity.end_sessions(login_id=row.login_id, by=by, at=at)
    letters.stopped(row, at=at)
    return True


@transaction.atomic
def finish(*, recovery_id: int, by: Actor, at: datetime) -> Recovery:
    """The wait is over: take off what was lost, sign out every device, tell every contact.

    A second step that was used since goes back to a person instead. Finishing twice, or too early, changes
    nothing.
    """
    row = Recovery.objects.select_for_update().get(pk=recovery_id)
    if row.state != RecoveryState.WAITING or row.ready_at is None or at < row.ready_at:
        return row
    if row.what == What.SECOND_STEP and _was_used(row):
        return _back_to_desk(row, by=by, at=at)
    old_email, new_email = row.login.email, row.new_email
    if not _take_off(row, by=by, at=at):
        states.move(row, to=RecoveryState.STOPPED, by=by, at=at, why="email_taken")
        letters.stopped(row, at=at)
        return row
    identity.note_recovered(login_id=row.login_id, reason=row.what, by=by, at=at)
    members_services.note_way_in_changed(login_id=row.login_id, reason="recovered", by=by, at=at)
    states.move(row, to=RecoveryState.DONE, by=by, at=at, why=row.what)
    letters.done(row, [old_email, new_email], at=at)
    return row


def _was_used(row: Recovery) -> bool:
    return row.proved_by != "call_back" and rules.used_since(
        logins.second_steps(row.login_id).used_at, row.asked_at
    )


def _back_to_desk(row: Recovery, *, by: Actor, at: datetime) -> Recovery:
    states.move(row, to=RecoveryState.CALL, by=by, at=at)
    row.proved_by, row.ready_at = "", None
    row.save(update_fields=["proved_by", "ready_at"])
    return row


def _take_off(row: Recovery, *, by: Actor, at: datetime) -> bool:
    """False when the new address has come to open another sign-in meanwhile."""
    if row.what == What.SECOND_STEP:
        identity.remove_second_steps(login_id=row.login_id, by=by, at=at)
        return True
    try:
        identity.change_email(login_id=row.login_id, email=row.new_email, by=by, at=at)
    except LoginExists:
        return False
    return True


@transaction.atomic
def end_old_letters(*, by: Actor, at: datetime) -> int:
    """Requests whose mailed code was never typed end after 14 days; how many."""
    old = Recovery.objects.select_for_update().filter(
        state=RecoveryState.LETTER, asked_at__lt=at - rules.LETTER_LENGTH
    )
    ended = list(old.order_by("pk"))
    for row in ended:
        states.move(row, to=RecoveryState.STOPPED, by=by, at=at, why="late")
    return len(ended)


@transaction.atomic
def someone_else_was_in(*, login_id: int, by: Actor, at: datetime) -> LoginRow:
    """Whoever signed in says that someone else got in: every device is signed out, money stays where it is.

    The view keeps the session that asks.
    """
    members_services.note_way_in_changed(login_id=login_id, reason="someone_else", by=by, at=at)
    return identity.end_sessions(login_id=login_id, by=by, at=at)


def who(by: Actor) -> str:
    """Who acts, as a row keeps it: "staff:12"."""
    return f"{by.kind}:{by.ident}"[:64]


def _check_may_confirm(row: Recovery, by: Actor) -> None:
    if row.account_id in _own_accounts(by) or who(by) in (row.asked_by, f"staff:{row.login_id}"):
        raise NotConfirmable("another person must call back", reference=row.reference)


def phones_to_call(row: Recovery) -> list[members.Contact]:
    """The phones that had been on file for 14 days when somebody asked: no other may be called back."""
    contacts = members.contacts_of(members.account(row.account_id))
    return [
        one
        for one in contacts
        if one.kind in ("phone", "home_phone") and rules.has_stood(one.changed_at, at=row.asked_at)
    ]


def _own_accounts(by: Actor) -> set[int]:
    return set(members.live_grants(int(by.ident)).values_list("account_id", flat=True))


def _begin_waiting(row: Recovery, *, by: Actor, at: datetime) -> None:
    members_services.note_way_in_changed(login_id=row.login_id, reason="asked", by=by, at=at)
    letters.asked(row, at=at)


def _made(
    login_id: int, account_id: int, what: str, new_email: str, language: str, request_key: str,
    state: RecoveryState, by: Actor, at: datetime, *, proved_by: str = "",
    ready_at: datetime | None = None,
) -> tuple[Recovery, bool]:  # fmt: skip
    """The request of this form, made if there is none. One live request a login."""
    members_services.lock_account(account_id)
    known = Recovery.objects.filter(request_key=request_key).first()
    if known is not None:
        return known, False
    other = selectors.live_of_login(login_id)
    if other is not None:
        raise AnotherIsWaiting(other.reference)
    _check_email(new_email)
    row = _inserted(
        login_id=login_id, account_id=account_id, what=What(what), new_email=new_email.strip().lower(),
        language="es" if language == "es" else "en", request_key=request_key, state=state,
        proved_by=proved_by, ready_at=ready_at, asked_by=who(by), asked_at=at,
    )  # fmt: skip
    audit.record("recovery.asked", subject=row.reference, account_id=account_id, reason=what, by=by, at=at)
    return row, True


def _check_email(new_email: str) -> None:
    if new_email and logins.login_with_email(new_email) is not None:
        raise EmailTaken("this address opens another sign-in")


def _inserted(**facts: object) -> Recovery:
    for _ in range(20):
        try:
            with transaction.atomic():
                return Recovery.objects.create(reference=new_reference(), **facts)
        except IntegrityError:
            other = selectors.live_of_login(int(str(facts["login_id"])))
            if other is not None:
                raise AnotherIsWaiting(other.reference) from None
    raise AssertionError("twenty random numbers in a row were taken")


A_RUN = 200


def finish_due(at: datetime, *, by: Actor) -> int:
    """Finish every request whose wait is over, each in its own transaction; how many were looked at."""
    due = selectors.due(at, most=A_RUN)
    for recovery_id in due:
        finish(recovery_id=recovery_id, by=by, at=at)
    return len(due)
