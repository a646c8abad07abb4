"""What every staff page shows: `{% load desk %}`."""

from typing import Any

from django import template
from django.http import HttpRequest

from hearthside.desk import gathering, keys, rules
from hearthside.desk.asking import clerk
from hearthside.desk.showing import HANDS, in_days
from hearthside.identity.roles import role_in_words

register = template.Library()


@register.simple_tag
def desk_shell(request: HttpRequest) -> dict[str, Any]:
    """Who is at the desk, where they may go, what lies in their hands. Asks the database only for roles."""
    login = clerk(request)
    is_here = bool(login.is_authenticated and login.is_staff)
    return {
        "queues": gathering.queues_for(login) if is_here else [],
        "pages": gathering.pages_for(login) if is_here else [],
        "roles": [role_in_words(role) for role in sorted(login.roles)] if is_here else [],
        "may_search": is_here and login.may_see("desk.search"),
        "may_give_roles": is_here and login.may_see("identity.give_roles"),
        "may_take": is_here and login.has_perm("desk.take_work"),
        "hands": request.session.get(HANDS) if is_here else None,
        "keys_are_on": keys.are_on(request.session),
    }


@register.filter
def clock_words(clock: rules.Clock) -> str:
    return in_days(clock)
