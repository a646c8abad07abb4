"""The words that somebody says yes to, and the rule in one sentence. Kept with the yes, as they were read."""

from dataclasses import dataclass
from datetime import date

from django.utils import formats
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from hearthside.money import Money
from hearthside.organization.selectors import profile
from hearthside.payments.endings import BRANDS

VERSION = "2026-11-23"
"""Changes whenever the words below do, so that a kept yes says which words were shown."""


@dataclass(frozen=True, slots=True)
class Shown:
    """Words as they stood on the page: which version, in which language."""

    text: str
    language: str
    version: str = VERSION

    @property
    def lines(self) -> list[str]:
        return self.text.split("\n\n")


def _shown(*lines: str) -> Shown:
    return Shown("\n\n".join(lines), (get_language() or "en")[:2])


def method_in_words(kind: str, brand: str, last4: str) -> str:
    """Visa ending in 4242; checking account ending in 6789."""
    if kind == "bank":
        return _("checking account ending in %(last4)s") % {"last4": last4}
    return _("%(brand)s ending in %(last4)s") % {"brand": BRANDS.get(brand, _("card")), "last4": last4}


def day_in_words(day: date) -> str:
    return formats.date_format(day, "DATE_FORMAT")


def when_in_words(days_before: int) -> str:
    """On which day a bill is paid, seen from its due date."""
    if not days_before:
        return _("on its due date")
    return ngettext("%(days)s day before its due date", "%(days)s days before its due date", days_before) % {
        "days": days_before
    }


def rule_in_words(method: str, *, limit: Money, days_before: int, notice_days: int) -> str:
    """The whole rule in one sentence."""
    return _(
        "We pay each bill %(when)s from your %(method)s, up to %(limit)s a bill, and tell you "
        "%(days)s days before."
    ) % {"when": when_in_words(days_before), "method": method, "limit": limit, "days": notice_days}


def to_autopay(rule: str) -> Shown:
    """The yes to autopay: what, from where, at most, told when, and how it ends."""
    org = profile()
    return _shown(
        rule,
        _("I allow %(name)s to take these payments until I say stop.") % {"name": org.name},
        _("If a bill is over my limit, you ask me first."),
        _(
            "I can skip one payment or stop autopay on this site or by calling %(phone)s, until the day "
            "before a payment. I do not need autopay to get care."
        ) % {"phone": org.phone},
    )  # fmt: skip


def to_save() -> Shown:
    """The yes to keeping a card or account."""
    org = profile()
    return _shown(
        _(
            "I allow %(name)s to keep my card or account at %(company)s, so that I can pay without typing it "
            "again."
        ) % {"name": org.name, "company": org.processor_name},
        _("You take money from it only when I say so each time, or by an autopay rule that I set."),
        _("I can remove it on this site or by calling %(phone)s.") % {"phone": org.phone},
    )  # fmt: skip


def to_paperless(email: str) -> Shown:
    """The yes to bills without paper."""
    org = profile()
    return _shown(
        _("I want my bills online and not on paper. %(name)s writes to %(email)s when a bill is ready.")
        % {"name": org.name, "email": email},
        _("I can read web pages and PDF files on my computer or phone."),
        _(
            "I can go back to paper on this site or by calling %(phone)s, at no cost. I can ask for a paper "
            "copy of any bill, at no cost."
        ) % {"phone": org.phone},
        _("If my e-mail address stops working, my bills come on paper again."),
    )  # fmt: skip
