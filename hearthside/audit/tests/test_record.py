"""Recording: the row, the refusals, and the transaction they share with what happened."""

import pytest
from django.db import transaction

from hearthside.audit import names, rules, selectors, services
from hearthside.audit.errors import NotForAudit, UnknownEventName
from hearthside.audit.models import Event, WaitingEvent
from hearthside.audit.tests.cast import ANA, ANAS_ACCOUNT, DEV, NOON, make_entry

pytestmark = pytest.mark.django_db


def test_an_event_is_kept_with_its_digest_and_waits_for_its_seal() -> None:
    services.record(
        "contact.changed", by=DEV, at=NOON, subject="4021187739", account_id=ANAS_ACCOUNT,
        reason="caller_asked", changed=["street", "city", "street"], approver="9", cents=-1250,
    )  # fmt: skip
    event = Event.objects.get()
    assert (event.name, event.at, event.by, event.subject) == ("contact.changed", NOON, DEV, "4021187739")
    assert (event.reason, event.result, event.approver, event.cents) == ("caller_asked", "ok", "9", -1250)
    assert event.changed == ["city", "street"]
    assert event.digest == rules.digest(
        make_entry(
            name="contact.changed",
            reason="caller_asked",
            changed=("city", "street"),
            approver="9",
            cents=-1250,
        )
    )
    assert WaitingEvent.objects.get().event_id == event.pk


def test_many_at_once_are_the_same_as_one_by_one() -> None:
    services.record("record.viewed", by=DEV, at=NOON, subject="4021187739", account_id=ANAS_ACCOUNT)
    services.record_many([make_entry(), make_entry()])
    assert set(Event.objects.values_list("digest", flat=True)) == {rules.digest(make_entry())}
    assert WaitingEvent.objects.count() == 3


def test_an_event_goes_when_its_transaction_does() -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        services.record("payment.settled", by=ANA, at=NOON)
        1 / 0  # noqa: B018
    assert not Event.objects.exists()
    assert not WaitingEvent.objects.exists()


@pytest.mark.parametrize("name", ["record.peeked", "Record.viewed", "", "record"])
def test_a_name_nobody_registered_is_refused(name: str) -> None:
    with pytest.raises(UnknownEventName):
        services.record(name, by=DEV, at=NOON)
    assert not Event.objects.exists()


def test_the_refusal_of_a_name_shows_those_alike() -> None:
    with pytest.raises(UnknownEventName, match=r"refund\.approved, refund\.asked"):
        services.record("refund.aproved", by=DEV, at=NOON)


def test_a_room_may_register_its_own_names(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(names, "_registered", set(names._registered))
    names.register("nurse.visited")
    services.record("nurse.visited", by=DEV, at=NOON)
    assert Event.objects.get().name == "nurse.visited"


@pytest.mark.parametrize("name", ["viewed", "Nurse.visited", "nurse.visited.twice", "nurse visited"])
def test_a_name_has_a_subject_and_a_verb(name: str) -> None:
    with pytest.raises(AssertionError):
        names.register(name)


def test_one_bad_event_among_many_keeps_all_of_them_out() -> None:
    with pytest.raises(NotForAudit):
        services.record_many([make_entry(), make_entry(subject="Ana Lopez")])
    assert not Event.objects.exists()


def test_a_member_sees_who_looked_and_only_at_her_own_record() -> None:
    services.record_many(
        [
            make_entry(),
            make_entry(name="payment.settled", by=ANA),
            make_entry(name="record.glass_broken", reason="emergency"),
            make_entry(account_id=ANAS_ACCOUNT + 1),
        ]
    )
    assert [event.name for event in selectors.looks_at(ANAS_ACCOUNT)] == [
        "record.glass_broken",
        "record.viewed",
    ]
    assert selectors.events_about(ANAS_ACCOUNT).count() == 3
    assert selectors.events_on("4021187739").count() == 4
    assert not selectors.events_on("").exists()
