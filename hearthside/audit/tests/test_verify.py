"""The attacks on the trail, done as the owner of the database after lifting the triggers, each by name."""

import tracemalloc
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection

from hearthside.audit import heads, rules, selectors, services
from hearthside.audit.heads import HeadFile
from hearthside.audit.models import Event, Seal, SealedEvent, WaitingEvent
from hearthside.audit.selectors import Fault, FaultKind
from hearthside.audit.tests.cast import KEY, NOON, make_entry, record_views
from hearthside.audit.tests.flushing import switches

MINUTE = timedelta(minutes=1)


@pytest.fixture
def trail(db: None, monkeypatch: pytest.MonkeyPatch, store: HeadFile) -> list[int]:
    """Twelve events in three seals, the newest told to the outside; the ids of the events."""
    monkeypatch.setattr(services, "EVENTS_A_SEAL", 4)
    ids = record_views(12)
    services.seal(at=NOON, key=KEY)
    services.export_head(store=store)
    return ids


@pytest.fixture
def owner(trail: list[int]) -> Iterator[None]:
    """The owner of the database, who lifts every trigger, does as they like, and puts them back."""
    off, on = switches(connection)
    # Checks put off until the end would stand in the way of lifting triggers within this transaction.
    connection.check_constraints()
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("set constraints all immediate")
        for statement in off:
            cursor.execute(statement)
        yield
        for statement in on:
            cursor.execute(statement)


def proof(store: HeadFile, **told: object) -> list[Fault]:
    """What verify says of the trail, apart from the triggers that these tests lift themselves."""
    found = selectors.verify(key=KEY, at=NOON + MINUTE, store=store, **told)  # type: ignore[arg-type]
    return [fault for fault in found if fault.kind != FaultKind.TRIGGER_MISSING]


def kinds(store: HeadFile, **told: object) -> list[FaultKind]:
    return [fault.kind for fault in proof(store, **told)]


def test_a_whole_trail_has_no_faults(trail: list[int], store: HeadFile) -> None:
    assert selectors.verify(key=KEY, at=NOON, sealed_by=MINUTE, store=store) == []


def test_an_empty_trail_has_no_faults(db: None, store: HeadFile) -> None:
    assert selectors.verify(key=KEY, at=NOON, sealed_by=MINUTE, store=store) == []


# The five attacks of the threat model.


@pytest.mark.parametrize(
    "change",
    [
        {"name": "record.searched"}, {"at": NOON}, {"actor_ident": "5"}, {"actor_kind": "nobody"},
        {"door": "phone"}, {"acting_for": "6"}, {"request_id": ""}, {"address_prefix": ""},
        {"subject": "4021187740"}, {"account_id": 502}, {"account_id": None}, {"reason": "asked"},
        {"result": "refused"}, {"changed": ["street"]}, {"approver": "9"}, {"cents": 0},
        {"digest": "nonsense"},
    ],
    ids=lambda change: next(iter(change)),
)  # fmt: skip
def test_a_changed_event_is_named(
    trail: list[int], owner: None, store: HeadFile, change: dict[str, object]
) -> None:
    Event.objects.filter(pk=trail[5]).update(**change)
    found = proof(store)
    assert found[0].kind == FaultKind.EVENT_CHANGED
    assert found[0].where == f"event {trail[5]} at place 2 of seal 2"


def test_a_changed_event_with_a_new_digest_breaks_its_seal(
    trail: list[int], owner: None, store: HeadFile
) -> None:
    forged = make_entry(subject="4021187740")
    Event.objects.filter(pk=trail[5]).update(subject=forged.subject, at=NOON, digest=rules.digest(forged))
    [fault] = proof(store)
    assert (fault.kind, fault.where) == (FaultKind.SEAL_BROKEN, "seal 2")


@pytest.mark.parametrize("place", [1, 2, 4])
@pytest.mark.parametrize("leaves_the_place", [True, False])
def test_a_deleted_event_is_named(
    trail: list[int], owner: None, store: HeadFile, place: int, leaves_the_place: bool
) -> None:
    gone = trail[3 + place]
    Event.objects.filter(pk=gone)._raw_delete("default")
    if not leaves_the_place:
        SealedEvent.objects.filter(pk=gone)._raw_delete("default")
    [fault] = proof(store)
    assert (fault.kind, fault.where) == (FaultKind.EVENT_DELETED, f"place {place} of seal 2")


