"""Every write to the ledger."""

from hearthside.ledger.services.again import post_again
from hearthside.ledger.services.charging import ChargeDraft, post_charges, reverse_charges
from hearthside.ledger.services.giving_up import MoreThanOpen, adjust_charges, undo_adjustment
from hearthside.ledger.services.holding import hold_charges, release_holds
from hearthside.ledger.services.journal import EntryDraft, Leg, write_entries
from hearthside.ledger.services.money_in import (
    PaymentDraft,
    apply_credit,
    post_payment,
    post_payments,
    reverse_entry,
)
from hearthside.ledger.services.money_out import post_refund, post_suspense, settle_suspense, transfer

__all__ = [
    "ChargeDraft", "EntryDraft", "Leg", "MoreThanOpen", "PaymentDraft", "adjust_charges", "apply_credit",
    "hold_charges", "post_again", "post_charges", "post_payment", "post_payments", "post_refund",
    "post_suspense", "release_holds", "reverse_charges", "reverse_entry", "settle_suspense", "transfer",
    "undo_adjustment", "write_entries",
]  # fmt: skip
