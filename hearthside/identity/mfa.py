"""Authenticator apps and passkeys, as this house wants them."""

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.contrib.auth.base_user import AbstractBaseUser
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hearthside.identity.keys import box
from hearthside.organization.selectors import profile

PURPOSE = "identity.mfa"


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
        return box(PURPOSE).encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return box(PURPOSE).decrypt(encrypted_text.encode()).decode()

    def generate_authenticator_name(self, user: AbstractBaseUser, type: Authenticator.Type) -> str:
        number = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        return _("My passkey") if number == 1 else _("My passkey %(number)s") % {"number": number}

    def _get_site_name(self) -> str:
        return profile().name
