"""The member shell: home, layout, and the pages for when something went wrong."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def form_went_stale(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without its token: the page was open too long, or another site sent it. Nothing was done."""
    return render(request, "portal/errors/stale.html", status=403)
