"""What the phone room writes to somebody: a confirmation number as a text, a link to the pay page."""

from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from hearthside.mailroom import services as mailroom
from hearthside.organization.selectors import profile
from hearthside.phone.models import Call
from hearthside.references import spoken


def text_reference(call: Call, number: str, *, at: datetime) -> None:
    """Text the confirmation number to the phone that called. No amount, nothing of care; once a payment."""
    with translation.override(call.language):
        body = _("Your confirmation number is %(reference)s. Keep it.") % {
            "reference": spoken(call.payment_reference)
        }
    mailroom.queue_text(
        key=f"phone_reference:{call.payment_reference}", kind="phone_reference", account_id=call.account_id,
        to=number, language=call.language, body=body, at=at,
    )  # fmt: skip


def send_pay_link(
    *, key: str, account_id: int, channel: str, to: str, language: str, token: str, at: datetime
) -> None:
    """Send the pay page's address by e-mail or text. It says no amount, and that the ZIP is asked."""
    with translation.override(language):
        organization = profile()
        address = settings.SITE_URL + reverse("phone:link", args=[token])
        facts = {"name": organization.name, "address": address, "phone": organization.phone}
        subject = _("%(name)s: the page you asked for") % facts
        text = _("The page you asked for is open for one hour: %(address)s") % facts
        email = (
            _(
                "You asked us on the phone for this page.\n\n%(address)s\n\nIt opens once, for one hour. "
                "It asks for the ZIP code on your bill. We never ask for a card number by e-mail or text."
                "\n\nDid you not call us? Then do not open it, and call %(phone)s."
            )
            % facts
        )
    if channel == "text":
        mailroom.queue_text(
            key=key, kind="pay_link", account_id=account_id, to=to, language=language, body=text, at=at
        )
    else:
        mailroom.queue_email(
            key=key, kind="pay_link", account_id=account_id, to=to, language=language, subject=subject,
            body=email, at=at,
        )  # fmt: skip
