"""Two workers at once, on a real database: each message goes out once, each budget holds."""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.db import close_old_connections, connections

from hearthside.audit.actor import job
from hearthside.mailroom import proofs, services
from hearthside.mailroom.models import LetterBatch, Message, TextDay
from hearthside.mailroom.tests.cast import NOON, make_account, queue_email, queue_letter, queue_text
from hearthside.mailroom.tests.test_texts import Provider

pytestmark = pytest.mark.django_db(transaction=True)
WORKERS = 4


def together(work: Callable[[], Any]) -> list[Any]:
    """What `work` returned in each of some threads that began at the same moment. Raises what they raised."""
    start, results, errors = threading.Barrier(WORKERS), [], []

    def run() -> None:
        close_old_connections()
        try:
            start.wait()
            results.append(work())
        except BaseException as error:
            errors.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(WORKERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]
    return results


def test_senders_of_e_mail_never_send_the_same_one() -> None:
    for place in range(12):
        queue_email(key=f"receipt:{place}")
    assert sum(together(lambda: services.send_due(at=NOON))) == 12
    assert len(mail.outbox) == 12
    assert all(not found for _name, found in proofs.checks())


def test_senders_of_texts_keep_the_budget(settings: Any) -> None:
    settings.TEXT_SEGMENTS_A_DAY_MAX = 5
    for place in range(9):
        queue_text(make_account(phone=f"937555014{place}"), f"text:{place}")
    provider = Provider()
    assert sum(together(lambda: services.send_texts(at=NOON, sender=provider))) == 5
    assert len(set(provider.got)) == len(provider.got) == 5
    assert TextDay.objects.get().segments == 5


def test_rooms_that_queue_the_same_occasion_make_one_message() -> None:
    ana = make_account()
    assert len(set(together(lambda: queue_letter(ana)))) == 1
    assert Message.objects.count() == 1


def test_printers_put_each_letter_into_one_batch(tmp_path: Path) -> None:
    ana = make_account()
    for place in range(6):
        queue_letter(ana, f"letter:{place}")
    together(lambda: services.print_letters(folder=tmp_path, by=job("desk"), at=NOON))
    assert sum(batch.letter_count for batch in LetterBatch.objects.all()) == 6
    assert len(list(tmp_path.glob("*/*.pdf"))) == 6
    assert all(not found for _name, found in proofs.checks())


def test_stop_said_twice_at_once_is_one() -> None:
    together(lambda: services.stop(channel="text", to="+19375550142", by=job("desk"), at=NOON))
