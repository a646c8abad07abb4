"""What clerks decide: each thing once, two where two are needed, and never on their own account."""

from collections.abc import Callable

import pytest

from hearthside import clock
from hearthside.audit.actor import Actor, ActorKind
from hearthside.audit.models import Event
from hearthside.errors import HearthsideError
from hearthside.ledger import books
from hearthside.ledger import selectors as ledger
from hearthside.lockbox import errors, selectors, services
from hearthside.lockbox.models import Item, ItemState, Letter, LetterKind, Part, Proposal, Why
from hearthside.lockbox.rules import SECOND_CLERK_FROM, How
from hearthside.lockbox.services import Outcome
from hearthside.lockbox.services.money import CASH
from hearthside.lockbox.tests.cast import SOL, WALT, Owing, arrive, check, faults, item_of, make_owing
from hearthside.mailroom.models import Message
from hearthside.members import services as members
from hearthside.members.models import Scope
from hearthside.money import ZERO, Money
from hearthside.payments.models import Payment
from hearthside.portal.tests.cast import SETTING_THE_TABLE, make_login

pytestmark = pytest.mark.django_db


def book(name: str) -> int:
    return ledger.book_totals().get(name, ZERO).cents


@pytest.fixture
def ruth(db: None) -> Owing:
    return make_owing()


def waiting(cents: int = 8640, *said: str, **more: object) -> Item:
    return item_of(arrive(check(cents, *said, **more)))  # type: ignore[arg-type]


def assign(item: Item, *shares: tuple[str, int], by: Actor = WALT, **more: object) -> Outcome:
    told = [(number, Money(cents)) for number, cents in shares]
    return services.assign_item(item_id=item.pk, shares=told, turn=item.turn, by=by, at=clock.now(), **more)  # type: ignore[arg-type]


def agree(item: Item, by: Actor = SOL) -> Item:
    item.refresh_from_db()
    return services.agree(item_id=item.pk, turn=item.turn, by=by, at=clock.now())


def test_a_number_with_one_reading_is_posted_by_one_clerk(ruth: Owing) -> None:
    blurred = ruth.number[:8] + "?" + ruth.number[9:]
    item = waiting(8640, f"acct {blurred}")
    assert item.why == Why.BAD_NUMBER
    assert assign(item, (ruth.number, 8640)) is Outcome.DONE
    item.refresh_from_db()
    assert (item.state, item.account_id, ruth.balance) == (ItemState.POSTED, ruth.account.pk, 0)
    assert (book(CASH), book(books.SUSPENSE)) == (8640, 0)
    assert Event.objects.filter(name="check.posted", account_id=ruth.account.pk).count() == 1
    assert faults() == {}


def test_what_the_check_does_not_say_needs_two(ruth: Owing) -> None:
    item = waiting()
    assert assign(item, (ruth.number, 8640)) is Outcome.PROPOSED
    assert ruth.balance == 8640 and book(books.SUSPENSE) == -8640 and faults() == {}
    with pytest.raises(errors.SameClerk):
        agree(item, WALT)
    item.refresh_from_db()
    assert item.state == ItemState.PROPOSED and ruth.balance == 8640
    agree(item)
    assert ruth.balance == 0 and Part.objects.get().posted_by == "sol"
    proposal = Proposal.objects.get()
    assert (proposal.proposed_by, proposal.decided_by, proposal.is_agreed) == ("walt", "sol", True)
    assert faults() == {}


def test_a_large_check_needs_two_even_where_its_number_is_right() -> None:
    cents = SECOND_CLERK_FROM.cents
    rich = make_owing(cents=(cents,))
    item = waiting(cents, rich.number, remitter="CLARA STONE")
    assert assign(item, (rich.number, cents)) is Outcome.PROPOSED
    assert Proposal.objects.get().doubt == "large"


def test_refusing_leaves_the_money_where_it_was_and_as_old_as_it_was(ruth: Owing) -> None:
    item = waiting()
    since = item.since
    assign(item, (ruth.number, 8640))
    item.refresh_from_db()
    assert item.since == since
    services.refuse(item_id=item.pk, turn=item.turn, by=SOL, at=clock.now())
    item.refresh_from_db()
    assert (item.state, item.why) == (ItemState.SUSPENSE, Why.NO_NUMBER) and ruth.balance == 8640
    assert faults() == {}


def test_one_check_is_shared_out_over_accounts(ruth: Owing) -> None:
    ben = make_owing("Ben", "Reyes", (1000,))
    item = waiting(9640, ruth.scan_line(), ben.scan_line())
    assert assign(item, (ruth.number, 8640), (ben.number, 1000)) is Outcome.DONE
    assert (ruth.balance, ben.balance) == (0, 0) and faults() == {}


