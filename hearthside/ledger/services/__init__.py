"""Every write to the ledger."""

from hearthside.ledger.services.again import post_again
from hearthside.ledger.services.charging import ChargeDraft, post_charges, reverse_charges
from hearthside.ledger.services.journal import EntryDraft, Leg, write_entries
from hearthside.ledger.services.money_in import apply_credit, post_payment, reverse_entry

__all__ = [
    "ChargeDraft",
    "EntryDraft",
    "Leg",
    "apply_credit",
    "post_again",
    "post_charges",
    "post_payment",
    "reverse_charges",
    "reverse_entry",
    "write_entries",
]
