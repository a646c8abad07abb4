"""What anybody may read: the notice by its day, and a form to ask by mail."""

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from hearthside import clock
from hearthside.organization.selectors import profile
from hearthside.privacy import letters, notices, wording


@require_safe
def notice(request: HttpRequest) -> HttpResponse:
    """The notice that holds today."""
    return _notice(request, notices.in_effect(clock.today()))


@require_safe
def version(request: HttpRequest, on: date) -> HttpResponse:
    """The notice that took effect on this day."""
    return _notice(request, on)


def _notice(request: HttpRequest, on: date) -> HttpResponse:
    found = notices.notice(on, get_language() or "en")
    if found is None:
        raise Http404
    today = clock.today()
    current = notices.in_effect(today)
    return render(
        request, "privacy/notice.html",
        {"notice": found, "current": current, "is_old": on < current, "is_coming": on > today,
         "others": [day for day in notices.versions() if day != on]},
    )  # fmt: skip


@require_safe
def form(request: HttpRequest) -> HttpResponse:
    """A page to print, fill in and mail. Nothing is typed here, so nothing is kept."""
    return render(
        request, "privacy/form.html",
        {"asks": wording.TITLES.values(), "mail_lines": profile().return_lines,
         "government": letters.GOVERNMENT},
    )  # fmt: skip
