"""Events written by many at once while several sealers run: each is sealed, and once."""

import random
from concurrent.futures import ThreadPoolExecutor
from threading import Event as Signal

import pytest
from django.db import connection, transaction

from hearthside.audit import selectors, services
from hearthside.audit.heads import HeadFile
from hearthside.audit.models import Event, SealedEvent
from hearthside.audit.tests.cast import KEY, NOON, make_entry, record_views

pytestmark = pytest.mark.django_db(transaction=True)

WRITERS = 6
TRANSACTIONS_EACH = 15


def test_events_and_sealers_at_once(store: HeadFile, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "EVENTS_A_SEAL", 7)
    done = Signal()

    def write(seed: int) -> int:
        chance = random.Random(seed)
        kept = 0
        try:
            for _ in range(TRANSACTIONS_EACH):
                number, is_undone = chance.randint(1, 3), chance.random() < 0.2
                with transaction.atomic():
                    services.record_many([make_entry()] * number)
                    if is_undone:
                        transaction.set_rollback(True)
                kept += 0 if is_undone else number
        finally:
            connection.close()
        return kept

    def seal_on() -> None:
        try:
            while not done.is_set():
                services.seal(at=NOON, key=KEY)
        finally:
            connection.close()

    with ThreadPoolExecutor(WRITERS + 2) as pool:
        sealers = [pool.submit(seal_on) for _ in range(2)]
        try:
            kept = sum(pool.map(write, range(WRITERS)))
        finally:
            done.set()
        for sealer in sealers:
            sealer.result()

    services.seal(at=NOON, key=KEY)
    assert Event.objects.count() == kept
    assert SealedEvent.objects.count() == kept
    assert selectors.verify(key=KEY, at=NOON, store=store) == []


@pytest.mark.postgres_only
def test_an_event_that_commits_after_a_later_one_was_sealed_is_not_lost(store: HeadFile) -> None:
    """The trap of "id above the last one sealed": ids are drawn in one order and committed in another."""
    drawn, may_commit = Signal(), Signal()

    def write_slowly() -> int:
        try:
            with transaction.atomic():
                [early] = record_views(1)
                drawn.set()
                assert may_commit.wait(20)
            return early
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        slow = pool.submit(write_slowly)
        try:
            assert drawn.wait(20)
            [late] = record_views(1)
            services.seal(at=NOON, key=KEY)
        finally:
            may_commit.set()
        early = slow.result()

    assert early < late
    assert list(SealedEvent.objects.values_list("event_id", flat=True)) == [late]
    services.seal(at=NOON, key=KEY)
    assert selectors.verify(key=KEY, at=NOON, store=store) == []
    assert SealedEvent.objects.count() == 2
