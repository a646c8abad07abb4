"""Saved methods: asked for before the processor hears of it, kept when it answered, let go of at the end."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.conf import settings
from django.db import transaction

from hearthside.audit.actor import Actor, ActorKind
from hearthside.autopay import letters, rules, states
from hearthside.autopay.errors import MethodGone, SavingTooOften
from hearthside.autopay.models import Autopay, AutopayState, ConsentKind, MethodState, SavedMethod
from hearthside.autopay.services import consents
from hearthside.autopay.services.ruling import carry_out, end_rule
from hearthside.autopay.wording import Shown
from hearthside.guards import services as guards
from hearthside.members import services as members
from hearthside.payments import rules as paying
from hearthside.references import new_reference

GONE = (MethodState.REMOVED, MethodState.ABANDONED)


@dataclass(frozen=True, slots=True)
class Wished:
    """What somebody asked for on the page before the processor's. `request_key` stands for that one form."""

    account_id: int
    login_id: int
    kind: str
    request_key: str
    goes_on_to: str
    shown: Shown


@dataclass(frozen=True, slots=True)
class Kept:
    """What the processor says it keeps: its token, and what may be shown of it."""

    token: str
    brand: str
    last4: str
    expires_month: int | None
    expires_year: int | None


def start_saving(*, wished: Wished, by: Actor, at: datetime) -> SavedMethod:
    """Write down that somebody is about to save a card or account, and the yes they gave to it.

    The same form again gives the row that is there. Raises SavingTooOften: three a day, and none after
    five refusals in thirty days. Not inside a transaction: a rollback must not take the count with it.
    """
    again = SavedMethod.objects.filter(request_key=wished.request_key, login_id=wished.login_id).first()
    if again is not None:
        return again
    refusals = guards.peek("save_card.declines", str(wished.login_id), at=at)
    if not refusals.allowed:
        raise SavingTooOften(refusals.until)
    held = guards.count("save_card.login", str(wished.login_id), at=at, by=by, account_id=wished.account_id)
    if not held.allowed:
        raise SavingTooOften(held.until)
    return _start(wished, by=by, at=at)


@transaction.atomic
def _start(wished: Wished, *, by: Actor, at: datetime) -> SavedMethod:
    members.lock_account(wished.account_id)
    again = SavedMethod.objects.filter(request_key=wished.request_key).first()
    if again is not None:
        return again
    consent = consents.give(
        account_id=wished.account_id, login_id=wished.login_id, kind=ConsentKind.SAVE, shown=wished.shown,
        by=by, at=at,
    )  # fmt: skip
    return SavedMethod.objects.create(
        reference=new_reference(), account_id=wished.account_id, login_id=wished.login_id, consent=consent,
        kind=wished.kind, processor=settings.PROCESSOR, request_key=wished.request_key,
        page_ends_at=datetime.now(UTC) + paying.PAGE_LIFE, language=wished.shown.language,
        goes_on_to=wished.goes_on_to, started_at=at,
    )  # fmt: skip


def _locked(method_id: int) -> SavedMethod:
    """The method, with its account's turn taken first: the order that every writer keeps."""
    account_id = SavedMethod.objects.values_list("account_id", flat=True).get(pk=method_id)
    members.lock_account(account_id)
    return SavedMethod.objects.select_for_update().select_related("consent").get(pk=method_id)


@transaction.atomic
def page_opened(*, method_id: int, page_id: str, page_url: str, by: Actor, at: datetime) -> SavedMethod:
    """The processor has made its page."""
    method = _locked(method_id)
    method.page_id, method.page_url = page_id, page_url
    method.save(update_fields=["page_id", "page_url"])
    if method.state == MethodState.STARTED:
        states.move_method(method, to=MethodState.OPEN, by=by, at=at)
    return method


@transaction.atomic
def keep_method(*, method_id: int, kept: Kept, by: Actor, at: datetime) -> SavedMethod:
    """The processor says it keeps a card or account. Hearing it again changes nothing."""
    method = _locked(method_id)
    if method.token or (MethodState(method.state), MethodState.ACTIVE) not in states.METHOD_MOVES:
        return method
    method.token, method.brand, method.last4 = kept.token, kept.brand, kept.last4
    method.expires_month, method.expires_year = kept.expires_month, kept.expires_year
    method.saved_at = at
    method.save(update_fields=["token", "brand", "last4", "expires_month", "expires_year", "saved_at"])
    states.move_method(method, to=MethodState.ACTIVE, by=by, at=at)
    letters.queue_method_saved(method, at=at)
    return method


