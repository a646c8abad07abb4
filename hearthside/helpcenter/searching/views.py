"""The search pages. A question comes by POST, so that no address, log or history holds its words."""

from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from hearthside import clock
from hearthside.guards import services as guards
from hearthside.guards.addresses import client_address
from hearthside.helpcenter.searching import services
from hearthside.helpcenter.searching.forms import SearchForm
from hearthside.helpcenter.searching.results import results_of, top_tasks, while_typing
from hearthside.kept import SWITCH

LIMIT = "help_search.address"
TYPED_LETTERS_LEAST = 3


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("q")
def search(request: HttpRequest) -> HttpResponse:
    """The empty box, or a question's results. What finds nothing is counted for staff, without who asked."""
    request.keeps_form = "kept-form"  # type: ignore[attr-defined]
    if request.method != "POST":
        return _page(request, form=SearchForm(auto_id="%s"))
    if (until := _shut_until(request)) is not None:
        return _too_often(request, until, "helpcenter/searching/too_often.html")
    form = SearchForm(request.POST, auto_id="%s")
    if not form.is_valid():
        return _page(request, status=422, form=form)
    services.keep_passages_new()
    found = results_of(form.cleaned_data["q"], _language())
    if found.is_weak and SWITCH not in request.POST:
        services.note_miss(words=form.cleaned_data["q"], language=_language(), on=clock.today())
    return _page(request, form=form, results=found)


@never_cache
@require_POST
@sensitive_post_parameters("q")
def as_you_type(request: HttpRequest) -> HttpResponse:
    """A few topics for what is typed so far. Nothing is counted as missed: it is not finished."""
    template = "helpcenter/searching/_typed.html"
    if (until := _shut_until(request)) is not None:
        return _too_often(request, until, template)
    form = SearchForm(request.POST)
    typed = form.cleaned_data["q"] if form.is_valid() else ""
    is_enough = len(typed) >= TYPED_LETTERS_LEAST
    return render(request, template, {"found": while_typing(typed, _language()) if is_enough else ()})


def _page(request: HttpRequest, *, status: int = 200, **facts: object) -> HttpResponse:
    facts["top_tasks"] = top_tasks(_language())
    return render(request, "helpcenter/searching/search.html", facts, status=status)


def _shut_until(request: HttpRequest) -> datetime | None:
    """One search taken from this address; when it may go on, if these were too many."""
    address = client_address(request.META, trusted_proxies=settings.TRUSTED_PROXY_COUNT)
    verdict = guards.count(LIMIT, address, at=clock.now())
    return None if verdict.allowed else verdict.until


def _too_often(request: HttpRequest, until: datetime, template: str) -> HttpResponse:
    response = render(request, template, {"until": until}, status=429)
    response["Retry-After"] = str(max(1, int((until - clock.now()).total_seconds())))
    return response


def _language() -> str:
    return get_language() or settings.LANGUAGE_CODE
