"""Which reminders went out, or were to, and how somebody wants them."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from hearthside.privacy.registry import MONEY, Holding, Row, Whose
from hearthside.privacy.saying import each, said
from hearthside.reminders import selectors

MOST = 10_000


def _reminders(whose: Whose) -> Iterable[Row]:
    for row in selectors.reminders_on(whose.account_id).select_related("bill")[:MOST]:
        names = ("reference", "step", "due_on", "state", "stopped_why", "channel", "decided_at", "opened_at")
        yield {"bill": row.bill.number} | said(row, *names)


def _wish(whose: Whose) -> Iterable[Row]:
    wish = selectors.wish_of(whose.account_id)
    if wish is not None:
        yield said(wish, "channel", "wants_early", "text_to", "text_words", "text_at", "changed_at")


def _pauses(whose: Whose) -> Iterable[Row]:
    names = ("reason", "until_on", "paused_at", "ended_at")
    return each(selectors.pauses_ever(whose.account_id), *names)


HELD = (
    Holding("reminders", MONEY, _("Your reminders"), _reminders),
    Holding("reminder-wish", MONEY, _("How you want reminders"), _wish),
    Holding("reminder-pauses", MONEY, _("When reminders rested"), _pauses),
)
