"""How you sign in, as the help center tells you when you already have."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hearthside.helpcenter.registry import Action, Answer, Asker, Row
from hearthside.identity import selectors as logins
from hearthside.identity.selectors import SecondSteps
from hearthside.recovery import selectors

SECURITY = "/account/security/"


def login_trouble(asker: Asker) -> Answer | None:
    """You are in: what opens your sign-in now, and what would help the next time."""
    login = logins.login(int(asker.actor.ident))
    steps = logins.second_steps(login.pk)
    says = [_("You are signed in now. Here is what opens your account.")]
    if not steps.any:
        says.append(_("A passkey makes it easier: there is no password or code to type."))
    elif not steps.recovery_codes_left:
        says.append(_("You have no recovery codes. Make some, so that a lost phone does not shut you out."))
    if selectors.live_of_login(login.pk) is not None:
        says.append(_("A change to your sign-in is waiting. If you did not ask for it, stop it now."))
    return Answer(
        says=tuple(says),
        rows=(
            Row(_("E-mail address"), login.email, "/account/security/email/"),
            Row(_("Second step"), _second_step(steps), SECURITY),
            Row(_("Recovery codes left"), str(steps.recovery_codes_left), SECURITY),
        ),
        actions=(
            Action(_("How you sign in"), SECURITY),
            Action(_("Where you are signed in"), "/account/security/devices/"),
            Action(_("Someone else got in"), "/sign-in/help/someone-else/"),
        ),
    )


def _second_step(steps: SecondSteps) -> str:
    keys = ngettext("%(count)s passkey", "%(count)s passkeys", steps.passkeys) % {"count": steps.passkeys}
    parts = [keys] * bool(steps.passkeys) + [_("an app")] * steps.has_app
    return _(" and ").join(parts) if parts else _("none but a code by e-mail")


ANSWERS = {"login-trouble": login_trouble}
