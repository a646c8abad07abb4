"""Which phone company rings, from the settings of the one that sends texts."""

from django.conf import settings

from hearthside.errors import BadSetting
from hearthside.organization.selectors import profile
from hearthside.recovery.calling import Caller
from hearthside.recovery.calling.folder import FolderCaller
from hearthside.recovery.calling.nobody import NobodyCalls
from hearthside.recovery.calling.twilio import TwilioCaller


def caller() -> Caller:
    """The one that HEARTHSIDE_TEXTS names: `folder` (never in production), `twilio`, or `off`.

    Raises BadSetting.
    """
    if settings.TEXTS == "twilio":
        return TwilioCaller(
            account_sid=settings.TWILIO_ACCOUNT, key_sid=settings.TWILIO_KEY,
            key_secret=settings.TWILIO_KEY_SECRET, from_number=_own_number(), base=settings.TWILIO_API,
        )  # fmt: skip
    if settings.TEXTS == "folder" and not settings.PRODUCTION:
        return FolderCaller(settings.OUTBOX_FOLDER / "calls")
    if settings.TEXTS == "off":
        return NobodyCalls()
    raise BadSetting("HEARTHSIDE_TEXTS is not one we know", found=settings.TEXTS, expected="twilio or off")


def can_call() -> bool:
    """Whether this house has somebody who rings."""
    return bool(settings.TEXTS != "off")


def _own_number() -> str:
    return "+1" + "".join(mark for mark in profile().sender_text if mark.isdigit())[-10:]
