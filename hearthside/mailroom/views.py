"""What the text provider tells us: a text came in. Signed, or not believed."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from hearthside import clock
from hearthside.guards import services as guards
from hearthside.mailroom import services
from hearthside.mailroom.texting.registry import webhook_token
from hearthside.mailroom.texting.twilio import signature_is_right

BYTES_MAX = 65_536


@csrf_exempt
@require_POST
def text_came_in(request: HttpRequest) -> HttpResponse:
    """Someone texted our number: STOP, START, HELP or anything else. Answers in the provider's markup."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > BYTES_MAX:
        return HttpResponse(status=413)
    address = f"{settings.SITE_URL}{request.path}"
    given = request.headers.get("X-Twilio-Signature", "")
    if not signature_is_right(address, request.POST.dict(), webhook_token(), given):
        guards.count("webhook.bad_signature", "texts", at=clock.now())
        return HttpResponse(status=403)
    answer = services.hear_text(
        from_number=request.POST.get("From", ""), body=request.POST.get("Body", ""),
        provider_id=request.POST.get("MessageSid", "")[:64], at=clock.now(),
    )  # fmt: skip
    return render(request, "mailroom/text_answer.xml", {"answer": answer}, content_type="text/xml")
