"""Help pages: whole in both languages, kept only when they are nobody's, and the reader's own answer."""

import re
from datetime import UTC, date, datetime
from typing import Any
from unittest import mock

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from hearthside import clock
from hearthside.audit import selectors as audit
from hearthside.audit.actor import job
from hearthside.helpcenter import aliases, calling, library, personal, services
from hearthside.helpcenter.about.languages import TAGLINES
from hearthside.helpcenter.models import TopicVotes, TopicWords
from hearthside.helpcenter.registry import answers
from hearthside.members import services as members
from hearthside.organization.selectors import profile
from hearthside.portal.tests.cast import SETTING_THE_TABLE, Cast, make_cast

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
ABOUT = ("/rights/", "/language-help/", "/accessibility/")
KEPT = "public, max-age=300"
OWN = 'id="own"'


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def signed_in(login: Any) -> Client:
    client = Client()
    client.force_login(login, backend=BACKEND)
    return client


def page(client: Client, path: str, status: int = 200) -> str:
    response = client.get(path)
    assert response.status_code == status, path
    return response.content.decode()


@pytest.mark.parametrize("start", ["", "/es"])
def test_every_topic_is_whole(client: Client, start: str) -> None:
    for slug, topic in library.topics(start[1:] or "en").items():
        said = page(client, f"{start}/help/{slug}/")
        assert f'<html lang="{start[1:] or "en"}">' in said and said.count("<h1") == 1
        assert said.count("{{") == 0, slug
        assert "ds-c-button--solid" in said, f"{slug} has no button"
        anchors = re.findall(r'<h2 id="([^"]+)"', said)
        assert len(anchors) == len(set(anchors)) and set(anchors) >= {part.anchor for part in topic.sections}


def test_the_list_leads_to_every_topic_and_an_unknown_name_to_the_list(client: Client) -> None:
    for start in ("", "/es"):
        for path, status in (("/help/", 200), ("/help/no-such-topic/", 404)):
            said = page(client, start + path, status)
            assert all(f'href="{start}/help/{slug}/"' in said for slug in library.slugs())


def test_older_addresses_lead_to_their_topic_for_good(client: Client) -> None:
    assert set(aliases.ALIASES.values()) <= library.slugs()
    assert not set(aliases.ALIASES) & library.slugs()
    for start in ("", "/es"):
        response = client.get(f"{start}/help/scam/")
        assert (response.status_code, response["Location"]) == (301, f"{start}/help/official-site/")


@pytest.mark.parametrize("path", ["/help/", "/help/when-bill/", "/es/help/when-bill/"])
def test_a_page_is_kept_only_when_it_is_nobodys(client: Client, cast: Cast, path: str) -> None:
    response = client.get(path)
    assert response["Cache-Control"] == KEPT and {"Cookie", "HX-Request"} <= set(response["Vary"].split(", "))
    assert not response.cookies and "csrfmiddlewaretoken" not in response.content.decode()
    hers = signed_in(cast.ana).get(path)
    assert "no-store" in hers["Cache-Control"] and "public" not in hers["Cache-Control"]


def test_the_page_that_asks_back_is_kept_nowhere(client: Client) -> None:
    assert "no-store" in client.get("/help/when-bill/useful/")["Cache-Control"]


def test_signed_out_one_may_sign_in_and_comes_back(client: Client) -> None:
    assert "/sign-in/?next=/help/when-bill/" in page(client, "/help/when-bill/")
    assert "/es/sign-in/?next=/es/help/when-bill/" in page(client, "/es/help/when-bill/")
    assert "to see your own answer" not in page(client, "/help/pump-types/")


def test_every_answer_belongs_to_a_topic() -> None:
    assert set(answers()) <= library.slugs()
    named = {"when-bill", "who-to-pay", "understand-bill", "itemized-receipt", "find-account-number",
             "pay-online", "payment-confirmation", "autopay-paperless", "cannot-pay", "official-site",
             "contact-us"}  # fmt: skip
    assert named <= set(answers())


