"""Every write to people, accounts and access."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction

from hearthside import clock
from hearthside.audit import names
from hearthside.audit import services as audit
from hearthside.audit.actor import Actor
from hearthside.members.models import AccessGrant, Account, Person, Relationship, Scope
from hearthside.references import new_reference

names.register("account.closed")

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
        defaults={"scope": scope, "starts_on": clock.day_of(at)},
    )
    if made:
        audit.record(
            "access.linked", subject=str(login_id), account_id=account_id, by=by, at=at, reason=scope
        )
    return grant


@transaction.atomic
def close_account(*, account_id: int, by: Actor, at: datetime) -> Account:
    """Nothing more is expected on this account; its history stays open to whoever may see it."""
    account = lock_account(account_id)
    if account.closed_on is None:
        account.closed_on = clock.day_of(at)
        account.save(update_fields=["closed_on"])
        audit.record("account.closed", account_id=account_id, by=by, at=at)
    return account


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


@dataclass(frozen=True, slots=True)
class Enrollee:
    """A person as a roster tells of them, and the account they belong on."""

    roster_key: str
    first_name: str
    last_name: str
    birth_date: date | None
    relationship: Relationship
    contact: tuple[str, ...]
    language: str


@dataclass(frozen=True, slots=True)
class Enrolled:
    account_id: int
    person_id: int
    is_changed: bool


@transaction.atomic
def enroll_people(people: Sequence[Enrollee], *, opened_on: date) -> list[Enrolled]:
    """Each person on the account of their roster key, made where missing; the same order comes back.

    A roster that says it again changes nothing. A contact the member changed here stays.
    """
    keys = {person.roster_key for person in people}
    accounts = {
        row.roster_key: row
        for row in Account.objects.select_for_update().filter(roster_key__in=keys).order_by("pk")
    }
    made = _open_accounts([one for one in people if one.roster_key not in accounts], opened_on=opened_on)
    accounts |= made
    known = {
        (row.account_id, row.first_name, row.last_name, row.birth_date): row.pk
        for row in Person.objects.filter(account__in=[row.pk for row in accounts.values()])
    }
    enrolled, missing = [], {}
    for one in people:
        account = accounts[one.roster_key]
        name = (account.pk, one.first_name, one.last_name, one.birth_date)
        is_changed = one.roster_key in made or name not in known
        is_changed |= one.roster_key not in made and _follow_roster(account, one)
        if name not in known:
            missing[name] = one.relationship
        enrolled.append((name, is_changed))
    Person.objects.bulk_create(
        Person(
            account_id=account, first_name=first, last_name=last, birth_date=born, relationship=relationship
        )
        for (account, first, last, born), relationship in missing.items()
    )
    if missing:
        known |= {
            (row.account_id, row.first_name, row.last_name, row.birth_date): row.pk
            for row in Person.objects.filter(account__in={name[0] for name in missing})
        }
    return [Enrolled(name[0], known[name], is_changed) for name, is_changed in enrolled]


def _open_accounts(people: Sequence[Enrollee], *, opened_on: date) -> dict[str | None, Account]:
    """New accounts, one a roster key, with the contact of the first person (the subscriber, if there)."""
    first: dict[str, Enrollee] = {}
    for one in people:
        if one.roster_key not in first or one.relationship is Relationship.SELF:
            first[one.roster_key] = one
    numbers = _free_numbers(len(first))
    rows = Account.objects.bulk_create(
        Account(
            number=number,
            roster_key=key,
            opened_on=opened_on,
            language=one.language if one.language in ("en", "es") else "en",
            **dict(zip(CONTACT_FIELDS, one.contact, strict=True)),
        )
        for (key, one), number in zip(first.items(), numbers, strict=True)
    )
    return {row.roster_key: row for row in rows}


def _free_numbers(count: int) -> list[str]:
    """Account numbers drawn at random, none in use."""
    free: set[str] = set()
    while len(free) < count:
        drawn = {new_reference() for _ in range(count - len(free))}
        free |= drawn - set(Account.objects.filter(number__in=drawn).values_list("number", flat=True))
    in_any_order = list(free)
    secrets.SystemRandom().shuffle(in_any_order)
    return in_any_order


def _follow_roster(account: Account, one: Enrollee) -> bool:
    if account.contact_changed_at is not None or one.relationship is not Relationship.SELF:
        return False
    told = dict(zip(CONTACT_FIELDS, one.contact, strict=True))
    newer = [name for name, value in told.items() if value and getattr(account, name) != value]
    for name in newer:
        setattr(account, name, told[name])
    if newer:
        account.save(update_fields=newer)
    return bool(newer)
