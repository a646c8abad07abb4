"""Markup that a bill repeats by the hundred: `{% load bills %}`.

Sixty lines have three hundred rows of sums, and template nodes are slow to say each.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from itertools import groupby
from typing import TYPE_CHECKING

from django import template
from django.utils import formats
from django.utils.html import format_html, format_html_join
from django.utils.translation import get_language
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from hearthside.bills.showing import SumRow
    from hearthside.bills.sources import Reason, Telling

register = template.Library()
SWATCH = (
    '<svg class="hs-swatch" aria-hidden="true">'
    '<rect class="hs-fill-{}" x="0.5" y="0.5" width="15" height="15"/></svg>'
)
ROW = "<div><dt>{}{}</dt><dd>{}</dd></div>"
SUM = '<dl class="hs-sum">\n  {}\n  <div class="hs-sum__answer"><dt>{}{}</dt><dd>{}</dd></div>\n</dl>'


@register.simple_tag
def lang_where(language: str, around: str) -> str:
    """The attribute that says a part is in `language`, where that is not the language `around` it."""
    return format_html(' lang="{}"', language) if language != around else ""


@register.simple_tag
def sum_list(rows: "Iterable[SumRow]", *, with_swatches: bool = False) -> str:
    """A sum as a list: each row its words and its amount, the last one the answer."""
    *parts, answer = (
        (format_html(SWATCH, row.swatch) if with_swatches and row.swatch else "", row.label, row.amount)
        for row in rows
    )
    return format_html(SUM, format_html_join("\n  ", ROW, parts), *answer)


@register.simple_tag
def told(telling: "Telling") -> str:
    """What one plan told us of a line, in a sentence, and the segments that say it."""
    language = get_language()
    words = _words(language)
    # One segment carries up to six reasons.
    texts = (text for text, _same in groupby(reason.text for reason in telling.reasons) if text)
    return format_html(
        '<p>{} {} <span class="hs-nowrap">{}</span>{}. {}</p>{}',
        words.told.format(plan=telling.plan, day=_day(telling.told_on, language)),
        words.claim,
        telling.claim_number,
        f", {words.line} {telling.line}" if telling.line else "",
        _put(telling.reasons, words) or words.paid.format(amount=telling.paid),
        format_html_join("", "\n<p><code>{}</code></p>", ((text,) for text in texts)),
    )


def _put(reasons: "Iterable[Reason]", words: "_Words") -> str:
    code = '<span class="hs-nowrap">{}</span>'
    said = ((reason.amount, format_html(code, reason.code)) for reason in reasons)
    return format_html_join(" ", words.put, said)


@dataclass(frozen=True, slots=True)
class _Words:
    """What is said of each telling, in one language."""

    told: str
    claim: str
    line: str
    put: str
    paid: str


@cache
def _words(_language: str | None) -> _Words:
    return _Words(
        told=_("{plan} told us on {day}."),
        claim=_("Claim"),
        line=_("line"),
        put=_("It put {0} under code {1}, your share."),
        paid=_("It paid {amount} and left nothing of its own to you."),
    )


@lru_cache(maxsize=2048)
def _day(on: date, _language: str | None) -> str:
    """A day as the page's language writes it; a bill names the same few days on each line."""
    return formats.date_format(on, "DATE_FORMAT")
