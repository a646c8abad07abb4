"""A copy of what we hold: ordered, waited for, fetched. Ordering and fetching ask anew who it is."""

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.crypto import get_random_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from hearthside import clock
from hearthside.privacy import keeping, selectors, services
from hearthside.privacy.errors import CopyGone
from hearthside.privacy.policy import policy
from hearthside.privacy.registry import ALL, holdings_in
from hearthside.privacy.selectors import CopyRow
from hearthside.privacy.services.copies import may_ask_another
from hearthside.privacy.views.opened import (
    GET_OR_POST,
    actor,
    copy_or_404,
    may_speak_for,
    open_account,
    see_other,
)

KEY_SIZE, KEY_MOST = 32, 40


@GET_OR_POST
@login_required
@reauthentication_required  # type: ignore[untyped-decorator]
def ask(request: HttpRequest) -> HttpResponse:
    """What will be in it, then the order. The form's key makes a double click one copy."""
    account, login_id = open_account(request), int(actor(request).ident)
    parts = selectors.parts_open_to(actor(request), account.pk) if account else frozenset()
    if account is None or not parts:
        raise Http404
    if request.method == "POST":
        key = request.POST.get("key", "")[:KEY_MOST]
        if not key or not may_ask_another(account.pk, login_id=login_id, at=clock.now()):
            messages.error(
                request, _("You asked for as many copies as we make in a day. Ask again tomorrow.")
            )
            return see_other("privacy:mine")
        made = services.ask_copy(
            account_id=account.pk, login_id=login_id, parts=sorted(parts), key=f"{login_id}:{key}",
            language=get_language() or "en", by=actor(request), at=clock.now(),
        )  # fmt: skip
        return see_other("privacy:copy_page", made.reference)
    return render(
        request, "privacy/copy_ask.html",
        {"account": account, "holdings": [one.label for one in holdings_in(parts)], "is_all": parts == ALL,
         "may_ask": may_speak_for(request, account),
         "key": get_random_string(KEY_SIZE), "days": policy(clock.today()).copy_days},
    )  # fmt: skip


@login_required
@require_safe
def page(request: HttpRequest, reference: str) -> HttpResponse:
    """Where the copy stands, and the way to fetch it."""
    copy = copy_or_404(request, reference)
    is_over = copy.expires_at is not None and copy.expires_at <= clock.now()
    return render(request, "privacy/copy.html", {"copy": copy, "is_over": is_over or copy.state == "gone"})


@GET_OR_POST
@login_required
def file(request: HttpRequest, reference: str) -> HttpResponse | FileResponse:
    """The file itself, for who may have it and proves again who they are."""
    copy_or_404(request, reference)
    answer: HttpResponse | FileResponse = _fetched(request, reference)
    return answer


@reauthentication_required  # type: ignore[untyped-decorator]
def _fetched(request: HttpRequest, reference: str) -> HttpResponse | FileResponse:
    """Counted, written down, and handed over to be saved.

    A GET comes from who has just proved who they are: it leads back to the button.
    """
    copy = copy_or_404(request, reference)
    if request.method != "POST":
        return see_other("privacy:copy_page", reference)
    try:
        fetched = services.note_download(reference=copy.reference, by=actor(request), at=clock.now())
    except CopyGone:
        return see_other("privacy:copy_page", reference)
    return as_attachment(fetched)


def as_attachment(copy: CopyRow) -> FileResponse:
    """The bytes, to be saved and not shown. Source: threats.md 3."""
    response = FileResponse(
        keeping.path_of(copy.stored_as).open("rb"), as_attachment=True, filename=f"{copy.reference}.zip",
        content_type="application/zip",
    )  # fmt: skip
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store"
    return response
