"""Webhooks: recorded once each; what they claim is not used."""

from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction

from hearthside.payments.models import Notice


def record_notice(
    *, event_id: str, kind: str, attempt_reference: str, payment_id: str, at: datetime
) -> Notice | None:
    """Keep a signed notice. None where this event came before and was dealt with."""
    try:
        with transaction.atomic():
            return Notice.objects.create(
                processor=settings.PROCESSOR, event_id=event_id, kind=kind[:60],
                attempt_reference=attempt_reference[:20], payment_id=payment_id[:255],
                received_at=at,
            )  # fmt: skip
    except IntegrityError:
        return Notice.objects.filter(processor=settings.PROCESSOR, event_id=event_id, handled_at=None).first()


def notice_handled(*, notice_id: int, at: datetime) -> None:
    Notice.objects.filter(pk=notice_id, handled_at=None).update(handled_at=at)
