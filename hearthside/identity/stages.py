"""Steps of signing in that differ from allauth's."""

from allauth.mfa.stages import TrustStage


class RememberDevice(TrustStage):
    """Offer to remember this device for 30 days: to members only. Staff prove it is them every time."""

    def handle(self) -> tuple[object, bool]:
        if self.login.user is not None and self.login.user.is_staff:
            return None, True
        return super().handle()
