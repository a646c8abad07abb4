"""How the last bill became this one, told without what came and went unseen."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from hearthside.bills.rules import Decision, Moved, split_charge, tell_story
from hearthside.bills.words import change, in_language, why
from hearthside.money import Money

DAY = date(2026, 9, 1)
cents = st.integers(-100_000, 100_000)


def moved(kind: str, charge: int | None, amount: int, key: str = "") -> Moved:
    return Moved(kind, key or f"{kind}:{charge}", "card:4242", DAY, charge, amount)


def test_a_payment_and_a_new_charge() -> None:
    story = tell_story(
        [moved("payment", 1, -5800), moved("charge", 2, 14250)], last_cents=5800, now_cents=14250, billed={1}
    )
    assert story.payments == [("card:4242", DAY, 5800)]
    assert (story.new_cents, story.changes) == (14250, {})


def test_a_charge_that_came_and_went_is_not_told() -> None:
    story = tell_story(
        [
            moved("charge", 2, 4350),
            moved("charge_reversed", 2, -4350, "reversed:2"),
            moved("charge", 3, 2900),
        ],
        last_cents=5800,
        now_cents=8700,
        billed={1},
    )
    assert (story.new_cents, story.changes) == (2900, {})


def test_a_charge_in_its_grace_days_that_went_is_not_told() -> None:
    """It was in the ledger before the last bill, which did not ask for it yet."""
    story = tell_story(
        [moved("charge_reversed", 2, -4350, "reversed:2")], last_cents=5800, now_cents=5800, billed={1}
    )
    assert (story.new_cents, story.changes) == (0, {})


def test_a_billed_charge_that_went_is_told() -> None:
    story = tell_story(
        [moved("charge_reversed", 1, -5800, "reversed:1"), moved("charge", 2, 2900)],
        last_cents=5800,
        now_cents=2900,
        billed={1},
    )
    assert (story.new_cents, story.changes) == (2900, {"charge_reversed": -5800})


@given(cents, cents, cents, cents, cents, st.lists(st.tuples(cents, cents, cents), max_size=3))
def test_every_split_adds_up(charged, paid, written_off, share, still_open, later) -> None:
    decisions = [Decision(1, "Meadowlark", charged, paid, written_off, "M")]
    decisions += [Decision(place, "Harbor", *one, "H") for place, one in enumerate(later, 2)]
    split = split_charge(decisions, share_cents=share, open_cents=still_open)
    taken_off = (
        split.discount_cents
        + split.plan_paid_cents
        + split.second_plan_paid_cents
        + split.other_cents
        + split.already_paid_cents
    )
    assert split.charged_cents - taken_off == split.you_owe_cents == still_open


def test_why_puts_the_amount_beside_its_reason() -> None:
    said = why(
        "Meadowlark",
        Money(14500),
        [("This is your coinsurance. It is your part of the price, as a percent.", Money(2900))],
        Money(0),
        [("Harbor", Money(1450))],
        "en",
    )
    assert said == (
        "Meadowlark set a price of $145.00 for this. Harbor paid $14.50 of it. "
        "This is your coinsurance: $29.00. It is your part of the price, as a percent."
    )


def test_a_change_is_said_in_either_language_and_a_strange_one_stays() -> None:
    english = change("charge_reversed", "en")
    assert in_language(english, "es") == change("charge_reversed", "es")
    assert in_language("Something of their own", "es") == "Something of their own"
