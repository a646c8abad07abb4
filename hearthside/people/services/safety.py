"""Someone may not be safe: marked by one, cleared by two. Each function is one transaction."""

from datetime import datetime

from django.db import transaction

from hearthside.audit import services as audit
from hearthside.audit.actor import Actor
from hearthside.members import services as members
from hearthside.people import states
from hearthside.people.errors import SecondPerson
from hearthside.people.models import Invitation, InvitationState, SafetyMark
from hearthside.people.services.spoken import end_all_spoken


@transaction.atomic
def keep_safe(*, account_id: int, no_letters_home: bool, by: Actor, at: datetime) -> SafetyMark:
    """End every helper, invitation and spoken permission now, tell none of them, and mark the account.

    Again changes only whether letters go home.
    """
    members.flag_safety(account_id=account_id, no_letters_home=no_letters_home, by=by, at=at)
    waiting = Invitation.objects.select_for_update().filter(
        account_id=account_id, state=InvitationState.WAITING
    )
    for row in waiting:
        states.move(row, to=InvitationState.WITHDRAWN, by=by, at=at)
    end_all_spoken(account_id=account_id, by=by, at=at)
    mark, _made = SafetyMark.objects.get_or_create(
        account_id=account_id, cleared_at=None, defaults={"set_by": _who(by), "set_at": at}
    )
    return mark


@transaction.atomic
def ask_to_clear(*, account_id: int, by: Actor, at: datetime) -> SafetyMark | None:
    """The first of two people says that the mark may go. None where there is no mark."""
    mark = _standing(account_id)
    if mark is not None and not mark.clearing_asked_by:
        mark.clearing_asked_by, mark.clearing_asked_at = _who(by), at
        mark.save(update_fields=["clearing_asked_by", "clearing_asked_at"])
        audit.record("access.safety_clearing_asked", account_id=account_id, by=by, at=at)
    return mark


@transaction.atomic
def clear(*, account_id: int, by: Actor, at: datetime) -> None:
    """The second person takes the mark away. Raises SecondPerson for the first, or when nobody asked yet."""
    mark = _standing(account_id)
    if mark is None:
        return
    if mark.clearing_asked_by in ("", _who(by)):
        raise SecondPerson
    mark.cleared_by, mark.cleared_at = _who(by), at
    mark.save(update_fields=["cleared_by", "cleared_at"])
    members.clear_safety(account_id=account_id, approver=mark.clearing_asked_by, by=by, at=at)


def _standing(account_id: int) -> SafetyMark | None:
    members.lock_account(account_id)
    return SafetyMark.objects.select_for_update().filter(account_id=account_id, cleared_at=None).first()


def _who(by: Actor) -> str:
    return f"{by.kind}:{by.ident}"[:60]
