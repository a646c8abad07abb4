"""The doors of the phone line. No signature, no parse; each step of a call is used up, once."""

import logging
from collections.abc import Callable
from functools import wraps
from urllib.parse import parse_qsl

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from hearthside import clock
from hearthside.api.voice import twiml
from hearthside.guards import services as guards
from hearthside.phone import flows
from hearthside.phone.errors import StepRefused
from hearthside.phone.flows import Heard
from hearthside.phone.line import line
from hearthside.phone.signing import is_signed

BODY_BYTES_MAX = 16 * 1024
SID_CHARACTERS_MAX = 64
OVER = ("completed", "busy", "failed", "no-answer", "canceled")

Fields = dict[str, str]
log = logging.getLogger(__name__)


def signed(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Open the view to the phone company alone, and give it the form that was signed.

    The signature is over our own address as the settings know it, whatever host the request named.
    """

    @csrf_exempt
    @require_POST
    @wraps(view)
    def guarded(request: HttpRequest, **named: int) -> HttpResponse:
        told = request.META.get("CONTENT_LENGTH") or "0"
        if not told.isdigit() or int(told) > BODY_BYTES_MAX:
            return _plain("too large", 413)
        pairs = parse_qsl(request.body.decode("utf-8", "replace"), keep_blank_values=True)
        address = settings.SITE_URL + request.get_full_path()
        if not is_signed(request.headers.get("X-Twilio-Signature", ""), line().auth_token, address, pairs):
            return _not_theirs()
        return view(request, dict(pairs), **named)

    return guarded


@signed
def answer(request: HttpRequest, fields: Fields) -> HttpResponse:
    """A call comes in."""
    try:
        turn = flows.answer(sid=_sid(fields), caller=fields.get("From", ""), at=clock.now())
    except StepRefused as refusal:
        return _refused(refusal)
    return _twiml(twiml.document(turn))


@signed
def step(request: HttpRequest, fields: Fields, number: int) -> HttpResponse:
    """What the caller did at a step: keys, a card that the processor has, an end of a call passed on."""
    try:
        turn = flows.step(sid=_sid(fields), number=number, heard=_heard(fields), at=clock.now())
    except StepRefused as refusal:
        return _refused(refusal)
    return _twiml(twiml.document(turn))


@signed
def status(request: HttpRequest, fields: Fields) -> HttpResponse:
    """The phone company tells how a call is; all that matters here is that it is over."""
    if fields.get("CallStatus") in OVER:
        flows.hung_up(sid=_sid(fields), at=clock.now())
    return HttpResponse(status=204)


def _sid(fields: Fields) -> str:
    sid = fields.get("CallSid", "")
    if not 0 < len(sid) <= SID_CHARACTERS_MAX:
        raise StepRefused("the call has no number")
    return sid


def _heard(fields: Fields) -> Heard:
    """What we use of a request. Whatever else it says (SpeechResult, names, cities) is not looked at."""
    return Heard(
        keys=fields.get("Digits", "")[:32],
        result=fields.get("Result", "")[:40],
        token=_token(fields),
        last4=_last4(fields),
        brand=fields.get("PaymentCardType", "")[:40],
        dialed=fields.get("DialCallStatus", "")[:20],
    )


def _token(fields: Fields) -> str:
    """What the processor calls this card: its customer and its method, as our adapter takes it."""
    profile, method = fields.get("ProfileId", ""), fields.get("PaymentToken", "")
    return f"{profile}/{method}"[:255] if profile and method else ""


def _last4(fields: Fields) -> str:
    """Four digits of "xxxxxxxxxxxx4242"; the rest is x already, and would be dropped here if it were not."""
    shown = fields.get("PaymentCardNumber") or fields.get("BankAccountNumber") or ""
    last = shown[-4:]
    return last if last.isascii() and last.isdigit() else ""


def _twiml(document: str) -> HttpResponse:
    return HttpResponse(document, content_type="text/xml; charset=utf-8")


def _plain(words: str, status: int) -> HttpResponse:
    return HttpResponse(words, status=status, content_type="text/plain")


def _refused(refusal: StepRefused) -> HttpResponse:
    log.warning("a step of the phone line was refused", extra={"why": str(refusal)})
    return _plain("refused", 409)


def _not_theirs() -> HttpResponse:
    verdict = guards.count("webhook.bad_signature", "voice", at=clock.now())
    # Past the limit this is an alarm: the level reaches whoever is on call.
    log.log(
        logging.WARNING if verdict.allowed else logging.ERROR, "a call was not signed by the phone company"
    )
    return _plain("refused", 403)
