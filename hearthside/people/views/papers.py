"""Papers that let somebody act: asked for, sent, followed, with a sheet to mail them under."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from hearthside import clock
from hearthside.cases import flows, wording
from hearthside.cases import selectors as cases
from hearthside.cases import services as case_services
from hearthside.cases.errors import CaseClosed, FileRefused
from hearthside.kept import read_form
from hearthside.people import selectors, services
from hearthside.people.errors import TooManyToday
from hearthside.people.forms import FileForm, HelperPapersForm, HelpSomeoneForm, SayForm
from hearthside.people.models import Authority
from hearthside.people.selectors import LIVE_PAPERS
from hearthside.people.views.opened import (
    GET_OR_POST,
    actor,
    language_of_page,
    login_id,
    member_only,
    own_account,
    see_other,
)
from hearthside.people.wording import GIVES, PAPER_STATES, PAPERS, REASONS_SAID
from hearthside.references import new_reference

REFUSED = {
    "kind": gettext_lazy("We can take a PDF, JPEG, PNG or HEIC file. Save it as one of these."),
    "size": gettext_lazy("This file is larger than 10 MB. Send it in parts, or mail it."),
    "empty": gettext_lazy("This file is empty. Choose another."),
    "count": gettext_lazy("You sent as many files as this can hold. Mail the rest with the sheet below."),
    "day": gettext_lazy("You sent as much as you can in a day. Go on tomorrow, or mail it."),
    "closed": gettext_lazy("We answered this already. Start again to send more."),
}


@GET_OR_POST
@login_required
def help_someone(request: HttpRequest) -> HttpResponse:
    """A helper asks, with the number on the bill and a paper. The answer is the same for a made-up number."""
    member_only(request)
    form = read_form(HelpSomeoneForm, request, initial={"key": new_reference()})
    if form.is_bound and form.is_valid():
        said, me = form.cleaned_data, login_id(request)
        try:
            row = services.send_papers(
                kind=said["kind"], scope=said["scope"], account_id=None, helper_login_id=me,
                helper_name=request.user.name or request.user.email, helper_email=request.user.email,  # type: ignore[union-attr]
                asked_number=said["number"], asked_name=said["asked_name"], language=language_of_page(),
                request_key=f"papers:{me}:{said['key']}"[:64], by=actor(request), at=clock.now(),
            )  # fmt: skip
        except TooManyToday:
            form.add_error(None, _("You asked as often as you can in a day. Go on tomorrow, or call us."))
        else:
            return see_other("people:papers", row.case.reference)
    return render(
        request, "people/help_someone.html", {"form": form, "papers": PAPERS.items(), "gives": GIVES.items()},
        status=422 if form.is_bound and form.errors else 200,
    )  # fmt: skip


@GET_OR_POST
@login_required
def for_helper(request: HttpRequest) -> HttpResponse:
    """A member sends papers for somebody who will help."""
    account = own_account(request)
    form = read_form(HelperPapersForm, request, initial={"key": new_reference()})
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        try:
            row = services.send_papers(
                kind=said["kind"], scope=said["scope"], account_id=account.pk, helper_login_id=None,
                helper_name=said["name"], helper_email=said["email"], asked_number=account.number,
                asked_name="", language=language_of_page(),
                request_key=f"papers:{login_id(request)}:{said['key']}"[:64], by=actor(request),
                at=clock.now(),
            )  # fmt: skip
        except TooManyToday:
            form.add_error(None, _("You asked as often as you can in a day. Go on tomorrow, or call us."))
        else:
            return see_other("people:papers", row.case.reference)
    return render(
        request, "people/papers_for_helper.html",
        {"form": form, "papers": PAPERS.items(), "gives": GIVES.items()},
        status=422 if form.is_bound and form.errors else 200,
    )  # fmt: skip


@require_safe
@login_required
def page(request: HttpRequest, reference: str) -> HttpResponse:
    """Where the papers stand, what was said, and what can be sent."""
    return _page(request, _papers(request, reference))


def _page(request: HttpRequest, row: Authority, *, form: FileForm | SayForm | None = None) -> HttpResponse:
    story = cases.story_of(row.case, is_for_member=True)
    return render(
        request, "people/papers.html",
        {"row": row, "kind": PAPERS[row.kind][0], "state": PAPER_STATES[row.state], "form": form,
         "is_live": row.state in LIVE_PAPERS, "key": new_reference(),
         "reason": REASONS_SAID.get(row.reason, ""), "asks": row.case.asked_on is not None,
         "files": cases.files_of(row.case, is_for_member=True),
         "story": [(one, wording.event_words(one)) for one in story if one.words]},
        status=422 if form is not None and form.errors else 200,
    )  # fmt: skip


@require_POST
@login_required
def add_file(request: HttpRequest, reference: str) -> HttpResponse:
    """One page of the papers, or all of them in one file."""
    row = _papers(request, reference)
    form = FileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, row, form=form)
    upload = form.cleaned_data["file"]
    try:
        flows.take_file(
            case=row.case, chunks=upload.chunks(), size_bytes=upload.size, by=actor(request), at=clock.now()
        )
    except FileRefused as refusal:
        form.add_error("file", str(REFUSED[refusal.why]))
        return _page(request, row, form=form)
    messages.success(request, _("We have the file."))
    return see_other("people:papers", reference)


@require_POST
@login_required
def say(request: HttpRequest, reference: str) -> HttpResponse:
    """A word with the papers."""
    row = _papers(request, reference)
    form = SayForm(request.POST)
    if not form.is_valid():
        return _page(request, row, form=form)
    try:
        case_services.answer(
            reference=reference, words=form.cleaned_data["words"], by=actor(request), at=clock.now(),
            key=f"papers:{reference}:{form.cleaned_data['key']}"[:80],
        )  # fmt: skip
    except CaseClosed:
        messages.error(request, str(REFUSED["closed"]))
    else:
        messages.success(request, _("We have your message."))
    return see_other("people:papers", reference)


@require_safe
@login_required
def cover(request: HttpRequest, reference: str) -> HttpResponse:
    """A sheet to print and lay on top, so that the papers find their case."""
    row = _papers(request, reference)
    return render(request, "people/papers_cover.html", {"row": row, "kind": PAPERS[row.kind][0]})


@require_POST
@login_required
def take_back(request: HttpRequest, reference: str) -> HttpResponse:
    row = _papers(request, reference)
    services.withdraw_papers(reference=row.case.reference, by=actor(request), at=clock.now())
    messages.success(request, _("You took it back. We read no further."))
    return see_other("people:people")


def _papers(request: HttpRequest, reference: str) -> Authority:
    """The papers, if this login sent them; otherwise as if there were none."""
    row = selectors.papers_visible_to(actor(request)).filter(case__reference=reference).first()
    if row is None:
        raise Http404
    return row
