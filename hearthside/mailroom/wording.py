"""Channels, reasons and kinds in words."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

CHANNELS: dict[str, Promise] = {
    "email": _("E-mail"),
    "letter": _("Letter"),
    "text": _("Text message"),
    "call": _("Phone call"),
}

REASONS: dict[str, Promise] = {
    "moved": _("The person moved."),
    "no_such_address": _("There is no such address."),
    "not_known": _("Nobody of this name lives there."),
    "refused": _("The letter was not taken."),
    "deceased": _("The post office says that the person died."),
    "unclaimed": _("The letter was not picked up."),
    "other": _("The post office gave another reason."),
    "bounce": _("The mail server says that there is no such address."),
    "bounce_for_now": _("The mailbox was full or closed for now."),
    "no_address": _("We have no whole mailing address."),
    "not_a_us_number": _("This is not a phone number in the United States."),
    "not_a_number": _("The text provider does not know this number."),
    "not_a_mobile": _("This number cannot get texts."),
    "texts_are_off": _("No text provider is set up here."),
    "gave_up": _("It was tried eight times."),
    "stop": _("The person asked us to stop."),
}

UNKNOWN_REASON = _("The provider would not send it.")


def reason_in_words(code: str) -> Promise:
    return REASONS.get(code, UNKNOWN_REASON)


def channel_in_words(code: str) -> Promise | str:
    return CHANNELS.get(code, code)