@pytest.mark.parametrize(
    "slug", sorted({"when-bill", "pay-online", "contact-us", "cannot-pay", "who-to-pay"})
)
@pytest.mark.parametrize("start", ["", "/es"])
def test_signed_in_the_answer_is_ones_own(cast: Cast, start: str, slug: str) -> None:
    said = page(signed_in(cast.ana), f"{start}/help/{slug}/")
    assert OWN in said and "Ana" in said and "None" not in said


def test_nobody_sees_an_answer_from_anothers_records(client: Client, cast: Cast) -> None:
    """Cora has no account, a helper for care alone sees no money, staff have no records of their own here."""
    members.grant_access(
        login_id=cast.cora.pk, account_id=cast.owes.id, scope="care", by=SETTING_THE_TABLE, at=clock.now()
    )
    spoken = re.sub(r"(\d{3})(\d{3})(\d{4})", r"\1 \2 \3", cast.owes.account.number)
    hers, care_only = signed_in(cast.ana), signed_in(cast.cora)
    assert spoken in page(hers, "/help/contact-us/") and spoken in page(hers, "/help/find-account-number/")
    assert cast.owes.bill.number in page(hers, "/help/when-bill/")
    dev = signed_in(cast.dev)
    for slug in library.slugs():
        for reader in (client, care_only, dev):
            said = page(reader, f"/help/{slug}/")
            main = said[said.index('<main id="main"') : said.index("</main>")]
            assert cast.owes.bill.number not in main, slug
            assert str(cast.owes.due) not in main or slug == "understand-bill", slug
        assert OWN not in page(client, f"/help/{slug}/") and OWN not in page(dev, f"/help/{slug}/")


def test_a_stranger_gets_no_answer_about_an_account_that_is_not_hers(cast: Cast) -> None:
    """Even with another's account number in her session."""
    hers = signed_in(cast.cora)
    session = hers.session
    session["account_number"] = cast.owes.account.number
    session.save()
    for slug in ("when-bill", "pay-online", "official-site", "contact-us", "cannot-pay", "who-to-pay"):
        assert OWN not in page(hers, f"/help/{slug}/"), slug


def test_a_page_asks_the_database_little(cast: Cast) -> None:
    hers = signed_in(cast.ana)
    for slug in answers():
        hers.get(f"/help/{slug}/")
        with CaptureQueriesContext(connection) as asked:
            hers.get(f"/help/{slug}/")
        assert len(asked) <= 12, f"{slug}: {len(asked)}"
    with CaptureQueriesContext(connection) as asked:
        Client().get("/help/when-bill/")
    assert len(asked) == 0


def test_a_room_that_fails_leaves_the_page_standing(cast: Cast, caplog: pytest.LogCaptureFixture) -> None:
    broken = mock.Mock(side_effect=ZeroDivisionError("Ana Reyes 1954-03-14"))
    with mock.patch.object(personal, "answers", return_value={"when-bill": (broken,)}):
        said = page(signed_in(cast.ana), "/help/when-bill/")
    assert "We could not look at your own records now." in said and "How it works for everyone" in said
    assert "ZeroDivisionError" in caplog.text and "Reyes" not in caplog.text


def test_one_vote_a_session_and_version(client: Client) -> None:
    asked = page(client, "/help/when-bill/useful/?answer=no")
    assert re.search(r'value="no" checked', asked)
    words = {"answer": "no", "words": "Where is the bill for 2025550123 of ana@mail.example\n?"}
    for _ in range(2):
        response = client.post("/help/when-bill/useful/", words)
        assert (response.status_code, response["Location"]) == (302, "/help/when-bill/useful/")
    assert "Thank you" in page(client, "/help/when-bill/useful/")
    assert "What you said helps us" in page(client, "/help/when-bill/")
    vote, said = TopicVotes.objects.get(), TopicWords.objects.get()
    assert (vote.slug, vote.version, vote.on, vote.yes, vote.no) == ("when-bill", 1, clock.today(), 0, 1)
    assert said.words == "Where is the bill for [number] of [address] ?"
    Client().post("/es/help/when-bill/useful/", {"answer": "yes"})
    assert sorted(TopicVotes.objects.values_list("language", "yes", "no")) == [("en", 0, 1), ("es", 1, 0)]


