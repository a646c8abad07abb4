"""A yes and its end. Called inside another service's transaction."""

from datetime import datetime

from hearthside import clock
from hearthside.audit import services as audit
from hearthside.audit.actor import Actor
from hearthside.autopay import rules
from hearthside.autopay.models import Consent, ConsentKind
from hearthside.autopay.wording import Shown


def give(
    *, account_id: int, login_id: int, kind: ConsentKind, shown: Shown, by: Actor, at: datetime
) -> Consent:
    """Keep a yes to the words in `shown`, as they were read, with the door and the network they came from."""
    consent = Consent.objects.create(
        account_id=account_id, login_id=login_id, kind=kind, version=shown.version, language=shown.language,
        text=shown.text, given_at=at, door=by.door, address_prefix=by.address_prefix,
    )  # fmt: skip
    audit.record("consent.given", subject=str(consent.pk), account_id=account_id, reason=kind, by=by, at=at)
    return consent


def end(consent: Consent, *, by: Actor, at: datetime) -> None:
    """Write down that a yes no longer counts, and until when its words are kept. Twice changes nothing."""
    if consent.ended_at is None:
        consent.ended_at, consent.ended_door = at, by.door
        consent.keep_until = rules.keep_consent_until(clock.day_of(at))
        consent.save(update_fields=["ended_at", "ended_door", "keep_until"])
        audit.record(
            "consent.ended", subject=str(consent.pk), account_id=consent.account_id, reason=consent.kind,
            by=by, at=at,
        )  # fmt: skip
