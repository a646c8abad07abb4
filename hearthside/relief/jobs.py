"""What the worker does for this room."""

from datetime import datetime

from hearthside import clock
from hearthside.jobs import HOURLY, Job
from hearthside.relief import flows, selectors
from hearthside.relief.services import collections, giving_up, plans

MINUTE = 60
DAILY = 24 * HOURLY


def follow_money(at: datetime) -> int:
    """Bring plans in step with accounts on which something happened since. Returns how many."""
    moved = selectors.accounts_with_news(at)
    for account_id in moved:
        plans.note_money(account_id=account_id, by=flows.RELIEF, at=at)
    return len(moved)


def watch_plans(at: datetime) -> int:
    """Offers and pauses that end, installments that are missed."""
    watched = selectors.plans_to_watch()
    for plan_id in watched:
        plans.watch(plan_id=plan_id, by=flows.RELIEF, at=at)
    return len(watched)


def propose_small_balances(at: datetime) -> int:
    found = giving_up.small_and_old(at)
    made = (
        giving_up.propose_small_balance(account_id=account_id, by=flows.RELIEF, at=at) for account_id in found
    )
    return sum(one is not None for one in made)


def keep_lists(at: datetime) -> int:
    """Take off the list whoever should not be on it, then write to whoever may come onto it."""
    for account_id in collections.standing_notices():
        collections.look_again(account_id=account_id, by=flows.RELIEF, at=at)
    wanted = list(collections.candidates(today=clock.day_of(at)))
    return sum(
        collections.give_notice(account_id=account_id, by=flows.RELIEF, at=at) for account_id in wanted
    )


JOBS = (
    Job("plans: follow the money", MINUTE, follow_money),
    Job("plans: days", HOURLY, watch_plans),
    Job("papers: scan", MINUTE, flows.scan_waiting),
    Job("papers: keep house", DAILY, flows.keep_house),
    Job("small balances", DAILY, propose_small_balances),
    Job("collections: notices", DAILY, keep_lists),
)