@pytest.mark.parametrize("typed", [{}, {"answer": "maybe"}, {"answer": "no", "words": "x" * 301}])
def test_what_cannot_be_read_is_asked_again_and_nothing_is_counted(
    client: Client, typed: dict[str, str]
) -> None:
    response = client.post("/help/when-bill/useful/", typed)
    assert response.status_code == 422 and "There is a problem" in response.content.decode()
    assert not TopicVotes.objects.exists() and not TopicWords.objects.exists()


def test_a_flood_of_words_ends(client: Client) -> None:
    topic = library.topics("en")["when-bill"]
    with mock.patch.object(services, "WORDS_A_DAY_MAX", 2):
        kept = [services.keep_words(topic=topic, words=f"word {n}", on=clock.today()) for n in range(3)]
    assert kept == [True, True, False] and TopicWords.objects.count() == 2
    assert not services.keep_words(topic=topic, words=" \x00 ", on=clock.today())


def test_words_are_settled_once_and_recorded() -> None:
    topic = library.topics("en")["when-bill"]
    services.keep_words(topic=topic, words="why", on=clock.today())
    row = TopicWords.objects.get()
    for _ in range(2):
        assert services.settle_words(words_id=row.pk, by=job("tests"), at=clock.now())
    assert [event.name for event in audit.events_on("help:when-bill")] == [services.SETTLED]
    assert not services.settle_words(words_id=row.pk + 1, by=job("tests"), at=clock.now())


@pytest.mark.parametrize(
    ("at", "is_open", "changes", "is_holiday"),
    [
        (datetime(2026, 11, 23, 14, 0, tzinfo=UTC), True, "2026-11-23T20:00", False),
        (datetime(2026, 11, 23, 12, 59, tzinfo=UTC), False, "2026-11-23T08:00", False),
        (datetime(2026, 11, 24, 1, 0, tzinfo=UTC), False, "2026-11-24T08:00", False),
        (datetime(2026, 11, 21, 15, 0, tzinfo=UTC), False, "2026-11-23T08:00", False),
        (datetime(2026, 11, 26, 15, 0, tzinfo=UTC), False, "2026-11-27T08:00", True),
        (datetime(2027, 1, 1, 15, 0, tzinfo=UTC), False, "2027-01-04T08:00", True),
        (datetime(2026, 7, 3, 15, 0, tzinfo=UTC), False, "2026-07-06T08:00", True),
    ],
)
def test_whether_a_person_answers_now(at: datetime, is_open: bool, changes: str, is_holiday: bool) -> None:
    """Eastern hours, Monday to Friday 8 to 8; Thanksgiving, New Year, and July 4 on a Saturday are closed."""
    line = calling.line("billing", profile(date(2026, 11, 23)), at=at)
    assert line.changes_at is not None
    assert (line.is_open, f"{line.changes_at:%Y-%m-%dT%H:%M}", line.is_holiday) == (
        is_open,
        changes,
        is_holiday,
    )
    assert line.number == profile().phone


@pytest.mark.parametrize("path", ABOUT)
def test_the_pages_about_us_are_whole(client: Client, path: str) -> None:
    for start in ("", "/es"):
        said = page(client, start + path)
        assert said.count("<h1") == 1 and "{{" not in said and profile().phone in said


def test_the_notice_says_what_the_law_asks(client: Client) -> None:
    """45 CFR 92.10: grounds, aids, interpreters, coordinator, grievance, the Office for Civil Rights."""
    said = page(client, "/rights/")
    for words in ("race or color", "national origin", "age", "disability", "sex", "Section 1557",
                  "interpreter",
                  "Civil Rights Coordinator", "grievance", "Office for Civil Rights", "1-800-368-1019",
                  "ocrportal.hhs.gov", "200 Independence Avenue SW"):  # fmt: skip
        assert words in said, words


def test_help_is_offered_in_each_language(client: Client) -> None:
    said = page(client, "/language-help/")
    assert len({one.code for one in TAGLINES}) == len(TAGLINES) >= 16
    for one in TAGLINES:
        assert f'<div lang="{one.code}"{" dir=" * one.is_right_to_left}' in said.replace('"rtl"', "")
        assert one.says.count("{phone}") == one.says.count("{relay}") == 1
