"""A letter on paper: US Letter, PDF/UA-1, the same bytes every time. No database, no clock."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from hearthside.mailroom.paper.postal import letter_barcode
from hearthside.mailroom.paper.typesetting import typeset
from hearthside.mailroom.paper.wording import WORDS, long_day
from hearthside.organization.hours import hours_in_words
from hearthside.organization.profile import Profile
from hearthside.references import spoken

_PAGES = re.compile(rb"/Type\s*/Pages\s*/Count\s+([0-9]+)")
_WORDLIKE_TIME = re.compile(r"(?<=\d) (?=[ap]\. ?m\.)")
NO_BREAK = "\N{NO-BREAK SPACE}"


@dataclass(frozen=True, slots=True)
class Letter:
    """What a letter says. `paragraphs` are plain text; one that begins with "- " is an item of a list."""

    number: str
    made_on: date
    name: str
    address_lines: tuple[str, ...]
    subject: str
    paragraphs: tuple[str, ...]
    language: str = "en"
    large_print: bool = False
    account_number: str = ""


def render_letter(letter: Letter, org: Profile) -> bytes:
    """The letter as PDF, in large print (18 pt) and Spanish where it says so. Raises FontsMissing."""
    sheet = letter_sheet(letter, org)
    barcode = letter_barcode(org.mailer_id, letter.number, letter.address_lines)
    return typeset("letter.typ", sheet, dated_on=letter.made_on, drawings={"outgoing": barcode})


def letter_sheet(letter: Letter, org: Profile) -> dict[str, Any]:
    """Everything the paper says, as strings, in the letter's language."""
    words = WORDS["es" if letter.language == "es" else "en"]
    facts = {
        "org": org.name, "site": org.site, "phone": org.phone, "relay": org.relay,
        "number": spoken(letter.number), "account": spoken(letter.account_number),
        "hours": _WORDLIKE_TIME.sub(NO_BREAK, hours_in_words(org.hours, words["language"])),
    }  # fmt: skip
    return {
        "large": letter.large_print,
        "language": words["language"],
        "org": org.name,
        "from": list(org.return_lines),
        "to": [letter.name, *letter.address_lines],
        "page": [words["page"], words["of"]],
        "title": letter.subject,
        "running_head": words["running_head"].format(**facts),
        "dated": long_day(letter.made_on, words["language"]),
        "numbers": [words[name].format(**facts) for name in _numbers(letter)],
        "parts": _parts(letter.paragraphs),
        "closing": words["closing"].format(**facts),
        "call": words["call"].format(**facts),
        "write": words["write"],
        "real": words["real"].format(**facts),
        "real_head": words["real_head"],
        "postal_alt": words["postal_alt"],
        "taglines": words["taglines"].format(**facts),
    }


def pages_in(pdf: bytes) -> int:
    """How many pages a PDF of ours has, read from its page tree."""
    found = _PAGES.findall(pdf)
    assert len(found) == 1, "a PDF of ours has one page tree, in plain sight"
    return int(found[0])


def _numbers(letter: Letter) -> tuple[str, ...]:
    return ("message_number", "account_number") if letter.account_number else ("message_number",)


def _parts(paragraphs: tuple[str, ...]) -> list[dict[str, Any]]:
    """Paragraphs and lists, as the template sets them."""
    parts: list[dict[str, Any]] = []
    for text in paragraphs:
        if not text.startswith("- "):
            parts.append({"text": text, "items": []})
        elif parts and parts[-1]["items"]:
            parts[-1]["items"].append(text[2:])
        else:
            parts.append({"text": "", "items": [text[2:]]})
    return parts
