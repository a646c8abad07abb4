"""What pages say often: `{% load portal %}`."""

import re
from datetime import date, datetime, timedelta

from django import template
from django.forms import BoundField

from hearthside import clock, references
from hearthside.organization.profile import Hours
from hearthside.portal import drawing, places, wording

register = template.Library()
_US_PHONE = re.compile(r"(?:\+?1)?([2-9][0-9]{2})([0-9]{3})([0-9]{4})")


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
def time_in_words(moment: datetime) -> str:
    """An instant as 12:51 p.m., Eastern time; seconds go up to the next minute, so nobody comes too early."""
    upward = moment + timedelta(seconds=59) if moment.second else moment
    return wording.clock_time(upward.astimezone(clock.EASTERN).time())


@register.filter
def phone_in_words(phone: str) -> str:
    """A US number as 706-555-0117; anything else as it is kept."""
    found = _US_PHONE.fullmatch(phone)
    return "-".join(found.groups()) if found else phone


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
