"""The call as a table, and what is said: amounts, days and numbers in words."""

from datetime import date, datetime, time
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hearthside.money import Money
from hearthside.phone.rules import saying, walking
from hearthside.phone.rules.promising import is_open, promised_by
from hearthside.phone.rules.saying import EN, ES, Facts, sentence, words_at
from hearthside.phone.rules.speaking import (
    Gap,
    amount_words,
    day_words,
    number_words,
    reference_words,
)
from hearthside.phone.rules.verifying import (
    Check,
    Clearance,
    Item,
    amount_fits,
    clearance,
    name_fits,
    next_items,
    phone_fits,
    zip_fits,
)
from hearthside.phone.rules.walking import ASKS, FINAL, MOVES, Event, Place, next_place, read_keys
from hearthside.phone.signing import is_signed, signature


@pytest.mark.parametrize(
    ("cents", "english", "spanish"),
    [
        (14250, "one hundred forty-two dollars and fifty cents",
         "ciento cuarenta y dos dólares con cincuenta centavos"),
        (100, "one dollar", "un dólar"),
        (101, "one dollar and one cent", "un dólar con un centavo"),
        (21, "twenty-one cents", "veintiún centavos"),
        (0, "zero dollars", "cero dólares"),
        (2100, "twenty-one dollars", "veintiún dólares"),
        (3100, "thirty-one dollars", "treinta y un dólares"),
        (10000, "one hundred dollars", "cien dólares"),
        (123456, "one thousand two hundred thirty-four dollars and fifty-six cents",
         "mil doscientos treinta y cuatro dólares con cincuenta y seis centavos"),
        (2100100, "twenty-one thousand one dollars", "veintiún mil un dólares"),
        (50000, "five hundred dollars", "quinientos dólares"),
        (100000000, "one million dollars", "un millón de dólares"),
    ],
)  # fmt: skip
def test_amounts_are_said_in_words(cents: int, english: str, spanish: str) -> None:
    assert amount_words(Money(cents), "en") == english
    assert amount_words(Money(cents), "es") == spanish


@given(st.integers(0, 10**9 - 1), st.integers(0, 10**9 - 1))
def test_two_numbers_are_never_said_alike(one: int, other: int) -> None:
    for language in ("en", "es"):
        assert (number_words(one, language) == number_words(other, language)) == (one == other)


@given(st.integers(0, 10**11 - 1))
def test_no_amount_is_said_with_figures_or_the_word_point(cents: int) -> None:
    for language in ("en", "es"):
        said = amount_words(Money(cents), language)
        assert not any(mark.isdigit() for mark in said) and "point" not in said and "punto" not in said


def test_days_are_said_in_words() -> None:
    assert day_words(date(2026, 12, 15), "en") == "December fifteenth"
    assert day_words(date(2026, 12, 15), "es") == "quince de diciembre"
    assert day_words(date(2027, 1, 1), "es") == "primero de enero"
    assert day_words(date(2027, 1, 31), "en") == "January thirty-first"
    assert day_words(date(2027, 1, 31), "es") == "treinta y uno de enero"
    assert day_words(date(2027, 6, 30), "en") == "June thirtieth"


def test_a_reference_is_said_digit_by_digit_in_three_groups() -> None:
    assert reference_words("4021187739", "en") == (
        "four zero two", Gap(500), "one one eight", Gap(500), "seven seven three nine",
    )  # fmt: skip
    assert reference_words("4021187739", "es")[0] == "cuatro, cero, dos"


# The call

CALL = [
    (Place.LANGUAGE, "1", Event.ONE, Place.ACCOUNT),
    (Place.LANGUAGE, "2", Event.TWO, Place.ACCOUNT),
    (Place.LANGUAGE, "", Event.SILENCE, Place.ACCOUNT),
    (Place.LANGUAGE, "7", Event.WRONG, Place.LANGUAGE),
    (Place.ACCOUNT, "7122044287#", Event.ENTRY, Place.DOOR),
    (Place.ACCOUNT, "71220", Event.WRONG, Place.ACCOUNT),
    (Place.ACCOUNT, "", Event.SILENCE, Place.ACCOUNT),
    (Place.DOOR, "1", Event.ONE, Place.CODE),
    (Place.DOOR, "2", Event.TWO, Place.BIRTH_DATE),
    (Place.DOOR, "3", Event.WRONG, Place.DOOR),
    (Place.BIRTH_DATE, "03141954", Event.ENTRY, Place.ZIP),
    (Place.DUE, "1", Event.ONE, Place.METHOD),
    (Place.DUE, "2", Event.TWO, Place.AMOUNT),
    (Place.AMOUNT, "5000#", Event.ENTRY, Place.METHOD),
    (Place.METHOD, "1", Event.ONE, Place.CAPTURE),
    (Place.METHOD, "2", Event.TWO, Place.CAPTURE),
    (Place.READ_BACK, "2", Event.TWO, Place.DUE),
    (Place.RECEIPT, "1", Event.ONE, Place.RECEIPT),
    (Place.RECEIPT, "", Event.SILENCE, Place.ENDED),
    (Place.DECLINED, "1", Event.ONE, Place.METHOD),
    (Place.DECLINED, "2", Event.WRONG, Place.DECLINED),
]


