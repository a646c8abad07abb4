"""Questions through their services: rows, ledger, letters and trail together."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction

from hearthside import clock
from hearthside.audit.models import Event
from hearthside.bills import selectors as bills
from hearthside.bills import services as billing
from hearthside.cases import clocks, proofs, selectors
from hearthside.cases.errors import CaseClosed, MayNot, NoMoreTime, NothingToAsk, SameLineOpen, TooLate
from hearthside.cases.models import Case, CaseState
from hearthside.cases.services import disputes, opening, working
from hearthside.cases.tests import cast
from hearthside.cases.tests.cast import ANA, DEV, SOL
from hearthside.claims import proofs as claim_proofs
from hearthside.claims import selectors as claims
from hearthside.claims import states as claim_states
from hearthside.errors import IllegalMove
from hearthside.ledger import proofs as ledger_proofs
from hearthside.ledger import selectors as ledger
from hearthside.ledger import services as ledger_services
from hearthside.ledger.holds import HoldReason
from hearthside.mailroom.models import Message
from hearthside.members import services as members
from hearthside.money import Money
from hearthside.payments.tests.cast import Ana, make_charges

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana() -> Ana:
    return cast.make_ana()


def acts(by: Any = DEV) -> dict[str, Any]:
    return {"by": by, "at": clock.now()}


def all_is_proved() -> None:
    every = [*proofs.checks(), *ledger_proofs.checks(), *claim_proofs.checks()]
    made_by_hand = "every charge is a PR amount of its claim's file"
    assert not [(name, found) for name, found in every if found and name != made_by_hand]


def test_a_question_sets_its_line_aside_and_says_so(ana: Ana) -> None:
    case = cast.asks(ana, words="Nobody came.")
    assert (case.state, case.kind, case.subject) == ("open", "dispute", f"bill:{ana.bill.number}")
    assert bills.due(ana.id) == Money(11350) and cast.owed(ana) == Money(14300 - 50)
    assert Event.objects.filter(name="case.opened", subject=case.reference).count() == 1
    assert Message.objects.filter(kind="case_received", reference=case.reference).count() == 1
    all_is_proved()


def test_the_clock_counts_from_the_day_a_letter_came(ana: Ana) -> None:
    came = clock.today() - timedelta(days=4)
    case = disputes.ask_about_lines(
        account_id=ana.id, bill_number=ana.bill.number, charge_ids=ana.charge_ids[:1], why="other", words="x",
        language="en", request_key="k", received_on=came, **acts(),
    )  # fmt: skip
    assert case.received_on == came and case.due_on is not None and case.due_on < came + timedelta(days=35)


def test_the_same_form_and_the_same_line_are_one_case(ana: Ana) -> None:
    case = cast.asks(ana, key="form")
    assert cast.asks(ana, key="form") == case == cast.asks(ana, key="another form")
    both = cast.asks(ana, *ana.charge_ids[:2])
    assert both != case and [row.charge_id for row in both.charges.all()] == [ana.charge_ids[1]]
    assert Message.objects.filter(kind="case_received").count() == 2
    all_is_proved()


def test_a_line_of_another_account_cannot_be_asked_about(ana: Ana) -> None:
    other = cast.make_ana(email="cora@example.org")
    with pytest.raises(NothingToAsk):
        cast.asks(ana, other.charge_ids[0])
    assert not Case.objects.exists() and not cast.held(other)


def test_it_stands_and_is_as_old_as_it_was(ana: Ana) -> None:
    opened = [row for row in ledger.open_charges(ana.id) if row.charge_id == ana.charge_ids[0]]
    case = cast.asks(ana)
    disputes.stands(reference=case.reference, words="The plan says so.", **acts())
    case.refresh_from_db()
    assert (case.state, case.outcome, case.decided_by) == ("closed", "stands", "staff:999002")
    after = [row for row in ledger.open_charges(ana.id) if row.charge_id == ana.charge_ids[0]]
    assert opened == after and not cast.held(ana)
    letter = Message.objects.get(kind="case_answered", channel="letter")
    assert "The plan says so." in letter.body and "$29.00 is to be paid again" in letter.body
    e_mail = Message.objects.get(kind="case_answered", channel="email")
    assert "The plan says so." not in e_mail.body and "$" not in e_mail.body
    disputes.stands(reference=case.reference, words="Twice.", **acts())
    assert Message.objects.filter(kind="case_answered").count() == 2
    all_is_proved()


def test_a_bill_that_was_paid_but_for_the_line_asks_again(ana: Ana) -> None:
    case = cast.asks(ana)
    cast.pays(ana, 11350)
    billing.note_payment(ana.id, clock.now())
    assert bills.open_bill(ana.id) is None
    disputes.stands(reference=case.reference, words="It is right.", **acts())
    bill = bills.open_bill(ana.id)
    assert bill is not None and bills.left_to_pay(bill) == Money(2900)


def test_a_line_that_no_live_bill_shows_is_billed_again_once_it_stands(ana: Ana) -> None:
    """It was on the bill before, and a newer one came while it waited."""
    case = cast.asks(ana)
    person = claims.charges(ana.charge_ids)[ana.charge_ids[0]].person
    make_charges(ana.account, person, [4000])
    at = clock.now()
    newer = billing.make_bill(account_id=ana.id, as_of=clock.today(), by=DEV, at=at)
    assert newer is not None and newer.amount_due_cents == 11350 + 4000
    disputes.stands(reference=case.reference, words="It is right.", **acts())
    tomorrow = clock.today() + timedelta(days=1)
    last = billing.make_bill(account_id=ana.id, as_of=tomorrow, by=DEV, at=at)
    assert last is not None and last.amount_due_cents == 14250 + 4000


def test_credit_pays_a_line_that_is_let_go(ana: Ana) -> None:
    case = cast.asks(ana)
    cast.pays(ana, 14250)
    assert bills.due(ana.id) == Money(-2900)
    disputes.take_back(reference=case.reference, **acts(ANA))
    assert bills.due(ana.id) == Money(0) and not cast.owed(ana)
    all_is_proved()


def test_corrected_waits_for_a_second_person(ana: Ana) -> None:
    cast.pays(ana, 2900, names=ana.charge_ids[:1])
    case = cast.asks(ana)
    disputes.correct(reference=case.reference, words="You are right.", **acts(DEV))
    case.refresh_from_db()
    assert case.state == CaseState.FIXING and cast.held(ana) == {ana.charge_ids[0]}
    with pytest.raises(MayNot):
        disputes.void(reference=case.reference, **acts(DEV))
    for _ in range(2):
        disputes.void(reference=case.reference, **acts(SOL))
    case.refresh_from_db()
    assert (case.state, case.outcome) == ("closed", "corrected")
    # What she had paid of it is credit, and pays what is open.
    assert bills.due(ana.id) == Money(11350 - 2900)
    assert claims.charges(ana.charge_ids[:1])[ana.charge_ids[0]].state == "voided"
    assert Event.objects.get(name="ledger.corrected", subject=f"dispute:{case.reference}").cents == 2900
    assert [one.charge_id for one in selectors.voids_in_order()] == ana.charge_ids[:1]
    assert Message.objects.filter(kind="case_corrected", channel="letter").count() == 1
    all_is_proved()


def test_a_second_person_may_send_it_back(ana: Ana) -> None:
    case = cast.asks(ana)
    disputes.correct(reference=case.reference, words="You are right.", **acts(DEV))
    disputes.send_back(reference=case.reference, words="The file says otherwise.", **acts(SOL))
    case.refresh_from_db()
    assert case.state == CaseState.WORKING and cast.held(ana)


def test_the_plans_own_correction_closes_the_case(ana: Ana) -> None:
    case = cast.asks(ana)
    disputes.correct(reference=case.reference, words="We ask your plan.", **acts(DEV))
    assert clocks.follow_plans(clock.now()) == 0
    reverse(ana, ana.charge_ids[0])
    assert clocks.follow_plans(clock.now()) == 1
    case.refresh_from_db()
    assert (case.state, case.outcome) == ("closed", "corrected")
    all_is_proved()


def reverse(ana: Ana, charge_id: int) -> None:
    """The plan takes a charge back, as a reversal in its file does."""
    with transaction.atomic():
        members.lock_account(ana.id)
        claim_states.reverse_charge(claims.charges([charge_id])[charge_id])
        ledger_services.reverse_charges(
            [charge_id], account_id=ana.id, source="claim:1", effective_on=clock.today(), at=clock.now()
        )


def test_what_the_plan_decides_anew_waits_as_well(ana: Ana) -> None:
    case = cast.asks(ana)
    old = claims.charges(ana.charge_ids[:1])[ana.charge_ids[0]]
    reverse(ana, old.pk)
    [newer] = make_charges(ana.account, old.person, [3100])
    # The plan's corrected claim carries the number of the first.
    claim = claims.charges([newer])[newer].claim
    type(claim).objects.filter(pk=claim.pk).update(number=old.claim.number)
    assert clocks.follow_plans(clock.now()) == 1
    assert newer in cast.held(ana)
    assert clocks.follow_plans(clock.now()) == 0
    disputes.stands(reference=case.reference, words="The new amount is right.", **acts())
    assert not cast.held(ana)
    all_is_proved()


def test_asking_the_member_stops_the_clock(ana: Ana) -> None:
    case = cast.asks(ana)
    due = case.due_on
    disputes.ask_for_more(reference=case.reference, words="Send us the receipt.", key="a", **acts())
    disputes.ask_for_more(reference=case.reference, words="Send us the receipt.", key="a", **acts())
    assert case.events.filter(kind="asked").count() == 1
    letter = Message.objects.get(kind="case_asked", channel="letter")
    assert "Send us the receipt." in letter.body
    working.answer(reference=case.reference, words="Here.", by=ANA, at=cast.in_days(14))
    case.refresh_from_db()
    assert case.state == CaseState.WORKING and due is not None and case.due_on is not None
    assert case.due_on > due and case.asked_on is None


def test_more_time_is_taken_once_and_told(ana: Ana) -> None:
    case = cast.asks(ana)
    disputes.need_more_time(reference=case.reference, words="The provider is slow.", **acts())
    assert "The provider is slow." not in Message.objects.get(kind="case_more_time").body  # an e-mail
    with pytest.raises(NoMoreTime):
        disputes.need_more_time(reference=case.reference, words="Again.", **acts())


def test_asking_again_is_for_another_person_and_not_for_ever(ana: Ana) -> None:
    case = cast.asks(ana)
    disputes.stands(reference=case.reference, words="It is right.", **acts(DEV))
    with pytest.raises(TooLate):
        disputes.ask_again(reference=case.reference, words="No.", by=ANA, at=cast.in_days(62))
    disputes.ask_again(reference=case.reference, words="No.", **acts(ANA))
    disputes.ask_again(reference=case.reference, words="No.", **acts(ANA))
    assert cast.held(ana) == {ana.charge_ids[0]}
    with pytest.raises(MayNot):
        disputes.stands(reference=case.reference, words="It is right.", **acts(DEV))
    disputes.stands(reference=case.reference, words="It is right.", **acts(SOL))
    all_is_proved()


def test_a_line_taken_up_by_another_case_is_not_taken_up_twice(ana: Ana) -> None:
    first = cast.asks(ana)
    disputes.take_back(reference=first.reference, **acts(ANA))
    second = cast.asks(ana)
    with pytest.raises(SameLineOpen):
        disputes.ask_again(reference=first.reference, words="Again.", **acts(ANA))
    assert second.reference != first.reference and cast.held(ana) == {ana.charge_ids[0]}
    all_is_proved()


def test_a_closed_case_takes_no_words(ana: Ana) -> None:
    case = cast.asks(ana)
    disputes.take_back(reference=case.reference, **acts(ANA))
    with pytest.raises(CaseClosed):
        working.answer(reference=case.reference, words="One more thing.", **acts(ANA))
    with pytest.raises(CaseClosed):
        disputes.correct(reference=case.reference, words="x", **acts())
    working.add_note(reference=case.reference, words="She called.", **acts())


def test_decided_cases_are_not_asked_about(ana: Ana) -> None:
    case = cast.asks(ana)
    disputes.correct(reference=case.reference, words="x", **acts())
    with pytest.raises(IllegalMove):
        disputes.ask_for_more(reference=case.reference, words="x", key="k", **acts())
    assert not Message.objects.filter(kind="case_asked").exists()


def test_the_worker_tells_of_clocks_once(ana: Ana) -> None:
    keisha = cast.make_staff("keisha", "billing_agent")
    case = cast.asks(ana)
    assert clocks.watch(clock.now()) == 0
    working.take(reference=case.reference, login_id=keisha.pk, **acts())
    assert case.due_on is not None
    near = cast.in_days((case.due_on - clock.today()).days - 1)
    assert (clocks.watch(near), clocks.watch(near)) == (1, 0)
    late = cast.in_days((case.due_on - clock.today()).days + 1)
    assert (clocks.watch(late), clocks.watch(late)) == (1, 0)
    assert Message.objects.filter(kind="case_clock", to=keisha.email).count() == 2
    assert Message.objects.filter(kind="case_late").count() == 1


def test_the_member_is_reminded_once_of_what_we_asked(ana: Ana) -> None:
    case = cast.asks(ana)
    disputes.ask_for_more(reference=case.reference, words="Send it.", key="a", **acts())
    later = cast.in_days(8)
    assert clocks.watch(later) == 1 and clocks.watch(later) == 0
    assert Message.objects.get(kind="case_still_waiting").channel == "email"


def test_who_has_no_e_mail_gets_letters() -> None:
    ana = cast.make_ana(email="")
    case = cast.asks(ana)
    disputes.take_back(reference=case.reference, **acts(ANA))
    assert set(Message.objects.values_list("channel", flat=True)) == {"letter"}


def test_the_proofs_see_what_is_wrong(ana: Ana) -> None:
    case = cast.asks(ana)
    ledger_services.release_holds(account_id=ana.id, source=f"dispute:{case.reference}", **acts())
    assert [name for name, found in proofs.checks() if found]
    ledger_services.hold_charges(
        account_id=ana.id, charge_ids=ana.charge_ids[1:2], reason=HoldReason.DISPUTED,
        source="dispute:1234567897", **acts(),
    )  # fmt: skip
    assert any("is no case" in one for _name, found in proofs.checks() for one in found)


def test_a_case_without_an_account_has_a_clock_and_holds_nothing() -> None:
    case = opening.open_case(kind="dispute", account_id=None, why="other", words="x", **acts(ANA))
    assert case.due_on is not None and case.due_on > date(2020, 1, 1)
    assert list(selectors.cases_visible_to(ANA)) == [case]
    assert not selectors.cases_visible_to(DEV).exists()
