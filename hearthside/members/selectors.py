"""Who there is, and who may see whom."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet

from hearthside import clock
from hearthside.audit.actor import Actor, ActorKind
from hearthside.members import rules
from hearthside.members.models import (
    AccessGrant,
    Account,
    Basis,
    DeliveryAddress,
    Person,
    Relationship,
    Scope,
)

ANY_SCOPES = tuple(Scope)
SCOPE_CHOICES = tuple(Scope.choices)
OWN_SCOPES = (Scope.SELF, Scope.GUARANTOR)
"""Whose account it is: what no helper, however trusted, opens or changes."""
WHOLE_SCOPES = (*OWN_SCOPES, Scope.ALL)
MONEY_SCOPES = (Scope.SELF, Scope.GUARANTOR, Scope.MONEY, Scope.ALL)
CONTACT_KINDS = ("email", "phone", "home_phone", "address")
CARE_SCOPES = (Scope.SELF, Scope.GUARANTOR, Scope.CARE, Scope.ALL)


def live_grants(login_id: int, *, on: date | None = None) -> QuerySet[AccessGrant]:
    """The grants that open something today; asked at every request."""
    return _live(on or clock.today()).filter(login_id=login_id).select_related("account")


def _live(day: date) -> QuerySet[AccessGrant]:
    return AccessGrant.objects.filter(
        Q(ends_on=None) | Q(ends_on__gte=day), ended_at=None, starts_on__lte=day
    )


def accounts_visible_to(actor: Actor, *, scopes: tuple[Scope, ...] = MONEY_SCOPES) -> QuerySet[Account]:
    """The accounts whose bills this actor may see; nothing for a guest, a job, or anyone without a grant."""
    if actor.kind is not ActorKind.LOGIN:
        return Account.objects.none()
    return Account.objects.filter(
        pk__in=live_grants(int(actor.ident)).filter(scope__in=scopes).values("account_id")
    ).order_by("pk")


def grants_visible_to(actor: Actor) -> QuerySet[AccessGrant]:
    """The live grants this actor may know of: their own, and every one on the accounts that are theirs."""
    if actor.kind is not ActorKind.LOGIN:
        return AccessGrant.objects.none()
    own = accounts_visible_to(actor, scopes=OWN_SCOPES).values("pk")
    rows = _live(clock.today()).filter(Q(login_id=int(actor.ident)) | Q(account__in=own))
    return rows.select_related("account", "login", "person").order_by("starts_on", "pk")


def grant_with_reference(actor: Actor, reference: str) -> AccessGrant | None:
    """One of `grants_visible_to`, by the number in its address."""
    return next((row for row in grants_visible_to(actor) if row.reference == reference), None)


def ended_grants_of(account_id: int, *, most: int = 50) -> list[AccessGrant]:
    return list(ended_grants_on(account_id).select_related("login", "person")[:most])


def ended_grants_on(account_id: int) -> QuerySet[AccessGrant]:
    """Access that is over, the newest end first: ended by somebody, or past its last day."""
    rows = AccessGrant.objects.filter(account_id=account_id).filter(
        ~Q(ended_at=None) | Q(ends_on__lt=clock.today())
    )
    return rows.order_by("-ended_at", "-ends_on", "-pk")


def grants_ending(*, first: date, last: date) -> list[AccessGrant]:
    """Live grants whose last day is in this span, both ends in it; the earliest first."""
    rows = AccessGrant.objects.filter(ended_at=None, ends_on__gte=first, ends_on__lte=last)
    return list(rows.select_related("account", "login").order_by("ends_on", "pk"))


def grants_past(day: date, *, most: int) -> list[AccessGrant]:
    """Grants whose last day was before `day` and that nobody has closed yet."""
    rows = AccessGrant.objects.filter(ended_at=None, ends_on__lt=day)
    return list(rows.select_related("account", "login").order_by("ends_on", "pk")[:most])


def people_whose_care_is_visible_to(actor: Actor, account_id: int) -> list[Person]:
    """The people of an account whose care this actor may see: where every page about care starts.

    Nobody for a login whose grant is for money alone; a child of age, and a person whose care is
    confidential, are left out of what a parent sees.
    """
    if actor.kind is not ActorKind.LOGIN:
        return []
    grant = live_grants(int(actor.ident)).filter(account_id=account_id).first()
    return people_whose_care_is_open_to(grant) if grant else []


def people_whose_care_is_open_to(grant: AccessGrant) -> list[Person]:
    """As `people_whose_care_is_visible_to`, for one grant."""
    return [
        row
        for row in people_of(grant.account_id)
        if rules.sees_care_of(
            _someone(row), scope=grant.scope, granted_person_id=grant.person_id, today=clock.today()
        )
    ]


def _someone(row: Person) -> rules.Someone:
    return rules.Someone(
        row.pk, row.relationship == Relationship.SELF, row.relationship == Relationship.CHILD,
        row.birth_date, row.confidential_care,
    )  # fmt: skip


def children_coming_of_age(*, first: date, last: date, age: int = 18) -> list[Person]:
    """Children of subscribers who turn `age` on a day in this span, both ends in it."""
    # February 29 may come of age on March 1, so the span of birth dates is a day wider than it looks.
    earliest, latest = rules.years_before(first, age), rules.years_before(last, age)
    rows = Person.objects.filter(
        relationship=Relationship.CHILD, birth_date__gte=earliest, birth_date__lte=latest, died_on=None
    )
    found = rows.select_related("account").order_by("birth_date", "pk")
    return [row for row in found if first <= rules.birthday(row.birth_date, age) <= last]  # type: ignore[arg-type]


def account_with_number(number: str) -> Account | None:
    return accounts_with(number).first()


def accounts_with(number: str) -> QuerySet[Account]:
    """The one account of this number as a query, for rooms that add what they know of it."""
    return Account.objects.filter(number=number)


def account(account_id: int) -> Account:
    return Account.objects.get(pk=account_id)


def with_email(account_ids: Iterable[int]) -> set[int]:
    """Of these accounts, those with an e-mail address."""
    rows = Account.objects.filter(pk__in=list(account_ids)).exclude(email="")
    return set(rows.values_list("pk", flat=True))


def account_itself(account_id: int) -> QuerySet[Account]:
    """One account as a query, for rooms that add what they know of it."""
    return Account.objects.filter(pk=account_id)


def people_of(account_id: int) -> list[Person]:
    return list(people_on(account_id))


def people_on(account_id: int) -> QuerySet[Person]:
    return Person.objects.filter(account_id=account_id).order_by("pk")


def person(person_id: int) -> Person:
    return Person.objects.get(pk=person_id)


def recipient_of(account_id: int) -> str:
    """The name on the envelope: the subscriber, else the oldest person on the account.

    Where everybody has died, it is the estate's.
    """
    people = Person.objects.filter(account_id=account_id)
    living = _first_of(people.filter(died_on=None))
    dead = None if living else _first_of(people)
    return living.name if living else f"Estate of {dead.name}" if dead else ""


def _first_of(people: QuerySet[Person]) -> Person | None:
    return (
        people.filter(relationship="self").order_by("pk").first()
        or people.order_by("birth_date", "pk").first()
    )


def birth_date_is_on_account(account_id: int, birth_date: date) -> bool:
    return Person.objects.filter(account_id=account_id, birth_date=birth_date).exists()


@dataclass(frozen=True, slots=True)
class Contact:
    """One way to reach an account: `kind` is email, phone, home_phone or address. `changed_at` is when it
    last changed here, None for one that stands as the roster told it."""

    kind: str
    to: str
    lines: tuple[str, ...]
    changed_at: datetime | None


def contacts_of(account: Account) -> list[Contact]:
    """Every contact on file that is not empty; no address where letters put somebody in danger."""
    # Before each contact kept its own time there was one for all: without any of ours, that one counts.
    stamps = {kind: getattr(account, f"{kind}_changed_at") for kind in CONTACT_KINDS}
    shared = None if any(stamps.values()) else account.contact_changed_at
    found = [
        Contact(kind, getattr(account, kind), (), stamps[kind] or shared)
        for kind in CONTACT_KINDS
        if kind != "address" and getattr(account, kind)
    ]
    lines = tuple(account.address_lines)
    may_write = bool(account.address1) and not account.no_letters_home
    address = [Contact("address", "", lines, stamps["address"] or shared)] if may_write else []
    return found + address


def trust_changed_at(account_id: int) -> datetime | None:
    """When the contact or a way to sign in last changed: what leaves the account waits after this.

    Source: threats 2, rows 18 and 33.
    """
    row = Account.objects.values_list("contact_changed_at", "way_in_changed_at").get(pk=account_id)
    return max((moment for moment in row if moment is not None), default=None)


def delivery_of(account_id: int) -> DeliveryAddress | None:
    """Where care and equipment come to, when that is not the mailing address."""
    return DeliveryAddress.objects.filter(account_id=account_id).first()


def own_grants(account_id: int) -> list[AccessGrant]:
    """Who is billed and signs in to this account, with their logins: no helpers."""
    return [one for one in live_helpers(account_id) if one.scope in OWN_SCOPES]


AccountRow = Account
PersonRow = Person
GrantRow = AccessGrant
BasisRow = Basis
ScopeRow = Scope
"""The rows as other rooms may name them in types; they read them, and never query or write them."""


def roster_keys() -> dict[int, str]:
    """Every account by the key its roster knows it by."""
    return dict(Account.objects.exclude(roster_key=None).values_list("pk", "roster_key"))


def account_id_of_roster_key(roster_key: str) -> int | None:
    return Account.objects.filter(roster_key=roster_key).values_list("pk", flat=True).first()


def accounts_of_person(
    last_name: str, birth_date: date, *, first_name: str = "", most: int = 20
) -> list[Person]:
    """People with this name and birth date, with their accounts; capitals do not matter. For staff."""
    rows = Person.objects.filter(birth_date=birth_date, last_name__iexact=last_name.strip())
    if first_name.strip():
        rows = rows.filter(first_name__istartswith=first_name.strip())
    return list(rows.select_related("account").order_by("pk")[:most])


def accounts_with_phone(digits: str, *, most: int = 20) -> list[Account]:
    """Accounts whose phone on file is these ten digits, in any of the ways rosters write them. For staff."""
    area, middle, last = digits[:3], digits[3:6], digits[6:]
    ways = [
        digits, f"1{digits}", f"+1{digits}", f"{area}-{middle}-{last}", f"{area}.{middle}.{last}",
        f"({area}) {middle}-{last}", f"({area}){middle}-{last}", f"{area} {middle} {last}",
        f"1-{area}-{middle}-{last}",
    ]  # fmt: skip
    return list(Account.objects.filter(phone__in=ways).order_by("pk")[:most])


def names_on(account_ids: Iterable[int]) -> dict[int, str]:
    """The name on the envelope of many accounts, in one query: the subscriber's, else the first person's."""
    rows = Person.objects.filter(account_id__in=set(account_ids)).order_by("-pk")
    found: dict[int, tuple[bool, str]] = {}
    for row in rows:
        is_self = row.relationship == Relationship.SELF
        if is_self or not found.get(row.account_id, (False, ""))[0]:
            found[row.account_id] = (is_self, row.name)
    return {account_id: name for account_id, (_is_self, name) in found.items()}


def live_helpers(account_id: int, *, on: date | None = None) -> list[AccessGrant]:
    """Who may see this account today, with their logins; the member's own login as well."""
    return list(grants_on(account_id, on=on).select_related("login", "person"))


