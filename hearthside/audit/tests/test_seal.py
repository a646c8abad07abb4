"""Sealing: everything once, in numbered links, by one sealer at a time."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from hearthside.audit import heads, selectors, services
from hearthside.audit.heads import HeadFile
from hearthside.audit.models import Event, Seal, SealedEvent, SealerLease, WaitingEvent
from hearthside.audit.rules import FIRST_PREVIOUS
from hearthside.audit.tests.cast import KEY, NOON, record_views

pytestmark = pytest.mark.django_db


def test_nothing_waits_nothing_is_sealed() -> None:
    assert services.seal(at=NOON, key=KEY) is None
    assert not Seal.objects.exists()


def test_each_seal_names_the_one_before(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "EVENTS_A_SEAL", 3)
    record_views(7)
    newest = services.seal(at=NOON, key=KEY)
    seals = list(Seal.objects.order_by("no"))
    assert newest == seals[-1]
    assert [(seal.no, seal.count) for seal in seals] == [(1, 3), (2, 3), (3, 1)]
    assert [seal.previous for seal in seals] == [FIRST_PREVIOUS, seals[0].hash, seals[1].hash]
    assert len({seal.hash for seal in seals}) == 3
    assert SealedEvent.objects.count() == 7
    assert not WaitingEvent.objects.exists()


def test_sealing_again_takes_only_what_is_new() -> None:
    record_views(2)
    services.seal(at=NOON, key=KEY)
    assert services.seal(at=NOON, key=KEY) is None
    [late] = record_views(1)
    newest = services.seal(at=NOON, key=KEY)
    assert newest is not None
    assert [sealed.event_id for sealed in SealedEvent.objects.filter(seal=newest)] == [late]


def test_a_second_sealer_leaves_the_first_alone() -> None:
    record_views(2)
    SealerLease.objects.create(pk=1, holder="the first", until=timezone.now() + timedelta(seconds=30))
    assert services.seal(at=NOON, key=KEY) is None
    assert WaitingEvent.objects.count() == 2


def test_the_lease_of_a_killed_sealer_ends() -> None:
    record_views(2)
    SealerLease.objects.create(pk=1, holder="killed", until=timezone.now() - timedelta(seconds=1))
    assert services.seal(at=NOON, key=KEY) is not None


def test_a_sealer_killed_half_way_leaves_whole_seals_and_the_rest_waiting(
    monkeypatch: pytest.MonkeyPatch, store: HeadFile
) -> None:
    monkeypatch.setattr(services, "EVENTS_A_SEAL", 3)
    record_views(5)
    made = services._seal_some(at=NOON, key=KEY.encode(), holder="killed")
    assert made is not None
    assert WaitingEvent.objects.count() == 2
    SealerLease.objects.update(until=timezone.now())
    services.seal(at=NOON, key=KEY)
    assert selectors.verify(key=KEY, at=NOON, store=store) == []
    assert SealedEvent.objects.count() == Event.objects.count() == 5


def test_the_newest_seal_is_told_to_the_outside_once(store: HeadFile) -> None:
    assert services.export_head(store=store) is None
    record_views(2)
    seal = services.seal(at=NOON, key=KEY)
    assert seal is not None
    head = services.export_head(store=store)
    assert head == heads.Head(1, seal.hash, 2, "2026-11-23T17:00:00.000000+00:00")
    assert services.export_head(store=store) is None
    assert [heads.parse(line) for line in store.lines()] == [head]


def test_the_worker_seals_always_and_tells_the_outside_hourly(
    monkeypatch: pytest.MonkeyPatch, store: HeadFile
) -> None:
    monkeypatch.setattr(heads, "store", lambda: store)
    for minutes in (0, 30, 59, 60, 90, 121):
        record_views(1)
        services.keep_sealed(at=NOON + timedelta(minutes=minutes))
    assert [heads.parse(line).no for line in store.lines()] == [1, 4, 6]
    assert selectors.verify(key=settings.SEAL_KEY, at=NOON, store=store) == []
