"""A report in three pages: what happened, who and where, read it once more. Each page carries what was typed;
nothing is kept before it is sent, so nobody can find half a report on our side."""

import secrets
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from hearthside import clock
from hearthside.cases.errors import FileRefused
from hearthside.cases.views.opened import language_of_page
from hearthside.fraud import about as lines
from hearthside.fraud import flows
from hearthside.fraud.about import About
from hearthside.fraud.errors import TooManyReports
from hearthside.fraud.forms import KNOWN, FilesForm, ReportForm
from hearthside.fraud.rules import Facts, grouped
from hearthside.fraud.services import Received
from hearthside.fraud.wording import KINDS, REFUSED_FILES
from hearthside.guards.addresses import limit_prefix
from hearthside.kept import SWITCH

GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])
PAGES = ("what", "who", "check")


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """What fraud is, what to do first, and the way in."""
    return render(request, "fraud/start.html")


@GET_OR_POST
def tell(request: HttpRequest) -> HttpResponse:
    """The pages of a report that begins from nothing."""
    if request.method != "POST":
        return _show(request, "what", ReportForm(initial=_empty()), None)
    return _step(request)


@login_required
@GET_OR_POST
def line(request: HttpRequest, bill: str, line: str) -> HttpResponse:
    """As `tell`, from a line of a bill that this login may see: service, date and provider are filled in."""
    found = lines.line_visible_to(request.actor, bill, line, language_of_page())  # type: ignore[attr-defined]
    if found is None:
        raise Http404
    if request.method == "POST":
        return _step(request)
    first = {**_empty(), "kind": "not_received", "about": found.ticket(clock.now())}
    return _show(request, "what", ReportForm(initial=first), found)


def _empty() -> dict[str, str]:
    return {"key": secrets.token_hex(16)}


def _step(request: HttpRequest) -> HttpResponse:
    """From the page that was sent to the one that was asked for, or back to what must be mended first."""
    form, asked = ReportForm(request.POST), request.POST.get("go", "")
    sent_from = request.POST.get("page", "what")
    found = lines.read(request.POST.get("about", ""), clock.now())
    if SWITCH in request.POST or asked in ("what", "who"):
        to = asked if asked in PAGES else sent_from
        return _show(request, to if to in PAGES else "what", _unjudged(form), found)
    if sent_from == "what" and "key" in form.errors:
        form = ReportForm({**request.POST.dict(), **_empty()})
    broken = form.page_with_errors(("what",) if sent_from == "what" else ("what", "who"))
    if broken:
        return _show(request, broken, form, found, status=422)
    if sent_from == "what":
        return _show(request, "who", _unjudged(form), found)
    if sent_from == "check" and asked == "send":
        return _send(request, form, found)
    return _show(request, "check", _unjudged(form), found)


def _unjudged(form: ReportForm) -> ReportForm:
    return ReportForm(initial={name: form[name].value() for name in form.fields})


def _show(
    request: HttpRequest, page: str, form: ReportForm, found: About | None, *, status: int = 200, **more: Any
) -> HttpResponse:
    request.keeps_form = "kept-form"  # type: ignore[attr-defined]
    typed = {name: form[name].value() or "" for name in form.fields}
    carried = {"what": ("what",), "who": ("what", "who"), "check": PAGES}
    facts: Mapping[str, Any] = {
        "form": form, "page": page, "typed": typed, "about": found, "kinds": KINDS.items(),
        "kind": KINDS.get(typed["kind"], ""), "is_known": typed["known"] == KNOWN, "pages": carried[page],
        **more,
    }  # fmt: skip
    return render(request, f"fraud/{page}.html", facts, status=status)


def _send(request: HttpRequest, form: ReportForm, found: About | None) -> HttpResponse:
    files = FilesForm(request.POST, request.FILES)
    if not files.is_valid():
        return _show(request, "check", form, found, status=422, files=files)
    try:
        received = flows.send_report(
            **_said(form, found), uploads=files.uploads(), at=clock.now(),
            language=language_of_page(),
            address=limit_prefix(request.META, settings.TRUSTED_PROXY_COUNT),
        )  # fmt: skip
    except FileRefused as refusal:
        files.add_error("files", str(REFUSED_FILES[refusal.why]))
        return _show(request, "check", form, found, status=422, files=files)
    except TooManyReports as refusal:
        return _come_later(request, form, found, refusal)
    return _thanks(request, received)


def _said(form: ReportForm, found: About | None) -> dict[str, Any]:
    """What is kept: of an unnamed reporter no name, no account and no charge even leaves this page."""
    told = form.cleaned_data
    is_known = told["known"] == KNOWN
    facts = Facts(
        kind=told["kind"], words=told["words"], who=told["who"], when=told["when"], where=told["where"],
        name=told["name"] if is_known else "", contact=told["contact"] if is_known else "",
        line=found.line if found else None,
    )  # fmt: skip
    owned = found if found and is_known and found.account_id else None
    return {
        "form_key": told["key"], "facts": facts, "is_known": is_known,
        "account_id": owned.account_id if owned else None, "charge_ids": owned.charge_ids if owned else (),
    }  # fmt: skip


def _come_later(
    request: HttpRequest, form: ReportForm, found: About | None, refusal: TooManyReports
) -> HttpResponse:
    until = refusal.facts["until"]
    response = _show(request, "check", form, found, status=429, until=until)
    if until is not None:
        response["Retry-After"] = str(max(1, int((until - clock.now()).total_seconds())))
    return response


def _thanks(request: HttpRequest, received: Received) -> HttpResponse:
    return render(
        request, "fraud/thanks.html",
        {"reference": received.reference, "pin": grouped(received.pin) if received.pin else "",
         "digits": received.pin},
    )  # fmt: skip
