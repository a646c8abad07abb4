"""A message goes out once, whatever happens between."""

from datetime import timedelta

import pytest
from django.core import mail

from hearthside import clock
from hearthside.audit import selectors as audit
from hearthside.mailroom import services
from hearthside.mailroom.models import Message
from hearthside.references import spoken

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def letterbox(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


def queue(key: str = "receipt:1", to: str = "ana@example.com", subject: str = "We got your payment") -> None:
    services.queue_email(
        key=key,
        kind="receipt",
        account_id=None,
        to=to,
        language="en",
        subject=subject,
        body="Thank you.",
        at=clock.now(),
    )


def test_a_key_is_queued_once_and_sent_once():
    queue()
    queue()
    assert services.send_due(at=clock.now()) == 1
    assert services.send_due(at=clock.now()) == 0
    assert [message.to for message in mail.outbox] == [["ana@example.com"]]
    sent = Message.objects.get()
    assert sent.sent_at and audit.events_on(f"message:{sent.pk}").get().name == "mail.sent"


@pytest.mark.parametrize("broken", ["ana@example.com\nBcc: all@example.com", "ana@example.com\r\n"])
def test_a_line_break_in_an_address_is_refused(broken):
    with pytest.raises(services.BrokenHeader):
        queue(to=broken)
    with pytest.raises(services.BrokenHeader):
        queue(subject=broken)
    assert not Message.objects.exists()


def test_a_message_another_worker_holds_is_left_alone_until_its_lease_is_over():
    queue()
    Message.objects.update(leased_until=clock.now() + timedelta(minutes=1))
    assert services.send_due(at=clock.now()) == 0
    assert services.send_due(at=clock.now() + timedelta(minutes=2)) == 1


def test_a_post_office_that_is_away_is_tried_again_later(settings, monkeypatch):
    queue()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = "127.0.0.1", 1, False
    assert services.send_due(at=clock.now()) == 0
    waiting = Message.objects.get()
    assert waiting.sent_at is None and waiting.trouble == "ConnectionRefusedError" and waiting.tries == 1
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert services.send_due(at=clock.now()) == 0
    assert services.send_due(at=clock.now() + timedelta(hours=1)) == 1


def test_a_one_time_code_is_sent_and_not_kept():
    services.queue_email(
        key="code:1", kind="login_code", account_id=None, to="ana@example.com", language="en",
        subject="Your code", body="Your code is 402118.", at=clock.now(),
    )  # fmt: skip
    services.send_due(at=clock.now())
    assert "402118" in mail.outbox[0].body
    kept = Message.objects.get()
    assert kept.body.startswith("Your code is ••••••.") and spoken(kept.number) in kept.body
