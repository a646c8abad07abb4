"""Every write to people, accounts and access."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import IntegrityError, transaction

from hearthside.audit import services as audit
from hearthside.audit.actor import Actor
from hearthside.members.models import AccessGrant, Account, Person, Relationship, Scope
from hearthside.references import new_reference

CONTACT_FIELDS = ("address1", "address2", "city", "state", "zip", "email", "phone")


def lock_account(account_id: int) -> Account:
    """Take the account's turn: whoever changes what it owes holds this until the end of the transaction."""
    return Account.objects.select_for_update().get(pk=account_id)


def lock_accounts(account_ids: Sequence[int]) -> None:
    """As `lock_account` for many, always in the same order so that two never wait for each other."""
    list(Account.objects.select_for_update().filter(pk__in=account_ids).order_by("pk").values_list("pk"))


@transaction.atomic
def open_account(
    *,
    roster_key: str | None,
    opened_on: date,
    contact: dict[str, str],
    language: str,
    number: str | None = None,
) -> Account:
    """A new account with a number drawn at random. `number` is for the demo's standing cast."""
    for _ in range(20):
        try:
            with transaction.atomic():
                return Account.objects.create(
                    number=number or new_reference(),
                    roster_key=roster_key,
                    opened_on=opened_on,
                    language=language if language in ("en", "es") else "en",
                    **contact,
                )
        except IntegrityError:
            if number or (roster_key and Account.objects.filter(roster_key=roster_key).exists()):
                raise
    raise AssertionError("twenty random account numbers in a row were taken")


@transaction.atomic
def grant_access(*, login_id: int, account_id: int, scope: Scope, by: Actor, at: datetime) -> AccessGrant:
    """Let a login see an account. Granting twice is harmless."""
    lock_account(account_id)
    grant, made = AccessGrant.objects.get_or_create(
        login_id=login_id,
        account_id=account_id,
        ended_at=None,
        defaults={"scope": scope, "starts_on": at.date()},
    )
    if made:
        audit.record(
            "access.linked", subject=str(login_id), account_id=account_id, by=by, at=at, reason=scope
        )
    return grant


@transaction.atomic
def end_access(*, grant_id: int, by: Actor, at: datetime) -> None:
    grant = AccessGrant.objects.select_for_update().get(pk=grant_id)
    if grant.ended_at is None:
        grant.ended_at = at
        grant.save(update_fields=["ended_at"])
        audit.record("access.ended", subject=str(grant.login_id), account_id=grant.account_id, by=by, at=at)


@transaction.atomic
def change_contact(*, account_id: int, changes: dict[str, str], by: Actor, at: datetime) -> Account:
    """Change address, phone or e-mail. Refunds and new helpers wait 72 hours after this."""
    account = lock_account(account_id)
    changed = [name for name in CONTACT_FIELDS if name in changes and getattr(account, name) != changes[name]]
    if changed:
        for name in changed:
            setattr(account, name, changes[name])
        account.contact_changed_at = at
        account.save(update_fields=[*changed, "contact_changed_at"])
        audit.record("contact.changed", account_id=account_id, changed=changed, by=by, at=at)
    return account


@transaction.atomic
def change_reading(*, account_id: int, language: str, large_print: bool, by: Actor, at: datetime) -> Account:
    """Language and letter size of everything we send."""
    account = lock_account(account_id)
    account.language, account.large_print = language, large_print
    account.save(update_fields=["language", "large_print"])
    audit.record("contact.changed", account_id=account_id, changed=["language", "large_print"], by=by, at=at)
    return account


def relationship_word(text: str) -> Relationship:
    """`text` as a roster says it; what we do not know is `other`."""
    known = {
        "self": Relationship.SELF,
        "18": Relationship.SELF,
        "spouse": Relationship.SPOUSE,
        "01": Relationship.SPOUSE,
        "child": Relationship.CHILD,
        "19": Relationship.CHILD,
    }
    return known.get(text.strip().lower(), Relationship.OTHER)


def people_of(account_id: int) -> list[Person]:
    return list(Person.objects.filter(account_id=account_id).order_by("pk"))


@transaction.atomic
def enroll_person(
    *,
    roster_key: str,
    first_name: str,
    last_name: str,
    birth_date: date | None,
    relationship: str,
    contact: dict[str, str],
    language: str,
    opened_on: date,
) -> tuple[int, int, bool]:
    """The account with this roster key and this person on it, made where missing.

    Returns (account id, person id, whether anything changed). A contact the member changed here stays.
    """
    account = Account.objects.select_for_update().filter(roster_key=roster_key).first()
    changed = account is None
    if account is None:
        account = open_account(roster_key=roster_key, opened_on=opened_on, contact=contact, language=language)
    elif account.contact_changed_at is None:
        newer = [name for name in CONTACT_FIELDS if contact[name] and getattr(account, name) != contact[name]]
        if newer and relationship_word(relationship) is Relationship.SELF:
            for name in newer:
                setattr(account, name, contact[name])
            account.save(update_fields=newer)
            changed = True
    person, made = Person.objects.get_or_create(
        account=account,
        first_name=first_name,
        last_name=last_name,
        birth_date=birth_date,
        defaults={"relationship": relationship_word(relationship)},
    )
    return account.pk, person.pk, changed or made
