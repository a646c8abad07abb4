"""What a clerk decides about one check, and what a second clerk must agree to.

Every verb takes the item's `turn` as the page showed it: the same button again, or a page that somebody
else has overtaken, is refused as Outdated and changes nothing.
"""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from django.db import transaction

from hearthside.audit.actor import Actor, ActorKind
from hearthside.identity import selectors as identity
from hearthside.lockbox import errors, lookups, rules, selectors, states
from hearthside.lockbox.models import WAITING, Deed, Item, ItemState, Part, Proposal, Why
from hearthside.lockbox.rules import Doubt, How, Share
from hearthside.lockbox.services import money
from hearthside.members import selectors as members
from hearthside.money import Money
from hearthside.payments import services as payments


class Outcome(StrEnum):
    """What became of a decision."""

    DONE = "done"
    PROPOSED = "proposed"


@transaction.atomic
def assign_item(
    *,
    item_id: int,
    shares: Sequence[tuple[str, Money]],
    turn: int,
    by: Actor,
    at: datetime,
    ask_second: bool = False,
) -> Outcome:
    """Put unmatched money on the accounts of `shares` (number, amount), which make the check exactly.

    What the check itself says, below the limit, is done at once; anything else waits for a second clerk.
    Raises Outdated, Untouchable, SharesDiffer, NoSuchAccount, OwnAccount.
    """  # fmt: skip
    item = locked(item_id, turn, *WAITING)
    if item.state == ItemState.PROPOSED:
        raise errors.Untouchable(check=states.name_of(item), state=str(item.state))
    if not rules.add_up([amount for _, amount in shares], item.amount):
        raise errors.SharesDiffer(check=str(item.amount))
    wanted = _on_accounts(item, shares, by=by)
    doubt = rules.doubt_of(selectors.seen(item), item.why, shares)
    if ask_second and doubt is Doubt.NONE:
        doubt = Doubt.BY_HAND
    if doubt is not Doubt.NONE:
        _propose(item, Deed.ASSIGN, doubt, wanted, by=by, at=at)
        return Outcome.PROPOSED
    _post(item, wanted, by=by, at=at)
    return Outcome.DONE


@transaction.atomic
def return_to_sender(*, item_id: int, turn: int, by: Actor, at: datetime) -> Outcome:
    """Ask to send a check's money back by a check of ours. Money out always needs a second clerk.

    Raises Outdated, Untouchable.
    """
    item = locked(item_id, turn, ItemState.SUSPENSE)
    _propose(item, Deed.RETURN, Doubt.MONEY_OUT, [], by=by, at=at)
    return Outcome.PROPOSED


@transaction.atomic
def unpost_item(*, item_id: int, turn: int, by: Actor, at: datetime) -> Outcome:
    """Ask to take a check off its accounts again: it was posted to the wrong one.

    Once a second clerk agrees it is unmatched money, and what it had paid is owed again at its old age.
    Raises Outdated, Untouchable.
    """
    item = locked(item_id, turn, ItemState.POSTED)
    _propose(item, Deed.UNPOST, Doubt.MARKED, [], by=by, at=at)
    return Outcome.PROPOSED


@transaction.atomic
def agree(*, item_id: int, turn: int, by: Actor, at: datetime) -> Item:
    """The second clerk says yes, and it is done. Raises Outdated, NothingProposed, SameClerk, OwnAccount."""
    item = locked(item_id, turn, ItemState.PROPOSED)
    proposal = _decided(item, by=by, at=at, is_agreed=True)
    if proposal.deed == Deed.ASSIGN:
        shares = [Share(pk, Money(cents), How(proposal.how)) for pk, cents in proposal.shares]
        _refuse_own([share.account_id for share in shares], by=by)
        _post(item, shares, by=by, at=at)
    elif proposal.deed == Deed.UNPOST:
        _unpost(item, by=by, at=at)
        states.move_item(item, to=ItemState.SUSPENSE, why=Why.UNPOSTED, by=by, at=at)
        money.suspend_again(item, at=at)
    else:
        money.send_out(item, why="returned", to_book=money.OUR_CHECK, at=at)
        states.move_item(item, to=ItemState.RETURNED, why=item.why, by=by, at=at)
    return item


@transaction.atomic
def refuse(*, item_id: int, turn: int, by: Actor, at: datetime) -> Item:
    """The second clerk says no, or the first one takes it back. Raises Outdated, NothingProposed."""
    item = locked(item_id, turn, ItemState.PROPOSED)
    proposal = _decided(item, by=by, at=at, is_agreed=False)
    if proposal.deed == Deed.UNPOST:
        account_ids = {part.account_id for part in selectors.parts_of(item.pk)}
        only = account_ids.pop() if len(account_ids) == 1 else None
        states.move_item(item, to=ItemState.POSTED, by=by, at=at, account_id=only)
    else:
        states.move_item(item, to=ItemState.SUSPENSE, why=item.why, by=by, at=at)
    return item


