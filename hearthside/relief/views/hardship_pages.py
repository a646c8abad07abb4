"""Asking for a lower bill in four steps: people, income, papers, check. What was typed is kept on the way."""

from datetime import date, datetime, timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from hearthside import clock
from hearthside.kept import SWITCH, read_form
from hearthside.members import selectors as members
from hearthside.money import total
from hearthside.relief import flows, letters, selectors
from hearthside.relief.errors import ApplicationIncomplete, NothingOwed, PaperRefused, TooLate
from hearthside.relief.forms import IncomeForm, PaperForm, PeopleForm, paper_megabytes, paper_words
from hearthside.relief.models import Application, ApplicationState
from hearthside.relief.policy import policy
from hearthside.relief.services import hardship
from hearthside.relief.views.opened import GET_OR_POST, account_of, application_of, see_other


def _written(request: HttpRequest) -> Application | None:
    """The application that is being written; None when there is none, or when it has been sent."""
    found = selectors.open_application(account_of(request).pk)
    return found if found is not None and found.state == ApplicationState.STARTED else None


@login_required
@GET_OR_POST
def people(request: HttpRequest) -> HttpResponse:
    """Step 1. An application that waits for our answer is shown instead."""
    account = account_of(request)
    application = selectors.open_application(account.pk)
    if application is not None and application.state != ApplicationState.STARTED:
        return see_other("relief:application", application.reference)
    form = read_form(PeopleForm, request, initial={"people": application.people if application else None})
    if form.is_bound and form.is_valid():
        by, at = request.actor, clock.now()  # type: ignore[attr-defined]
        application = hardship.begin(account_id=account.pk, language=get_language() or "en", by=by, at=at)
        hardship.say_people(reference=application.reference, people=form.cleaned_data["people"], by=by, at=at)
        return see_other("relief:income")
    return _step(request, "relief/lower_people.html", form, application)


@login_required
@GET_OR_POST
def income(request: HttpRequest) -> HttpResponse:
    """Step 2."""
    application = _written(request)
    if application is None or application.people is None:
        return see_other("relief:people")
    said = application.income
    initial = {
        "income": said.dollars_text if said is not None else None,
        "period": "month" if application.income_is_monthly else "year",
    }
    form = read_form(IncomeForm, request, initial=initial)
    if form.is_bound and form.is_valid():
        hardship.say_income(
            reference=application.reference, income=form.cleaned_data["income"], is_monthly=form.is_monthly,
            by=request.actor, at=clock.now(),  # type: ignore[attr-defined]
        )  # fmt: skip
        return see_other("relief:papers")
    return _step(request, "relief/lower_income.html", form, application)


@login_required
@GET_OR_POST
def papers(request: HttpRequest) -> HttpResponse:
    """Step 3: files that show the income, one at a time; or none, and they come by mail."""
    application = _written(request)
    if application is None or application.income_cents is None:
        return see_other("relief:income")
    form = PaperForm()
    if request.method == "POST" and SWITCH not in request.POST:
        form = PaperForm(request.POST, request.FILES)
        if form.is_valid() and _take(request, application, form):
            return see_other("relief:papers")
    return _step(request, "relief/lower_papers.html", form, application)


def _take(request: HttpRequest, application: Application, form: PaperForm) -> bool:
    upload = form.cleaned_data["paper"]
    try:
        flows.take_paper(
            application=application, chunks=upload.chunks(), size_bytes=upload.size,
            by=request.actor, at=clock.now(),  # type: ignore[attr-defined]
        )  # fmt: skip
    except PaperRefused as refusal:
        form.add_error("paper", paper_words(refusal))
        return False
    messages.success(request, _("We have your file."))
    return True


