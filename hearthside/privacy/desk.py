"""The privacy officer's desk: requests answered, whom we told, limits and contacts of an account."""

from collections.abc import Callable
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from hearthside import clock
from hearthside.audit import services as audit
from hearthside.cases import rules as clocks
from hearthside.cases import selectors as cases
from hearthside.cases import services as case_services
from hearthside.cases.kinds import kind as kind_of
from hearthside.cases.wording import DESK_STATES
from hearthside.errors import HearthsideError
from hearthside.identity.access import staff_required
from hearthside.identity.selectors import LoginRow
from hearthside.members import selectors as members
from hearthside.members.selectors import AccountRow
from hearthside.privacy import letters, selectors, services, wording
from hearthside.privacy.case_kinds import COPY, LESS, LIST, REFUSED, REQUESTS, slug
from hearthside.privacy.forms import FORMS, AnswerForm, DisclosureForm, MoreTimeForm, PastDay
from hearthside.privacy.policy import policy
from hearthside.privacy.rules.keeping import years_before
from hearthside.privacy.selectors import RequestRow
from hearthside.privacy.services import deciding
from hearthside.privacy.services.copies import make_again
from hearthside.privacy.views.copies import as_attachment
from hearthside.privacy.views.opened import GET_OR_POST, Facts, actor, see_other
from hearthside.references import new_reference

SAYS = {
    "privacy.must_agree": "The law leaves no choice: the care was paid in full, and it is the plan that "
                          "shall not hear of it. Agree, or tick that a law makes us tell.",
    "privacy.not_open": "This request was decided already.",
    "privacy.copy_gone": "The file is not there: it is not made yet, or its days are over.",
    "cases.no_more_time": "The law gives no more time for this request.",
    "cases.closed": "This request was answered already.",
}  # fmt: skip
LAW = {
    "copy": ("Give it in the form asked for, if it can be made in that form.",
             "A fee covers copying, postage and supplies, and no more. A download is free.",
             "A no needs its reason in writing, and says how to complain."),
    "fix": ("You may say no only when it is right as it is, is not ours, or is not kept for decisions.",
            "A no says why, that they may write a page of their own, and how to complain.",
            "After a yes, tell those who were told the wrong thing and those the member names."),
    "list": ("Six years back. Not in it: care, payment, running our work, and what the member signed for.",
             "The first in twelve months is free. Tell the price of a further one before you make it."),
    "less": ("We need not agree, with one exception.",
             "Agree when it is about a health plan and the care was paid in full outside of it, unless a law "
             "makes us tell.",
             "What was agreed holds until the member ends it, or we say in writing that it ends."),
    "contact": ("Agree to what is reasonable. Ask for no reason.",
                "Until it is done, write and call nowhere. After it, only where they asked.",
                "The letter with our answer goes to the new address."),
    "complaint": ("Write down the complaint and what came of it.",
                  "Nobody may be treated worse for it. Nobody may be asked to give up the right to complain.",
                  "They may go to the government at any time, up to 180 days after they learned of it."),
}  # fmt: skip
FEW = 30


def _clerk(request: HttpRequest) -> LoginRow:
    return cast(LoginRow, request.user)


def _look(request: HttpRequest, account: AccountRow, subject: str) -> None:
    """One's own account stays shut; every other look is written down. Source: threats.md row 32."""
    by = actor(request)
    if selectors.is_own_account(account, _clerk(request)):
        audit.record("record.refused", account_id=account.pk, reason="own", result="refused", by=by)
        raise PermissionDenied
    audit.record("record.viewed", subject=subject, account_id=account.pk, reason="privacy", by=by)


def _asked(request: HttpRequest, reference: str) -> RequestRow:
    asked = selectors.request_with_reference(reference)
    if asked is None:
        raise Http404
    _look(request, asked.account, asked.reference)
    return asked


def _account(request: HttpRequest, number: str) -> AccountRow:
    account = members.account_with_number(number)
    if account is None:
        raise Http404
    _look(request, account, account.number)
    return account


def act(request: HttpRequest, done: str, do: Callable[..., Any]) -> bool:
    """Do it, as whoever asks and now, and say so; or say why not. Whether it was done."""
    try:
        do(by=actor(request), at=clock.now())
    except HearthsideError as refusal:
        messages.error(request, SAYS.get(refusal.code, str(refusal)))
        return False
    messages.success(request, done)
    return True


@staff_required("privacy.work")
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """What the room's work is, and the copies that could not be made."""
    login = _clerk(request)
    return render(
        request, "privacy/desk/overview.html",
        {"kinds": [(kind_of(slug(one)), f"cases-{slug(one)}") for one in REQUESTS],
         "failed": selectors.failed_copies()[:FEW], "may_keep": login.may_see("privacy.see_keeping"),
         "may_breach": login.has_perm("privacy.work_breaches")},
    )  # fmt: skip


@staff_required("privacy.work")
@require_safe
def request_page(request: HttpRequest, reference: str) -> HttpResponse:
    """One request: what was asked, the clock, what the law asks, and what can be done."""
    asked = _asked(request, reference)
    return render(request, "privacy/desk/request.html", _facts(request, asked))


