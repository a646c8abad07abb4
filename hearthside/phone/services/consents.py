"""Bank payments that were allowed aloud."""

from datetime import datetime

from django.db import transaction

from hearthside.audit import services as audit
from hearthside.audit.actor import Actor
from hearthside.money import Money
from hearthside.phone.errors import RecordingMissing
from hearthside.phone.models import SpokenConsent


@transaction.atomic
def keep_consent(
    *, account_id: int, call_id: int, payment_reference: str, amount: Money, last4: str, language: str,
    words: str, said_by: str, by: Actor, at: datetime, recording_id: str = "",
) -> SpokenConsent:  # fmt: skip
    """Keep the words that were heard and how the yes was given. The same payment again changes nothing.

    Raises RecordingMissing for a yes by voice without the number of its recording.
    """
    if said_by == "voice" and not recording_id:
        raise RecordingMissing("a spoken yes needs its recording")
    consent, is_new = SpokenConsent.objects.get_or_create(
        payment_reference=payment_reference,
        defaults={
            "account_id": account_id, "call_id": call_id, "amount_cents": amount.cents, "last4": last4,
            "language": language, "words": words, "said_by": said_by, "recording_id": recording_id,
            "said_at": at,
        },
    )  # fmt: skip
    if is_new:
        audit.record("call.consent_kept", subject=payment_reference, account_id=account_id,
                     cents=amount.cents, reason=said_by, by=by, at=at)  # fmt: skip
    return consent