@pytest.mark.parametrize(("place", "keys", "event", "then"), CALL)
def test_a_key_leads_on(place: Place, keys: str, event: Event, then: Place) -> None:
    assert read_keys(place, keys) == event
    assert next_place(place, event) == then


@pytest.mark.parametrize("place", list(ASKS))
def test_zero_and_star_work_everywhere(place: Place) -> None:
    assert read_keys(place, "0") == Event.WANTS_PERSON and read_keys(place, "*") == Event.CANCEL
    assert next_place(place, Event.CANCEL) == Place.ENDED
    assert next_place(place, Event.WANTS_PERSON) in (Place.PERSON, Place.ENDED)


def test_every_place_can_be_reached_and_left() -> None:
    reached = {Place.LANGUAGE, Place.PERSON, *MOVES.values()}
    assert reached == set(Place)
    assert {place for place, _event in MOVES} == set(Place) - set(FINAL)


def test_a_card_is_never_asked_for_by_keys() -> None:
    assert Place.CAPTURE not in ASKS


def test_a_move_that_is_not_in_the_table_is_a_fault() -> None:
    with pytest.raises(walking.NoSuchMove):
        next_place(Place.LANGUAGE, Event.PAID)
    with pytest.raises(walking.NoSuchMove):
        next_place(Place.ENDED, Event.ONE)


def test_money_moves_from_the_read_back_alone() -> None:
    assert {place for (place, event) in MOVES if event in (Event.PAID, Event.SENT)} == {Place.READ_BACK}


THE_HOUSE_ANSWERS = {
    (Place.READ_BACK, Event.ONE),  # charges
    (Place.RECEIPT, Event.TWO),  # texts
    (Place.CLOSED, Event.ONE),  # promises a call
}


@given(st.sampled_from(list(ASKS)), st.text("0123456789*#ABCDabcd ", max_size=32))
def test_no_keys_break_the_call(place: Place, keys: str) -> None:
    event = read_keys(place, keys)
    if event != Event.ENTRY and (place, event) not in THE_HOUSE_ANSWERS:
        next_place(place, event)


def test_both_languages_say_the_same_things_with_the_same_facts() -> None:
    assert EN.keys() == ES.keys()
    for key, words in EN.items():
        named = {part.split("}")[0] for part in words.split("{")[1:]}
        assert named == {part.split("}")[0] for part in ES[key].split("{")[1:]}, key


@pytest.mark.parametrize("language", ["en", "es"])
def test_what_is_said_has_three_choices_at_most_and_no_point(language: str) -> None:
    facts = Facts("House", "8 to 8.", Money(14250), date(2026, 12, 15), Money(5000), last4="4242",
                  reference="4021187739", today=date(2026, 11, 23))  # fmt: skip
    for place in Place:
        said = " ".join(part for part in words_at(place, language, facts) if isinstance(part, str))
        assert said.count("press") + said.count("oprima") <= 3, said
        assert " point" not in said and "!" not in said
    assert "two" not in sentence("read_back_card", "es", facts)


def test_the_end_never_says_nothing_was_charged_when_something_may_have_been() -> None:
    paid = Facts(reference="4021187739")
    for event in (Event.CHECKING, Event.CANCEL, Event.SILENCE):
        said = saying.last_words(event, "en", paid)
        assert not any("Nothing was charged" in part for part in said if isinstance(part, str))
    assert "Nothing was charged. Goodbye." in saying.last_words(Event.CANCEL, "en", Facts())


@pytest.mark.parametrize(
    ("result", "end"),
    [("success", "done"), ("caller-interrupted-with-star", "cancelled"), ("caller-hung-up", "hung_up"),
     ("payment-connector-error", "failed"), ("added-next-year", "failed"), ("", "failed")],
)  # fmt: skip
def test_results_of_the_capture(result: str, end: str) -> None:
    assert walking.capture_end(result) == end


# The signature: the vectors that Twilio's own libraries publish

VECTOR = {
    "CallSid": "CA1234567890ABCDE",
    "Caller": "+14158675309",
    "Digits": "1234",
    "From": "+14158675309",
    "To": "+18005551212",
}
ADDRESS = "https://mycompany.com/myapp.php?foo=1&bar=2"


def test_the_signature_is_the_published_one() -> None:
    assert signature("12345", ADDRESS, VECTOR.items()) == "RSOYDt4T1cUTdK1PDd93/VVr8B8="
    other = VECTOR | {"From": "+12349013030", "Caller": "+12349013030"}
    assert signature("12345", ADDRESS, other.items()) == "0/KCTR6DLpKmkAf8muzZqo1nDgQ="


