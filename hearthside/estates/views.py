"""For anyone: telling us of a death. Two short pages, a check, and the same answer for every account."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hearthside import clock
from hearthside.audit.actor import Actor, ActorKind
from hearthside.cases import flows as case_flows
from hearthside.cases import wording as case_wording
from hearthside.cases.errors import FileRefused
from hearthside.estates import drafts, letters, selectors, services, wording
from hearthside.estates.forms import FileForm, PersonForm, YouForm
from hearthside.estates.models import Notice, Papers, Told
from hearthside.guards import addresses
from hearthside.guards import services as guards
from hearthside.kept import read_form
from hearthside.members import selectors as members
from hearthside.organization.selectors import profile
from hearthside.payments.views.steps import see_other

GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])
OPEN_ACCOUNT = "account_number"
"""The session's key for whose record is open; the portal's header sets it."""


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


@GET_OR_POST
@sensitive_post_parameters()
def start(request: HttpRequest) -> HttpResponse:
    """Step 1: who died."""
    first = drafts.initial(request.session) or _known_person(request)
    form = read_form(PersonForm, request, initial=first)
    if form.is_bound and form.is_valid():
        drafts.keep(request.session, form.cleaned_data)
        return see_other("estates:check" if drafts.is_whole(request.session) else "estates:you")
    return _page(request, "estates/person.html", form)


def _page(request: HttpRequest, template: str, form: Any, **more: Any) -> HttpResponse:
    return render(
        request, template, {"form": form, **more}, status=422 if form.is_bound and form.errors else 200
    )


def _known_person(request: HttpRequest) -> dict[str, Any]:
    """For a helper who is signed in: whom they help. Nobody is offered their own name here."""
    if not request.user.is_authenticated:
        return {}
    allowed = members.accounts_visible_to(_actor(request), scopes=members.ANY_SCOPES)
    account = allowed.filter(number=request.session.get(OPEN_ACCOUNT)).first() or allowed.first()
    if account is None:
        return {}
    grants = members.live_grants(int(_actor(request).ident)).filter(account_id=account.pk)
    name = members.recipient_of(account.pk) if all(one.is_helpers for one in grants) else ""
    return {"number": account.number, "zip": account.zip[:5], "died_name": name}


@GET_OR_POST
@sensitive_post_parameters()
def you(request: HttpRequest) -> HttpResponse:
    """Step 2: who tells us, how to reach them, and what else helps."""
    if not drafts.has_person(request.session):
        return see_other("estates:start")
    form = read_form(YouForm, request, initial=_known_reporter(request) | drafts.initial(request.session))
    if form.is_bound and form.is_valid():
        drafts.keep(request.session, form.cleaned_data)
        return see_other("estates:check")
    return _page(request, "estates/you.html", form)


def _known_reporter(request: HttpRequest) -> dict[str, Any]:
    user = request.user
    return {"reporter": user.name, "email": user.email} if user.is_authenticated else {}


@GET_OR_POST
def check(request: HttpRequest) -> HttpResponse:
    """Step 3: read it once more; then it is sent, once. Afterwards this page leads to the answer."""
    if not drafts.is_whole(request.session):
        return see_other("estates:received" if drafts.sent_reference(request.session) else "estates:start")
    if request.method == "POST":
        return _send(request)
    typed = drafts.initial(request.session)
    return render(
        request, "estates/check.html",
        {"typed": typed, "relation": wording.RELATIONS.get(typed["relation"]),
         "equipment": wording.EQUIPMENT.get(typed["equipment"]),
         "executor": wording.EXECUTOR.get(typed["is_executor"]),
         "papers": wording.PAPERS.get(typed["papers"])},
    )  # fmt: skip


def _send(request: HttpRequest) -> HttpResponse:
    address = addresses.client_address(request.META, trusted_proxies=settings.TRUSTED_PROXY_COUNT)
    held = guards.count("death.address", address, at=clock.now())
    if not held.allowed:
        return _too_often(request)
    typed = drafts.initial(request.session)
    notice = services.report(
        facts=drafts.facts_of(typed), told=Told.PAGE, language=get_language() or "en",
        request_key=f"death:{typed['key']}", by=_actor(request), at=clock.now(),
    )  # fmt: skip
    drafts.sent(request.session, notice.case.reference)
    return see_other("estates:received")


def _too_often(request: HttpRequest) -> HttpResponse:
    """Many reports came from one network: what was typed is kept, and the phone is open."""
    return render(request, "estates/too_often.html", status=429)


def _sent(request: HttpRequest) -> Notice | None:
    """The report that this browser session sent."""
    return selectors.notice_of(drafts.sent_reference(request.session))


@require_safe
def received(request: HttpRequest) -> HttpResponse:
    """The number to keep, what stops, and what happens next: the same words whatever was found."""
    notice = _sent(request)
    if notice is None:
        return see_other("estates:start")
    return _received(request, notice)


def _received(request: HttpRequest, notice: Notice, form: Any = None) -> HttpResponse:
    facts = {
        "reference": notice.case.reference, "stops": wording.STOPS, "due_on": notice.case.due_on,
        "equipment_is_there": notice.equipment != "no", "papers": letters.papers_words(notice),
        "wants_file": notice.papers == Papers.NOW, "file_form": form or FileForm(), "form": form,
        "files": selectors.file_count(notice), "mail_lines": profile().return_lines,
    }  # fmt: skip
    return render(request, "estates/received.html", facts, status=422 if form else 200)


@require_POST
def papers(request: HttpRequest) -> HttpResponse:
    """A copy of a paper, from the browser that sent the report and from no other."""
    notice = _sent(request)
    if notice is None:
        return see_other("estates:start")
    form = FileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _received(request, notice, form)
    file = form.cleaned_data["file"]
    # The day's limit counts by report: people who are not signed in share no other name.
    sender = Actor(ActorKind.GUEST, notice.case.reference, door="web")
    try:
        case_flows.take_file(
            case=notice.case, chunks=file.chunks(), size_bytes=file.size, by=sender, at=clock.now()
        )
    except FileRefused as refusal:
        form.add_error("file", case_wording.refusal_words(refusal))
        return _received(request, notice, form)
    messages.success(request, _("We have your copy. Thank you."))
    return see_other("estates:received")
