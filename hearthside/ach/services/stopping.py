"""Stopping what has not gone out: consent ends, debits are canceled, files that hold them are voided."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Q

from hearthside import clock
from hearthside.ach import rules, states
from hearthside.ach.models import (
    UNSENT,
    Authorization,
    BankAccount,
    BankState,
    Debit,
    DebitState,
    Entry,
    FileState,
    OutFile,
)
from hearthside.audit import services as audit
from hearthside.audit.actor import Actor
from hearthside.audit.rules import Entry as Event

OPEN_FILES = (FileState.MADE, FileState.APPROVED)


def stop(
    *, bank_ids: Collection[int] = (), authorization_ids: Collection[int] = (), why: str, by: Actor,
    at: datetime,
) -> list[Debit]:  # fmt: skip
    """End every live consent of these bank accounts, and these consents; cancel what has not been sent.

    In the caller's transaction, accounts locked. Returns the debits that are at the bank already: they
    cannot be stopped from here.
    """
    if not bank_ids and not authorization_ids:
        return []
    which = Q(bank_account__in=bank_ids) | Q(pk__in=authorization_ids)
    ended = list(Authorization.objects.select_for_update().filter(which, revoked_at=None).order_by("pk"))
    for one in ended:
        one.revoked_at, one.revoked_why = at, why[:20]
        one.keep_until = rules.keep_consent_until(clock.day_of(at))
    Authorization.objects.bulk_update(ended, ["revoked_at", "revoked_why", "keep_until"], batch_size=500)
    audit.record_many(
        [Event(name="authorization.revoked", subject=one.reference, account_id=one.account_id, reason=why,
               by=by, at=at) for one in ended]
    )  # fmt: skip
    return cancel_unsent(bank_ids=bank_ids, authorization_ids=authorization_ids, why=why, by=by, at=at)


def cancel_unsent(
    *, bank_ids: Collection[int] = (), authorization_ids: Collection[int] = (), why: str, by: Actor,
    at: datetime,
) -> list[Debit]:  # fmt: skip
    """As the second half of `stop`; consent stays. Returns the debits that are at the bank already."""
    which = Q(bank_account__in=bank_ids) | Q(authorization__in=authorization_ids)
    debits = list(
        Debit.objects.select_for_update().filter(which, state__in=[*UNSENT, DebitState.SENT]).order_by("pk")
    )
    unsent = [debit for debit in debits if debit.state != DebitState.SENT]
    void_files_with(debit_ids=[debit.pk for debit in unsent], bank_ids=bank_ids, why="stopped", by=by, at=at)
    for debit in unsent:
        debit.refresh_from_db(fields=["state"])
    states.move_debits(unsent, to=DebitState.CANCELED, why=why, by=by, at=at)
    return [debit for debit in debits if debit.state == DebitState.SENT]


def void_files_with(
    *, debit_ids: Collection[int] = (), bank_ids: Collection[int] = (), why: str, by: Actor, at: datetime
) -> None:
    """A file that has not gone out and holds one of these would be another file now: it is voided."""
    lines = Entry.objects.filter(
        Q(debit__in=debit_ids) | Q(bank_account__in=bank_ids), file__state__in=OPEN_FILES
    )
    held = lines.values("file")
    for file in OutFile.objects.select_for_update().filter(pk__in=held).order_by("pk"):
        void(file, why=why, by=by, at=at)


def void(file: OutFile, *, why: str, by: Actor, at: datetime) -> None:
    """A file that will not go out: its debits wait for the next one, its prenotes are made again."""
    states.move_file(file, to=FileState.VOID, why=why, by=by, at=at)
    back = Debit.objects.select_for_update().filter(
        entries__file=file, state__in=[DebitState.IN_FILE, DebitState.APPROVED]
    )
    states.move_debits(list(back.order_by("pk")), to=DebitState.DUE, by=by, at=at)
    tested = BankAccount.objects.select_for_update().filter(
        entries__file=file, entries__debit=None, state=BankState.PRENOTED
    )
    states.move_banks(list(tested.order_by("pk")), to=BankState.NEW, by=by, at=at)
