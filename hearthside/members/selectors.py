"""Who there is, and who may see whom."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q, QuerySet

from hearthside import clock
from hearthside.audit.actor import Actor, ActorKind
from hearthside.members.models import AccessGrant, Account, Person, Relationship, Scope

MONEY_SCOPES = (Scope.SELF, Scope.GUARANTOR, Scope.MONEY, Scope.ALL)
CARE_SCOPES = (Scope.SELF, Scope.GUARANTOR, Scope.CARE, Scope.ALL)


def live_grants(login_id: int, *, on: date | None = None) -> QuerySet[AccessGrant]:
    """The grants that open something today; asked at every request."""
    day = on or clock.today()
    return AccessGrant.objects.filter(
        Q(ends_on=None) | Q(ends_on__gte=day), login_id=login_id, ended_at=None, starts_on__lte=day
    ).select_related("account")


def accounts_visible_to(actor: Actor, *, scopes: tuple[Scope, ...] = MONEY_SCOPES) -> QuerySet[Account]:
    """The accounts whose bills this actor may see; nothing for a guest, a job, or anyone without a grant."""
    if actor.kind is not ActorKind.LOGIN:
        return Account.objects.none()
    return Account.objects.filter(
        pk__in=live_grants(int(actor.ident)).filter(scope__in=scopes).values("account_id")
    ).order_by("pk")


def account_with_number(number: str) -> Account | None:
    return Account.objects.filter(number=number).first()


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
    return list(Person.objects.filter(account_id=account_id).order_by("pk"))


def person(person_id: int) -> Person:
    return Person.objects.get(pk=person_id)


def recipient_of(account_id: int) -> str:
    """The name on the envelope: the subscriber, else the oldest person on the account."""
    people = Person.objects.filter(account_id=account_id, died_on=None)
    chosen = (
        people.filter(relationship="self").order_by("pk").first()
        or people.order_by("birth_date", "pk").first()
    )
    return chosen.name if chosen else ""


def birth_date_is_on_account(account_id: int, birth_date: date) -> bool:
    return Person.objects.filter(account_id=account_id, birth_date=birth_date).exists()


AccountRow = Account
PersonRow = Person
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
    day = on or clock.today()
    rows = AccessGrant.objects.filter(
        Q(ends_on=None) | Q(ends_on__gte=day), account_id=account_id, ended_at=None, starts_on__lte=day
    )
    return list(rows.select_related("login").order_by("pk"))


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
