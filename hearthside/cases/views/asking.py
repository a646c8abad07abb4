"""Asking about a bill: what is wrong (1), read it once more (2), sent."""

from collections.abc import Sequence

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from hearthside import clock
from hearthside.bills import selectors as bills
from hearthside.cases import rules, selectors
from hearthside.cases.asked_about import BillLineToAsk, lines_of_bill
from hearthside.cases.case_kinds import QUESTION
from hearthside.cases.errors import NothingToAsk
from hearthside.cases.forms import AskForm
from hearthside.cases.models import Draft
from hearthside.cases.services import disputes, drafts
from hearthside.cases.views.opened import (
    GET_OR_POST,
    actor,
    bill_or_404,
    draft_or_404,
    language_of_page,
    login_id,
    see_other,
)
from hearthside.kept import read_form
from hearthside.money import total


@login_required
@GET_OR_POST
def ask(request: HttpRequest, number: str, line: str = "") -> HttpResponse:
    """What is wrong with this line, in their own words too; or, from the whole bill, with which lines.

    A line that was asked about before leads to its case.
    """
    bill = bill_or_404(request, number)
    all_lines = lines_of_bill(bill, language_of_page())
    about = [one for one in all_lines if not line or line in one.references]
    if not about:
        raise Http404
    can_ask = [one for one in about if one.can_be_asked]
    if not can_ask:
        return _nothing_to_ask(request, number, about)
    draft = selectors.draft_of_line(login_id(request), number, line)
    initial = {"lines": draft.lines.split(","), "why": draft.why, "words": draft.words} if draft else {}
    form = read_form(AskForm, request, lines=can_ask, initial=initial)
    if form.is_bound and form.is_valid():
        kept = drafts.keep_draft(
            login_id=login_id(request), account_id=bill.account_id, bill_number=number, line=line,
            lines=form.cleaned_data["lines"], why=form.cleaned_data["why"],
            words=form.cleaned_data["words"], at=clock.now(),
        )  # fmt: skip
        return see_other("cases:check", kept.key)
    return render(
        request, "cases/ask.html",
        {"form": form, "bill": bill, "line": line, "lines": can_ask, "chosen": _chosen(form, can_ask, line),
         "asked": [one for one in about if one.asked], "whys": QUESTION.whys.items()},
        status=422 if form.is_bound and form.errors else 200,
    )  # fmt: skip


def _chosen(form: AskForm, lines: Sequence[BillLineToAsk], line: str) -> list[str]:
    """The lines that are ticked: the one it was begun from, until something else was said."""
    said = form["lines"].value() or []
    return list(said) if said or not line else [one.reference for one in lines]


def _nothing_to_ask(request: HttpRequest, number: str, about: Sequence[BillLineToAsk]) -> HttpResponse:
    case = next((one.asked for one in about if one.asked is not None), None)
    if case is not None:
        messages.info(request, _("You asked about this already. This is your question."))
        return see_other("cases:case", case.reference)
    messages.info(request, _("Your plan changed its decision. You owe nothing on this line."))
    return see_other("bills:page", number)


@login_required
@GET_OR_POST
def check(request: HttpRequest, key: str) -> HttpResponse:
    """Read it once more; then it is sent, once. After that this page leads to the case."""
    case = selectors.case_of_request(request_key_of(key))
    if case is not None and selectors.cases_visible_to(actor(request)).filter(pk=case.pk).exists():
        return see_other("cases:sent", case.reference)
    draft = draft_or_404(request, key)
    lines = _lines_of(request, draft)
    if not lines:
        return see_other("cases:ask_bill", draft.bill_number)
    if request.method == "POST":
        return _send(request, draft, lines)
    today = clock.today()
    return render(
        request, "cases/check.html",
        {"draft": draft, "lines": lines, "why": QUESTION.whys[draft.why],
         "owe": total(line.owe for line in lines), "due_on": rules.due_on(today, QUESTION.clock(today))},
    )  # fmt: skip


def request_key_of(key: str) -> str:
    return f"draft:{key}"


def _lines_of(request: HttpRequest, draft: Draft) -> list[BillLineToAsk]:
    """The lines of a draft that can still be asked about."""
    bill = bills.bills_visible_to(actor(request)).filter(number=draft.bill_number).first()
    if bill is None:
        raise Http404
    chosen = set(draft.lines.split(","))
    found = lines_of_bill(bill, language_of_page())
    return [line for line in found if line.can_be_asked and line.reference in chosen]


def _send(request: HttpRequest, draft: Draft, lines: Sequence[BillLineToAsk]) -> HttpResponse:
    try:
        case = disputes.ask_about_lines(
            account_id=draft.account_id, bill_number=draft.bill_number, why=draft.why, words=draft.words,
            charge_ids=[pk for line in lines for pk in line.charge_ids], language=language_of_page(),
            request_key=request_key_of(draft.key), by=actor(request), at=clock.now(),
        )  # fmt: skip
    except NothingToAsk:
        return see_other("cases:ask_bill", draft.bill_number)
    drafts.drop_draft(key=draft.key)
    return see_other("cases:sent", case.reference)
