"""Every write to people, accounts and access."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from hearthside import clock
from hearthside.audit import names
from hearthside.audit import services as audit
from hearthside.audit.actor import Actor
from hearthside.members.models import (
    HELPER_SCOPES,
    AccessGrant,
    Account,
    Basis,
    DeliveryAddress,
    Person,
    Relationship,
    Scope,
)
from hearthside.members.selectors import OWN_SCOPES
from hearthside.references import new_reference

names.register(
    "account.closed", "identity.way_in_changed", "access.safety_flagged",
    "access.safety_cleared", "access.care_kept_private", "access.care_shared",
)  # fmt: skip
names.register("person.died", "person.death_taken_back")

CONTACT_FIELDS = ("address1", "address2", "city", "state", "zip", "email", "phone")
"""What a roster tells of a contact, in its order."""
CHANGEABLE = (*CONTACT_FIELDS, "home_phone", "country")
"""What a member may change of it."""
DELIVERY_FIELDS = ("address1", "address2", "city", "state", "zip")
ADDRESS_FIELDS = ("address1", "address2", "city", "state", "zip", "country")


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
def grant_access(
    *,
    login_id: int,
    account_id: int,
    scope: Scope,
    by: Actor,
    at: datetime,
    ends_on: date | None = None,
    basis: Basis | None = None,
    person_id: int | None = None,
    paper: str = "",
) -> AccessGrant:
    """Let a login see an account, `ends_on` the last day of it. Granting the same twice is harmless.

    There is one live grant for a login and an account: one that is past, and a helper's with another scope,
    end or paper, makes room for the new one. Whose account it is keeps their own grant whatever is asked.
    """
    lock_account(account_id)
    scope = Scope(scope)
    facts = {
        "scope": scope, "ends_on": ends_on, "person_id": person_id, "paper": paper,
        "basis": basis or (Basis.OWN if scope in OWN_SCOPES else Basis.ARRANGED),
    }  # fmt: skip
    held = AccessGrant.objects.filter(login_id=login_id, account_id=account_id, ended_at=None).first()
    if held is not None and _is_enough(held, facts, clock.day_of(at)):
        return held
    if held is not None:
        _end(held, why="replaced", by=by, at=at)
    grant = AccessGrant.objects.create(
        login_id=login_id, account_id=account_id, starts_on=clock.day_of(at), **facts
    )
    audit.record("access.linked", subject=str(login_id), account_id=account_id, by=by, at=at, reason=scope)
    return grant


def _is_enough(held: AccessGrant, asked: dict[str, Any], today: date) -> bool:
    """Whether a live row already says what is asked for."""
    if held.ends_on is not None and held.ends_on < today:
        return False
    is_own = not held.is_helpers
    is_same = all(getattr(held, name) == value for name, value in asked.items())
    return is_same or (is_own and (asked["scope"] not in OWN_SCOPES or held.scope == asked["scope"]))


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
def end_access(*, grant_id: int, by: Actor, at: datetime, why: str = "ended") -> None:
    """End a grant from the next request on. Twice changes nothing; `why` is a code that the row keeps."""
    grant = AccessGrant.objects.select_for_update().get(pk=grant_id)
    if grant.ended_at is None:
        _end(grant, why=why, by=by, at=at)


@transaction.atomic
def end_helpers(*, account_id: int, why: str, by: Actor, at: datetime) -> int:
    """End every helper's access to an account at once. Returns how many. Whose account it is stay."""
    lock_account(account_id)
    rows = AccessGrant.objects.filter(account_id=account_id, ended_at=None, scope__in=HELPER_SCOPES)
    ended = list(rows.select_for_update().order_by("pk"))
    for grant in ended:
        _end(grant, why=why, by=by, at=at)
    return len(ended)


def _end(grant: AccessGrant, *, why: str, by: Actor, at: datetime) -> None:
    grant.ended_at, grant.ended_why, grant.ended_by = at, why, f"{by.kind}:{by.ident}"[:60]
    grant.save(update_fields=["ended_at", "ended_why", "ended_by"])
    audit.record(
        "access.ended", subject=str(grant.login_id), account_id=grant.account_id, reason=why, by=by, at=at
    )


@transaction.atomic
def flag_safety(*, account_id: int, no_letters_home: bool, by: Actor, at: datetime) -> Account:
    """Someone may not be safe: helpers end, the birth-date door shuts, the address is kept from screens.

    `no_letters_home`: nothing is mailed to the address on file. Again only changes that.
    """
    account = lock_account(account_id)
    end_helpers(account_id=account_id, why="safety", by=by, at=at)
    account.safety_since = account.safety_since or at
    account.no_letters_home, account.birth_date_door = no_letters_home, False
    account.save(update_fields=["safety_since", "no_letters_home", "birth_date_door"])
    audit.record("access.safety_flagged", account_id=account_id, by=by, at=at)
    return account


