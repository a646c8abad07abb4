"""The bills, as data and as they were printed."""

import json
from collections.abc import Iterable
from functools import partial

from django.utils.translation import gettext_lazy as _

from hearthside.bills import selectors
from hearthside.bills.printing import bill_pdf
from hearthside.privacy.registry import MONEY, Holding, Paper, Row, Whose
from hearthside.privacy.saying import said


def _bills(whose: Whose) -> Iterable[Row]:
    for bill in selectors.bills_of(whose.account_id):
        facts = said(bill, "number", "made_on", "due_on", "amount_due_cents", "state")
        yield facts | {"bill": json.loads(bill.twin)}


def _papers(whose: Whose) -> Iterable[Paper]:
    for bill in selectors.bills_of(whose.account_id):
        yield Paper(f"bill-{bill.number}", partial(bill_pdf, bill))


HELD = (Holding("bills", MONEY, _("Your bills"), _bills, _papers),)
