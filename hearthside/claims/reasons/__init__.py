"""The words and rules of reason codes: what an adjustment means, and what becomes of a member's share."""

from hearthside.claims.reasons.codes import Next, Owes, Tag
from hearthside.claims.reasons.words import (
    Explanation,
    WhoOwes,
    explain,
    group_staff_words,
    group_words,
    provider_adjustment_words,
    status_staff_words,
    status_words,
)

__all__ = [
    "Explanation",
    "Next",
    "Owes",
    "Tag",
    "WhoOwes",
    "explain",
    "group_staff_words",
    "group_words",
    "provider_adjustment_words",
    "status_staff_words",
    "status_words",
]
