"""What the help center says of a person's bills is what the plans' files and our bills hold."""

from datetime import date, datetime, timedelta

import pytest
from django.utils.crypto import get_random_string
from django.utils.translation import override

from hearthside import clock, references
from hearthside.bills import answers
from hearthside.bills.tests import cast
from hearthside.bills.tests.cast import HARBOR, MEADOWLARK, House, claim, line
from hearthside.helpcenter.registry import Answer, Asker
from hearthside.ledger import services as ledger
from hearthside.ledger.holds import HoldReason
from hearthside.members.models import Scope

pytestmark = pytest.mark.django_db
SERVED = date(2026, 9, 1)
DECIDED = date(2026, 9, 20)


def care(
    house: House, number: str, *adjustments: tuple[str, str, int], days: int = 0, taken: int = 0
) -> None:
    """One visit of $100.00, that the plan decides today."""
    less = sum(cents for _, _, cents in adjustments)
    served = SERVED + timedelta(days=days)
    visit = line(1, 10000, 10000 - less, *adjustments, on=served)
    house.hears(MEADOWLARK, [claim(house.people[0], number, [visit], on=served, taken=taken)])


def asker(house: House, scope: Scope = Scope.SELF, *, at: date | None = None) -> Asker:
    email = f"{get_random_string(12)}@example.org"
    client = cast.sign_in(email, house.account, scope)
    moment = datetime.combine(at or house.day, datetime.min.time(), clock.EASTERN) + timedelta(hours=9)
    return Asker(cast.actor_of(client), house.account.pk, moment)


def values(answer: Answer | None) -> list[str]:
    assert answer is not None
    return [str(row.value).replace("\N{NO-BREAK SPACE}", " ") for row in answer.rows]


@pytest.fixture
def house() -> House:
    """Ana with three cares that were decided: $20.00 is hers, nothing is hers, $5.00 is hers; no bill yet."""
    made = cast.make_house()
    made.day = DECIDED
    care(made, "C1", ("PR", "2", 2000), ("CO", "45", 3000))
    care(made, "C2", ("CO", "45", 3000), days=3)
    care(made, "C3", ("PR", "3", 500), days=6)
    return made


def test_each_care_on_its_way_to_a_bill(house: House) -> None:
    said = values(answers.when_bill(asker(house)))
    assert said == [
        "Your plan decided on September 20, 2026. A bill most often comes by October 10, 2026.",
        "Your plan decided on September 20, 2026. Your share is $0.00. There is nothing to pay.",
        "Your plan decided on September 20, 2026. A bill most often comes by October 10, 2026.",
    ]
    bill = house.bills()
    answer = answers.when_bill(asker(house, Scope.MONEY))
    assert values(answer)[0] == "It is on your bill of September 20, 2026."
    assert answer is not None and answer.rows[0].path == f"/account/bills/{bill.number}/"
    assert answer.rows[1].path == ""


def test_a_bill_that_should_be_here_is_not_promised_again(house: House) -> None:
    late = asker(house, at=DECIDED + timedelta(days=answers.USUAL_DAYS + 1))
    assert values(answers.when_bill(late))[0].endswith(
        "It is on no bill yet. Please call us, and we look why."
    )
    last = asker(house, Scope.ALL, at=DECIDED + timedelta(days=answers.USUAL_DAYS))
    assert "most often comes by October 10" in values(answers.when_bill(last))[0]


def test_whom_to_pay_for_each_care(house: House) -> None:
    house.bills()
    assert values(answers.who_to_pay(asker(house))) == [
        "Pay us: $5.00.", "Nothing. Your share is $0.00.", "Pay us: $20.00.",
    ]  # fmt: skip
    house.pays(2500)
    answer = answers.who_to_pay(asker(house, Scope.MONEY))
    assert set(values(answer)) == {"Nothing is left to pay for this.", "Nothing. Your share is $0.00."}
    assert answer is not None and [one.path for one in answer.actions] == ["/account/bills/"]


def test_what_waits_for_a_second_plan_says_so() -> None:
    house = cast.make_house(second_plan=True)
    house.day = DECIDED
    care(house, "C1", ("PR", "2", 2000))
    waits = "Now we wait for your second plan."
    assert waits in values(answers.when_bill(asker(house)))[0]
    assert values(answers.who_to_pay(asker(house)))[0].startswith("Nothing now. " + waits)
    visit = line(1, 10000, 2000, ("OA", "23", 8000), on=SERVED)
    house.hears(HARBOR, [claim(house.people[0], "C1", [visit], status="2", on=SERVED)])
    assert values(answers.who_to_pay(asker(house)))[0] == "Nothing. Your share is $0.00."


def test_what_is_set_aside_is_not_asked_for(house: House) -> None:
    house.bills()
    charges = [charge.pk for charge in answers._facts(asker(house)).cares[0].charges]  # type: ignore[union-attr]
    ledger.hold_charges(
        account_id=house.account.pk, charge_ids=charges, reason=HoldReason.DISPUTED,
        source="dispute:1234567897", by=cast.BILLING, at=house.at,
    )  # fmt: skip
    for answer in (answers.when_bill, answers.who_to_pay):
        said = values(answer(asker(house, Scope.MONEY)))
        assert said[0] == "You asked us about this. You do not need to pay it while we look."


def test_the_newest_bill_adds_up(house: House) -> None:
    assert answers.understand_bill(asker(house)) is None
    bill = house.bills()
    answer = answers.understand_bill(asker(house, Scope.MONEY))
    assert answer is not None
    cents = [int(value.replace("−", "-").replace("$", "").replace(".", "")) for value in values(answer)]
    assert sum(cents[:-1]) == cents[-1] == 2500
    assert answer.actions[0].path == f"/account/bills/{bill.number}/"


def test_receipts_and_the_number(house: House) -> None:
    receipts = answers.itemized_receipt(asker(house))
    assert receipts is not None and "2026" in str(receipts.says[0])
    number = answers.find_account_number(asker(house, Scope.MONEY))
    assert values(number) == [references.spoken(house.account.number)]


@pytest.mark.parametrize("slug", sorted(answers.ANSWERS))
def test_care_helpers_and_strangers_get_no_answer(house: House, slug: str) -> None:
    house.bills()
    stranger = cast.actor_of(cast.sign_in("cora@example.org"))
    assert answers.ANSWERS[slug](asker(house, Scope.CARE)) is None
    assert answers.ANSWERS[slug](Asker(stranger, house.account.pk, house.at)) is None
    assert answers.ANSWERS[slug](Asker(stranger, None, house.at)) is None


def test_the_answer_speaks_spanish(house: House) -> None:
    house.bills()
    with override("es"):
        said = [str(value) for value in values(answers.who_to_pay(asker(house)))]
        names = [str(row.label) for row in answers.when_bill(asker(house, Scope.MONEY)).rows]  # type: ignore[union-attr]
    assert said[0] == "Páguenos a nosotros: $5.00."
    assert "septiembre" in names[0]


def test_many_cares_ask_no_more_than_few(house: House, django_assert_max_num_queries: object) -> None:
    who = asker(house)
    for place in range(6):
        care(house, f"D{place}", ("PR", "2", 100), days=place)
    with django_assert_max_num_queries(8):  # type: ignore[operator]
        answers.when_bill(who)
