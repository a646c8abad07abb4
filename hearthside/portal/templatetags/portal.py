"""What pages say often: `{% load portal %}`."""

from datetime import date

from django import template
from django.forms import BoundField

from hearthside import references
from hearthside.organization.profile import Hours
from hearthside.portal import drawing, places, wording

register = template.Library()


@register.simple_tag
def place(path: str) -> str:
    """The address of a page in this language, or "" when this house has no such page."""
    return places.address(path)


@register.filter
def hours_in_words(hours: Hours) -> str:
    return wording.hours_in_words(hours)


@register.filter
def weekday_in_words(day: date) -> str:
    return wording.weekday_in_words(day)


@register.filter
def spoken(reference: str) -> str:
    """4021187739 as 402 118 7739."""
    return references.spoken(str(reference))


@register.filter
def listed(words: list[str]) -> str:
    return wording.listed(list(words))


@register.filter
def bar_parts(parts: list[drawing.Part]) -> list[drawing.Drawn]:
    return drawing.bar(parts)


@register.simple_tag
def described_by(field: BoundField, hint: str = "") -> str:
    """The ids that explain a field: its hint, then its error."""
    hint_id = [f"{field.auto_id}-hint"] if hint else []
    return " ".join(hint_id + [f"{field.auto_id}-error"] * bool(field.errors))
