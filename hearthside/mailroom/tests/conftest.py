"""What every test of the mailroom travels with: letterboxes that contact nobody."""

from typing import Any

import pytest


@pytest.fixture(autouse=True)
def letterbox(settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
