"""Who can see my account, and one tap to end it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from hearthside import clock
from hearthside.members import selectors as members
from hearthside.members import services as member_services
from hearthside.members.rules import is_minor
from hearthside.members.selectors import GrantRow
from hearthside.people import selectors, services
from hearthside.people.models import Invitation
from hearthside.people.policy import policy
from hearthside.people.views.opened import GET_OR_POST, OPEN_ACCOUNT, Facts, actor, login_id, see_other
from hearthside.people.wording import BASES, ENDED, INVITATIONS, PAPER_STATES, PAPERS, SCOPES, YOU_MAY


@require_safe
@login_required
def people(request: HttpRequest) -> HttpResponse:
    """Everyone who can see the account that is mine; and whom I help, with what I may do there."""
    account = selectors.own_account(actor(request), request.session.get(OPEN_ACCOUNT, ""))
    facts: Facts = {
        "account": account,
        "helps": [(one, members.recipient_of(one.account_id), YOU_MAY[one.scope])
                  for one in selectors.helps(actor(request))],
        "papers": [(row, PAPERS[row.kind][0], PAPER_STATES[row.state])
                   for row in selectors.papers_visible_to(actor(request))[:10]],
    }  # fmt: skip
    if account is not None:
        facts |= _whose(account.pk, login_id(request))
    return render(request, "people/people.html", facts)


def _whose(account_id: int, me: int) -> Facts:
    standing = selectors.standing(account_id)
    today = clock.today()
    on_it = members.people_of(account_id)
    age = policy(today).minors.age_of_majority
    minors = [
        one.name
        for one in on_it
        if one.relationship == "child" and is_minor(one.birth_date, today=today, age_of_majority=age)
    ]
    return {
        "own": [(one, one.login_id == me) for one in standing.own],
        "helpers": [_row(one) for one in standing.helpers],
        "spoken": [(row, SCOPES[row.scope]) for row in selectors.spoken_of(account_id)],
        "invitations": [_invited(row) for row in selectors.waiting_invitations(account_id)],
        "ended": [(one, SCOPES[one.scope], ENDED.get(one.ended_why, ENDED[""])) for one in standing.ended],
        "minors": minors,
    }


def _row(grant: GrantRow) -> Facts:
    return {
        "grant": grant, "name": grant.login.name or grant.login.email, "scope": SCOPES[grant.scope],
        "basis": BASES[grant.basis], "person": grant.person,
    }  # fmt: skip


def _invited(row: Invitation) -> Facts:
    return {"row": row, "scope": SCOPES[row.scope], "state": INVITATIONS[row.state]}


@GET_OR_POST
@login_required
def remove(request: HttpRequest, reference: str) -> HttpResponse:
    """End a helper's access, or stop helping. Whoever is removed is told nothing."""
    grant = members.grant_with_reference(actor(request), reference)
    if grant is None or not grant.is_helpers:
        raise Http404
    is_me = grant.login_id == login_id(request)
    if request.method == "POST":
        why = "stopped" if is_me else "removed"
        member_services.end_access(grant_id=grant.pk, why=why, by=actor(request), at=clock.now())
        messages.success(request, _stopped_words(grant, is_me=is_me))
        return see_other("people:people")
    facts = _row(grant) | {"is_me": is_me, "whose": members.recipient_of(grant.account_id)}
    return render(request, "people/remove.html", facts)


def _stopped_words(grant: GrantRow, *, is_me: bool) -> str:
    if is_me:
        return _("You do not help with this account any more. You see nothing of it.")
    return _("%(name)s sees nothing of your account any more. We did not tell this person.") % {
        "name": grant.login.name or grant.login.email
    }


@GET_OR_POST
@login_required
def spoken_remove(request: HttpRequest, reference: str) -> HttpResponse:
    """End a permission given by voice."""
    row = selectors.spoken_visible_to(actor(request)).filter(reference=reference).first()
    if row is None:
        raise Http404
    if request.method == "POST":
        services.end_spoken(reference=reference, by=actor(request), at=clock.now())
        messages.success(request, _("We do not talk with %(name)s about you any more.") % {"name": row.name})
        return see_other("people:people")
    return render(request, "people/spoken_remove.html", {"row": row, "scope": SCOPES[row.scope]})
