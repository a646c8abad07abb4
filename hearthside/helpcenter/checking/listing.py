"""One contact as a page lists it: in words, without health facts."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from hearthside.mailroom import wording
from hearthside.mailroom.selectors import Contact


@dataclass(frozen=True, slots=True)
class Listed:
    """A row of the log. `words` is what was said; `bill_page` is where the bill is that came with it."""

    number: str
    at: datetime
    channel: str
    how: str | Promise
    what: str
    where: str
    words: str
    language: str
    bill_page: str
    came_back: bool
    is_call: bool


def listed(contact: Contact, *, bill_page: str = "") -> Listed:
    return Listed(
        number=contact.number,
        at=contact.at,
        channel=contact.channel,
        how=wording.channel_in_words(contact.channel),
        what=_subject(contact),
        where=contact.to_mark,
        words=contact.words,
        language=contact.language,
        bill_page=bill_page,
        came_back=contact.came_back,
        is_call=contact.channel == "call",
    )


def _subject(contact: Contact) -> str:
    """What it was about. A text has no subject line; its first words are who it is from."""
    if contact.subject:
        return contact.subject
    if contact.channel == "call":
        return _("We called you")
    if contact.channel == "text":
        return _("A text message")
    return _("A message")
