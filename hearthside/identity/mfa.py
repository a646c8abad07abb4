"""Authenticator apps and passkeys, as this house wants them."""

import base64
import hashlib
import hmac

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hearthside.organization.selectors import profile


class MfaAdapter(DefaultMFAAdapter):
    """Secrets are encrypted in the database; names are the organization's."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": gettext_lazy(
            "This is not the code your app shows now. Wait for the next one and type it."
        ),
    }

    def get_totp_issuer(self) -> str:
        return profile().name

    def encrypt(self, text: str) -> str:
        return _safe().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _safe().decrypt(encrypted_text.encode()).decode()

    def generate_authenticator_name(self, user: AbstractBaseUser, type: Authenticator.Type) -> str:
        number = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        return _("My passkey") if number == 1 else _("My passkey %(number)s") % {"number": number}

    def _get_site_name(self) -> str:
        return profile().name


def _safe() -> MultiFernet:
    """The newest key writes; older ones (SECRET_KEY_FALLBACKS) still read."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    derived = [hmac.new(key.encode(), b"identity.mfa", hashlib.sha256).digest() for key in keys]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in derived])
