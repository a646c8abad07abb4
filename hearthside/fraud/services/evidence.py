"""Evidence for whoever may have it: asked for by one person, agreed to by another, frozen from then on."""

import hashlib
import secrets
from datetime import datetime

from django.db import transaction

from hearthside.audit.actor import Actor
from hearthside.fraud import manifest, sealing
from hearthside.fraud.errors import SecondPersonNeeded
from hearthside.fraud.models import Bundle, EventKind
from hearthside.fraud.services.writing import locked, note_in_audit, who, write


@transaction.atomic
def ask_for_bundle(*, reference: str, words: str, with_name: bool, by: Actor, at: datetime) -> Bundle:
    """Ask to hand out what a report holds: to whom and why, and whether with the reporter's name.

    While this person's question waits for a second one, asking again gives the one that waits.
    """
    tip = locked(reference)
    there = Bundle.objects.filter(tip=tip, asked_by=who(by), agreed_at=None, with_name=with_name).first()
    if there is not None:
        return there
    made = Bundle.objects.create(
        tip=tip, key=secrets.token_hex(16), why_locked=sealing.lock_text(words), with_name=with_name,
        asked_by=who(by), asked_at=at,
    )  # fmt: skip
    write(tip, EventKind.EVIDENCE, by=by, at=at, words=words, code="asked")
    note_in_audit("tip.evidence_asked", tip, by=by, at=at, reason="named" if with_name else "unnamed")
    return made


@transaction.atomic
def agree_to_bundle(*, key: str, by: Actor, at: datetime) -> Bundle:
    """A second person agrees: the manifest is written now, and its SHA-256 goes into the audit trail.

    Twice changes nothing. Raises SecondPersonNeeded for whoever asked.
    """
    bundle = Bundle.objects.select_for_update().select_related("tip").get(key=key)
    if bundle.agreed_at is not None:
        return bundle
    if bundle.asked_by == who(by):
        raise SecondPersonNeeded(reference=bundle.tip.reference)
    bundle.agreed_by, bundle.agreed_at = who(by), at
    content = manifest.write(bundle)
    bundle.manifest_locked = sealing.lock_text(content.decode())
    bundle.sha256 = hashlib.sha256(content).hexdigest()
    bundle.save(update_fields=["agreed_by", "agreed_at", "manifest_locked", "sha256"])
    write(bundle.tip, EventKind.EVIDENCE, by=by, at=at, code="agreed")
    note_in_audit("tip.evidence_agreed", bundle.tip, by=by, at=at, reason=bundle.sha256)
    return bundle
