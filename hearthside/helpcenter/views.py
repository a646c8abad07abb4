"""The help pages: every topic, one topic with the reader's own answer, and whether it answered."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers, patch_cache_control, patch_vary_headers
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_safe

from hearthside import clock
from hearthside.audit.actor import ActorKind
from hearthside.helpcenter import aliases, calling, library, services
from hearthside.helpcenter.facts import facts_of, fill
from hearthside.helpcenter.forms import UsefulForm
from hearthside.helpcenter.groups import grouped
from hearthside.helpcenter.library import Topic
from hearthside.helpcenter.personal import personal_answer
from hearthside.helpcenter.registry import Asker, answers
from hearthside.helpcenter.shown import Writer, dialed
from hearthside.members import selectors as members
from hearthside.organization.hours import clock_time
from hearthside.organization.selectors import profile

KEPT_SECONDS = 300
OPEN_ACCOUNT = "account_number"
"""The session's key for whose record is open; the portal's header sets it."""
SAID = "help_said"
"""The session's key for topics this reader has judged, each with the version that was judged."""


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Every topic, in groups."""
    return _kept(request, render(request, "helpcenter/index.html", {"groups": _titles()}))


@require_safe
def topic(request: HttpRequest, slug: str) -> HttpResponse:
    """The short answer, the reader's own, what to do now, and the whole of it."""
    found = _topics().get(slug)
    if found is None:
        return _elsewhere(request, slug)
    at, writer = clock.now(), _writer()
    facts = {
        "page": writer.page(found),
        "line": _line(found, at),
        "related": _titles_of(found.related, writer.facts),
        "has_own": found.slug in answers(),
        "said": _said(request).get(slug) == found.version,
        **_own(request, found, at),
    }
    return _kept(request, render(request, "helpcenter/topic.html", facts))


@require_http_methods(["GET", "HEAD", "POST"])
def useful(request: HttpRequest, slug: str) -> HttpResponse:
    """Did it answer? Counted once a session and version; the words are kept without who said them."""
    found = _topics().get(slug)
    if found is None:
        return _elsewhere(request, slug)
    form = UsefulForm(request.POST if request.method == "POST" else None, initial=_initial(request))
    if request.method == "POST" and form.is_valid():
        _note(request, found, form.cleaned_data)
        return redirect("helpcenter:useful", slug=slug)
    facts = {
        "form": form,
        "page": _writer().page(found),
        "is_said": _said(request).get(slug) == found.version,
    }
    response = render(request, "helpcenter/useful.html", facts, status=422 if form.is_bound else 200)
    add_never_cache_headers(response)
    return response


def _initial(request: HttpRequest) -> dict[str, str]:
    answer = request.GET.get("answer", "")
    return {"answer": answer} if answer in ("yes", "no") else {}


def _note(request: HttpRequest, found: Topic, typed: Mapping[str, str]) -> None:
    said = _said(request)
    if said.get(found.slug) == found.version:
        return
    today = clock.today()
    services.vote(topic=found, answered=typed["answer"] == "yes", on=today)
    if typed["words"]:
        services.keep_words(topic=found, words=typed["words"], on=today)
    request.session[SAID] = {**said, found.slug: found.version}


def _said(request: HttpRequest) -> dict[str, int]:
    found: dict[str, int] = request.session.get(SAID, {})
    return found


def _own(request: HttpRequest, found: Topic, at: datetime) -> dict[str, Any]:
    """The reader's own answer, for who is signed in; staff have no records of their own here."""
    actor = request.actor  # type: ignore[attr-defined]
    if actor.kind is not ActorKind.LOGIN or found.slug not in answers():
        return {}
    asker = Asker(actor, _open_account(request), at)
    first_name = (getattr(request.user, "name", "") or "").partition(" ")[0]
    return {"personal": personal_answer(found.slug, asker), "first_name": first_name}


def _open_account(request: HttpRequest) -> int | None:
    """The account that is open: the chosen one or the first, whatever part of it this login may see."""
    every = (*members.MONEY_SCOPES, *members.CARE_SCOPES)
    allowed = list(members.accounts_visible_to(request.actor, scopes=every))  # type: ignore[attr-defined]
    chosen = request.session.get(OPEN_ACCOUNT)
    first = allowed[0].pk if allowed else None
    return next((one.pk for one in allowed if one.number == chosen), first)


def _line(found: Topic, at: datetime) -> dict[str, Any]:
    line = calling.line(found.call, profile(), at=at)
    changes = line.changes_at
    return {
        "line": line,
        "link": dialed(line.number),
        "changes_on": changes and changes.date(),
        "changes_at": changes and clock_time(changes.time(), get_language() or "en"),
    }


def _elsewhere(request: HttpRequest, slug: str) -> HttpResponse:
    """An older address goes to its topic for good; anything else gets the list of topics."""
    if slug in aliases.ALIASES:
        return HttpResponsePermanentRedirect(reverse("helpcenter:topic", args=[aliases.ALIASES[slug]]))
    return render(request, "helpcenter/no_topic.html", {"groups": _titles()}, status=404)


def _kept(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Signed out, the page is the same for everyone and may be kept for a while. Source: threats.md 3."""
    patch_vary_headers(response, ["HX-Request", "Cookie"])
    if not request.user.is_authenticated and not response.cookies and not _said(request):
        patch_cache_control(response, public=True, max_age=KEPT_SECONDS)
    else:
        add_never_cache_headers(response)
    return response


def _topics() -> Mapping[str, Topic]:
    return library.topics(get_language() or "en")


def _writer() -> Writer:
    language = get_language() or "en"
    return Writer(facts_of(profile(), language), language)


def _titles() -> list[tuple[Any, list[tuple[str, str]]]]:
    facts = _writer().facts
    return [
        (group, [(reverse("helpcenter:topic", args=[one.slug]), fill(one.title, facts)) for one in topics])
        for group, topics in grouped(_topics())
    ]


def _titles_of(slugs: tuple[str, ...], facts: Mapping[str, str]) -> list[tuple[str, str]]:
    topics = _topics()
    return [
        (reverse("helpcenter:topic", args=[slug]), fill(topics[slug].title, facts))
        for slug in slugs
        if slug in topics
    ]