@login_required
@require_POST
def remove_paper(request: HttpRequest, reference: str) -> HttpResponse:
    """Take a file out again, before the application is sent."""
    application = _written(request)
    paper = selectors.paper_with(reference)
    if application is None or paper is None or paper.application_id != application.pk:
        raise Http404
    flows.remove_paper(paper, by=request.actor, at=clock.now(), reason="asked")  # type: ignore[attr-defined]
    messages.success(request, _("The file is gone."))
    return see_other("relief:papers")


Step = PeopleForm | IncomeForm | PaperForm


def _step(request: HttpRequest, template: str, form: Step, application: Application | None) -> HttpResponse:
    status = 422 if form.is_bound and form.errors else 200
    return render(
        request, template,
        {"form": form, "application": application, "size_mb": paper_megabytes(),
         "papers": selectors.papers_of(application) if application else []},
        status=status,
    )  # fmt: skip


@login_required
@GET_OR_POST
def check(request: HttpRequest) -> HttpResponse:
    """Step 4: read it once more, and send it."""
    account = account_of(request)
    application = selectors.open_application(account.pk)
    if application is None:
        return see_other("relief:people")
    if request.method == "POST":
        return _send(request, application)
    if application.state != ApplicationState.STARTED:
        return see_other("relief:application", application.reference)
    if application.people is None or application.income_cents is None:
        return see_other("relief:income")
    owed = total(row.open for row in selectors.plannable(account.pk, on=clock.today()))
    plan = selectors.live_plan(account.pk)
    return render(
        request, "relief/lower_check.html",
        {"application": application, "papers": selectors.papers_of(application), "owed": owed,
         "on_plan": selectors.picture(plan).remaining if plan else None,
         "name": members.recipient_of(account.pk),
         "answer_days": policy(clock.today()).hardship.answer_days},
    )  # fmt: skip


def _send(request: HttpRequest, application: Application) -> HttpResponse:
    try:
        sent = hardship.send(reference=application.reference, by=request.actor, at=clock.now())  # type: ignore[attr-defined]
    except ApplicationIncomplete:
        return see_other("relief:people")
    except NothingOwed:
        messages.info(request, _("Nothing is due on this account, so there is nothing to lower."))
        return see_other("relief:help")
    return see_other("relief:application", sent.reference)


@login_required
@require_safe
def application_page(request: HttpRequest, reference: str) -> HttpResponse:
    """Where an application stands, and what happens next."""
    application = application_of(request, reference)
    terms = policy(clock.day_of(application.decided_at or clock.now())).hardship
    return render(
        request, "relief/application.html",
        {"application": application, "answer_by": _days_after(application.sent_at, terms.answer_days),
         "ask_again_by": _days_after(application.decided_at, terms.appeal_days),
         "why": letters.why_declined(application) if application.decline_reason else "",
         "papers": selectors.papers_of(application), "taken_off": selectors.taken_off(application)},
    )  # fmt: skip


def _days_after(moment: datetime | None, days: int) -> date | None:
    return clock.day_of(moment) + timedelta(days=days) if moment else None


@login_required
@GET_OR_POST
def withdraw(request: HttpRequest, reference: str) -> HttpResponse:
    """Stop asking."""
    application = application_of(request, reference)
    if application.state not in (ApplicationState.STARTED, ApplicationState.SENT):
        return see_other("relief:application", reference)
    if request.method == "POST":
        hardship.withdraw(reference=reference, by=request.actor, at=clock.now())  # type: ignore[attr-defined]
        messages.success(request, _("Your application is stopped."))
        return see_other("relief:help")
    return render(request, "relief/lower_withdraw.html", {"application": application})


@login_required
@require_POST
def ask_again(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask us to look at our "no" again."""
    application = application_of(request, reference)
    if application.state == ApplicationState.DECLINED:
        try:
            hardship.ask_again(reference=reference, by=request.actor, at=clock.now())  # type: ignore[attr-defined]
        except TooLate:
            messages.info(request, _("The time to ask again is over. You can send a new application."))
        except NothingOwed:
            messages.info(request, _("Nothing is due on this account, so there is nothing to lower."))
    return see_other("relief:application", reference)
