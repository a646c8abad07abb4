"""What can have happened, and what it is called: the list that the help page shows."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise


@dataclass(frozen=True, slots=True)
class Situation:
    """One thing that can have happened. Its page is `recovery/what/<slug>.html`."""

    slug: str
    name: Words


@dataclass(frozen=True, slots=True)
class Group:
    """A heading and the situations under it."""

    heading: Words
    situations: tuple[Situation, ...]


GROUPS = (
    Group(
        _("Password and codes"),
        (
            Situation("password", _("I forgot my password")),
            Situation("no-code", _("No code comes")),
            Situation("locked", _("Sign-in is locked")),
            Situation("no-account", _("I never made an account")),
        ),
    ),
    Group(
        _("Phone and e-mail"),
        (
            Situation("new-phone", _("My phone is new or lost")),
            Situation("passkey", _("My passkey is lost")),
            Situation("lost-email", _("I cannot read my e-mail any more")),
            Situation("landline", _("I only have a home phone")),
            Situation("no-phone", _("I have no phone")),
        ),
    ),
    Group(
        _("People"),
        (
            Situation("shared-email", _("Two of us share one e-mail address")),
            Situation("new-name", _("My name changed")),
            Situation("someone-else", _("I think someone else got in")),
        ),
    ),
)
SITUATIONS = {one.slug: one for group in GROUPS for one in group.situations}

STATES = {
    "letter": "Code is in the mail",
    "call": "Waits for a call back",
    "waiting": "Waits 24 hours",
    "done": "Done",
    "stopped": "Stopped",
}
"""At the desk."""
WHY_ENDED = {
    "not_me": "The member says it was not them",
    "refused": "Staff stopped it",
    "late": "The mailed code was not typed in time",
    "tries": "Three wrong codes from the letter",
    "not_reached": "Nobody answered three times",
    "email_taken": "The new address opens another sign-in",
    "phone": "Second step taken off",
    "email": "E-mail address changed",
}
