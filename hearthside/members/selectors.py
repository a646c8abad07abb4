"""Who there is, and who may see whom."""

from datetime import date

from django.db.models import Q, QuerySet

from hearthside import clock
from hearthside.audit.actor import Actor, ActorKind
from hearthside.members.models import AccessGrant, Account, Person, Scope

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
"""The row as other rooms may name it in types; they read it, and never query or write it."""


def roster_keys() -> dict[int, str]:
    """Every account by the key its roster knows it by."""
    return dict(Account.objects.exclude(roster_key=None).values_list("pk", "roster_key"))


def account_id_of_roster_key(roster_key: str) -> int | None:
    return Account.objects.filter(roster_key=roster_key).values_list("pk", flat=True).first()
