"""Bank accounts in part, what was agreed to about them and taken from them; checks that came by mail.

A whole account number is in no copy: it is locked, and nobody needs it back from us.
"""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from hearthside.ach import selectors as ach
from hearthside.lockbox import selectors as lockbox
from hearthside.phone import selectors as phone
from hearthside.privacy.registry import MONEY, Holding, Row, Whose
from hearthside.privacy.saying import each, said

MOST = 10_000


def _bank_accounts(whose: Whose) -> Iterable[Row]:
    names = ("reference", "kind", "last4", "holder", "state", "entered_at", "removed_at")
    return each(ach.bank_accounts_on(whose.account_id), *names)


def _authorizations(whose: Whose) -> Iterable[Row]:
    names = (
        "reference", "words", "language", "is_recurring", "amount_cents", "starts_on", "ends_on", "given_at",
        "revoked_at", "revoked_why",
    )  # fmt: skip
    return each(ach.authorizations_on(whose.account_id), *names)


def _debits(whose: Whose) -> Iterable[Row]:
    names = ("reference", "amount_cents", "state", "made_at", "first_sent_on", "settles_on")
    return each(ach.debits_on(whose.account_id)[:MOST], *names)


def _checks(whose: Whose) -> Iterable[Row]:
    for part in lockbox.checks_of(whose.account_id, MOST):
        facts = said(part, "amount_cents", "payment_reference", "posted_at")
        yield facts | said(part.item, "check_number", "written_on", "remitter", "payer_last4")


def _spoken(whose: Whose) -> Iterable[Row]:
    names = ("payment_reference", "amount_cents", "last4", "language", "words", "said_by", "said_at")
    return each(phone.consents_of(whose.account_id), *names)


HELD = (
    Holding("bank-accounts", MONEY, _("Your bank accounts, in part"), _bank_accounts),
    Holding("bank-authorizations", MONEY, _("What we may take from a bank account"), _authorizations),
    Holding("bank-debits", MONEY, _("What was taken from a bank account"), _debits),
    Holding("checks", MONEY, _("Checks that came by mail"), _checks),
    Holding("spoken-consents", MONEY, _("What you agreed to by phone"), _spoken),
)
