"""Which text provider this house uses, from its settings."""

from django.conf import settings

from hearthside.errors import BadSetting
from hearthside.mailroom.texting import TextSender
from hearthside.mailroom.texting.folder import FolderSender
from hearthside.mailroom.texting.nobody import NobodySends
from hearthside.mailroom.texting.twilio import TwilioSender, TwilioSettings
from hearthside.organization.selectors import profile


def text_sender() -> TextSender:
    """The one that HEARTHSIDE_TEXTS names: `folder` (never in production), `twilio`, or `off`.

    Raises BadSetting.
    """
    name = settings.TEXTS
    if name == "twilio":
        return TwilioSender(_twilio())
    if name == "folder" and not settings.PRODUCTION:
        return FolderSender(settings.OUTBOX_FOLDER / "texts")
    if name == "off":
        return NobodySends()
    raise BadSetting("HEARTHSIDE_TEXTS is not one we know", found=name, expected="twilio or off")


def webhook_token() -> str:
    """What checks the provider's calls to us; "" when there is none."""
    return str(settings.TWILIO_AUTH_TOKEN)


def _twilio() -> TwilioSettings:
    return TwilioSettings(
        account_sid=settings.TWILIO_ACCOUNT,
        key_sid=settings.TWILIO_KEY,
        key_secret=settings.TWILIO_KEY_SECRET,
        from_number="+1" + "".join(d for d in profile().sender_text if d.isdigit())[-10:],
        base=settings.TWILIO_API,
    )
