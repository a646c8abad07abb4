"""Facts of the organization that topics name and never type: `{{ phone }}`, `{{ hours }}`."""

import re
from collections.abc import Mapping

from hearthside.errors import HearthsideError
from hearthside.organization.hours import hours_in_words
from hearthside.organization.profile import Profile

SLOT = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")
DIALED = ("phone", "relay", "ocr_phone", "ocr_tdd")
"""Facts that a telephone can dial."""

_AND = {"en": "and", "es": "y"}
_BANK_ACCOUNTS = {
    "checking": {"en": "checking", "es": "cuenta corriente (de cheques)"},
    "savings": {"en": "savings", "es": "cuenta de ahorros"},
}


CIVIL_RIGHTS = {
    "ocr_address": "200 Independence Avenue SW, Room 509F, HHH Building, Washington, DC 20201",
    "ocr_phone": "1-800-368-1019",
    "ocr_tdd": "1-800-537-7697",
    "ocr_site": "ocrportal.hhs.gov",
}
"""The Office for Civil Rights at HHS, which takes complaints. Source: HHS model notice under 45 CFR 92.10."""


class UnknownFact(HearthsideError):
    """A topic names a fact that the profile does not hold."""

    code = "helpcenter.unknown_fact"

    def __init__(self, name: str) -> None:
        super().__init__("no such fact", name=name)
        self.name = name


def facts_of(profile: Profile, language: str) -> Mapping[str, str]:
    """Every fact a topic may name, in words that fit inside a sentence."""
    return {
        "name": profile.name,
        "legal_name": profile.legal_name,
        "phone": profile.phone,
        "relay": profile.relay,
        "hours": _inside(hours_in_words(profile.hours, language), language),
        "site": profile.site,
        "payee": profile.payee,
        "mail_address": ", ".join(profile.mail_lines),
        "cards": listed(profile.cards, language),
        "bank_accounts": listed([_account(kind, language) for kind in profile.bank_accounts], language),
        "due_days": str(profile.billing.due_days),
        "processor_name": profile.processor_name,
        **CIVIL_RIGHTS,
    }


def fill(text: str, facts: Mapping[str, str]) -> str:
    """`text` with its facts in place. Raises UnknownFact."""
    return SLOT.sub(lambda slot: fact(slot[1], facts), text)


def fact(name: str, facts: Mapping[str, str]) -> str:
    """One fact by its name. Raises UnknownFact."""
    try:
        return facts[name]
    except KeyError:
        raise UnknownFact(name) from None


def listed(words: list[str] | tuple[str, ...], language: str) -> str:
    """One; one and two; one, two and three."""
    *most, last = words or [""]
    return f"{', '.join(most)} {_AND[language]} {last}" if most else last


def _inside(sentence: str, language: str) -> str:
    """Hours as part of a sentence: without its stop, and in Spanish without its capital."""
    said = sentence.removesuffix(".")
    return said[0].lower() + said[1:] if language == "es" else said


def _account(kind: str, language: str) -> str:
    return _BANK_ACCOUNTS.get(kind, {}).get(language, kind)
