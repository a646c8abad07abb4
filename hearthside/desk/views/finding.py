"""The search box. What was typed stays out of addresses, logs and the audit trail."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from hearthside import clock
from hearthside.audit import services as audit
from hearthside.desk.asking import actor
from hearthside.desk.looking_up import WORDS_MAX, Found, look_up
from hearthside.identity.access import staff_required

TYPED = "desk_search"


@require_http_methods(["GET", "HEAD", "POST"])
@staff_required("desk.search", only_looks=True)
def search(request: HttpRequest) -> HttpResponse:
    """One find opens it; several are listed; none says what can be typed."""
    if request.method == "POST":
        return _searched(request)
    typed = request.session.get(TYPED, "")
    return render(request, "desk/search.html", {"typed": typed, "found": look_up(typed) if typed else []})


def _searched(request: HttpRequest) -> HttpResponse:
    typed = request.POST.get("words", "")[:WORDS_MAX].strip()
    found = look_up(typed) if typed else []
    result = "found" if len(found) == 1 else "several" if found else "none"
    audit.record("record.searched", result=result, by=actor(request), at=clock.now())
    if len(found) == 1:
        request.session.pop(TYPED, None)
        return redirect(page_of(found[0]))
    request.session[TYPED] = typed
    return redirect("desk:search")


def page_of(one: Found) -> str:
    return one.path or reverse("desk:account", args=[one.account_number])