@transaction.atomic
def abandon(*, method_id: int, by: Actor, at: datetime) -> SavedMethod:
    """Its page is closed and nothing was saved: the yes ends with it. Twice, or after an answer, nothing."""
    method = _locked(method_id)
    if method.state in (MethodState.STARTED, MethodState.OPEN):
        states.move_method(method, to=MethodState.ABANDONED, by=by, at=at)
        consents.end(method.consent, by=by, at=at)
    return method


def note_saving_refused(*, method_id: int, mark: str, by: Actor, at: datetime) -> bool:
    """A card was refused on the processor's page. False once there were five in thirty days.

    The same refusal again is not counted again. Not inside a transaction, like every count.
    """
    noted = SavedMethod.objects.filter(pk=method_id).exclude(decline_mark=mark).update(decline_mark=mark)
    method = SavedMethod.objects.get(pk=method_id)
    who = str(method.login_id)
    if noted:
        guards.note_answer(declined=True, at=at)
        guards.count("save_card.declines", who, at=at, by=by, account_id=method.account_id)
    return guards.peek("save_card.declines", who, at=at).allowed


@transaction.atomic
def remove_method(*, method_id: int, by: Actor, at: datetime) -> SavedMethod:
    """Take a saved method off the list for good; autopay that uses it stops. Twice changes nothing.

    The processor lets go of it next (`flows.release_removed`), and again until it has. Raises MethodGone
    for one that was never saved.
    """
    method = _locked(method_id)
    if method.state == MethodState.REMOVED:
        return method
    if (MethodState(method.state), MethodState.REMOVED) not in states.METHOD_MOVES:
        raise MethodGone(reference=method.reference)
    states.move_method(method, to=MethodState.REMOVED, by=by, at=at)
    method.removed_at = at
    method.save(update_fields=["removed_at"])
    consents.end(method.consent, by=by, at=at)
    for autopay in _rules_with(method):
        end_rule(autopay, why=rules.Stop.METHOD_REMOVED, by=by, at=at)
    letters.queue_method_removed(method, at=at, is_by_staff=by.kind is ActorKind.STAFF)
    return method


def _rules_with(method: SavedMethod) -> list[Autopay]:
    rows = Autopay.objects.select_for_update().filter(method=method)
    return list(rows.exclude(state=AutopayState.ENDED).select_related("consent", "method"))


@transaction.atomic
def released(*, method_id: int, at: datetime) -> None:
    """The processor has let go of a removed method."""
    SavedMethod.objects.filter(pk=method_id, released_at=None).update(released_at=at)


@transaction.atomic
def expire_card(*, method_id: int, today: date, by: Actor, at: datetime) -> bool:
    """After the last day of its month a card pays nothing more. True when it was this call that said so."""
    method = _locked(method_id)
    is_over = rules.is_expired(method.expires_month, method.expires_year, today=today)
    if not is_over or method.state != MethodState.ACTIVE:
        return False
    states.move_method(method, to=MethodState.EXPIRED, by=by, at=at)
    for autopay in _rules_with(method):
        carry_out(autopay, rules.Stop.METHOD_EXPIRED, by=by, at=at)
    return True


@transaction.atomic
def warn_of_end(*, method_id: int, today: date, at: datetime) -> bool:
    """Write once that a card is in its last month. False when it is not yet, or it was said before."""
    method = _locked(method_id)
    soon = rules.expires_soon(method.expires_month, method.expires_year, today=today)
    if not soon or method.warned_at is not None or method.state != MethodState.ACTIVE:
        return False
    method.warned_at = at
    method.save(update_fields=["warned_at"])
    assert method.expires_month and method.expires_year, "only a card with a month ends"
    last_day = rules.card_last_day(method.expires_month, method.expires_year)
    letters.queue_expires_soon(method, last_day=last_day, pays_autopay=bool(_rules_with(method)), at=at)
    return True


def after_refusal(method: SavedMethod, decline_code: str, *, by: Actor, at: datetime) -> rules.AfterRefusal:
    """What a refusal makes of the method, in the caller's transaction."""
    then = rules.after_refusal(decline_code)
    to = {
        rules.AfterRefusal.EXPIRE: MethodState.EXPIRED,
        rules.AfterRefusal.DISABLE: MethodState.DISABLED,
        rules.AfterRefusal.END_CONSENT: MethodState.DISABLED,
    }.get(then)
    if to is not None and method.state == MethodState.ACTIVE:
        states.move_method(method, to=to, by=by, at=at, reason=decline_code)
        if then is rules.AfterRefusal.END_CONSENT:
            consents.end(method.consent, by=by, at=at)
    return then
