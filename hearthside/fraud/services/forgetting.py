"""A report whose time is over. The number, the kind and the outcome stay; every word of it goes."""

from datetime import datetime

from django.db import transaction

from hearthside.audit.actor import Actor
from hearthside.fraud.models import Bundle, TipEvent, TipMark, TipState
from hearthside.fraud.services.writing import locked, note_in_audit


@transaction.atomic
def forget(*, reference: str, by: Actor, at: datetime) -> bool:
    """Blank what was typed, what would find it and what opens it. Its files go before. Twice changes nothing.

    Whether anything was forgotten. An open report is not.
    """
    tip = locked(reference)
    if tip.state != TipState.CLOSED or tip.forgotten_at is not None:
        return False
    TipEvent.objects.filter(tip=tip).update(words_locked="")
    Bundle.objects.filter(tip=tip).update(why_locked="", manifest_locked="")
    TipMark.objects.filter(tip=tip).delete()
    tip.facts_locked = tip.pin_mark = ""
    tip.account_id, tip.charge_ids, tip.forgotten_at = None, [], at
    tip.save(update_fields=["facts_locked", "pin_mark", "account", "charge_ids", "forgotten_at"])
    note_in_audit("tip.forgotten", tip, by=by, at=at)
    return True
