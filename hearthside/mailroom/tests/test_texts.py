"""Texts: to those who want them, at decent hours, within the day's budget, never twice."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from hearthside.audit.actor import job
from hearthside.errors import BadSetting
from hearthside.mailroom import proofs, selectors, services
from hearthside.mailroom.errors import TextRefused, TextUnclear
from hearthside.mailroom.models import Message, OptOut, TextDay
from hearthside.mailroom.services.queueing import us_number
from hearthside.mailroom.tests.cast import NOON, make_account, queue_text
from hearthside.mailroom.texting.folder import FolderSender
from hearthside.mailroom.texting.nobody import NobodySends
from hearthside.mailroom.texting.registry import text_sender

pytestmark = pytest.mark.django_db
DESK = job("desk")
ANA = "+19375550142"


class Provider:
    """A text company of our own: what it got, and how it answers next."""

    def __init__(self) -> None:
        self.got: list[tuple[str, str]] = []
        self.answers: list[Exception] = []
        self.loses_the_answer = False

    def send(self, *, to: str, body: str) -> str:
        if self.answers:
            raise self.answers.pop(0)
        self.got.append((to, body))
        if self.loses_the_answer:
            self.loses_the_answer = False
            raise TextUnclear("no answer")
        return f"SM{len(self.got)}"

    def find(self, *, to: str, body: str, since: datetime) -> str:
        return f"SM{self.got.index((to, body)) + 1}" if (to, body) in self.got else ""


@pytest.fixture
def provider() -> Provider:
    return Provider()


def test_a_text_goes_once_with_its_number_and_how_to_stop(provider: Provider) -> None:
    ana = make_account()
    number = queue_text(ana)
    assert queue_text(ana) == number
    assert services.send_texts(at=NOON, sender=provider) == 1
    assert services.send_texts(at=NOON, sender=provider) == 0
    [(to, words)] = provider.got
    assert to == ANA
    assert words.startswith("CareCentrix: ") and number in words and words.endswith("HELP for help.")
    kept = Message.objects.get()
    assert (kept.body, kept.provider_id, kept.segments) == (words, "SM1", 1)
    assert selectors.contacts_of(ana.pk)[0].words == words


def test_at_night_it_waits_for_the_morning(provider: Provider) -> None:
    queue_text(make_account(state="CA"))
    assert services.send_texts(at=NOON.replace(hour=11), sender=provider) == 0, "eight in California"
    assert services.send_texts(at=NOON.replace(hour=12, minute=30), sender=provider) == 1
    assert Message.objects.get().tries == 1, "a night is nobody's failure"


def test_a_code_that_was_asked_for_goes_at_any_hour_and_is_not_kept(provider: Provider) -> None:
    queue_text(make_account(), kind="login_code", body="CareCentrix: your code is 402118.")
    assert services.send_texts(at=NOON.replace(hour=3), sender=provider) == 1
    assert "402118" in provider.got[0][1] and "402118" not in Message.objects.get().body


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("937-555-0142", ANA),
        ("+1 (937) 555 0142", ANA),
        ("+1 876 555 0142", ""),  # Jamaica has a 1 before it too
        ("+44 20 7946 0958", ""),
        ("900-555-0142", ""),
        ("911", ""),
        ("not a number", ""),
    ],
)
def test_only_numbers_of_the_united_states(typed: str, kept: str) -> None:
    assert us_number(typed) == kept


def test_another_countrys_number_is_kept_and_not_texted(provider: Provider) -> None:
    queue_text(make_account(), to="+1 876 555 0142")
    assert services.send_texts(at=NOON, sender=provider) == 0
    assert [one.trouble for one in selectors.stopped()] == ["not_a_us_number"]


def test_stop_is_for_good_until_start(provider: Provider) -> None:
    ana = make_account()
    queue_text(ana, "waiting")
    answer = services.hear_text(from_number=ANA, body="Stop.", provider_id="IN1", at=NOON)
    assert "no more texts" in answer
    assert services.hear_text(from_number=ANA, body="Stop.", provider_id="IN1", at=NOON) == ""
    queue_text(ana, "later")
    assert services.send_texts(at=NOON, sender=provider) == 0
    assert {(one.state, one.trouble) for one in Message.objects.all()} == {("stopped", "stop")}
    assert not selectors.stopped(), "their own wish is no work for staff"
    services.hear_text(from_number=ANA, body="START", provider_id="IN2", at=NOON)
    queue_text(ana, "again")
    assert services.send_texts(at=NOON, sender=provider) == 1
    assert all(not found for _name, found in proofs.checks())


def test_the_proof_sees_a_text_after_stop(provider: Provider) -> None:
    queue_text(make_account())
    services.send_texts(at=NOON, sender=provider)
    OptOut.objects.create(channel="text", to=ANA, reason="stop", since=NOON - timedelta(days=1))
    assert dict(proofs.checks())["no text went to a number after its owner said stop"]


def test_help_answers_in_the_readers_language(provider: Provider) -> None:
    queue_text(make_account("es"), language="es")
    assert "Llame" in services.hear_text(from_number=ANA, body="AYUDA", provider_id="IN1", at=NOON)
    assert services.hear_text(from_number="+447700900123", body="STOP", provider_id="IN3", at=NOON) == ""


def test_a_lost_answer_is_looked_for_before_it_is_sent_again(provider: Provider) -> None:
    queue_text(make_account())
    provider.loses_the_answer = True
    assert services.send_texts(at=NOON, sender=provider) == 0
    assert services.send_texts(at=NOON + timedelta(minutes=10), sender=provider) == 1
    assert len(provider.got) == 1
    assert TextDay.objects.get().segments == 1


def test_no_answer_eight_times_and_a_person_sees_it(provider: Provider) -> None:
    queue_text(make_account())
    provider.answers = [TextUnclear("away") for _ in range(20)]
    at = NOON
    for _ in range(12):
        services.send_texts(at=at, sender=provider)
        at += timedelta(days=1)
    assert [one.trouble for one in selectors.stopped()] == ["gave_up"]


def test_a_refusal_is_final(provider: Provider) -> None:
    queue_text(make_account())
    provider.answers = [TextRefused("not_a_mobile")]
    services.send_texts(at=NOON, sender=provider)
    services.send_texts(at=NOON + timedelta(days=1), sender=provider)
    assert not provider.got and [one.trouble for one in selectors.stopped()] == ["not_a_mobile"]


def test_the_days_budget_stops_texts_until_tomorrow(provider: Provider, settings: Any) -> None:
    settings.TEXT_SEGMENTS_A_DAY_MAX = 2
    for place in range(3):
        queue_text(make_account(phone=f"937555014{place}"), f"text:{place}")
    assert services.send_texts(at=NOON, sender=provider) == 2
    assert services.send_texts(at=NOON + timedelta(hours=2), sender=provider) == 0
    assert services.send_texts(at=NOON + timedelta(days=1), sender=provider) == 1


def test_one_number_gets_five_texts_a_day(provider: Provider) -> None:
    ana = make_account()
    for place in range(7):
        queue_text(ana, f"text:{place}")
    assert services.send_texts(at=NOON, sender=provider) == 5


def test_the_demo_writes_texts_to_a_folder(tmp_path: Path, settings: Any) -> None:
    settings.OUTBOX_FOLDER = tmp_path
    queue_text(make_account())
    assert services.send_texts(at=NOON) == 1
    [path] = (tmp_path / "texts").iterdir()
    assert "You have a bill due soon" in path.read_text()
    assert isinstance(text_sender(), FolderSender)


def test_production_without_a_provider_keeps_the_text_for_staff(settings: Any) -> None:
    settings.PRODUCTION, settings.TEXTS = True, "off"
    assert isinstance(text_sender(), NobodySends)
    queue_text(make_account())
    assert services.send_texts(at=NOON) == 0
    assert [one.trouble for one in selectors.stopped()] == ["texts_are_off"]
    settings.TEXTS = "folder"
    with pytest.raises(BadSetting):
        text_sender()
