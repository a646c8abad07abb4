"""Who is on the account, how to reach them, and who may see it."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from hearthside.members import selectors
from hearthside.privacy.registry import MONEY, OTHER, OWN, Holding, Row, Whose
from hearthside.privacy.saying import each, said


def _account(whose: Whose) -> Iterable[Row]:
    yield said(
        selectors.account(whose.account_id), "number", "opened_on", "closed_on", "language", "large_print"
    )


def _contact(whose: Whose) -> Iterable[Row]:
    names = ("address1", "address2", "city", "state", "zip", "email", "phone", "contact_changed_at")
    yield said(selectors.account(whose.account_id), *names)


def _delivery(whose: Whose) -> Iterable[Row]:
    address = selectors.delivery_of(whose.account_id)
    if address is not None:
        yield said(address, "address1", "address2", "city", "state", "zip", "changed_at")


def _people(whose: Whose) -> Iterable[Row]:
    names = ("first_name", "last_name", "birth_date", "relationship", "died_on")
    return each(selectors.people_of(whose.account_id), *names)


def _helpers(whose: Whose) -> Iterable[Row]:
    for grant in selectors.live_helpers(whose.account_id):
        yield {"name": grant.login.name} | said(grant, "scope", "starts_on", "ends_on")


HELD = (
    Holding("account", MONEY, _("Your account"), _account),
    Holding("contact", OTHER, _("How to reach you"), _contact),
    Holding("delivery-address", OTHER, _("Where care and equipment come to"), _delivery),
    Holding("people", OTHER, _("The people on your account"), _people),
    Holding("helpers", OWN, _("Who may see your account"), _helpers),
)