WRONG_SHARES: list[tuple[list[tuple[int, int]], type[HearthsideError]]] = [
    ([(0, 8639)], errors.SharesDiffer),
    ([(0, 8641)], errors.SharesDiffer),
    ([], errors.SharesDiffer),
    ([(0, 8740), (0, -100)], errors.SharesDiffer),
    ([(1, 8640)], errors.NoSuchAccount),
]


@pytest.mark.parametrize(("shares", "refusal"), WRONG_SHARES)
def test_shares_that_make_no_sense_change_nothing(
    ruth: Owing, shares: list[tuple[int, int]], refusal: type[HearthsideError]
) -> None:
    item = waiting()
    numbers = [ruth.number, "9999999991"]
    with pytest.raises(refusal):
        assign(item, *[(numbers[who], cents) for who, cents in shares])
    item.refresh_from_db()
    assert item.state == ItemState.SUSPENSE and not Proposal.objects.exists() and not Payment.objects.exists()


def test_the_same_button_twice_does_it_once(ruth: Owing) -> None:
    item = waiting(8640, ruth.number, remitter="CLARA STONE")
    item.why = Why.BAD_NUMBER
    item.save()
    assign(item, (ruth.number, 8640))
    with pytest.raises(errors.Outdated):
        assign(item, (ruth.number, 8640))
    assert Payment.objects.count() == 1 and faults() == {}


def test_nobody_posts_to_their_own_account(ruth: Owing) -> None:
    login = make_login("walt@desk.example", "Walt", is_staff=True)
    members.grant_access(
        login_id=login.pk, account_id=ruth.account.pk, scope=Scope.SELF, by=SETTING_THE_TABLE, at=clock.now()
    )
    walt = Actor(ActorKind.STAFF, str(login.pk), door="web")
    item = waiting()
    with pytest.raises(errors.OwnAccount):
        assign(item, (ruth.number, 8640), by=walt)
    assign(item, (ruth.number, 8640), by=SOL)
    with pytest.raises(errors.OwnAccount):
        agree(item, walt)
    item.refresh_from_db()
    assert item.state == ItemState.PROPOSED and ruth.balance == 8640


def test_money_goes_back_to_its_sender_by_two(ruth: Owing) -> None:
    item = waiting()
    assert (
        services.return_to_sender(item_id=item.pk, turn=item.turn, by=WALT, at=clock.now())
        is Outcome.PROPOSED
    )
    assert book(books.cash("check")) == 0
    agree(item)
    item.refresh_from_db()
    assert item.state == ItemState.RETURNED
    assert (book(CASH), book(books.SUSPENSE), book(books.cash("check"))) == (8640, 0, -8640)
    assert faults() == {}


def test_a_check_on_the_wrong_account_comes_off_by_two_and_goes_to_the_right_one(ruth: Owing) -> None:
    ben = make_owing("Ben", "Reyes", (8640,))
    item = waiting(8640, ruth.scan_line())
    assert ruth.balance == 0
    services.unpost_item(item_id=item.pk, turn=item.turn, by=WALT, at=clock.now())
    assert ruth.balance == 0 and faults() == {}
    agree(item)
    item.refresh_from_db()
    assert (item.state, item.why, ruth.balance) == (ItemState.SUSPENSE, Why.UNPOSTED, 8640)
    assert book(books.SUSPENSE) == -8640 and faults() == {}
    assign(item, (ben.number, 8640))
    agree(item)
    assert (ruth.balance, ben.balance, book(books.SUSPENSE)) == (8640, 0, 0)
    assert Payment.objects.count() == 2 and faults() == {}


def test_who_is_told_reads_that_it_was_our_mistake_and_no_bank_is_named(ruth: Owing) -> None:
    item = waiting(8640, ruth.scan_line())
    services.unpost_item(item_id=item.pk, turn=item.turn, by=WALT, at=clock.now())
    agree(item)
    told = Message.objects.get(kind="payment_taken_off")
    assert "by mistake" in told.body and "86.40" not in told.body + told.subject
    assert not Message.objects.filter(kind="payment_returned").exists()


def test_without_an_e_mail_address_the_mail_tells_of_a_check_that_came_back(ruth: Owing) -> None:
    members.change_contact(account_id=ruth.account.pk, changes={"email": ""}, by=WALT, at=clock.now())
    item = waiting(8640, ruth.scan_line())
    services.bounce_item(item_id=item.pk, why="NSF", by=WALT, at=clock.now())
    letter = Message.objects.get(kind="payment_returned")
    assert letter.channel == "letter" and "$86.40" in letter.body and "this e-mail" not in letter.body