def _facts(request: HttpRequest, asked: RequestRow) -> Facts:
    case = cases.case_with_reference(asked.reference)
    assert case is not None, "a request stands beside its case"
    rule, today, login = kind_of(case.kind), clock.today(), _clerk(request)
    terms = policy(case.received_on).requests[asked.kind]
    left = (
        clocks.extended(case.due_on, terms.clock, times_so_far=case.times_extended) if case.due_on else None
    )
    return {
        "asked": asked, "case": case, "kind": rule, "told": wording.told(asked.kind, asked.facts),
        "name": members.recipient_of(asked.account_id), "state": DESK_STATES[case.state],
        "clock": clocks.standing(case.due_on, terms.clock, today=today, is_paused=False),
        "days_left": (case.due_on - today).days if case.due_on else None, "law": LAW[asked.kind],
        "source": terms.law, "is_live": case.closed_at is None,
        "outcome": rule.outcomes.get(case.outcome, ""),
        "may_answer": login.has_perm(rule.answers), "may_work": login.has_perm(rule.permission),
        "may_extend": left is not None and case.closed_at is None, "later": left,
        "is_mine": case.owner_id == login.pk, "owes": deciding.owes_restriction(asked),
        "copies": list(selectors.copies_of(asked.account_id).filter(request=asked)),
        "more_form": MoreTimeForm(),
        "list": _list(asked) if asked.kind == LIST else None,
        "is_free": asked.kind != LIST or selectors.list_is_free(asked, today=today),
    }  # fmt: skip


def _list(asked: RequestRow) -> list[Any]:
    today = clock.today()
    since = years_before(today, int(asked.facts.get("years", "6")))
    return list(selectors.list_for_member(asked.account_id, since=since, until=today))


@staff_required("privacy.work")
@require_POST
def take(request: HttpRequest, reference: str) -> HttpResponse:
    """Work on it from now on."""
    _asked(request, reference)
    mine: Facts = {"reference": reference, "login_id": _clerk(request).pk}
    act(request, "It is yours.", lambda by, at: case_services.take(**mine, by=by, at=at))
    return see_other("privacy:desk_request", reference)


@staff_required("privacy.answer")
@require_POST
def more_time(request: HttpRequest, reference: str) -> HttpResponse:
    """Take the one extension that the law gives, and write why."""
    asked = _asked(request, reference)
    form = MoreTimeForm(request.POST)
    if not form.is_valid():
        facts = _facts(request, asked) | {"more_form": form, "form": form}
        return render(request, "privacy/desk/request.html", facts, status=422)
    words = form.cleaned_data["words"]
    act(request, "The member is told the new day.",
        lambda by, at: services.more_time(reference=reference, words=words, by=by, at=at))  # fmt: skip
    return see_other("privacy:desk_request", reference)


@staff_required("privacy.answer")
@GET_OR_POST
def answer(request: HttpRequest, reference: str) -> HttpResponse:
    """The answer: written, read as it would be sent with its reading grade, then sent."""
    asked = _asked(request, reference)
    if asked.answered_at is not None:
        return see_other("privacy:desk_request", reference)
    outcomes = kind_of(slug(asked.kind)).outcomes
    form = AnswerForm(request.POST or None, outcomes=outcomes)
    if form.is_bound and form.is_valid() and _may_say_no(asked, form):
        if request.POST.get("step") == "send":
            return _send(request, asked, form)
        if request.POST.get("step") == "preview":
            return _preview(request, asked, form)
    facts = _facts(request, asked) | {"form": form, "asks_law": asked.kind == LESS}
    return render(request, "privacy/desk/answer.html", facts, status=422 if form.errors else 200)


def _may_say_no(asked: RequestRow, form: AnswerForm) -> bool:
    says_no = form.cleaned_data["outcome"] == REFUSED
    if says_no and deciding.owes_restriction(asked, law_requires=form.cleaned_data["law_requires"]):
        form.add_error("outcome", SAYS["privacy.must_agree"])
        return False
    return True


def _preview(request: HttpRequest, asked: RequestRow, form: AnswerForm) -> HttpResponse:
    given = form.cleaned_data
    letter = letters.preview(asked, given["outcome"], given["words"], today=clock.today())
    return render(
        request, "privacy/desk/preview.html",
        _facts(request, asked) | {"sends": form, "letter": letter, "grade": f"{letter.reading.score:.1f}",
                                  "makes_copy": asked.kind == COPY and given["outcome"] != REFUSED},
    )  # fmt: skip


def _send(request: HttpRequest, asked: RequestRow, form: AnswerForm) -> HttpResponse:
    given = {name: form.cleaned_data[name] for name in ("outcome", "words", "law_requires")}
    act(request, "Answered. The letter is on its way.",
        lambda by, at: services.decide(reference=asked.reference, **given, by=by, at=at))  # fmt: skip
    return see_other("privacy:desk_request", asked.reference)


