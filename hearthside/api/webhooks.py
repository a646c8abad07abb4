"""Webhooks in. No signature, no parse; the body is a reason to ask, never a fact."""

import logging
from datetime import UTC, datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from hearthside import clock
from hearthside.guards import services as guards
from hearthside.payments import flows
from hearthside.payments.processing import processor
from hearthside.payments.processors import BadSignature, ProcessorRefused

BODY_BYTES_MAX = 256 * 1024

log = logging.getLogger(__name__)


@csrf_exempt
@require_POST
def stripe(request: HttpRequest) -> HttpResponse:
    """A notice from Stripe. 200 when it is kept (or came before), 400 when it is not truly theirs."""
    told = request.META.get("CONTENT_LENGTH") or "0"
    if not told.isdigit() or int(told) > BODY_BYTES_MAX:
        return HttpResponse("too large", status=413, content_type="text/plain")
    body = request.body
    try:
        # Real time: the signature's age is judged on the clock that its sender has.
        notice = processor().read_notice(body, request.headers.get("Stripe-Signature", ""), datetime.now(UTC))
    except BadSignature as refusal:
        return _refused(refusal.code)
    except ProcessorRefused as refusal:
        return _refused(refusal.code)
    flows.take_notice(notice, at=clock.now())
    return HttpResponse("kept", content_type="text/plain")


def _refused(why: str) -> HttpResponse:
    verdict = guards.count("webhook.bad_signature", settings.PROCESSOR, at=clock.now())
    # Past the limit this is an alarm: the level reaches whoever is on call.
    log.log(logging.WARNING if verdict.allowed else logging.ERROR, "webhook refused", extra={"why": why})
    return HttpResponse("refused", status=400, content_type="text/plain")
