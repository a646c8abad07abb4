"""Noting that a bill was opened by somebody signed in, so that they are not reminded of what they have read.

A middleware, because the bills room is a floor below and knows nothing of reminders. It looks only at the
answer to the bill's own page.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from hearthside import clock
from hearthside.audit.actor import ActorKind
from hearthside.reminders import services

Answer = Callable[[HttpRequest], HttpResponse]
BILL_PAGES = ("bills:page", "bills:pdf")


def note_opened_bills(get_response: Answer) -> Answer:
    """After a bill was shown to a login that may see it, write down when. Staff who look do not count."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.status_code == 200 and request.method == "GET":
            _note(request)
        return response

    return answer


def _note(request: HttpRequest) -> None:
    match, by = request.resolver_match, getattr(request, "actor", None)
    if match is None or by is None or match.view_name not in BILL_PAGES or by.kind is not ActorKind.LOGIN:
        return
    services.note_opened(bill_number=match.kwargs["number"], by=by, at=clock.now())
