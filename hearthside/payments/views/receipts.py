"""Looking a payment up by its number, and its receipt on paper."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from hearthside import clock
from hearthside.guards import services as guards
from hearthside.kept import read_form
from hearthside.members import selectors as members
from hearthside.payments import flows, guest, paper, selectors
from hearthside.payments.endings import ending_of
from hearthside.payments.forms import FindPaymentForm
from hearthside.payments.models import Attempt
from hearthside.payments.rules import PublicStatus
from hearthside.payments.views import steps


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("reference", "zip")
def look_up(request: HttpRequest) -> HttpResponse:
    """A confirmation number and a ZIP code give the status and nothing more."""
    template, at = "payments/look_up.html", clock.now()
    came_with = request.session.get("look_up", "")
    form = read_form(FindPaymentForm, request, initial={"reference": came_with})
    if not form.is_bound:
        return render(request, template, {"form": form, "came_with": came_with})
    if not form.is_valid():
        return render(request, template, {"form": form}, status=422)
    reference = form.cleaned_data["reference"]
    address = steps.client_address(request)
    if not (held := guards.count("pay_code.address", address, at=at)).allowed:
        return steps.too_often(request, held.until)
    if not (tries := guards.count("receipt.reference", reference, at=at)).allowed:
        return steps.too_often(request, tries.until)
    attempt = selectors.attempt_with(reference)
    if attempt is None or members.account(attempt.account_id).zip[:5] != form.cleaned_data["zip"]:
        form.add_error(None, _("This number and ZIP code do not match a payment. Please check both."))
        return render(request, template, {"form": form, "tries_left": tries.tries_left}, status=422)
    guards.give_back("receipt.reference", reference, at=at)
    guards.give_back("pay_code.address", address, at=at)
    request.session.pop("look_up", None)
    attempt = flows.ask_again(attempt, by=request.actor, at=at)  # type: ignore[attr-defined]
    return render(request, "payments/looked_up.html", {"ending": ending_of(attempt, left=None)})


@require_GET
def receipt_pdf(request: HttpRequest, reference: str) -> HttpResponse:
    """The receipt, for the browser that paid or a login that may see the account."""
    attempt: Attempt | None = None
    is_members = selectors.payments_visible_to(request.actor).filter(reference=reference)  # type: ignore[attr-defined]
    if guest.holds_receipt(request.session, reference, at=clock.now()):
        attempt = selectors.attempt_with(reference)
    attempt = attempt or is_members.first()
    if attempt is None or selectors.status_of(attempt) not in (PublicStatus.RECEIVED, PublicStatus.SENT):
        raise Http404
    response = HttpResponse(
        paper.receipt_pdf(ending_of(attempt, left=None), language=get_language() or "en"),
        content_type="application/pdf",
    )
    response["Content-Disposition"] = f'inline; filename="{reference}.pdf"'
    return response