@pytest.mark.parametrize(
    "change", [{"Digits": "1235"}, {"Extra": ""}, {"From": "+14158675308"}],
)  # fmt: skip
def test_a_change_breaks_the_signature(change: dict[str, str]) -> None:
    good = signature("12345", ADDRESS, VECTOR.items())
    assert is_signed(good, "12345", ADDRESS, VECTOR.items())
    assert not is_signed(good, "12345", ADDRESS, (VECTOR | change).items()) or change == {"Extra": ""}
    assert not is_signed(good, "12345", ADDRESS + "x", VECTOR.items())
    assert not is_signed(good, "12346", ADDRESS, VECTOR.items())


def test_without_a_token_the_line_is_closed() -> None:
    assert not is_signed(signature("", ADDRESS, ()), "", ADDRESS, ())


# Who is on the phone

ALL_RIGHT = [Check(item, True) for item in (Item.ACCOUNT, Item.NAME, Item.BIRTH_DATE, Item.ZIP)]


@pytest.mark.parametrize(
    ("relation", "checks", "scope", "may"),
    [
        ("member", [], "", Clearance.ASKING),
        ("member", ALL_RIGHT, "", Clearance.FULL),
        ("member", ALL_RIGHT[:3], "", Clearance.ASKING),
        ("member", [*ALL_RIGHT[:2], Check(Item.BIRTH_DATE, False)], "", Clearance.ASKING),
        ("member", [Check(Item.NAME, False), *ALL_RIGHT, Check(Item.ZIP, False)], "", Clearance.CLOSED),
        ("helper", ALL_RIGHT, "money", Clearance.MONEY_ONLY),
        ("helper", ALL_RIGHT, "", Clearance.MONEY_ONLY),
        ("helper", ALL_RIGHT, "all", Clearance.FULL),
        ("other", ALL_RIGHT[:1], "", Clearance.PAYMENT_ONLY),
        ("other", ALL_RIGHT, "", Clearance.PAYMENT_ONLY),
        ("other", [], "", Clearance.ASKING),
    ],
)
def test_what_a_caller_may_be_told(relation: str, checks: list[Check], scope: str, may: Clearance) -> None:
    assert clearance(relation, checks, scope=scope) == may


def test_questions_come_in_order_and_one_of_the_last_is_enough() -> None:
    assert next_items([]) == (Item.ACCOUNT,)
    assert next_items(ALL_RIGHT[:1]) == (Item.NAME,)
    assert next_items([*ALL_RIGHT[:1], Check(Item.NAME, False)]) == (Item.NAME,)
    assert next_items(ALL_RIGHT[:3]) == (Item.ZIP, Item.PHONE, Item.BILL_AMOUNT)
    assert next_items(ALL_RIGHT) == ()


def test_what_is_heard_is_compared_kindly_and_never_loosely() -> None:
    assert name_fits("ana maria REYES", ["Ana Reyes"]) and name_fits("José Núñez-Ortiz", ["Jose Nunez Ortiz"])
    assert not name_fits("Ana", ["Ana Reyes"]) and not name_fits("Ben Reyes", ["Ana Reyes"])
    assert not name_fits("", ["Ana Reyes"]) and not name_fits("Ana Reyes", [""])
    assert zip_fits("45402-1234", "45402") and not zip_fits("4540", "45402") and not zip_fits("", "")
    assert (
        phone_fits("(937) 555-0100", "+19375550100")
        and not phone_fits("", "")
        and not phone_fits("555-0100", "9375550100")
    )
    assert amount_fits("$142.50", Money(14250)) and not amount_fits("142", Money(14250))
    assert not amount_fits("about 140", Money(14250)) and not amount_fits("0", None)


HOURS = SimpleNamespace(days=(0, 1, 2, 3, 4), opens=time(8), closes=time(20))


@pytest.mark.parametrize(
    ("asked", "when", "promised"),
    [
        (datetime(2026, 11, 23, 9), "any", datetime(2026, 11, 23, 20)),  # Monday
        (datetime(2026, 11, 23, 9), "morning", datetime(2026, 11, 23, 12)),
        (datetime(2026, 11, 23, 11), "morning", datetime(2026, 11, 24, 12)),
        (datetime(2026, 11, 23, 19), "any", datetime(2026, 11, 24, 20)),
        (datetime(2026, 11, 27, 21), "afternoon", datetime(2026, 11, 30, 17)),  # Friday night
    ],
)
def test_by_when_we_call(asked: datetime, when: str, promised: datetime) -> None:
    assert promised_by(asked, HOURS, when) == promised


def test_open_from_the_first_minute_to_the_last() -> None:
    assert is_open(datetime(2026, 11, 23, 8, 0), HOURS) and not is_open(datetime(2026, 11, 23, 7, 59), HOURS)
    assert not is_open(datetime(2026, 11, 23, 20, 0), HOURS) and not is_open(
        datetime(2026, 11, 22, 12), HOURS
    )