def test_a_deleted_event_is_missed_even_when_the_seal_is_told_to_count_less(
    trail: list[int], owner: None, store: HeadFile
) -> None:
    SealedEvent.objects.filter(pk=trail[7])._raw_delete("default")
    Event.objects.filter(pk=trail[7])._raw_delete("default")
    Seal.objects.filter(no=2).update(count=3)
    assert kinds(store) == [FaultKind.SEAL_BROKEN]


def test_an_event_deleted_before_its_seal_is_named(trail: list[int], owner: None, store: HeadFile) -> None:
    event = Event.of(make_entry(), rules.digest(make_entry()))
    event.save()
    WaitingEvent.objects.get_or_create(event_id=event.pk)
    Event.objects.filter(pk=event.pk)._raw_delete("default")
    assert [(fault.kind, fault.where) for fault in proof(store)] == [
        (FaultKind.EVENT_DELETED, f"event {event.pk}")
    ]


def test_an_inserted_event_is_named(trail: list[int], owner: None, store: HeadFile) -> None:
    event = Event.of(make_entry(), rules.digest(make_entry()))
    event.save()
    WaitingEvent.objects.all().delete()
    assert kinds(store) == [FaultKind.EVENT_UNLISTED]
    SealedEvent.objects.create(event=event, seal_id=2, place=5)
    assert [(fault.kind, fault.where) for fault in proof(store)] == [(FaultKind.EVENT_INSERTED, "seal 2")]
    Seal.objects.filter(no=2).update(count=5)
    assert kinds(store) == [FaultKind.SEAL_BROKEN]


def test_events_in_another_order_are_named(trail: list[int], owner: None, store: HeadFile) -> None:
    for event_id, place in ((trail[5], 99), (trail[6], 2), (trail[5], 3)):
        SealedEvent.objects.filter(pk=event_id).update(place=place)
    assert [(fault.kind, fault.where) for fault in proof(store)] == [
        (FaultKind.ORDER_CHANGED, f"event {trail[5]} at place 3 of seal 2")
    ]


def test_two_events_that_changed_their_contents_break_their_seal(
    trail: list[int], owner: None, store: HeadFile
) -> None:
    one, other = (Event.objects.get(pk=trail[index]) for index in (5, 6))
    one.pk, other.pk = other.pk, one.pk
    one.save(force_update=True)
    other.save(force_update=True)
    assert kinds(store) == [FaultKind.SEAL_BROKEN]


def test_a_cut_tail_is_named(trail: list[int], owner: None, store: HeadFile) -> None:
    tail = trail[4:]
    SealedEvent.objects.filter(pk__in=tail)._raw_delete("default")
    Event.objects.filter(pk__in=tail)._raw_delete("default")
    Seal.objects.filter(no__gte=2)._raw_delete("default")
    assert [(fault.kind, fault.where) for fault in proof(store)] == [(FaultKind.TAIL_CUT, "seal 2 to 3")]


def test_a_whole_trail_cut_away_is_named(trail: list[int], owner: None, store: HeadFile) -> None:
    for model in (SealedEvent, Event, Seal):
        model.objects.all()._raw_delete("default")
    assert [(fault.kind, fault.where) for fault in proof(store)] == [(FaultKind.TAIL_CUT, "seal 1 to 3")]


# And what else an owner could try.


def test_a_tail_cut_and_sealed_anew_differs_from_what_the_outside_was_told(
    trail: list[int], owner: None, store: HeadFile
) -> None:
    SealedEvent.objects.filter(seal_id=3)._raw_delete("default")
    Seal.objects.filter(no=3)._raw_delete("default")
    for event_id in trail[8:]:
        WaitingEvent.objects.create(event_id=event_id)
    services.seal(at=NOON + MINUTE, key=KEY)
    assert [(fault.kind, fault.where) for fault in proof(store)] == [(FaultKind.HEAD_DIFFERS, "seal 3")]


def test_a_seal_taken_out_is_named(trail: list[int], owner: None, store: HeadFile) -> None:
    SealedEvent.objects.filter(seal_id=2)._raw_delete("default")
    Event.objects.filter(pk__in=trail[4:8])._raw_delete("default")
    Seal.objects.filter(no=2)._raw_delete("default")
    assert [(fault.kind, fault.where) for fault in proof(store)] == [(FaultKind.SEAL_MISSING, "seal 2 to 2")]


