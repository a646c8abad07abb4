"""What was written to us and what we wrote back. Words that were taken back unread are not theirs."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from hearthside.inbox import selectors
from hearthside.privacy.registry import MONEY, OTHER, Holding, Row, Whose
from hearthside.privacy.saying import each, said

MOST = 10_000


def _about_money(whose: Whose) -> Iterable[Row]:
    return (_thread(one) for one in selectors.threads_of(whose.account_id, most=MOST) if one.area == "money")


def _about_all_else(whose: Whose) -> Iterable[Row]:
    return (_thread(one) for one in selectors.threads_of(whose.account_id, most=MOST) if one.area != "money")


def _thread(thread: Any) -> Row:
    # A note between colleagues may put somebody in danger: a person reads it before it is handed out.
    words = selectors.messages_of(thread, is_for_member=True)
    return said(thread, "reference", "about", "state", "opened_at", "closed_at") | {
        "messages": [_message(one) for one in words]
    }


def _message(message: Any) -> Row:
    files = (one for one in message.files.all() if one.gone_at is None)
    return said(message, "at", "side", "words") | {
        "files": list(each(files, "reference", "kind", "size_bytes"))
    }


HELD = (
    Holding("messages-about-bills", MONEY, _("Your messages about bills"), _about_money),
    Holding("messages-about-all-else", OTHER, _("Your other messages"), _about_all_else),
)