@transaction.atomic
def clear_safety(*, account_id: int, by: Actor, at: datetime, approver: str) -> Account:
    """The account is as any other again; the birth-date door stays shut until the member opens it.

    `approver` asked for it: the caller has seen to it that these are two people.
    """
    account = lock_account(account_id)
    if account.safety_since is not None:
        account.safety_since, account.no_letters_home = None, False
        account.save(update_fields=["safety_since", "no_letters_home"])
        audit.record("access.safety_cleared", account_id=account_id, approver=approver, by=by, at=at)
    return account


@transaction.atomic
def keep_care_confidential(*, person_id: int, is_on: bool, by: Actor, at: datetime) -> Person:
    """A person's care is kept from parents and helpers, or no longer is. Twice changes nothing."""
    person = Person.objects.select_for_update().get(pk=person_id)
    if person.confidential_care != is_on:
        person.confidential_care = is_on
        person.save(update_fields=["confidential_care"])
        name = "access.care_kept_private" if is_on else "access.care_shared"
        audit.record(name, subject=f"person:{person_id}", account_id=person.account_id, by=by, at=at)
    return person


@transaction.atomic
def change_contact(*, account_id: int, changes: dict[str, str], by: Actor, at: datetime) -> Account:
    """Change address, phones or e-mail. Refunds and new helpers wait 72 hours after this.

    Each remembers when it changed: a code goes only to one that has stood for 14 days.
    """
    account = lock_account(account_id)
    changed = [name for name in CHANGEABLE if name in changes and getattr(account, name) != changes[name]]
    if changed:
        stamps = _stamps_of(account, changed)
        for name in changed:
            setattr(account, name, changes[name])
        for stamp in stamps:
            setattr(account, stamp, at)
        account.save(update_fields=[*changed, *stamps])
        audit.record("contact.changed", account_id=account_id, changed=changed, by=by, at=at)
    return account


def _stamps_of(account: Account, changed: Sequence[str]) -> list[str]:
    """The columns that say when these changed."""
    kinds = {"address" if name in ADDRESS_FIELDS else name for name in changed}
    return ["contact_changed_at", *(f"{kind}_changed_at" for kind in sorted(kinds))]


@transaction.atomic
def change_delivery(
    *, account_id: int, address: dict[str, str] | None, by: Actor, at: datetime
) -> DeliveryAddress | None:
    """Where care and equipment come to; None takes it off, and they come to the mailing address.

    The same again changes nothing.
    """
    account = lock_account(account_id)
    row = DeliveryAddress.objects.filter(account=account).first()
    before = {name: getattr(row, name) for name in DELIVERY_FIELDS} if row else None
    if address == before:
        return row
    if address is None:
        DeliveryAddress.objects.filter(account=account).delete()
        row = None
    else:
        row, _made = DeliveryAddress.objects.update_or_create(
            account=account, defaults={**address, "changed_at": at}
        )
    audit.record("contact.changed", account_id=account_id, changed=["delivery"], by=by, at=at)
    return row


@transaction.atomic
def note_way_in_changed(*, login_id: int, reason: str, by: Actor, at: datetime) -> None:
    """Somebody's way to sign in changes or changed: money leaves none of their accounts for a while."""
    own = AccessGrant.objects.filter(login_id=login_id, ended_at=None, scope__in=OWN_SCOPES)
    for account_id in sorted(own.values_list("account_id", flat=True)):
        account = lock_account(account_id)
        account.way_in_changed_at = at
        account.save(update_fields=["way_in_changed_at"])
        audit.record(
            "identity.way_in_changed", subject=str(login_id), account_id=account_id, reason=reason,
            by=by, at=at,
        )  # fmt: skip


@transaction.atomic
def change_reading(*, account_id: int, language: str, large_print: bool, by: Actor, at: datetime) -> Account:
    """Language and letter size of everything we send."""
    account = lock_account(account_id)
    account.language, account.large_print = language, large_print
    account.save(update_fields=["language", "large_print"])
    audit.record("contact.changed", account_id=account_id, changed=["language", "large_print"], by=by, at=at)
    return account


@transaction.atomic
def note_death(*, person_id: int, died_on: date, by: Actor, at: datetime) -> Person:
    """A person has died: nothing is addressed to them any more. The same day again changes nothing."""
    return _set_death(person_id, died_on, "person.died", by=by, at=at)


@transaction.atomic
def take_back_death(*, person_id: int, by: Actor, at: datetime) -> Person:
    """It was a mistake: the person lives. Twice changes nothing."""
    return _set_death(person_id, None, "person.death_taken_back", by=by, at=at)


def _set_death(person_id: int, died_on: date | None, event: str, *, by: Actor, at: datetime) -> Person:
    account_id = Person.objects.values_list("account_id", flat=True).get(pk=person_id)
    lock_account(account_id)
    person = Person.objects.select_for_update().get(pk=person_id)
    if person.died_on != died_on:
        person.died_on = died_on
        person.save(update_fields=["died_on"])
        subject = f"person:{person_id}"
        audit.record(event, subject=subject, account_id=account_id, changed=["died_on"], by=by, at=at)
    return person


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