@staff_required("privacy.answer")
@require_POST
def copy_file(request: HttpRequest, reference: str) -> HttpResponse:
    """Fetch a copy to print and mail it: for whoever asked for paper."""
    copy = selectors.copy_with_reference(reference)
    if copy is None or copy.request_id is None:
        raise Http404
    _look(request, copy.account, copy.reference)
    fetched: list[Any] = []
    if not act(request, "The copy is saved.", lambda by, at: fetched.append(
        services.note_download(reference=reference, by=by, at=at))):  # fmt: skip
        return see_other("privacy:desk")
    return cast(HttpResponse, as_attachment(fetched[0]))


@staff_required("privacy.answer")
@require_POST
def copy_again(request: HttpRequest, reference: str) -> HttpResponse:
    """Let the worker try once more."""
    copy = selectors.copy_with_reference(reference)
    if copy is None:
        raise Http404
    _look(request, copy.account, copy.reference)
    act(request, "The worker tries again.", lambda by, at: make_again(reference=reference, by=by, at=at))
    return see_other("privacy:desk")


@staff_required("privacy.work")
@require_safe
def account_page(request: HttpRequest, number: str) -> HttpResponse:
    """Privacy of one account: its requests, whom we told, its limits, the only way to reach it."""
    return _account_page(request, _account(request, number))


def _account_page(
    request: HttpRequest, account: AccountRow, *, form: DisclosureForm | None = None, status: int = 200
) -> HttpResponse:
    login = _clerk(request)
    told, limits = selectors.disclosures_of(account.pk)[:FEW], selectors.live_restrictions(account.pk)
    return render(
        request, "privacy/desk/account.html",
        {"account": account, "name": members.recipient_of(account.pk),
         "requests": [(row, kind_of(slug(row.kind)).name) for row in selectors.requests_of(account.pk)[:FEW]],
         "told": [(row, wording.BASES.get(row.basis, "")) for row in told],
         "limits": [(row, wording.ABOUT.get(row.about, "")) for row in limits],
         "contact": selectors.other_contact(account.pk), "disclose_form": form or DisclosureForm(
             initial={"key": new_reference()}), "form": form, "may_answer": login.has_perm("privacy.answer"),
         "may_note": login.has_perm("privacy.note_disclosure"), "may_work": login.has_perm("privacy.work"),
         "kinds": [(one, kind_of(slug(one)).name) for one in REQUESTS]},
        status=status,
    )  # fmt: skip


@staff_required("privacy.note_disclosure")
@require_POST
def disclose(request: HttpRequest, number: str) -> HttpResponse:
    """Write down that somebody outside was told."""
    account = _account(request, number)
    form = DisclosureForm(request.POST)
    if not form.is_valid():
        return _account_page(request, account, form=form, status=422)
    given = {name: value for name, value in form.cleaned_data.items() if name != "key"}
    key = f"desk:{account.pk}:{form.cleaned_data['key']}"
    act(request, "It is noted.", lambda by, at: services.note_disclosure(
        account_id=account.pk, key=key, **given, by=by, at=at))  # fmt: skip
    return see_other("privacy:desk_account", number)


@staff_required("privacy.answer")
@require_POST
def end_contact(request: HttpRequest, number: str) -> HttpResponse:
    """The member says that they may be reached as others are again."""
    account = _account(request, number)
    act(request, "Ended. The contact stays as it is until it is changed.",
        lambda by, at: services.end_contact(account_id=account.pk, by=by, at=at))  # fmt: skip
    return see_other("privacy:desk_account", number)


@staff_required("privacy.answer")
@require_POST
def end_limit(request: HttpRequest, number: str, pk: str) -> HttpResponse:
    """A limit on whom we tell ends: the member agreed."""
    account = _account(request, number)
    if int(pk) not in {row.pk for row in selectors.live_restrictions(account.pk)}:
        raise Http404
    act(request, "The limit is ended.",
        lambda by, at: services.end_restriction(restriction_id=int(pk), by=by, at=at))  # fmt: skip
    return see_other("privacy:desk_account", number)


@staff_required("privacy.work")
@GET_OR_POST
def enter(request: HttpRequest, number: str, kind: str) -> HttpResponse:
    """A request that came by phone or mail, typed in. Its clock runs from the day it came."""
    account = _account(request, number)
    if kind not in REQUESTS:
        raise Http404
    form = FORMS[kind](request.POST or None)
    form.fields["received_on"] = PastDay(label="Day it came", initial=clock.today())
    key = request.POST.get("key", "")[:40] or new_reference()
    if form.is_bound and form.is_valid():
        facts = {name: value for name, value in form.cleaned_data.items() if name != "received_on"}
        made: list[RequestRow] = []
        act(request, "The request is open.", lambda by, at: made.append(services.ask_on_paper(
            account_id=account.pk, kind=kind, facts=facts, language=account.language,
            request_key=f"desk:{account.pk}:{key}", received_on=form.cleaned_data["received_on"], by=by,
            at=at,
        )))  # fmt: skip
        if made:
            return see_other("privacy:desk_request", made[0].reference)
    return render(
        request, "privacy/desk/enter.html",
        {"account": account, "form": form, "key": key, "kind": kind_of(slug(kind)),
         "name": members.recipient_of(account.pk)},
        status=422 if form.errors else 200,
    )  # fmt: skip
