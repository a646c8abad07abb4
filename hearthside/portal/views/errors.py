"""Something went wrong: what is safe, what to do, who to call. Nothing about what was looked for."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import loader

from hearthside import clock
from hearthside.organization.selectors import profile
from hearthside.portal.context import shell


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _bare(request, "portal/errors/400.html", 400)


def not_allowed(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "portal/errors/403.html", status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "portal/errors/404.html", status=404)


def gone(request: HttpRequest) -> HttpResponse:
    """A page that was here and will not come back: an old link, a code that was used."""
    return render(request, "portal/errors/410.html", status=410)


def too_many(request: HttpRequest, until: datetime, *, is_code: bool = False) -> HttpResponse:
    """A limit was reached: says until when, and which doors stay open. `is_code`: that of codes sent."""
    facts = {"until": until, "is_code": is_code}
    response = render(request, "portal/errors/429.html", facts, status=429)
    response["Retry-After"] = str(max(1, int((until - clock.now()).total_seconds())))
    return response


def our_fault(request: HttpRequest) -> HttpResponse:
    return _bare(request, "portal/errors/500.html", 500)


def form_went_stale(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without its token: the page was open too long, or another site sent it. Nothing was done."""
    return render(request, "portal/errors/stale.html", status=403)


def _bare(request: HttpRequest, template: str, status: int) -> HttpResponse:
    """A page that asks neither the database nor the session: they may be what is broken."""
    actor = getattr(request, "actor", None)
    facts = {"org": profile(), **shell(request.path), "told": actor.request_id if actor else ""}
    return HttpResponse(loader.get_template(template).render(facts), status=status)