def grants_on(account_id: int, *, on: date | None = None) -> QuerySet[AccessGrant]:
    """The grants that open this account today."""
    return _live(on or clock.today()).filter(account_id=account_id).order_by("pk")


def is_close_to(account: Account, *, login_id: int, email: str) -> bool:
    """Whether an account is a staff login's own or shares its e-mail or phone: theirs is not to be opened.

    Grants that have ended count too. Source: threats.md 2, row 32.
    """
    rows = AccessGrant.objects.filter(login_id=login_id).values_list(
        "account_id", "account__email", "account__phone"
    )
    ids, emails, phones = {0}, {email.casefold()}, set()
    for account_id, mail, phone in rows:
        ids.add(account_id)
        emails.add(mail.casefold())
        phones.add(_digits(phone))
    same_mail = bool(account.email) and account.email.casefold() in emails
    same_phone = bool(account.phone) and _digits(account.phone) in phones - {""}
    return account.pk in ids or same_mail or same_phone


def _digits(phone: str) -> str:
    """The last ten digits of a phone number, however it is written."""
    return "".join(mark for mark in phone if mark.isdigit())[-10:]


def numbers_of(account_ids: Iterable[int]) -> dict[int, str]:
    """The numbers of many accounts, by id."""
    return dict(Account.objects.filter(pk__in=set(account_ids)).values_list("pk", "number"))
