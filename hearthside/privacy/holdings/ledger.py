"""Every entry that changed what the account owes."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from hearthside.claims import selectors as claims
from hearthside.ledger import selectors
from hearthside.privacy.registry import MONEY, Holding, Row, Whose
from hearthside.privacy.saying import said


def _entries(whose: Whose) -> Iterable[Row]:
    numbers = {charge.pk: charge.reference for charge in claims.charges_of(whose.account_id)}
    for one in selectors.movements_after(whose.account_id, 0):
        facts = said(one, "kind", "effective_on", "posted_at")
        yield facts | {"amount_cents": one.amount.cents, "charge": numbers.get(one.charge_id or 0, "")}


def _standing(whose: Whose) -> Iterable[Row]:
    stands = selectors.standing(whose.account_id)
    yield {name: getattr(stands, name).cents for name in ("balance", "receivable", "unapplied")}


HELD = (
    Holding("account-entries", MONEY, _("Every change of what you owe"), _entries),
    Holding("balance", MONEY, _("What you owe now"), _standing),
)
