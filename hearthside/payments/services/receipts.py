"""A receipt sent to an address that somebody typed on the confirmation page."""

from datetime import datetime

from django.db import transaction

from hearthside.payments import letters
from hearthside.payments.models import Attempt
from hearthside.payments.services.attempts import locked

MAILS_MOST = 3


@transaction.atomic
def send_receipt_to(*, attempt_id: int, email: str, at: datetime) -> bool:
    """Queue the receipt to `email`. False after three addresses: the page must not become a mail cannon."""
    attempt: Attempt = locked(attempt_id)
    if attempt.email_to == email:
        return True
    if attempt.mails >= MAILS_MOST:
        return False
    attempt.email_to = email
    attempt.mails += 1
    attempt.save(update_fields=["email_to", "mails"])
    letters.queue_receipt_to(attempt, email, at=at)
    return True
