"""Accounts and people from rosters; who may see whom."""

import itertools
from datetime import date, timedelta

import pytest

from hearthside import clock
from hearthside.audit import selectors as audit
from hearthside.audit.actor import Actor, ActorKind, job
from hearthside.identity.models import Login
from hearthside.members import selectors, services
from hearthside.members.models import AccessGrant, Account, Person, Relationship, Scope
from hearthside.members.services import CONTACT_FIELDS, Enrollee
from hearthside.references import has_check_digit

pytestmark = pytest.mark.django_db
BY = job("test")


def ana(**changes: object) -> Enrollee:
    facts: dict[str, object] = {
        "roster_key": "A1",
        "first_name": "Ana",
        "last_name": "Reyes",
        "birth_date": date(1950, 4, 2),
        "relationship": Relationship.SELF,
        "contact": ("418 Alder Lane", "", "Macon", "GA", "31201-4418", "ana@example.com", "555-0100"),
        "language": "en",
    }
    return Enrollee(**{**facts, **changes})  # type: ignore[arg-type]


def enroll(*people: Enrollee) -> list[services.Enrolled]:
    return services.enroll_people(people or [ana()], opened_on=clock.today())


def actor_for(account_id: int, scope: Scope = Scope.SELF) -> tuple[Actor, AccessGrant]:
    login = Login.objects.create(email=f"{scope}{account_id}@example.com")
    grant = services.grant_access(
        login_id=login.pk, account_id=account_id, scope=scope, by=BY, at=clock.now()
    )
    return Actor(ActorKind.LOGIN, str(login.pk)), grant


def test_the_same_roster_twice_changes_nothing():
    first, again = enroll()[0], enroll()[0]
    assert first.is_changed and not again.is_changed
    assert (first.account_id, first.person_id) == (again.account_id, again.person_id)
    assert Account.objects.count() == Person.objects.count() == 1


def test_a_family_shares_one_account():
    child = ana(first_name="Leo", birth_date=date(2015, 1, 1), relationship=Relationship.CHILD)
    one, two = enroll(ana(), child)
    assert one.account_id == two.account_id and one.person_id != two.person_id
    assert selectors.recipient_of(one.account_id) == "Ana Reyes"


def test_a_newer_roster_moves_the_address_but_not_one_the_member_changed():
    account_id = enroll()[0].account_id
    moved = ana(contact=("9 Elm Street", "", "Macon", "GA", "31201", "", ""))
    enroll(moved)
    account = selectors.account(account_id)
    assert (account.address1, account.email) == ("9 Elm Street", "ana@example.com")
    services.change_contact(account_id=account_id, changes={"address1": "1 Oak Row"}, by=BY, at=clock.now())
    enroll(moved)
    assert selectors.account(account_id).address1 == "1 Oak Row"


def test_a_change_of_contact_is_recorded_by_field_names_only():
    account_id = enroll()[0].account_id
    services.change_contact(account_id=account_id, changes={"phone": "555-0199"}, by=BY, at=clock.now())
    event = audit.events_about(account_id).get(name="contact.changed")
    assert event.changed == ["phone"] and "555-0199" not in str(vars(event))


def test_account_numbers_are_checked_and_in_no_order():
    enrolled = enroll(*(ana(roster_key=f"A{place}") for place in range(400)))
    numbers = [selectors.account(one.account_id).number for one in enrolled]
    assert all(has_check_digit(number) for number in numbers) and len(set(numbers)) == 400
    rises = sum(left < right for left, right in itertools.pairwise(numbers))
    assert 150 < rises < 250


def test_without_a_grant_there_is_nothing_to_see():
    enroll()
    stranger = Login.objects.create(email="cora@example.com")
    for actor in (
        Actor(ActorKind.LOGIN, str(stranger.pk)),
        Actor(ActorKind.GUEST, ""),
        Actor(ActorKind.STAFF, "1"),
    ):
        assert not selectors.accounts_visible_to(actor).exists()


def test_a_grant_opens_until_it_ends():
    account_id = enroll()[0].account_id
    actor, grant = actor_for(account_id)
    assert selectors.accounts_visible_to(actor).get().pk == account_id
    services.end_access(grant_id=grant.pk, by=BY, at=clock.now())
    assert not selectors.accounts_visible_to(actor).exists()


def test_a_grant_is_over_the_day_after_its_last():
    account_id = enroll()[0].account_id
    actor, grant = actor_for(account_id)
    AccessGrant.objects.filter(pk=grant.pk).update(ends_on=clock.today() - timedelta(days=1))
    assert not selectors.accounts_visible_to(actor).exists()
    AccessGrant.objects.filter(pk=grant.pk).update(ends_on=clock.today())
    assert selectors.accounts_visible_to(actor).exists()


def test_a_helper_for_care_sees_no_money_and_the_other_way_round():
    account_id = enroll()[0].account_id
    care, _ = actor_for(account_id, Scope.CARE)
    money, _ = actor_for(account_id, Scope.MONEY)
    assert not selectors.accounts_visible_to(care).exists()
    assert selectors.accounts_visible_to(care, scopes=selectors.CARE_SCOPES).exists()
    assert selectors.accounts_visible_to(money).exists()
    assert not selectors.accounts_visible_to(money, scopes=selectors.CARE_SCOPES).exists()


def test_granting_twice_is_one_grant():
    account_id = enroll()[0].account_id
    login = Login.objects.create(email="ben@example.com")
    for _ in range(2):
        services.grant_access(
            login_id=login.pk, account_id=account_id, scope=Scope.MONEY, by=BY, at=clock.now()
        )
    assert AccessGrant.objects.count() == 1
    assert len(CONTACT_FIELDS) == len(ana().contact)
