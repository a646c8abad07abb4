"""A bill is reminded of step by step, each step once, and not at all once there is a reason."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hearthside import clock
from hearthside.audit.models import Event
from hearthside.ledger import services as ledger
from hearthside.ledger.holds import HoldReason
from hearthside.mailroom import services as mailroom
from hearthside.mailroom.models import Message
from hearthside.members import services as members
from hearthside.members.models import Account, Person
from hearthside.payments.tests.cast import Ana
from hearthside.reminders import proofs, selectors, services
from hearthside.reminders.errors import NoNumberForTexts, NothingToTry, PauseTooLong
from hearthside.reminders.facts import known_of
from hearthside.reminders.models import PauseReason, Reminder
from hearthside.reminders.tests.cast import (
    DEV,
    NUMBER,
    TESTS,
    allow_texts,
    became,
    day,
    make_owing,
    pays,
    remind,
    sent,
)

pytestmark = pytest.mark.django_db


def all_is_well() -> None:
    assert not [(name, found) for name, found in proofs.checks() if found]


def test_every_step_once_and_then_silence() -> None:
    ana = make_owing()
    for days in range(-10, 60):
        assert remind(ana, days) == (1 if days in (-5, 5, 20, 35) else 0), days
        assert remind(ana, days) == 0
    assert sent(ana) == [("soon", "email"), ("past", "email"), ("letter", "letter"), ("help", "letter")]
    assert Event.objects.filter(name="reminder.sent", account_id=ana.id).count() == 4
    all_is_well()


def test_an_e_mail_holds_no_amount_and_a_letter_does() -> None:
    ana = make_owing()
    for days in (-5, 5, 20, 35):
        remind(ana, days)
    for message in Message.objects.filter(kind__startswith="reminder_"):
        assert ("$142.50" in message.body) == (message.channel == "letter"), message.body
        assert "Willow" not in message.body and ana.account.number not in message.body
    assert "Pay in parts" in Message.objects.get(kind="reminder_help").body


def test_who_speaks_spanish_reads_spanish() -> None:
    ana = make_owing(language="es")
    remind(ana, 5)
    message = Message.objects.get(kind="reminder_past")
    assert message.language == "es" and "Podemos ayudarle" in message.body
    assert "La fecha límite de esta factura fue el" in message.body


def _died(ana: Ana) -> None:
    Person.objects.filter(account=ana.account).update(died_on=clock.today())


def _holds(reason: HoldReason, *, lines: int = 3) -> Callable[[Ana], Any]:
    def hold(ana: Ana) -> None:
        ledger.hold_charges(
            account_id=ana.id, charge_ids=ana.charge_ids[:lines], reason=reason, source="test:1", by=TESTS,
            at=clock.now(),
        )  # fmt: skip

    return hold


def _pauses(ana: Ana) -> None:
    services.pause(
        account_id=ana.id, reason=PauseReason.ASKED, until_on=clock.day_of(day(ana, 9)), by=DEV,
        at=clock.now(),
    )  # fmt: skip


def _opens(ana: Ana) -> None:
    from hearthside.reminders.models import Opening

    Opening.objects.create(bill_id=ana.bill.pk, account_id=ana.id, at=day(ana, 1))


def _closes(ana: Ana) -> None:
    members.close_account(account_id=ana.id, by=TESTS, at=clock.now())


@pytest.mark.parametrize(
    ("happens", "why"),
    [
        (_died, "died"),
        (_closes, "closed"),
        (_holds(HoldReason.DISPUTED), "disputed"),
        (_holds(HoldReason.APPEAL), "appeal"),
        (_holds(HoldReason.PLAN, lines=1), "plan"),
        (_holds(HoldReason.HARDSHIP, lines=1), "hardship"),
        (_holds(HoldReason.ESTATE, lines=1), "estate"),
        (_holds(HoldReason.INVESTIGATION, lines=1), "investigation"),
        (lambda ana: pays(ana, 14000, at=clock.now()), "small"),
        (_pauses, "paused"),
        (_opens, "opened"),
    ],
)
def test_a_reason_stops_the_reminder(happens: Callable[[Ana], Any], why: str) -> None:
    ana = make_owing()
    happens(ana)
    assert remind(ana, 5) == 0
    assert became(ana, "past") == ("stopped", why) and sent(ana) == []
    assert Event.objects.filter(name="reminder.stopped", account_id=ana.id, reason=why).count() == 1
    all_is_well()


def test_a_paid_bill_is_never_looked_at() -> None:
    ana = make_owing()
    pays(ana, 14250, at=clock.now())
    assert remind(ana, 5) == 0 and not Reminder.objects.exists()
    ana.bill.refresh_from_db()
    assert selectors.why(ana.bill).stopped == "paid"


def test_a_disputed_line_leaves_the_rest_to_be_reminded_of() -> None:
    ana = make_owing()
    _holds(HoldReason.DISPUTED, lines=1)(ana)
    assert remind(ana, 20) == 1
    assert "$113.50" in Message.objects.get(kind="reminder_letter").body


def test_nothing_is_sent_at_night_and_a_letter_may_be_made() -> None:
    ana = make_owing()
    assert remind(ana, 5, hour=7) == 0 and remind(ana, 5, hour=21) == 0
    assert selectors.why(ana.bill, at=day(ana, 5, 7)).waits == "quiet_hours"
    assert remind(ana, 5, hour=8) == 1 and remind(ana, 20, hour=3) == 1


def test_never_more_than_seven_contacts_in_a_week() -> None:
    ana = make_owing()
    for place in range(7):
        mailroom.log_contact(
            account_id=ana.id, channel="call", kind="call", to_mark="••• 0142",
            at=day(ana, 4) + timedelta(minutes=place), reference="", by=DEV,
        )  # fmt: skip
    assert remind(ana, 5) == 0 and sent(ana) == []
    assert selectors.why(ana.bill, at=day(ana, 5)).waits == "enough"
    assert remind(ana, 11) == 1
    all_is_well()


def test_who_chose_texts_gets_them_and_who_says_stop_gets_an_e_mail() -> None:
    ana = make_owing()
    allow_texts(ana)
    assert remind(ana, -5) == 1
    mailroom.stop(channel="text", to=NUMBER, by=TESTS, at=clock.now())
    assert remind(ana, 5) == 1
    assert sent(ana) == [("soon", "text"), ("past", "email")]


def test_a_yes_to_texts_is_for_one_number() -> None:
    ana = make_owing()
    allow_texts(ana)
    Account.objects.filter(pk=ana.id).update(phone="937-555-0199")
    remind(ana, -5)
    assert sent(ana) == [("soon", "email")]


def test_texts_need_a_number_and_a_yes() -> None:
    ana = make_owing(phone="")
    with pytest.raises(NoNumberForTexts):
        allow_texts(ana)


def test_who_chose_letters_hears_nothing_early_and_gets_letters() -> None:
    ana = make_owing()
    services.choose(
        account_id=ana.id, channel="letter", wants_early=True, text_words="", by=TESTS, at=clock.now()
    )
    for days in (-5, 5):
        remind(ana, days)
    assert became(ana, "soon") == ("stopped", "not_wanted") and sent(ana) == [("past", "letter")]


def test_a_wrong_address_waits_for_a_person_and_then_goes() -> None:
    ana = make_owing(email="")
    assert remind(ana, 5) == 1
    letter = Message.objects.get()
    Message.objects.filter(pk=letter.pk).update(state="returned", sent_at=day(ana, 6))
    assert remind(ana, 20) == 0
    row = Reminder.objects.get(step="letter")
    assert (row.state, row.stopped_why) == ("stopped", "wrong_address")
    assert selectors.without_address() == [row] and selectors.tally_without_address()[0] == 1
    members.change_contact(account_id=ana.id, changes={"address1": "9 New St"}, by=DEV, at=day(ana, 31))
    again = services.try_again(reference=row.reference, by=DEV, at=day(ana, 31))
    assert (again.state, again.channel) == ("sent", "letter") and not selectors.without_address()
    assert Message.objects.get(kind="reminder_letter").to_lines[0] == "9 New St"
    with pytest.raises(NothingToTry):
        services.try_again(reference=row.reference, by=DEV, at=day(ana, 31))
    all_is_well()


def test_a_step_missed_for_long_is_not_made_up_for() -> None:
    ana = make_owing()
    assert remind(ana, 30) == 0 and not Reminder.objects.exists()
    assert remind(ana, 36) == 1
    assert [became(ana, step)[0] for step in ("soon", "past", "letter")] == ["passed"] * 3
    assert sent(ana) == [("help", "letter")]


def test_a_pause_ends_and_cannot_last_for_ever() -> None:
    ana = make_owing()
    with pytest.raises(PauseTooLong):
        services.pause(account_id=ana.id, reason=PauseReason.ASKED, by=DEV, at=clock.now(),
                       until_on=clock.today() + timedelta(days=181))  # fmt: skip
    _pauses(ana)
    assert services.end_pause(account_id=ana.id, by=DEV, at=clock.now())
    assert not services.end_pause(account_id=ana.id, by=DEV, at=clock.now())
    assert remind(ana, 5) == 1


def test_the_same_few_queries_for_one_account_as_for_twenty() -> None:
    few, many = [make_owing()], [make_owing() for _ in range(20)]

    def asked(cast: list[Ana]) -> int:
        with CaptureQueriesContext(connection) as seen:
            assert len(known_of([ana.id for ana in cast], at=day(cast[0], 5))) == len(cast)
        return len(seen)

    assert asked(few) == asked(many) <= 20


def test_why_says_what_comes_next() -> None:
    ana = make_owing()
    remind(ana, -5)
    found = selectors.why(ana.bill, at=day(ana, 0))
    assert found.stopped is None and found.upcoming is not None
    assert (found.upcoming.code, found.channel) == ("past", "email")
    assert [line.state for line in found.lines] == ["sent", "", "", ""]
