"""Debits: asked for, canceled, tried again."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from hearthside import clock
from hearthside.ach import errors, rules, selectors, states
from hearthside.ach.models import Authorization, BankAccount, BankState, Debit, DebitState, Return
from hearthside.ach.services.stopping import void_files_with
from hearthside.ach.terms import terms
from hearthside.audit.actor import Actor
from hearthside.members import services as members
from hearthside.money import Money
from hearthside.references import new_reference


@transaction.atomic
def debit_account(
    *,
    authorization_id: int,
    amount: Money,
    key: str,
    by: Actor,
    at: datetime,
    apply_first: Sequence[int] = (),
    not_before: date | None = None,
) -> Debit:
    """Take `amount` from the bank account that an authorization names, on its day or the soonest after.

    It goes out with the next file, and counts as paid once it has settled and not come back. The same
    `key` again is the debit that is there. Raises NotOriginating, NoConsent, AccountClosedToUs, and
    NothingToTake for more than is owed and not on its way.
    """
    given = Authorization.objects.select_related("bank_account").get(pk=authorization_id)
    members.lock_account(given.account_id)
    before = Debit.objects.filter(request_key=key).first()
    if before is not None:
        return before
    given = Authorization.objects.select_related("bank_account").get(pk=authorization_id)
    wanted_on = max(not_before or clock.day_of(at), given.starts_on)
    _check(given, amount, wanted_on, at)
    return Debit.objects.create(
        reference=new_reference(), account_id=given.account_id, bank_account=given.bank_account,
        authorization=given, amount_cents=amount.cents, pays_for=list(apply_first), not_before=wanted_on,
        request_key=key, made_at=at, moved_at=at,
    )  # fmt: skip


def _check(given: Authorization, amount: Money, on: date, at: datetime) -> None:
    if not terms(clock.day_of(at)).originates:
        raise errors.NotOriginating
    _check_bank(given.bank_account)
    used = given.is_single and given.debits.exclude(state=DebitState.CANCELED).exists()
    allowed = rules.allows(
        amount=amount, most=given.amount, least=given.least, is_recurring=given.is_recurring,
        starts_on=given.starts_on, ends_on=given.ends_on, on=on,
    )  # fmt: skip
    if given.revoked_at is not None or used or not allowed:
        raise errors.NoConsent("no consent covers this debit", authorization=given.reference)
    if not rules.still_owed(amount, selectors.may_be_taken(given.account_id)):
        raise errors.NothingToTake("this is more than is owed and not on its way", asked=str(amount))


def _check_bank(bank: BankAccount) -> None:
    if bank.state == BankState.DISABLED or bank.removed_at is not None:
        raise errors.AccountClosedToUs("this bank account is not used any more", why=bank.why or "removed")


@transaction.atomic
def cancel_debit(*, reference: str, why: str, by: Actor, at: datetime) -> Debit:
    """Stop one debit that has not been sent; consent stays. Twice changes nothing.

    Raises NotOnOurs, and TooLate for one that is at the bank or ended.
    """
    debit = _locked(reference)
    if debit.state == DebitState.CANCELED:
        return debit
    if debit.state in (DebitState.IN_FILE, DebitState.APPROVED):
        void_files_with(debit_ids=[debit.pk], why="stopped", by=by, at=at)
        debit.refresh_from_db()
    if debit.state != DebitState.DUE:
        raise errors.TooLate("this debit is at the bank", debit=reference, state=debit.state)
    states.move_debits([debit], to=DebitState.CANCELED, why=why, by=by, at=at)
    return debit


@transaction.atomic
def repeat_debit(*, reference: str, by: Actor, at: datetime) -> Debit:
    """Try a debit that bounced once more, with the same consent: same amount, same name, RETRY PYMT.

    Raises NotOnOurs; MayNotRepeat after two repeats, after 180 days, or where the bank's reason forbids
    it; NothingToTake when it is not owed any more.
    """
    debit = _locked(reference)
    today = clock.day_of(at)
    told = Return.objects.filter(entry__debit=debit, undoes_entry=True).order_by("-pk").first()
    assert debit.state != DebitState.RETURNED or told is not None, f"debit {reference} came back by nothing"
    if debit.state != DebitState.RETURNED or told is None:
        raise errors.MayNotRepeat("this debit did not come back", debit=reference, state=debit.state)
    may = rules.may_repeat(
        act=rules.Act(told.action), tries=debit.tries, first_sent_on=debit.first_sent_on or today, on=today
    )
    if not may:
        raise errors.MayNotRepeat("the rules forbid another try", debit=reference, code=told.code)
    _check_bank(debit.bank_account)
    if debit.authorization.revoked_at is not None:
        raise errors.NoConsent("consent was taken back", authorization=debit.authorization.reference)
    if not rules.still_owed(debit.amount, selectors.may_be_taken(debit.account_id)):
        raise errors.NothingToTake("this is not owed any more", asked=str(debit.amount))
    debit.not_before = today
    states.move_debits([debit], to=DebitState.DUE, by=by, at=at, also=["not_before"])
    return debit


def _locked(reference: str) -> Debit:
    found = Debit.objects.filter(reference=reference).first()
    if found is None:
        raise errors.NotOnOurs("no such debit", reference=reference)
    members.lock_account(found.account_id)
    return (
        Debit.objects.select_for_update(of=("self",))
        .select_related("bank_account", "authorization")
        .get(pk=found.pk)
    )
