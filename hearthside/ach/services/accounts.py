"""Bank accounts given, tested, taken away; their numbers under the newest key."""

import re
from datetime import datetime, timedelta

from django.db import transaction

from hearthside import clock
from hearthside.ach import errors, numbers, states
from hearthside.ach.models import BankAccount, BankKind, BankState, Change
from hearthside.ach.services.stopping import stop
from hearthside.ach.terms import terms
from hearthside.audit import services as audit
from hearthside.audit.actor import Actor
from hearthside.formats.nacha import is_routing_number, plain_text
from hearthside.members import services as members
from hearthside.references import new_reference

_NUMBER = re.compile(r"[0-9]{4,17}")
ROWS_AT_A_TIME = 500
UNUSED_KEPT = timedelta(days=1)


@transaction.atomic
def add_bank_account(
    *, account_id: int, routing: str, number: str, kind: str, holder: str, by: Actor, at: datetime
) -> BankAccount:
    """Keep a bank account that its owner typed. The number is locked before it is written.

    The same one again is the one that is there. Raises NotOriginating, BadRouting, BadAccountNumber, and
    AccountClosedToUs where a bank has said that this very account is closed, wrong or not to be used.
    """
    policy = terms(clock.day_of(at))
    if not policy.originates:
        raise errors.NotOriginating
    if not is_routing_number(routing):
        raise errors.BadRouting("not a routing number")
    if not _NUMBER.fullmatch(number):
        raise errors.BadAccountNumber("not 4 to 17 digits")
    members.lock_account(account_id)
    mark = numbers.fingerprint(routing, number)
    before = BankAccount.objects.filter(
        account_id=account_id, fingerprint=mark, kind=BankKind(kind), removed_at=None
    ).first()
    if before is not None and before.state != BankState.DISABLED:
        return before
    _refuse_closed(mark)
    row = BankAccount.objects.create(
        reference=new_reference(), account_id=account_id, kind=BankKind(kind), routing=routing,
        number_locked=numbers.lock(number), key_id=numbers.key_id(), fingerprint=mark, last4=number[-4:],
        holder=plain_text(holder)[:60], entered_at=at,
    )  # fmt: skip
    if policy.validation == "none":
        states.move_banks([row], to=BankState.USABLE, by=by, at=at)
    return row


def _refuse_closed(mark: str) -> None:
    """A closed account is closed for everyone who types it; one whose owner said no, as well."""
    closed = BankAccount.objects.filter(fingerprint=mark, state=BankState.DISABLED).order_by("-pk").first()
    if closed is not None:
        raise errors.AccountClosedToUs("a bank sent payments from this account back", why=closed.why)


@transaction.atomic
def remove_bank_account(*, reference: str, by: Actor, at: datetime) -> list[str]:
    """The owner wants it gone: consent ends, what has not been sent is canceled. Twice changes nothing.

    Returns the references of debits that are at the bank already and still come. Raises NotOnOurs.
    """
    row = BankAccount.objects.filter(reference=reference).first()
    if row is None:
        raise errors.NotOnOurs("no such bank account", reference=reference)
    members.lock_account(row.account_id)
    row = BankAccount.objects.select_for_update().get(pk=row.pk)
    still_come = stop(bank_ids=[row.pk], why="removed", by=by, at=at)
    if row.removed_at is None:
        row.removed_at = at
        row.save(update_fields=["removed_at"])
        audit.record("bank_account.changed", subject=row.reference, account_id=row.account_id,
                     changed=["removed_at"], by=by, at=at)  # fmt: skip
    return [debit.reference for debit in still_come]


@transaction.atomic
def forget_unused(*, at: datetime) -> int:
    """Delete the bank accounts that were typed a day ago and that nobody ever gave consent for."""
    unused = BankAccount.objects.select_for_update(of=("self",)).filter(
        authorizations=None, entries=None, entered_at__lte=at - UNUSED_KEPT
    )
    ids = list(unused.values_list("pk", flat=True)[:ROWS_AT_A_TIME])
    return BankAccount.objects.filter(pk__in=ids).delete()[0]


def lock_numbers_again(*, by: Actor, at: datetime) -> int:
    """Lock under the newest key whatever an older one locked. Returns how many were.

    Run after SECRET_KEY changed, with the old one in SECRET_KEY_FALLBACKS; then the old one may go. Small
    transactions: it may be stopped, and run beside another.
    """
    done = 0
    while (some := _lock_some_again(by=by, at=at)) or (some := _lock_some_changes_again()):
        done += some
    return done


@transaction.atomic
def _lock_some_again(*, by: Actor, at: datetime) -> int:
    current = numbers.key_id()
    old = BankAccount.objects.select_for_update().exclude(key_id=current).order_by("pk")
    rows = list(old[:ROWS_AT_A_TIME])
    for row in rows:
        number = numbers.unlock(row.number_locked)
        row.number_locked, row.key_id = numbers.lock(number), current
        row.fingerprint = numbers.fingerprint(row.routing, number)
    BankAccount.objects.bulk_update(rows, ["number_locked", "key_id", "fingerprint"])
    if rows:
        audit.record("ops.key_rotated", subject="ach.bank_account", result=f"{len(rows)} rows", by=by, at=at)
    return len(rows)


@transaction.atomic
def _lock_some_changes_again() -> int:
    current = numbers.key_id()
    old = Change.objects.select_for_update().exclude(key_id=current).order_by("pk")
    rows = list(old[:ROWS_AT_A_TIME])
    for row in rows:
        row.corrected_locked, row.key_id = numbers.lock(numbers.unlock(row.corrected_locked)), current
    Change.objects.bulk_update(rows, ["corrected_locked", "key_id"])
    return len(rows)
