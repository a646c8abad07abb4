"""What the plans said about care: claims, their lines, what is held, and the shares they left."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from hearthside import clock
from hearthside.claims import selectors
from hearthside.privacy.registry import CARE, Holding, Row, Whose
from hearthside.privacy.saying import said

LINE = ("procedure", "modifiers", "revenue_code", "units", "served_from", "served_to", "charged_cents",
        "paid_cents", "allowed_cents", "adjustments", "remarks")  # fmt: skip
CLAIM = ("number", "payer_number", "status", "provider", "served_from", "served_to", "decided_on",
         "charged_cents", "paid_cents", "responsibility_cents", "adjustments", "remarks")  # fmt: skip


def _charges(whose: Whose) -> Iterable[Row]:
    for charge in selectors.charges_of(whose.account_id):
        if charge.person_id not in whose.care_of:
            continue
        facts = said(charge, "reference", "kind", "code", "amount_cents", "state", "final_on")
        yield facts | {
            "person": charge.person.name if charge.person else "", "claim": said(charge.claim, *CLAIM),
            "line": _line(charge.line),
        }  # fmt: skip


def _held(whose: Whose) -> Iterable[Row]:
    for row in selectors.held_rows(whose.account_id, as_of=clock.today()):
        if row.held.person_id not in whose.care_of:
            continue
        yield said(row.held, "number", "reason", "held_on", "wait_until") | {
            "amount_cents": row.held.amount.cents, "claim": said(row.claim, *CLAIM), "line": _line(row.line),
        }  # fmt: skip


def _line(line: Any) -> Row | None:
    return said(line, *LINE) if line is not None else None


HELD = (
    Holding("claims", CARE, _("What your plans decided"), _charges),
    Holding("claims-on-hold", CARE, _("What is not billed yet, and why"), _held),
)