def test_a_seal_that_names_another_before_it_is_named(trail: list[int], owner: None, store: HeadFile) -> None:
    Seal.objects.filter(no=2).update(previous=rules.FIRST_PREVIOUS)
    assert FaultKind.CHAIN_BROKEN in kinds(store)


@pytest.mark.parametrize("change", [{"at": NOON + MINUTE}, {"hash": "0" * 64}])
def test_a_changed_seal_is_named(
    trail: list[int], owner: None, store: HeadFile, change: dict[str, object]
) -> None:
    Seal.objects.filter(no=2).update(**change)
    assert proof(store)[0].kind == FaultKind.SEAL_BROKEN


def test_a_seal_forged_without_the_key_is_named(trail: list[int], owner: None, store: HeadFile) -> None:
    record_views(1)
    for event in Event.objects.exclude(pk__in=trail):
        WaitingEvent.objects.get_or_create(event_id=event.pk)
    services.seal(at=NOON, key="a guess")
    assert kinds(store) == [FaultKind.KEY_UNKNOWN]
    Seal.objects.filter(no=4).update(key_name=rules.key_name(KEY.encode()))
    assert kinds(store) == [FaultKind.SEAL_BROKEN]


def test_lifted_triggers_are_named(trail: list[int], owner: None, store: HeadFile) -> None:
    found = selectors.verify(key=KEY, at=NOON, store=store)
    assert {fault.kind for fault in found} == {FaultKind.TRIGGER_MISSING}
    assert "trigger audit_event_waits" in {fault.where for fault in found}


def test_an_unreadable_head_is_named(trail: list[int], store: HeadFile) -> None:
    store.add('{"no": 4, "ha')
    assert [(fault.kind, fault.where) for fault in proof(store)] == [
        (FaultKind.HEAD_UNREADABLE, "outside head, line 2")
    ]


# Freshness, only when asked.


def test_an_event_left_unsealed_is_named_only_when_asked(trail: list[int], store: HeadFile) -> None:
    [late] = record_views(1, first=0)
    assert proof(store) == []
    assert proof(store, sealed_by=MINUTE * 2) == []
    [fault] = proof(store, sealed_by=MINUTE)
    assert (fault.kind, fault.where) == (FaultKind.EVENT_UNSEALED, f"event {late}")


def test_seals_never_told_to_the_outside_are_named_after_two_hours(trail: list[int], store: HeadFile) -> None:
    nowhere = HeadFile(store.path.with_name("none"))
    hours = timedelta(hours=2)
    assert selectors.verify(key=KEY, at=NOON + hours - MINUTE, sealed_by=MINUTE, store=nowhere) == []
    [fault] = selectors.verify(key=KEY, at=NOON + hours, sealed_by=MINUTE, store=nowhere)
    assert (fault.kind, fault.where) == (FaultKind.HEAD_LATE, "seal 1")


def test_seals_of_an_older_key_still_hold(trail: list[int], store: HeadFile) -> None:
    record_views(2)
    services.seal(at=NOON, key="the next key")
    told = {"at": NOON, "store": store}
    assert selectors.verify(key="the next key", older_keys=(KEY,), **told) == []  # type: ignore[arg-type]
    unknown = selectors.verify(key="the next key", **told)  # type: ignore[arg-type]
    assert [fault.kind for fault in unknown] == [FaultKind.KEY_UNKNOWN] * 3


@pytest.mark.slow
def test_a_long_trail_takes_no_more_memory_than_a_short_one(db: None, store: HeadFile) -> None:
    def peak() -> int:
        services.seal(at=NOON, key=KEY)
        tracemalloc.start()
        assert selectors.verify(key=KEY, at=NOON, store=store) == []
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    record_views(4_000)
    short = peak()
    record_views(16_000)
    assert peak() < short * 3 // 2


def test_a_fault_reads_as_a_sentence() -> None:
    fault = Fault(FaultKind.EVENT_DELETED, "place 3 of seal 2", "the event sealed here is gone")
    assert str(fault) == "place 3 of seal 2: the event sealed here is gone (event_deleted)"
    assert heads.line_of(heads.Head(1, "a", 1, "b")).startswith('{"no": 1')
