"""Help with paying: what there is, signed out and signed in; and the form on paper."""

from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from hearthside import clock
from hearthside.members import selectors as members
from hearthside.money import total
from hearthside.relief import selectors
from hearthside.relief.policy import policy
from hearthside.relief.rules.hardship import guideline_for
from hearthside.relief.views.opened import OPEN_ACCOUNT


@require_safe
def help_with_paying(request: HttpRequest) -> HttpResponse:
    """Every way to get help. Signed in: what fits this account, with the day it would end."""
    today = clock.today()
    return render(
        request, "relief/help.html",
        {"terms": policy(today).plans, "scale": _scale(), **_of_account(request)},
    )  # fmt: skip


@require_safe
def paper_form(request: HttpRequest) -> HttpResponse:
    """The application to print, fill in by hand and mail."""
    return render(request, "relief/paper_form.html", {"scale": _scale()})


def _scale() -> dict[str, Any]:
    """The incomes up to which help is given, by household size, from the tables."""
    terms = policy(clock.today())
    top = terms.hardship.steps[-1]
    full = next((step for step in terms.hardship.steps if step.forgives_percent == 100), None)
    guideline = terms.guidelines["states"]
    rows = []
    for people in range(1, 7):
        one = guideline_for(people, guideline)
        rows.append(
            {
                "people": people,
                "all": one.portion(_rate(full.up_to_percent)) if full else None,
                "part": one.portion(_rate(top.up_to_percent)),
            }
        )
    return {"rows": rows, "answer_days": terms.hardship.answer_days}


def _rate(percent: int) -> Decimal:
    return Decimal(percent) / 100


def _of_account(request: HttpRequest) -> dict[str, Any]:
    actor = request.actor  # type: ignore[attr-defined]
    allowed = members.accounts_visible_to(actor)
    account = allowed.filter(number=request.session.get(OPEN_ACCOUNT)).first() or allowed.first()
    if account is None:
        return {"account": None}
    today = clock.today()
    plan = selectors.standing_plan(account.pk)
    applications = selectors.applications_visible_to(actor).filter(account=account)
    return {
        "account": account,
        "owed": total(row.open for row in selectors.plannable(account.pk, on=today)),
        "plan": plan,
        "picture": selectors.picture(plan) if plan else None,
        "offers": [] if plan else selectors.offers(account.pk, today=today, day=selectors.usual_day(today)),
        "application": applications.exclude(state="withdrawn").first(),
    }
