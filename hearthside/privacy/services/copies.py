"""Copies of what we hold: asked for, made, fetched, dropped. Each function is one transaction."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from hearthside import clock
from hearthside.audit import services as audit
from hearthside.audit.actor import Actor
from hearthside.members import selectors as members
from hearthside.members import services as members_services
from hearthside.privacy import letters, states
from hearthside.privacy.errors import CopyGone
from hearthside.privacy.keeping import KeptCopy
from hearthside.privacy.models import Copy, CopyState
from hearthside.privacy.policy import policy
from hearthside.references import new_reference

LEASE = timedelta(minutes=15)
TRIES_MOST = 3


@transaction.atomic
def ask_copy(
    *, account_id: int, login_id: int | None, parts: Sequence[str], key: str, by: Actor, at: datetime,
    request_id: int | None = None, language: str = "",
) -> Copy:  # fmt: skip
    """Order a copy of these parts; the worker makes it. The same `key` again is the same copy."""
    account = members_services.lock_account(account_id)
    copy, is_new = Copy.objects.get_or_create(
        key=key,
        defaults={"reference": new_reference(), "account_id": account_id, "login_id": login_id,
                  "request_id": request_id, "parts": list(parts), "asked_at": at,
                  "language": language or account.language},
    )  # fmt: skip
    if is_new:
        audit.record("privacy.copy_asked", subject=copy.reference, account_id=account_id, by=by, at=at)
    return copy


@transaction.atomic
def lease_copy() -> Copy | None:
    """The oldest copy to make, for this worker alone for a while; None when there is none.

    By the machine's own time: a lease that a killed worker left must end, whatever day the demo shows.
    """
    now = timezone.now()
    free = Q(leased_until=None) | Q(leased_until__lte=now)
    copy = (
        Copy.objects.select_for_update(skip_locked=True)
        .filter(free, state=CopyState.WAITING)
        .order_by("asked_at", "pk")
        .first()
    )
    if copy is not None:
        copy.leased_until, copy.tries = now + LEASE, copy.tries + 1
        copy.save(update_fields=["leased_until", "tries"])
    return copy


@transaction.atomic
def note_made(*, copy_id: int, kept: KeptCopy, by: Actor, at: datetime) -> Copy:
    """The file is on the disk: it can be fetched for as many days as the policy says."""
    copy = _locked(copy_id)
    if copy.state != CopyState.WAITING:
        return copy
    copy.stored_as, copy.sha256, copy.size_bytes = kept.stored_as, kept.sha256, kept.size_bytes
    copy.entries, copy.ready_at, copy.trouble = kept.entries, at, ""
    copy.expires_at = at + timedelta(days=policy(clock.day_of(at)).copy_days)
    copy.save(
        update_fields=["stored_as", "sha256", "size_bytes", "entries", "ready_at", "trouble", "expires_at"]
    )
    states.move(copy, to=CopyState.READY, by=by, at=at)
    letters.copy_ready(copy, at=at)
    return copy


@transaction.atomic
def note_trouble(*, copy_id: int, trouble: str, by: Actor, at: datetime) -> Copy:
    """Making it failed: tried again, and after three times a person sees to it."""
    copy = _locked(copy_id)
    copy.trouble, copy.leased_until = trouble[:80], None
    copy.save(update_fields=["trouble", "leased_until"])
    if copy.state == CopyState.WAITING and copy.tries >= TRIES_MOST:
        states.move(copy, to=CopyState.FAILED, by=by, at=at)
    return copy


@transaction.atomic
def make_again(*, reference: str, by: Actor, at: datetime) -> Copy:
    """Staff let the worker try once more. Twice changes nothing."""
    copy = _locked(Copy.objects.values_list("pk", flat=True).get(reference=reference))
    if copy.state == CopyState.FAILED:
        copy.tries = 0
        copy.save(update_fields=["tries"])
        states.move(copy, to=CopyState.WAITING, by=by, at=at)
    return copy


@transaction.atomic
def note_download(*, reference: str, by: Actor, at: datetime) -> Copy:
    """Somebody fetches it: counted, and written into the trail. Raises CopyGone."""
    copy = _locked(Copy.objects.values_list("pk", flat=True).get(reference=reference))
    if copy.state != CopyState.READY or copy.expires_at is None or copy.expires_at <= at:
        raise CopyGone(reference=reference)
    copy.downloads += 1
    copy.save(update_fields=["downloads"])
    audit.record("record.exported", subject=reference, account_id=copy.account_id, by=by, at=at)
    return copy


@transaction.atomic
def drop_copy(*, copy_id: int, by: Actor, at: datetime) -> str:
    """Its days are over. Returns the name its bytes are stored under, "" when they are gone."""
    copy = _locked(copy_id)
    stored_as = copy.stored_as
    if copy.state == CopyState.READY:
        states.move(copy, to=CopyState.GONE, by=by, at=at, reason="retention")
        copy.stored_as = ""
        copy.save(update_fields=["stored_as"])
    return stored_as


def _locked(copy_id: int) -> Copy:
    return Copy.objects.select_for_update().get(pk=copy_id)


def may_ask_another(account_id: int, *, login_id: int, at: datetime) -> bool:
    """Whether this login may order one more today."""
    members.account(account_id)
    day_ago = at - timedelta(days=1)
    asked = Copy.objects.filter(account_id=account_id, login_id=login_id, asked_at__gt=day_ago).count()
    return asked < policy(clock.day_of(at)).copies_a_day
