"""Small things a clerk does with a check: take it, say what is odd about it, send its letter on."""

from datetime import datetime

from django.db import transaction

from hearthside.audit import services as audit
from hearthside.audit.actor import Actor
from hearthside.lockbox import errors, states
from hearthside.lockbox.models import Item, ItemState, Letter, LetterKind, LetterState, Why
from hearthside.lockbox.services.deciding import locked
from hearthside.references import new_reference


@transaction.atomic
def take_item(*, item_id: int, by: Actor, at: datetime) -> Item:
    """This clerk works on it from now on. Taking it twice changes nothing."""
    item = Item.objects.select_for_update().select_related("batch").get(pk=item_id)
    if item.owner != by.ident:
        item.owner = by.ident[:64]
        item.save(update_fields=["owner"])
        audit.record("check.taken", subject=states.name_of(item), by=by, at=at)
    return item


@transaction.atomic
def mark_item(*, item_id: int, why: Why, turn: int, by: Actor, at: datetime) -> Item:
    """Say what is odd about an unmatched check (unsigned, “paid in full”, ...); it stays unmatched.

    Whoever posts it afterwards needs a second clerk. Raises Outdated, Untouchable.
    """
    item = locked(item_id, turn, ItemState.SUSPENSE)
    if item.why != why:
        item.why = why
        item.turn += 1
        item.save(update_fields=["why", "turn"])
        audit.record("check.marked", subject=states.name_of(item), reason=str(why), by=by, at=at)
    return item


@transaction.atomic
def route_letter(
    *, item_id: int, kind: LetterKind, by: Actor, at: datetime, account_id: int | None = None
) -> Letter:
    """A letter lay in the envelope: a task for whoever reads such letters. The same again changes nothing."""
    item = Item.objects.select_for_update().select_related("batch").get(pk=item_id)
    letter, made = Letter.objects.get_or_create(
        item=item, kind=kind,
        defaults={
            "reference": new_reference(), "account_id": account_id or item.account_id,
            "state": LetterState.WAITING, "opened_by": by.ident[:64], "opened_at": at,
        },
    )  # fmt: skip
    if made:
        audit.record(
            "letter.routed", subject=letter.reference, account_id=letter.account_id, reason=str(kind),
            by=by, at=at,
        )  # fmt: skip
    return letter


@transaction.atomic
def finish_letter(*, reference: str, by: Actor, at: datetime) -> Letter:
    """Somebody read it and did what it asks. Twice changes nothing. Raises Untouchable for an unknown one."""
    letter = Letter.objects.select_for_update().filter(reference=reference).first()
    if letter is None:
        raise errors.Untouchable(letter=reference)
    if letter.state == LetterState.WAITING:
        states.move_letter(letter, to=LetterState.DONE, by=by, at=at)
    return letter
