"""A message goes out once, whatever happens between."""

import smtplib
from datetime import timedelta

import pytest
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend

from hearthside import clock
from hearthside.audit import selectors as audit
from hearthside.audit import services as audit_services
from hearthside.audit.actor import job
from hearthside.mailroom import proofs, selectors, services
from hearthside.mailroom.errors import NoSuchMessage
from hearthside.mailroom.models import Message
from hearthside.mailroom.tests.cast import NOON, make_account, queue_email
from hearthside.references import spoken

pytestmark = pytest.mark.django_db


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


class RefusingServer(BaseEmailBackend):
    """A mail server that will not have these recipients. `code` is its answer."""

    code = 550

    def send_messages(self, messages):
        raise smtplib.SMTPRecipientsRefused({messages[0].to[0]: (self.code, b"no")})


class BusyServer(RefusingServer):
    code = 450


def test_an_address_that_does_not_exist_gets_no_more(settings):
    settings.EMAIL_BACKEND = f"{__name__}.RefusingServer"
    queue()
    assert services.send_due(at=clock.now()) == 0
    assert (
        Message.objects.get().state == "stopped" and selectors.why_not("email", "ANA@example.com") == "bounce"
    )
    queue("receipt:2")
    assert Message.objects.get(key="receipt:2").trouble == "bounce"
    services.resume(channel="email", to="ana@example.com", by=job("desk"), at=clock.now())
    queue("receipt:3")
    assert Message.objects.get(key="receipt:3").state == "waiting"


def test_a_busy_server_is_tried_again_and_in_the_end_a_person_sees_it(settings):
    settings.EMAIL_BACKEND = f"{__name__}.BusyServer"
    queue()
    at = clock.now()
    for _ in range(services.TRIES_MAX + 3):
        services.send_due(at=at)
        at += timedelta(days=1)
    stopped = Message.objects.get()
    assert (stopped.state, stopped.trouble, stopped.tries) == ("stopped", "gave_up", services.TRIES_MAX)
    assert not selectors.why_not("email", "ana@example.com")


def test_a_bounce_comes_back_later(settings):
    account = make_account()
    number = queue_email(account)
    with pytest.raises(NoSuchMessage):
        services.note_bounce(number=number, is_final=True, by=job("desk"), at=clock.now())
    services.send_due(at=clock.now())
    for _ in range(2):
        services.note_bounce(number=number, is_final=False, by=job("desk"), at=clock.now())
    assert [one.trouble for one in selectors.returned()] == ["bounce_for_now"]
    assert not selectors.why_not("email", "ana@example.org")
    services.note_bounce(number=number, is_final=True, by=job("desk"), at=clock.now())
    assert selectors.why_not("email", "ana@example.org") == "bounce"


@pytest.mark.parametrize("language", ["en", "es"])
def test_each_e_mail_carries_its_number_and_where_to_check_it(language):
    number = queue_email(language=language)
    services.send_due(at=clock.now())
    said = mail.outbox[0].body
    assert spoken(number) in said and "/official/" in said
    assert ("/es/official/" in said) == (language == "es")
    assert Message.objects.get().body == said, "kept with the words that were sent"


def test_calls_and_messages_stand_in_one_log():
    account = make_account()
    queue_email(account)
    services.send_due(at=NOON)
    for _ in range(2):
        services.log_contact(
            account_id=account.pk, channel="call", kind="call_back", to_mark="••• 0142",
            at=NOON + timedelta(hours=1), reference="4021187739", by=job("desk"),
        )  # fmt: skip
    listed = selectors.contacts_of(account.pk)
    assert [(one.channel, one.to_mark) for one in listed] == [
        ("call", "••• 0142"),
        ("email", "a•••@example.org"),
    ]
    assert selectors.contacts_of(account.pk, before=NOON + timedelta(minutes=1))[0].channel == "email"
    assert all(not found for _name, found in proofs.checks())


def test_the_proof_sees_a_message_that_went_twice():
    queue_email(make_account())
    services.send_due(at=NOON)
    sent = Message.objects.get()
    audit_services.record("mail.sent", subject=f"message:{sent.pk}", by=job("mailroom"), at=NOON)
    assert dict(proofs.checks())["each message that went out was recorded as sent once"] == [
        f"message {sent.number} was recorded as sent 2 times"
    ]


def test_four_digits_or_the_zip_prove_a_message_and_nothing_else_does():
    account = make_account()
    number = queue_email(account)
    assert not selectors.is_ours(number, account.number[-4:]), "it did not go out yet"
    services.send_due(at=NOON)
    assert selectors.is_ours(number, account.number[-4:])
    assert selectors.is_ours(number, "45402")
    assert not selectors.is_ours(number, "45403")
    assert not selectors.is_ours("4021187739", "45402")
