"""Following a question: the list, the proof that we have it, its page, and what one can still add."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from hearthside import clock
from hearthside.audit import services as audit
from hearthside.cases import drawing, flows, rules, selectors, wording
from hearthside.cases.asked_about import asked_in_all, lines_of_case
from hearthside.cases.case_kinds import DISPUTE
from hearthside.cases.errors import CaseClosed, FileRefused, SameLineOpen, TooLate
from hearthside.cases.forms import AgainForm, FileForm, SayForm
from hearthside.cases.kinds import kind
from hearthside.cases.models import Case, CaseState
from hearthside.cases.services import disputes, working
from hearthside.cases.views.opened import (
    GET_OR_POST,
    Facts,
    actor,
    case_or_404,
    language_of_page,
    open_account,
    see_other,
    sent_as_attachment,
)
from hearthside.organization.selectors import profile
from hearthside.references import new_reference

MOST_LISTED = 50


@login_required
@require_safe
def questions(request: HttpRequest) -> HttpResponse:
    """Everything that was asked on the open account: what is open first, then what was answered."""
    account = open_account(request)
    rows = selectors.cases_visible_to(actor(request)).filter(account=account)[:MOST_LISTED] if account else []
    found = [(case, kind(case.kind).name, wording.state_of(case)) for case in rows]
    return render(
        request, "cases/list.html",
        {"live": [row for row in found if row[0].state != CaseState.CLOSED],
         "closed": [row for row in found if row[0].state == CaseState.CLOSED], "account": account},
    )  # fmt: skip


@login_required
@require_safe
def sent(request: HttpRequest, reference: str) -> HttpResponse:
    """The proof: its number, when it came, until when we answer. It can be opened again at any time."""
    case = case_or_404(request, reference)
    return render(request, "cases/sent.html", _facts(case))


@login_required
@require_safe
def case_page(request: HttpRequest, reference: str) -> HttpResponse:
    """One question: where it stands, what was said, the files, and what one can still do."""
    return _page(request, case_or_404(request, reference))


def _page(
    request: HttpRequest, case: Case, *, form: SayForm | FileForm | None = None, status: int = 200
) -> HttpResponse:
    facts = _facts(case) | {
        "form": form,
        "say_form": form if isinstance(form, SayForm) else SayForm(initial={"key": new_reference()}),
        "file_form": form if isinstance(form, FileForm) else FileForm(),
        "story": [(row, wording.event_words(row)) for row in selectors.story_of(case, is_for_member=True)],
        "files": selectors.files_of(case, is_for_member=True),
        "again_until": _again_until(case),
    }
    return render(request, "cases/case.html", facts, status=status)


def _facts(case: Case) -> Facts:
    """What every page of a case says."""
    today = clock.today()
    lines = lines_of_case(case, language_of_page())
    is_live, clock_rule = case.state != CaseState.CLOSED, kind(case.kind).clock(case.received_on)
    stands = rules.standing(case.due_on, clock_rule, today=today, is_paused=case.asked_on is not None)
    shown = case.due_on if is_live and stands is not rules.Standing.STOPPED else None
    return {
        "case": case, "kind": kind(case.kind), "lines": lines, "asked": asked_in_all(lines),
        "why": wording.why_words(case), "state": wording.state_of(case), "is_live": is_live,
        "is_late": stands is rules.Standing.LATE,
        "ruler": drawing.ruler(case.received_on, shown, today=today) if shown else None,
        "days_left": (shown - today).days if shown else None,
        "left": selectors.open_of(case) if case.charges.exists() else None,
        "bill_number": case.subject.partition(":")[2] if case.subject.startswith("bill:") else "",
        "mail_lines": profile().return_lines,
    }  # fmt: skip


def _again_until(case: Case) -> object:
    """The last day to ask again; None where that is not possible."""
    if case.closed_at is None or case.outcome == "withdrawn":
        return None
    closed_on = clock.day_of(case.closed_at)
    days = kind(case.kind).again_days(closed_on)
    last = rules.days_after(closed_on, days, rules.Counts.CALENDAR)
    return last if rules.may_ask_again(closed_on, today=clock.today(), days=days) else None


@login_required
@require_POST
def say(request: HttpRequest, reference: str) -> HttpResponse:
    """Tell us more."""
    case = case_or_404(request, reference)
    form = SayForm(request.POST)
    if not form.is_valid():
        return _page(request, case, form=form, status=422)
    key = f"say:{case.reference}:{form.cleaned_data['key']}"
    try:
        working.answer(
            reference=reference, words=form.cleaned_data["words"], key=key, by=actor(request), at=clock.now()
        )
    except CaseClosed:
        messages.info(request, _("We have answered this question. You can ask us to look again."))
        return see_other("cases:case", reference)
    messages.success(request, _("We have your message."))
    return see_other("cases:case", reference)


@login_required
@require_POST
def add_file(request: HttpRequest, reference: str) -> HttpResponse:
    """Send a file with the question."""
    case = case_or_404(request, reference)
    form = FileForm(request.POST, request.FILES)
    if form.is_valid() and _take(request, case, form):
        return see_other("cases:case", reference)
    return _page(request, case, form=form, status=422)


def _take(request: HttpRequest, case: Case, form: FileForm) -> bool:
    upload = form.cleaned_data["file"]
    try:
        flows.take_file(
            case=case, chunks=upload.chunks(), size_bytes=upload.size, by=actor(request), at=clock.now()
        )
    except FileRefused as refusal:
        form.add_error("file", wording.refusal_words(refusal))
        return False
    messages.success(request, _("We have your file."))
    return True


@login_required
@require_safe
def file(request: HttpRequest, reference: str, file_reference: str) -> FileResponse:
    """Save a file that came with the question."""
    case = case_or_404(request, reference)
    found = selectors.file_of(case, file_reference)
    if found is None or not found.is_visible:
        raise Http404
    audit.record("record.exported", subject=file_reference, account_id=case.account_id, by=actor(request))
    return sent_as_attachment(found)


@login_required
@GET_OR_POST
def withdraw(request: HttpRequest, reference: str) -> HttpResponse:
    """Take the question back, after reading what that means."""
    case = _question_or_404(request, reference)
    if case.state == CaseState.CLOSED:
        return see_other("cases:case", reference)
    if request.method == "POST":
        disputes.take_back(reference=reference, by=actor(request), at=clock.now())
        messages.success(request, _("You took your question back."))
        return see_other("cases:case", reference)
    return render(request, "cases/withdraw.html", _facts(case))


@login_required
@GET_OR_POST
def again(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask us to look again."""
    case = _question_or_404(request, reference)
    if case.state != CaseState.CLOSED:
        return see_other("cases:case", reference)
    form = AgainForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _ask_again(request, case, form.cleaned_data["words"])
    return render(
        request, "cases/again.html", _facts(case) | {"form": form}, status=422 if form.errors else 200
    )


def _ask_again(request: HttpRequest, case: Case, words: str) -> HttpResponse:
    try:
        disputes.ask_again(reference=case.reference, words=words, by=actor(request), at=clock.now())
    except TooLate:
        messages.info(request, _("The time to ask again is over. Call us, and a person will help you."))
    except SameLineOpen as other:
        messages.info(request, _("You asked about this already. This is your question."))
        return see_other("cases:case", other.reference)
    return see_other("cases:case", case.reference)


def _question_or_404(request: HttpRequest, reference: str) -> Case:
    """A question about a bill: cases of other rooms are taken back on those rooms' own pages."""
    case = case_or_404(request, reference)
    if case.kind != DISPUTE:
        raise Http404
    return case
