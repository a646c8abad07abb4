"""Pages for anyone: home, ways to pay, who we really are."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from hearthside import clock
from hearthside.helpcenter.checking.truth import true_list
from hearthside.organization.selectors import profile
from hearthside.portal import places


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    groups = [(group.heading, places.open_places(group.places)) for group in places.HOME_GROUPS]
    return render(request, "portal/home.html", {"groups": [group for group in groups if group[1]]})


@require_safe
def official(request: HttpRequest) -> HttpResponse:
    """Every true way to reach us, as of today, and how to check what claims to be us."""
    today = clock.today()
    facts = {"ours": true_list(profile(today)), "today": today}
    return render(request, "portal/official.html", facts)


@require_safe
def pay_by_phone(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/pay_by_phone.html")


@require_safe
def pay_by_mail(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/pay_by_mail.html")
