"""What other rooms ask about the organization."""

from datetime import date
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from hearthside import clock
from hearthside.organization.profile import Profile, read_profile


def profile(on: date | None = None) -> Profile:
    """The organization's facts on a day; today's when none is given."""
    return _profile(settings.PROFILE, on or clock.today())


@lru_cache(maxsize=64)
def _profile(path: Path, on: date) -> Profile:
    return read_profile(path, on)
