"""Number and PIN open a report for fifteen minutes: read our answers, add words and files.

Who may is in a ticket that the browser carries: no session of ours says that this browser knows a report.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from hearthside import clock
from hearthside.cases.errors import FileRefused
from hearthside.cases.views.opened import SeeOther
from hearthside.fraud import flows, sealing, selectors, services
from hearthside.fraud.forms import FilesForm, FollowForm, SayForm
from hearthside.fraud.models import Tip, TipState
from hearthside.fraud.policy import policy
from hearthside.fraud.wording import REFUSED_FILES, STORY
from hearthside.guards.rules import Verdict
from hearthside.kept import read_form
from hearthside.references import new_reference

COOKIE = "report"


@require_http_methods(["GET", "HEAD", "POST"])
def follow(request: HttpRequest) -> HttpResponse:
    """The door; or, while the ticket is good, the report behind it."""
    tip = _opened(request)
    if tip is not None and request.method != "POST":
        return _carry(_thread(request, tip), tip)
    form = read_form(FollowForm, request, forgets=("pin",))
    if form.is_bound and form.is_valid():
        tip, verdict = flows.open_with_pin(
            number=form.cleaned_data["number"], pin=form.cleaned_data["pin"], at=clock.now()
        )
        if tip is not None:
            return _carry(SeeOther(reverse("fraud:follow")), tip)
        return _refused(request, form, verdict)
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "fraud/follow.html", {"form": form}, status=status)


def _refused(request: HttpRequest, form: FollowForm, verdict: Verdict) -> HttpResponse:
    """They do not fit; or this number was tried too often, and the page says until when."""
    form.add_error(None, _wrong(is_shut=not verdict.allowed))
    status = 422 if verdict.allowed else 429
    response = render(request, "fraud/follow.html", {"form": form}, status=status)
    if not verdict.allowed and verdict.until is not None:
        response["Retry-After"] = str(max(1, int((verdict.until - clock.now()).total_seconds())))
    return response


def _wrong(*, is_shut: bool) -> str:
    if is_shut:
        return _("This number was tried too often today. Try tomorrow, or call us and say “report fraud”.")
    return _("The number and the PIN do not match a report. Check both. After 5 tries a day, please call us.")


def _opened(request: HttpRequest) -> Tip | None:
    """The report whose PIN this browser showed less than fifteen minutes ago."""
    facts = sealing.read_ticket(sealing.FOLLOW, request.COOKIES.get(COOKIE, ""))
    if facts is None or datetime.fromisoformat(facts["until"]) <= clock.now():
        return None
    return selectors.tip_with(facts["reference"])


def _carry(response: HttpResponse, tip: Tip) -> HttpResponse:
    """Give the browser its ticket, good for fifteen minutes from now."""
    minutes = policy(clock.today()).follow_minutes
    until = clock.now() + timedelta(minutes=minutes)
    response.set_cookie(
        COOKIE, sealing.ticket(sealing.FOLLOW, {"reference": tip.reference, "until": until.isoformat()}),
        max_age=minutes * 60, secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Strict",
    )  # fmt: skip
    return response


def _thread(
    request: HttpRequest, tip: Tip, form: SayForm | None = None, files: FilesForm | None = None
) -> HttpResponse:
    story = selectors.story_of(tip, is_for_tipster=True)
    answers = any(row.kind == "replied" for row, _words in story)
    return render(
        request, "fraud/thread.html",
        {"tip": tip, "story": [(row, STORY[row.kind], words) for row, words in story],  # type: ignore[index]
         "is_closed": tip.state == TipState.CLOSED, "is_answered": answers, "key": new_reference(),
         "form": form, "files": files, "verify_form": files, "facts": selectors.facts_of(tip)},
        status=422 if form is not None else 200,
    )  # fmt: skip


@require_POST
def say(request: HttpRequest) -> HttpResponse:
    """Words, files, or both. Sent twice they are there once."""
    tip = _opened(request)
    if tip is None:
        return SeeOther(reverse("fraud:follow"))
    files = FilesForm(request.POST, request.FILES)
    is_good = files.is_valid()
    form = SayForm(request.POST, required=not request.FILES)
    if form.is_valid() and is_good and _added(tip, form, files):
        return _carry(SeeOther(reverse("fraud:follow")), tip)
    return _carry(_thread(request, tip, form, files), tip)


def _added(tip: Tip, form: SayForm, files: FilesForm) -> bool:
    """The files first: when one is refused, the words wait in the form and are not sent twice."""
    at = clock.now()
    try:
        for upload in files.uploads():
            flows.add_file(reference=tip.reference, upload=upload, at=at)
    except FileRefused as refusal:
        files.add_error("files", str(REFUSED_FILES[refusal.why]))
        return False
    if form.cleaned_data["words"]:
        key = f"said:{tip.reference}:{form.cleaned_data['key']}"
        services.say(reference=tip.reference, words=form.cleaned_data["words"], key=key, at=at)
    return True


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Close it: the next person at this machine finds nothing."""
    response = SeeOther(reverse("fraud:start"))
    response.delete_cookie(COOKIE)
    return response
