"""The worker's rounds: access that ends is told of and closed, and children come of age."""

from datetime import datetime, timedelta

from hearthside import clock
from hearthside.audit import services as audit
from hearthside.audit.actor import job
from hearthside.mailroom import selectors as mail
from hearthside.members import rules as member_rules
from hearthside.members import selectors as members
from hearthside.members import services as member_services
from hearthside.people import letters, services
from hearthside.people.policy import policy

PEOPLE = job("people")
A_RUN = 500
LOOK_BACK = timedelta(days=14)
"""How long after the birthday a worker that stood still makes up for it."""


def close_past(at: datetime) -> int:
    """Close grants whose last day is past, and invitations nobody answered. Returns how many."""
    past = members.grants_past(clock.day_of(at), most=A_RUN)
    for grant in past:
        member_services.end_access(grant_id=grant.pk, why="expired", by=PEOPLE, at=at)
    return len(past) + services.expire_invitations(by=PEOPLE, at=at)


def tell_of_ends(at: datetime) -> int:
    """Tell helper and member of access that ends soon; each once. Returns how many."""
    today = clock.day_of(at)
    last = today + timedelta(days=policy(today).papers.tell_before_days)
    told = 0
    for grant in members.grants_ending(first=today, last=last):
        key = f"access_ends:{grant.reference}:{grant.ends_on}:helper"
        # Whoever was given help for a few days only knows its end from the day it began.
        is_short = grant.ends_on is not None and grant.starts_on + (last - today) >= grant.ends_on
        if grant.is_helpers and not is_short and not mail.queued().filter(key=key).exists():
            letters.ending(grant, at=at)
            audit.record(
                "access.end_told", subject=grant.reference, account_id=grant.account_id, by=PEOPLE, at=at
            )
            told += 1
    return told


def children_of_age(at: datetime) -> int:
    """Write before a child's birthday, and note the day. What a parent sees is asked at each request.

    Returns how many children were written about.
    """
    today, told = clock.day_of(at), 0
    terms = policy(today).minors
    age, last = terms.age_of_majority, today + timedelta(days=terms.tell_before_days)
    for child in members.children_coming_of_age(first=today - LOOK_BACK, last=last, age=age):
        assert child.birth_date is not None
        day = member_rules.birthday(child.birth_date, age)
        key = f"coming_of_age:{child.pk}:{day.isoformat()}:child"
        if day > today and not mail.queued().filter(key=key).exists():
            letters.coming_of_age(child, day=day, age=age, at=at)
            told += 1
        elif day <= today:
            end_parents_of(child.pk, child.account_id, at=at)
    return told


def end_parents_of(person_id: int, account_id: int, *, at: datetime) -> None:
    """End what parents were granted for a child who is of age: by papers, whatever day these name."""
    for grant in members.live_helpers(account_id):
        if grant.basis == members.BasisRow.PARENT and grant.person_id == person_id:
            member_services.end_access(grant_id=grant.pk, why="of_age", by=PEOPLE, at=at)
            audit.record(
                "access.came_of_age", subject=f"person:{person_id}", account_id=account_id, by=PEOPLE, at=at
            )
