"""Keys for what a copy of the database must not read. One a purpose, made from SECRET_KEY."""

import base64
import hashlib
import hmac
from functools import lru_cache

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings


def box(purpose: str) -> MultiFernet:
    """What locks and opens values of one purpose. The newest key locks; older ones
    (SECRET_KEY_FALLBACKS) still open."""
    return _box(purpose, (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS))


@lru_cache(maxsize=16)
def _box(purpose: str, keys: tuple[str, ...]) -> MultiFernet:
    derived = [hmac.new(key.encode(), purpose.encode(), hashlib.sha256).digest() for key in keys]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in derived])
