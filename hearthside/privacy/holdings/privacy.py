"""What this room holds itself: whom we told, limits agreed to, copies made, and who looked."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from hearthside.privacy import looks, selectors
from hearthside.privacy.registry import OTHER, OWN, Holding, Row, Whose
from hearthside.privacy.saying import each

MOST = 10_000


def _told(whose: Whose) -> Iterable[Row]:
    names = ("reference", "told_on", "to", "to_address", "what", "why", "basis")
    return each(selectors.disclosures_of(whose.account_id), *names)


def _limits(whose: Whose) -> Iterable[Row]:
    return each(selectors.restrictions_of(whose.account_id), "about", "words", "agreed_at", "ended_at")


def _other_ways(whose: Whose) -> Iterable[Row]:
    return each(selectors.other_contacts_ever(whose.account_id), "way", "since", "ended_at")


def _copies(whose: Whose) -> Iterable[Row]:
    return each(
        selectors.copies_of(whose.account_id), "reference", "parts", "asked_at", "ready_at", "downloads"
    )


def _looks(whose: Whose) -> Iterable[Row]:
    for look in looks.looks_at(whose.account_id, viewer="", most=MOST):
        yield {"at": look.at.isoformat(), "who": look.who, "what": look.what, "why": look.why}


HELD = (
    Holding("who-we-told", OTHER, _("Whom we told"), _told),
    Holding("limits", OTHER, _("Limits on whom we tell"), _limits),
    Holding("other-ways-to-reach-you", OWN, _("Another way to reach you"), _other_ways),
    Holding("copies", OTHER, _("Copies that were made"), _copies),
    Holding("who-looked", OTHER, _("Who looked at your record"), _looks),
)
