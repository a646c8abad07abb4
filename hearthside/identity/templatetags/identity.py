"""What pages about signing in draw: `{% load identity %}`."""

from dataclasses import dataclass

import segno
from django import template

register = template.Library()
QUIET_ZONE = 4


@dataclass(frozen=True, slots=True)
class Drawing:
    """A QR code as one SVG path in a square of `size` units, its quiet zone included."""

    size: int
    path: str


@register.simple_tag
def qr_drawing(text: str) -> Drawing:
    matrix = segno.make(text, error="m", micro=False).matrix
    dark = (
        f"M{column + QUIET_ZONE} {row + QUIET_ZONE}h1v1h-1z"
        for row, line in enumerate(matrix)
        for column, module in enumerate(line)
        if module
    )
    return Drawing(len(matrix) + 2 * QUIET_ZONE, "".join(dark))
