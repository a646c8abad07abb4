"""What the payment pages say often: `{% load payments %}`."""

from collections.abc import Sequence
from datetime import datetime

from django import template
from django.utils import formats
from django.utils.translation import gettext as _

from hearthside.clock import EASTERN

register = template.Library()


@register.filter
def spoken_time(moment: datetime) -> str:
    """3:42 p.m., at the organization's desk."""
    local = moment.astimezone(EASTERN)
    half = _("a.m.") if local.hour < 12 else _("p.m.")
    return f"{local.hour % 12 or 12}:{local.minute:02d}\N{NO-BREAK SPACE}{half}"


@register.filter
def spoken_moment(moment: datetime) -> str:
    """3:42 p.m. on November 23, 2026."""
    day = formats.date_format(moment.astimezone(EASTERN).date(), "DATE_FORMAT")
    return _("%(time)s on %(day)s") % {"time": spoken_time(moment), "day": day}


@register.filter
def either(names: Sequence[str]) -> str:
    """Discover, Mastercard or Visa."""
    if len(names) < 2:
        return "".join(names)
    return _("%(most)s or %(last)s") % {"most": ", ".join(names[:-1]), "last": names[-1]}


@register.filter
def returns(door: str) -> str:
    """The name of the address that asks the processor again, for one door."""
    return f"payments:{door}_return"
