"""Everything we sent, with its words; the letters as they were printed; calls."""

from collections.abc import Iterable
from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy as _

from hearthside.mailroom import papers, selectors
from hearthside.phone import selectors as phone
from hearthside.privacy.registry import OTHER, Holding, Paper, Row, Whose
from hearthside.privacy.saying import each

MOST = 10_000
WORDLESS = "_code"
"""Kinds whose words are a one-time code: their paper is not set again."""


def _sent(whose: Whose) -> Iterable[Row]:
    names = ("number", "at", "channel", "kind", "to_mark", "subject", "words", "reference", "came_back")
    return each(selectors.contacts_of(whose.account_id, most=MOST), *names)


def _letters(whose: Whose) -> Iterable[Paper]:
    rows = selectors.sent_to_account(whose.account_id).filter(channel="letter", paper="")
    for message in rows.select_related("account").iterator(chunk_size=200):
        if not message.kind.endswith(WORDLESS):
            yield Paper(f"letter-{message.number}", partial(_letter, message))


def _letter(message: Any) -> bytes:
    return papers.pdf_of(message)


def _calls(whose: Whose) -> Iterable[Row]:
    return each(phone.calls_of_account(whose.account_id, MOST), "reference", "kind", "language", "started_at")


def _call_backs(whose: Whose) -> Iterable[Row]:
    names = ("reference", "name", "number", "language", "when", "reason", "state", "asked_at", "ended_at")
    return each(phone.call_backs_of(whose.account_id, MOST), *names)


HELD = (
    Holding("messages", OTHER, _("Everything we sent you"), _sent, _letters),
    Holding("calls", OTHER, _("Your calls with us"), _calls),
    Holding("call-backs", OTHER, _("When you asked us to call"), _call_backs),
)
