"""What a person allowed, and its end."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from hearthside.ach import errors
from hearthside.ach.models import Authorization, BankAccount, BankState, Debit, How
from hearthside.ach.services.stopping import stop
from hearthside.audit import services as audit
from hearthside.audit.actor import Actor
from hearthside.members import services as members
from hearthside.money import Money
from hearthside.references import new_reference

SEC_OF = {How.WEB: "WEB", How.PHONE: "TEL", How.PAPER: "PPD"}
"""The entry class follows from how consent was given; a business class is never used for a member."""


@dataclass(frozen=True, slots=True)
class Stopped:
    """What a stop order did: debits canceled, and those at the bank already, which still come."""

    canceled: tuple[str, ...]
    too_late: tuple[str, ...]


@transaction.atomic
def authorize(
    *,
    bank_account_id: int,
    amount: Money,
    words: str,
    language: str,
    how: str,
    proof: str,
    starts_on: date,
    key: str,
    by: Actor,
    at: datetime,
    least: Money | None = None,
    is_recurring: bool = False,
    ends_on: date | None = None,
) -> Authorization:
    """Keep what a person allowed: the very words they were shown, the amount or range, when and how.

    `how` is "web", "phone" or "paper"; `proof` is the address prefix, the recording's id or the paper's.
    The same `key` again is the one that is there. Raises AccountClosedToUs for a bank account that was
    disabled or removed.
    """
    bank = BankAccount.objects.select_related("account").get(pk=bank_account_id)
    members.lock_account(bank.account_id)
    before = Authorization.objects.filter(request_key=key).first()
    if before is not None:
        return before
    bank.refresh_from_db()
    if bank.state == BankState.DISABLED or bank.removed_at is not None:
        raise errors.AccountClosedToUs("this bank account is not used any more", why=bank.why or "removed")
    assert words and proof, "consent is kept with its words and its proof"
    given = Authorization.objects.create(
        reference=new_reference(), account_id=bank.account_id, bank_account=bank, sec=SEC_OF[How(how)],
        words=words, language=language, is_recurring=is_recurring, amount_cents=amount.cents,
        least_cents=least.cents if least else None, starts_on=starts_on, ends_on=ends_on, how=How(how),
        proof=proof[:64], given_by=f"{by.kind}:{by.ident}"[:80], given_at=at, request_key=key,
    )  # fmt: skip
    audit.record("authorization.given", subject=given.reference, account_id=given.account_id,
                 reason=given.sec, cents=given.amount_cents, by=by, at=at)  # fmt: skip
    return given


@transaction.atomic
def revoke(*, reference: str, why: str, by: Actor, at: datetime) -> Stopped:
    """The person takes consent back: by word of mouth is enough. Twice changes nothing.

    An order three business days before a debit must be kept; ours goes to the bank at most two before, so
    every order in time is. A later one stops what has not been sent. Raises NotOnOurs.
    """
    given = Authorization.objects.filter(reference=reference).first()
    if given is None:
        raise errors.NotOnOurs("no such authorization", reference=reference)
    members.lock_account(given.account_id)
    before = _canceled(given)
    too_late = stop(authorization_ids=[given.pk], why=why, by=by, at=at)
    return Stopped(
        canceled=tuple(sorted(_canceled(given) - before)),
        too_late=tuple(debit.reference for debit in too_late),
    )


def _canceled(given: Authorization) -> set[str]:
    rows = Debit.objects.filter(authorization=given, state="canceled")
    return set(rows.values_list("reference", flat=True))
