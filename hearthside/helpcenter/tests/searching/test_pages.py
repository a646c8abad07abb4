"""The search pages, the passages they show and the misses they count; on SQLite and on PostgreSQL."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from hearthside import clock
from hearthside.audit import selectors as audit
from hearthside.audit.actor import job
from hearthside.desk.tests.cast import at_desk, make_staff
from hearthside.helpcenter.searching import index, passages, selectors, services
from hearthside.helpcenter.searching.models import Passage, SearchMiss, SearchSaying
from hearthside.helpcenter.searching.ranking import ranker

pytestmark = pytest.mark.django_db(transaction=True)
SEARCH, TYPED = "/help/search/", "/help/search/as-you-type/"
BY = job("tests")


def search(client: Client, words: str, path: str = SEARCH) -> str:
    page = client.post(path, {"q": words})
    assert page.status_code == 200
    return page.content.decode()


def first_link(page: str) -> str:
    found = re.search(r'<ol class="hs-found">.*?href="([^"#]+)', page, re.DOTALL)
    assert found
    return found[1]


def test_a_question_is_answered_with_a_passage_and_its_words_marked(client: Client) -> None:
    page = search(client, "when will my bill come?")
    assert first_link(page) == "/help/when-bill/"
    assert "<mark>bill</mark>" in page
    assert SearchMiss.objects.count() == 0


def test_a_spanish_question_on_either_page(client: Client) -> None:
    assert first_link(search(client, "se me rompio la silla de ruedas")) == "/help/equipment-problem/"
    page = search(client, "my wheelchair broke", "/es/help/search/")
    assert first_link(page) == "/es/help/equipment-problem/" and "Mi equipo no funciona" in page


def test_words_are_in_no_address_and_no_page_is_kept(client: Client) -> None:
    page = client.post(SEARCH, {"q": "lost my bill"})
    assert "no-store" in page["Cache-Control"] and "Location" not in page
    assert client.get(SEARCH, {"q": "lost my bill"}).content.decode().count("lost my bill") == 0


def test_an_empty_question_is_asked_again(client: Client) -> None:
    page = client.post(SEARCH, {"q": "  "})
    assert page.status_code == 422 and "Type your question" in page.content.decode()


HOSTILE = [
    "x" * 100_000, "<script>alert(1)</script> bill",
    "' OR 1=1; --", '" OR NEAR( bill', "bill* & | ! <-> (", "\x00bill",
    "\u202e\u200f 🤱🏽", "stems:bill AND NOT bill", "%s %d {0} {{ bill }}",
]  # fmt: skip


def test_hostile_words_are_words(client: Client) -> None:
    for words in HOSTILE:
        page = client.post(SEARCH, {"q": words})
        assert page.status_code in (200, 422) and "<script>alert" not in page.content.decode()
        assert client.post(TYPED, {"q": words}).status_code == 200


def test_guesses_while_typing(client: Client) -> None:
    page = client.post(TYPED, {"q": "autop"}).content.decode()
    assert 'href="/help/autopay-paperless/"' in page and "<html" not in page
    assert client.post(TYPED, {"q": "au"}).content.decode().strip() == ""
    assert client.get(TYPED).status_code == 405


def test_more_than_sixty_a_minute_is_asked_to_wait(client: Client) -> None:
    for _ in range(60):
        assert client.post(TYPED, {"q": "bil"}).status_code == 200
    page = client.post(SEARCH, {"q": "bill"})
    assert page.status_code == 429 and int(page["Retry-After"]) >= 1
    assert "It works again at" in page.content.decode()


def test_a_search_needs_its_token() -> None:
    assert Client(enforce_csrf_checks=True).post(SEARCH, {"q": "bill"}).status_code == 403


# Passages


SAME_ON_EVERY_DATABASE = [
    ("the power is out", "en", "equipment-problem", "the-power-is-out"),
    ("se fue la luz", "es", "equipment-problem", "se-fue-la-luz"),
    ("a debt collector writes to me", "en", "cannot-pay", "a-debt-collector-writes-to-you"),
    ("espero gemelos", "es", "pump-types", "espera-gemelos"),
    ("oxygen needles", "en", "return-equipment", "oxygen-and-needles"),
]


def test_the_same_passage_on_every_database() -> None:
    services.keep_passages_new()
    for words, language, slug, anchor in SAME_ON_EVERY_DATABASE:
        found = selectors.best_passages([slug], language, ranker().stems_of(words))
        assert found[slug].anchor == anchor, (connection.vendor, words)


def test_the_database_finds_what_python_finds() -> None:
    services.keep_passages_new()
    for words in ("bill", "coupon envelope", "extractor de leche", "911", "nothing-has-this-word zzzqx"):
        asked = set(ranker().stems_of(words)) - passages.COMMON
        by_hand = [row.pk for row in Passage.objects.order_by("pk") if asked & set(row.stems.split())]
        assert index.passages_with(sorted(asked)) == by_hand, (connection.vendor, words)


def test_passages_are_written_once_for_the_same_texts() -> None:
    assert services.keep_passages_new() and not services.keep_passages_new()


# Misses


def test_what_finds_nothing_is_counted_without_who(client: Client) -> None:
    for words in ("qqzzv kkwwx 4021187739", "QQZZV kkwwx 4021180000!"):
        page = search(client, words)
        assert "We found no answer to that" in page and "What people ask most" in page
    miss = SearchMiss.objects.get()
    assert (miss.times, miss.settled_on) == (2, None)
    assert not re.search(r"\d", miss.words + miss.spelled)
    assert {field.name for field in SearchMiss._meta.fields} == {
        "id", "spelled", "words", "language", "times", "first_on", "last_on", "settled_on", "answered_by",
    }  # fmt: skip


def test_a_flood_of_misses_is_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "NEW_MISSES_A_DAY_MAX", 2)
    kept = [
        services.note_miss(words=word, language="en", on=clock.today()) for word in ("aa", "bb", "cc", "aa")
    ]
    assert kept == [True, True, False, True] and SearchMiss.objects.count() == 2


def test_a_long_miss_is_trimmed() -> None:
    services.note_miss(words="zq " * 400, language="en", on=clock.today())
    assert len(SearchMiss.objects.get().words) <= 120


def missed(words: str = "qqzzv kkwwx") -> SearchMiss:
    services.note_miss(words=words, language="en", on=clock.today())
    return SearchMiss.objects.get()


def test_an_editor_ties_a_miss_to_a_topic_and_search_knows_it(client: Client) -> None:
    miss = missed()
    services.answer_miss(miss_id=miss.pk, slug="pump-types", by=BY, at=clock.now())
    services.answer_miss(miss_id=miss.pk, slug="pump-types", by=BY, at=clock.now())
    assert SearchSaying.objects.get().slug == "pump-types"
    assert len(audit.events_on(f"miss:{miss.pk}")) == 1
    assert first_link(search(client, "kkwwx qqzzv")) == "/help/pump-types/"


def test_a_miss_is_never_tied_to_a_topic_that_is_none() -> None:
    miss = missed()
    with pytest.raises(services.NoSuchTopic):
        services.answer_miss(miss_id=miss.pk, slug="nowhere", by=BY, at=clock.now())
    assert not SearchSaying.objects.exists() and not SearchMiss.objects.filter(settled_on__isnull=False)


def test_the_desk_works_the_queue(settings: Any) -> None:
    miss, desk = missed(), at_desk(make_staff("keisha", "billing_agent"))
    assert "qqzzv kkwwx" in desk.get("/desk/queues/help-misses/").content.decode()
    path = f"/desk/help/misses/{miss.pk}/"
    assert desk.post(path, {"topic": ""}).status_code == 422
    assert desk.post(path, {"topic": "coverage"}).status_code == 302
    miss.refresh_from_db()
    assert miss.answered_by == "coverage" and selectors.tally_of_misses() == (0, None)
    assert desk.get("/desk/help/misses/999999/").status_code == 404


def test_the_desk_puts_a_miss_away() -> None:
    miss, desk = missed(), at_desk(make_staff("sol", "supervisor"))
    assert desk.post(f"/desk/help/misses/{miss.pk}/", {"dismiss": "yes"}).status_code == 302
    miss.refresh_from_db()
    assert miss.settled_on and not miss.answered_by and not SearchSaying.objects.exists()


def test_a_stranger_reads_no_misses(client: Client) -> None:
    assert client.get(f"/desk/help/misses/{missed().pk}/").status_code in (302, 403, 404)


def test_the_address_is_the_same_in_both_languages() -> None:
    with override("es"):
        assert reverse("helpcenter:search") == "/es/help/search/"