@transaction.atomic
def bounce_item(*, item_id: int, why: str, by: Actor, at: datetime) -> Item:
    """The bank took the check back (no money, stopped): its accounts owe again at their old age.

    `why` is the bank's code. Money that was still unmatched just leaves. A second time changes nothing.
    """
    item = Item.objects.select_for_update().select_related("batch").get(pk=item_id)
    if item.state == ItemState.BOUNCED:
        return item
    if item.state == ItemState.PROPOSED:
        _decided(item, by=by, at=at, is_agreed=False, is_second=False)
    if selectors.parts_of(item.pk):
        _take_off(item, why=why, by=by, at=at)
    else:
        money.send_out(item, why="bounced", to_book=money.CASH, at=at)
    states.move_item(item, to=ItemState.BOUNCED, why=item.why, by=by, at=at)
    return item


def locked(item_id: int, turn: int, *states_allowed: ItemState) -> Item:
    """The check, locked, if it is as the page showed it. Raises Outdated and Untouchable."""
    item = Item.objects.select_for_update(of=("self",)).select_related("batch").get(pk=item_id)
    if item.turn != turn:
        raise errors.Outdated(check=states.name_of(item))
    if item.state not in states_allowed:
        raise errors.Untouchable(check=states.name_of(item), state=str(item.state))
    return item


def _on_accounts(item: Item, shares: Sequence[tuple[str, Money]], *, by: Actor) -> list[Share]:
    accounts = lookups.known_by_number({number for number, _ in shares})
    for number, _ in shares:
        if number not in accounts:
            raise errors.NoSuchAccount(number=number)
    _refuse_own([known.account_id for known in accounts.values()], by=by)
    said = {one.account: one.how for one in selectors.seen(item).told}
    sums: dict[str, Money] = {}
    for number, amount in shares:
        sums[number] = sums.get(number, Money(0)) + amount
    return [
        Share(accounts[number].account_id, amount, said.get(number, How.BY_HAND))
        for number, amount in sums.items()
    ]


def _refuse_own(account_ids: Sequence[int], *, by: Actor) -> None:
    if by.kind is not ActorKind.STAFF:
        return
    login = identity.staff_login(int(by.ident))
    for account_id in account_ids:
        account = members.account(account_id)
        if login is None or members.is_close_to(account, login_id=login.pk, email=login.email):
            raise errors.OwnAccount(account=account.number)


def _propose(
    item: Item, deed: Deed, doubt: Doubt, shares: Sequence[Share], *, by: Actor, at: datetime
) -> None:
    hows = {share.how for share in shares}
    Proposal.objects.create(
        item=item, deed=deed, shares=[[share.account_id, share.amount.cents] for share in shares],
        how=hows.pop() if len(hows) == 1 else How.BY_HAND, doubt=doubt, proposed_by=by.ident[:64],
        proposed_at=at,
    )  # fmt: skip
    was_since = item.since
    states.move_item(item, to=ItemState.PROPOSED, why=item.why, by=by, at=at, account_id=item.account_id)
    if deed != Deed.UNPOST:
        # Asking a second clerk does not make money younger.
        Item.objects.filter(pk=item.pk).update(since=was_since)
        item.since = was_since


def _decided(item: Item, *, by: Actor, at: datetime, is_agreed: bool, is_second: bool = True) -> Proposal:
    proposal = Proposal.objects.select_for_update().filter(item=item, decided_at=None).first()
    if proposal is None:
        raise errors.NothingProposed(check=states.name_of(item))
    if is_second and is_agreed and proposal.proposed_by == by.ident:
        raise errors.SameClerk()
    proposal.decided_by, proposal.decided_at, proposal.is_agreed = by.ident[:64], at, is_agreed
    proposal.save(update_fields=["decided_by", "decided_at", "is_agreed"])
    return proposal


def _post(item: Item, shares: Sequence[Share], *, by: Actor, at: datetime) -> None:
    states.move_item(
        item, to=ItemState.POSTED, by=by, at=at,
        account_id=shares[0].account_id if len(shares) == 1 else None,
    )  # fmt: skip
    money.pay([(item, shares)], cash_book=money.SUSPENSE, by=by, at=at)


def _unpost(item: Item, *, by: Actor, at: datetime) -> None:
    """It was never these accounts' money: nobody is told that a bank sent it back."""
    for part in selectors.parts_of(item.pk):
        payments.take_off(reference=part.payment_reference, reason="posted_in_error", by=by, at=at)
    Part.objects.filter(item=item, undone_at=None).update(undone_at=at)


def _take_off(item: Item, *, why: str, by: Actor, at: datetime) -> None:
    """Undo the payments of a check; its money is on no account and out of our cash."""
    for part in selectors.parts_of(item.pk):
        payments.take_back(reference=part.payment_reference, why=why, by=by, at=at)
    Part.objects.filter(item=item, undone_at=None).update(undone_at=at)
