"""Who can sign in."""

from django.core import signing

from hearthside.identity.models import Login
from hearthside.identity.services import DEMO_SALT, demo_is_on


def login_of_demo_link(token: str) -> Login | None:
    """The login a demo link names; None for a false link, and always None outside the demo."""
    if not demo_is_on():
        return None
    try:
        email = signing.loads(token, salt=DEMO_SALT)
    except signing.BadSignature:
        return None
    return Login.objects.filter(email=email, is_active=True).first()


def login_with_email(email: str) -> Login | None:
    return Login.objects.filter(email=email.strip().lower()).first()
