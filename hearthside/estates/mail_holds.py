"""What the mailroom asks before anything leaves: does this account's mail rest?"""

from django.db.models import Exists, OuterRef, Q

from hearthside.estates.models import Stop, What

OURS = "estate_"
"""Kinds of messages to whoever speaks for the estate, and the neutral word to the people of an account."""


def rests() -> Q:
    """Holds for a message whose account's mail rests: all of it, or what was made until the name changed.

    One-time codes were asked for this minute, and go; so does what this room itself writes.
    """
    resting = Stop.objects.filter(account_id=OuterRef("account_id"), what=What.MAIL, restored_at=None)
    now = resting.filter(Q(until=None) | Q(until__gte=OuterRef("made_at")))
    return Exists(now) & ~Q(kind__startswith=OURS) & ~Q(kind__endswith="_code")
