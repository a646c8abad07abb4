"""Every write of the bills room."""

from hearthside.bills.services.making import accounts_due, make_bill, note_payment, note_payments, note_return

__all__ = ["accounts_due", "make_bill", "note_payment", "note_payments", "note_return"]
