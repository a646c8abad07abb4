"""Your privacy: what you can choose, who looked, what we hold, and where your requests stand."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from hearthside import clock
from hearthside.cases import rules as clocks
from hearthside.cases import selectors as cases
from hearthside.cases.kinds import kind
from hearthside.cases.rules import Standing
from hearthside.members.selectors import AccountRow
from hearthside.organization.selectors import profile
from hearthside.privacy import letters, selectors, wording
from hearthside.privacy import looks as who_looked
from hearthside.privacy.case_kinds import LIST, REQUESTS, slug
from hearthside.privacy.policy import policy
from hearthside.privacy.registry import holdings_in
from hearthside.privacy.rules.keeping import years_before
from hearthside.privacy.selectors import RequestRow
from hearthside.privacy.views.opened import (
    Facts,
    actor,
    may_speak_for,
    open_account,
    own_account,
    request_or_404,
)

FIRST_LOOKS, A_PAGE, PAGES_MOST = 3, 25, 400
LISTED_MOST = 20


@login_required
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """The way in. A helper sees only the copy of the part that is open to them."""
    account = open_account(request)
    if account is None:
        return render(request, "privacy/nothing.html", {})
    facts: Facts = {
        "account": account, "is_own": may_speak_for(request, account), "house": policy(clock.today()),
        "copies": selectors.copies_visible_to(actor(request)).filter(account=account)[:LISTED_MOST],
        "holdings": [one.label for one in holdings_in(selectors.parts_open_to(actor(request), account.pk))],
    }  # fmt: skip
    if facts["is_own"]:
        facts |= _own(request, account)
    return render(request, "privacy/mine.html", facts)


def _own(request: HttpRequest, account: AccountRow) -> Facts:
    rows = selectors.requests_visible_to(actor(request)).filter(account=account).select_related("case")
    limits = selectors.live_restrictions(account.pk)
    newest = who_looked.looks_at(account.pk, viewer=actor(request).ident, most=A_PAGE)
    return {
        "looks": list(who_looked.in_a_row(newest))[:FIRST_LOOKS],
        "asks": [(one, wording.TITLES[one], wording.DOES[one]) for one in REQUESTS],
        "requests": [(row, kind(slug(row.kind)).name, _stands(row)) for row in rows[:LISTED_MOST]],
        "limits": [(row, wording.ABOUT.get(row.about, "")) for row in limits],
        "other_contact": selectors.other_contact(account.pk),
    }  # fmt: skip


@login_required
@require_safe
def looks(request: HttpRequest) -> HttpResponse:
    """Everybody who opened the record, and everybody who signed in to it, newest first."""
    account = own_account(request)
    page = _page_number(request)
    rows = who_looked.looks_at(
        account.pk, viewer=actor(request).ident, most=A_PAGE + 1, skip=(page - 1) * A_PAGE
    )
    return render(
        request, "privacy/looks.html",
        {"looks": list(who_looked.in_a_row(rows[:A_PAGE])), "account": account,
         "page": page, "newer": page - 1, "older": page + 1 if len(rows) > A_PAGE else 0},
    )  # fmt: skip


def _page_number(request: HttpRequest) -> int:
    typed = request.GET.get("page", "1")
    if not (typed.isascii() and typed.isdigit() and 0 < int(typed[:6]) <= PAGES_MOST):
        raise Http404
    return int(typed[:6])


@login_required
@require_safe
def request_page(request: HttpRequest, reference: str) -> HttpResponse:
    """One request: its clock, what was asked, our answer, and what can be done about it."""
    asked = request_or_404(request, reference)
    copies = selectors.copies_visible_to(actor(request)).filter(request=asked)
    return render(request, "privacy/request.html", _facts(asked) | {"copy": copies.first()})


def _facts(asked: RequestRow) -> Facts:
    case = cases.case_with_reference(asked.reference)
    assert case is not None, "a request stands beside its case"
    rule, today = kind(case.kind), clock.today()
    stands = clocks.standing(case.due_on, rule.clock(case.received_on), today=today, is_paused=False)
    is_live = case.closed_at is None
    return {
        "asked": asked, "case": case, "name": rule.name, "told": wording.told(asked.kind, asked.facts),
        "is_live": is_live, "is_late": stands is Standing.LATE,
        "days_left": (case.due_on - today).days if case.due_on else None,
        "outcome": rule.outcomes.get(case.outcome, ""), "answer": _answer(asked, case.outcome),
        "can_add": is_live and not asked.is_private, "list": _list(asked) if not is_live else None,
        "mail_lines": profile().return_lines,
    }  # fmt: skip


def _answer(asked: RequestRow, outcome: str) -> list[str]:
    """What our letter says, in the language of this page around staff's own words."""
    if asked.answered_at is None or asked.kind == LIST:
        return [asked.answer] if asked.answer else []
    return letters.answer_lines(asked, outcome, asked.answer, today=clock.day_of(asked.answered_at))


def _list(asked: RequestRow) -> list[tuple[Any, str]] | None:
    """Whom we told, as the list we sent says it."""
    if asked.kind != LIST or asked.answered_at is None:
        return None
    until = clock.day_of(asked.answered_at)
    since = years_before(until, int(asked.facts.get("years", "6")))
    rows = selectors.list_for_member(asked.account_id, since=since, until=until)
    return [(row, str(wording.BASES.get(row.basis, ""))) for row in rows]


def _stands(row: RequestRow) -> Facts:
    case: Any = row.case
    rule = kind(case.kind)
    if case.closed_at is not None:
        return {"words": rule.outcomes.get(case.outcome, ""), "is_late": False, "due_on": None}
    stands = clocks.standing(case.due_on, rule.clock(case.received_on), today=clock.today(), is_paused=False)
    return {"words": "", "is_late": stands is Standing.LATE, "due_on": case.due_on}
