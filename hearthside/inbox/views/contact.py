"""How to reach us, for anyone: by purpose, open or closed now, and where letters go."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from hearthside import clock
from hearthside.audit.actor import Actor
from hearthside.cases.views.opened import actor, language_of_page
from hearthside.coverage import selectors as coverage
from hearthside.inbox import reach, wording
from hearthside.inbox.services.saying import answer_by
from hearthside.inbox.views.opened import OPEN_ACCOUNT
from hearthside.members import selectors as members


@require_safe
def contact(request: HttpRequest) -> HttpResponse:
    """Every way to reach us. Signed in: the plans that we have for this account, with their numbers."""
    now = clock.now()
    ways = reach.reach(now)
    plans = _plans(actor(request), request.session.get(OPEN_ACCOUNT, ""))
    words = wording.opening_words(ways.opening, ways.org.hours, language_of_page())
    facts = {"reach": ways, "opening": words, "plans": plans, "answer_by": answer_by(now)}
    return render(request, "inbox/contact.html", facts)


def _plans(by: Actor, chosen: str) -> Sequence[tuple[str, str]]:
    """The plans that cover somebody of the open account today: name and phone, each once."""
    allowed = members.accounts_visible_to(by)
    account = allowed.filter(number=chosen).first() or allowed.first()
    if account is None:
        return []
    today, people = clock.today(), [person.pk for person in members.people_of(account.pk)]
    covers = [one for each in coverage.coverages_of(people).values() for one in each if one.is_active(today)]
    found = {one.payer_id: coverage.plan(one.payer_id) for one in covers}
    return [(plan.name, plan.phone) for plan in found.values() if plan is not None]
