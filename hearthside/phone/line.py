"""What the phone line needs to know of its phone company. Outside production the demo speaks to itself."""

from dataclasses import dataclass

from django.conf import settings

from hearthside.organization.selectors import profile


@dataclass(frozen=True, slots=True)
class Line:
    """`auth_token` checks signatures and is used for nothing else; blank closes the line.

    `pay_connector` is the phone company's name of its way to our processor. `person` is where a caller is
    sent who asks for one: a number of ours, never one that was keyed.
    """

    auth_token: str
    pay_connector: str
    person: str


def line() -> Line:
    """The line as the settings have it."""
    return Line(
        auth_token=settings.TWILIO_AUTH_TOKEN,
        pay_connector=settings.VOICE_PAY_CONNECTOR,
        person=settings.VOICE_PERSON_NUMBER or profile().phone_link,
    )
