"""Bills and coupons as files: the paper again, byte for byte, and the data it was made from."""

from datetime import date
from functools import lru_cache

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from hearthside import clock
from hearthside.bills import composing, printing
from hearthside.bills.document.coupon import CouponDocument
from hearthside.bills.document.parts import Language
from hearthside.bills.models import BillState
from hearthside.bills.paper import render_coupon
from hearthside.bills.views.asking import bill_or_404, language_of_page, sent_as_pdf


@require_safe
@login_required
def bill_pdf(request: HttpRequest, number: str) -> HttpResponse:
    """The bill as it was mailed. `?print=large` and `?language=es` say the same facts another way."""
    bill = bill_or_404(request, number)
    asked = request.GET.get("language", "")
    content = printing.bill_pdf(
        bill,
        language={"en": "en", "es": "es"}.get(asked),  # type: ignore[arg-type]
        large_print=True if request.GET.get("print") == "large" else None,
    )
    if content is None:
        raise Http404
    return sent_as_pdf(content, number)


@require_safe
@login_required
def coupon_pdf(request: HttpRequest, number: str) -> HttpResponse:
    """The coupon of an open bill, filled in. There is none for a bill that is not to be paid."""
    bill = bill_or_404(request, number)
    if bill.state != BillState.OPEN:
        raise Http404
    return sent_as_pdf(printing.coupon_pdf(bill), f"{number}-coupon")


@require_safe
@login_required
def bill_json(request: HttpRequest, number: str) -> HttpResponse:
    """The stored twin as it stands in the database, and its hash."""
    bill = bill_or_404(request, number)
    # Put together as text: the twin's bytes are what the hash is of.
    text = f'{{"bill":{bill.twin},"content_hash":"{bill.content_hash}"}}'
    response = HttpResponse(text, content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = f'inline; filename="{number}.json"'
    response["Cache-Control"] = "no-store"
    return response


@require_safe
def blank_coupon(request: HttpRequest) -> HttpResponse:
    """The coupon with lines to write on, for anyone."""
    return sent_as_pdf(_blank(clock.today(), language_of_page()), "coupon")


@lru_cache(maxsize=4)
def _blank(on: date, language: Language) -> bytes:
    """Remembered for a day: anyone may ask, and it is always the same."""
    return render_coupon(CouponDocument(organization=composing.organization(on, language), language=language))
