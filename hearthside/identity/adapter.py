"""How allauth signs people in here."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    """Our house's rules where allauth asks."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return True