def test_taking_it_off_may_be_refused(ruth: Owing) -> None:
    item = waiting(8640, ruth.scan_line())
    services.unpost_item(item_id=item.pk, turn=item.turn, by=WALT, at=clock.now())
    item.refresh_from_db()
    services.refuse(item_id=item.pk, turn=item.turn, by=SOL, at=clock.now())
    item.refresh_from_db()
    assert (item.state, item.account_id, ruth.balance) == (ItemState.POSTED, ruth.account.pk, 0)
    assert faults() == {}


def test_a_check_that_the_bank_takes_back_is_owed_again_once(ruth: Owing) -> None:
    item = waiting(8640, ruth.scan_line())
    assert selectors.item_of_payment(Payment.objects.get().reference) == item
    for _ in range(2):
        services.bounce_item(item_id=item.pk, why="NSF", by=WALT, at=clock.now())
    assert ruth.balance == 8640 and (book(CASH), book(books.SUSPENSE)) == (0, 0)
    assert Item.objects.get().state == ItemState.BOUNCED and faults() == {}


@pytest.mark.parametrize("propose", [False, True])
def test_unmatched_money_can_bounce_too(ruth: Owing, propose: bool) -> None:
    item = waiting()
    if propose:
        assign(item, (ruth.number, 8640))
    services.bounce_item(item_id=item.pk, why="STOP", by=WALT, at=clock.now())
    assert (book(CASH), book(books.SUSPENSE), ruth.balance) == (0, 0, 8640) and faults() == {}


MARKED = (Why.UNSIGNED, Why.POST_DATED, Why.FOREIGN, Why.THIRD_PARTY, Why.PAID_IN_FULL, Why.ESTATE)


@pytest.mark.parametrize("why", MARKED)
def test_what_is_odd_about_a_check_is_marked_and_then_needs_two(ruth: Owing, why: Why) -> None:
    item = waiting(8640, ruth.number[:8] + "?" + ruth.number[9:])
    services.mark_item(item_id=item.pk, why=why, turn=item.turn, by=WALT, at=clock.now())
    item.refresh_from_db()
    assert assign(item, (ruth.number, 8640)) is Outcome.PROPOSED
    assert Event.objects.get(name="check.marked").reason == why


def test_a_letter_in_the_envelope_becomes_a_task_once(ruth: Owing) -> None:
    item = waiting(8640, ruth.scan_line())
    for _ in range(2):
        letter = services.route_letter(item_id=item.pk, kind=LetterKind.DISPUTE, by=WALT, at=clock.now())
    assert Letter.objects.count() == 1 and letter.account_id == ruth.account.pk
    for _ in range(2):
        services.finish_letter(reference=letter.reference, by=SOL, at=clock.now())
    assert Letter.objects.get().done_by == "sol"
    assert Event.objects.filter(name="letter.done").count() == 1


NOT_NOW: list[Callable[[Item], object]] = [
    lambda item: services.return_to_sender(item_id=item.pk, turn=item.turn, by=WALT, at=clock.now()),
    lambda item: services.mark_item(
        item_id=item.pk, why=Why.FOREIGN, turn=item.turn, by=WALT, at=clock.now()
    ),
    lambda item: services.agree(item_id=item.pk, turn=item.turn, by=SOL, at=clock.now()),
    lambda item: assign(item, ("1234567897", 8640)),
]


@pytest.mark.parametrize("doing", NOT_NOW)
def test_a_posted_check_is_not_touched_by_another_verb(ruth: Owing, doing: Callable[[Item], object]) -> None:
    item = waiting(8640, ruth.scan_line())
    with pytest.raises(errors.Untouchable):
        doing(item)
    assert ruth.balance == 0 and faults() == {}


def test_who_it_may_be_says_why_the_surest_first(ruth: Owing) -> None:
    first = waiting(8640, ruth.scan_line())
    other = make_owing("Ruth", "Hale", (8640,))
    blurred = other.number[:8] + "?" + other.number[9:]
    item = waiting(8640, f"acct {blurred}")
    found = selectors.maybe(item)
    assert [(one.number, one.how) for one in found] == [
        (other.number, How.READING), (ruth.number, How.PAST_PAYER),
    ]  # fmt: skip
    assert found[0].is_exact and found[0].name_agrees and found[1].times_before == 1
    assert first.payer_mark == item.payer_mark


def test_a_name_alone_is_no_suggestion_but_name_and_amount_are(ruth: Owing) -> None:
    assert selectors.maybe(waiting(8640, account="5550001234"))[0].how is How.NAME_AND_AMOUNT
    assert selectors.maybe(waiting(8641, account="5550001235")) == []


def test_two_people_of_one_name_and_amount_are_both_shown_and_neither_is_taken(ruth: Owing) -> None:
    twin = make_owing("Ruth", "Hale", (8640,))
    item = waiting(8640, account="5550001234")
    assert {one.number for one in selectors.maybe(item)} == {ruth.number, twin.number}
    assert item.state == ItemState.SUSPENSE
