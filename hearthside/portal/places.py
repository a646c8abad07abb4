"""Where a page is, if this house has it. A link to a room that is not here is not shown."""

from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings
from django.urls import Resolver404, resolve
from django.utils.functional import Promise
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Place:
    """A label that goes somewhere."""

    label: str | Promise
    path: str
    signed_in: str = ""  # where the same label leads once someone has signed in


@dataclass(frozen=True, slots=True)
class Group:
    """A heading and the places under it."""

    heading: str | Promise
    places: tuple[Place, ...]


NAVIGATION = (
    Place(_("Pay"), "/pay/", signed_in="/account/pay/"),
    Place(_("Bills"), "/account/bills/"),
    Place(_("Care"), "/care/"),
    Place(_("Equipment"), "/equipment/"),
    Place(_("Help"), "/help/"),
)

HOME_GROUPS = (
    Group(
        _("Bills"),
        (
            Place(_("When will my bill come?"), "/help/when-bill/"),
            Place(_("Understand your bill"), "/help/understand-bill/"),
            Place(_("Get a receipt for an HSA"), "/account/receipts/"),
            Place(_("Add a second health plan"), "/help/secondary-insurance/"),
            Place(_("Find a payment"), "/receipts/find/"),
            Place(_("Get help if it is too much"), "/pay/help/"),
        ),
    ),
    Group(
        _("Getting care"),
        (
            Place(_("Start care at home"), "/help/get-services/"),
            Place(_("Follow an order"), "/help/home-health-orders/"),
            Place(_("Will my plan cover it?"), "/help/coverage/"),
            Place(_("What will it cost?"), "/help/cost-estimate/"),
            Place(_("Appeal a “no”"), "/help/start-appeal/"),
            Place(_("Talk with a nurse coach"), "/help/nurse-coaching/"),
        ),
    ),
    Group(
        _("Equipment"),
        (
            Place(_("Something is broken"), "/help/equipment-problem/"),
            Place(_("Send something back"), "/help/return-equipment/"),
            Place(_("CPAP and masks"), "/help/pap-instructions/"),
            Place(_("Breast pumps"), "/help/pump-brands/"),
        ),
    ),
    Group(
        _("Your account"),
        (
            Place(_("Make an account"), "/activate/"),
            Place(_("Change address or phone"), "/account/details/"),
            Place(_("I cannot sign in"), "/sign-in/help/"),
            Place(_("Let someone help you"), "/help/who-can-access/", signed_in="/account/people/"),
            Place(_("A member has died"), "/life-events/death/"),
            Place(_("Report fraud"), "/report-fraud/"),
        ),
    ),
)

FOOT_MORE = (
    Place(_("Contact us"), "/contact/"),
    Place(_("Is this bill real?"), "/official/"),
    Place(_("Report fraud"), "/report-fraud/"),
    Place(_("Doctors and clinics"), "/physicians/"),
)
FOOT_ABOUT = (
    Place(_("Privacy"), "/privacy/", signed_in="/account/privacy/"),
    Place(_("Your rights"), "/rights/"),
    Place(_("Help in your language"), "/language-help/"),
    Place(_("Accessibility"), "/accessibility/"),
)


def address(path: str) -> str:
    """`path` (as in English) in the language of this page, or "" when no room answers there."""
    return _address(path, get_language() or settings.LANGUAGE_CODE)


@lru_cache(maxsize=512)
def _address(path: str, language: str) -> str:
    local = path if language == settings.LANGUAGE_CODE else f"/{language}{path}"
    with override(language):
        try:
            resolve(local)
        except Resolver404:
            return ""
    return local


def in_language(path: str, language: str) -> str:
    """The same page, its path only, in another language."""
    parts = path.split("/", 2)
    known = {code for code, _name in settings.LANGUAGES} - {settings.LANGUAGE_CODE}
    bare = "/" + (parts[2] if len(parts) > 2 else "") if len(parts) > 1 and parts[1] in known else path
    return bare if language == settings.LANGUAGE_CODE else f"/{language}{bare}"


def open_places(places: tuple[Place, ...], *, is_signed_in: bool = False) -> list[Place]:
    """Those of `places` that exist here, with their address in this page's language."""
    found = (
        (place.label, (is_signed_in and place.signed_in and address(place.signed_in)) or address(place.path))
        for place in places
    )
    return [Place(label, path) for label, path in found if path]
