"""The autopay rule of an account: set, changed, paused, stopped."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from hearthside.audit import services as audit
from hearthside.audit.actor import Actor, ActorKind
from hearthside.autopay import letters, rules, states
from hearthside.autopay.errors import MethodGone
from hearthside.autopay.models import (
    Autopay,
    AutopayState,
    ConsentKind,
    MethodState,
    SavedMethod,
    Taking,
    TakingState,
)
from hearthside.autopay.services import consents
from hearthside.autopay.wording import Shown
from hearthside.members import services as members
from hearthside.money import Money
from hearthside.references import new_reference

NOT_YET_TAKEN = (TakingState.PLANNED, TakingState.ASKING, TakingState.RETRYING)


@dataclass(frozen=True, slots=True)
class Terms:
    """One rule: which saved method, at most how much of a bill, on which day, told how long before."""

    method_id: int
    limit: Money
    days_before: int = 0
    notice_days: int = rules.NOTICE_DAYS
    tells_amount: bool = False


@transaction.atomic
def set_autopay(
    *, account_id: int, login_id: int, terms: Terms, request_key: str, shown: Shown, by: Actor, at: datetime
) -> Autopay:
    """Start autopay, or change the rule that is there, with the yes to its very words; a copy goes out.

    The same form again changes nothing. A paused rule runs again. What is planned keeps its day and its
    amount, unless the new limit asks first. Raises LimitTooLow, LimitTooHigh, MethodGone.
    """
    members.lock_account(account_id)
    rule = Autopay.objects.select_for_update().filter(request_key=request_key, account_id=account_id).first()
    if rule is not None:
        return rule
    rules.checked_limit(terms.limit)
    method = _usable_method(terms.method_id, account_id=account_id, login_id=login_id)
    consent = consents.give(
        account_id=account_id, login_id=login_id, kind=ConsentKind.AUTOPAY, shown=shown, by=by, at=at
    )
    rule = live_rule(account_id)
    fresh = rule is None
    if rule is None:
        rule = Autopay(reference=new_reference(), account_id=account_id, started_at=at)
    else:
        consents.end(rule.consent, by=by, at=at)
    rule.login_id, rule.method, rule.consent = login_id, method, consent
    rule.request_key, rule.changed_at = request_key, at
    rule.cap_cents, rule.days_before = terms.limit.cents, terms.days_before
    rule.notice_days, rule.tells_amount = max(terms.notice_days, rules.NOTICE_DAYS), terms.tells_amount
    rule.save()
    if rule.state == AutopayState.PAUSED:
        states.move_autopay(rule, to=AutopayState.ACTIVE, by=by, at=at)
    audit.record(
        "autopay.started" if fresh else "autopay.changed", subject=rule.reference, account_id=account_id,
        cents=rule.cap_cents, by=by, at=at,
    )  # fmt: skip
    letters.queue_rule_set(rule, shown, at=at)
    return rule


def _usable_method(method_id: int, *, account_id: int, login_id: int) -> SavedMethod:
    method = (
        SavedMethod.objects.select_for_update()
        .filter(pk=method_id, account_id=account_id, login_id=login_id, state=MethodState.ACTIVE)
        .first()
    )
    if method is None:
        raise MethodGone("this saved method pays nothing here", method=method_id)
    return method


def live_rule(account_id: int) -> Autopay | None:
    """The rule that runs or is paused, its row locked."""
    rows = Autopay.objects.select_for_update(of=("self",)).select_related("consent", "method")
    return rows.filter(account_id=account_id).exclude(state=AutopayState.ENDED).first()


@transaction.atomic
def stop(*, account_id: int, why: rules.Stop = rules.Stop.ASKED, by: Actor, at: datetime) -> Autopay | None:
    """End an account's autopay, from any door; nothing that has not begun will be taken. The yes ends too.

    None when there is none: stopping twice is harmless. Money already asked for is not called back.
    """
    members.lock_account(account_id)
    rule = live_rule(account_id)
    if rule is not None:
        end_rule(rule, why=why, by=by, at=at)
    return rule


def end_rule(rule: Autopay, *, why: rules.Stop, by: Actor, at: datetime) -> None:
    """As `stop`, for a rule whose account's turn the caller holds."""
    states.move_autopay(rule, to=AutopayState.ENDED, by=by, at=at, why=why)
    rule.ended_at = at
    rule.save(update_fields=["ended_at"])
    consents.end(rule.consent, by=by, at=at)
    cancel_waiting(rule, why=why, by=by, at=at)
    letters.queue_stopped(rule, at=at, is_by_staff=by.kind is ActorKind.STAFF)


@transaction.atomic
def pause(*, autopay_id: int, why: rules.Stop, by: Actor, at: datetime) -> Autopay:
    """Stop taking until the person chooses another way to pay. Twice changes nothing."""
    account_id = Autopay.objects.values_list("account_id", flat=True).get(pk=autopay_id)
    members.lock_account(account_id)
    rule = Autopay.objects.select_for_update().get(pk=autopay_id)
    if rule.state == AutopayState.ACTIVE:
        pause_rule(rule, why=why, by=by, at=at)
    return rule


def pause_rule(rule: Autopay, *, why: rules.Stop, by: Actor, at: datetime) -> None:
    """As `pause`, for a rule whose account's turn the caller holds."""
    states.move_autopay(rule, to=AutopayState.PAUSED, by=by, at=at, why=why)
    cancel_waiting(rule, why=why, by=by, at=at)
    letters.queue_paused(rule, at=at)


def cancel_waiting(rule: Autopay, *, why: rules.Stop, by: Actor, at: datetime) -> None:
    """What was planned of a rule is not taken: its bills go the usual way."""
    for taking in Taking.objects.select_for_update().filter(autopay=rule, state__in=NOT_YET_TAKEN):
        states.move_taking(taking, to=TakingState.CANCELED, by=by, at=at, why=why)


def carry_out(rule: Autopay, stop_: rules.Stop, *, by: Actor, at: datetime) -> None:
    """Do what a reason asks of the rule, in the caller's transaction; a reason for one bill does nothing."""
    then = rules.REACH[stop_]
    if then is rules.Then.END:
        end_rule(rule, why=stop_, by=by, at=at)
    elif then is rules.Then.PAUSE and rule.state == AutopayState.ACTIVE:
        pause_rule(rule, why=stop_, by=by, at=at)
