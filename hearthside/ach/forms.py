"""What people type to pay from a bank account. Forms read; services decide."""

import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from hearthside import references
from hearthside.ach.models import BankAccount, BankKind
from hearthside.errors import UnreadableAmount
from hearthside.formats.nacha import is_routing_number
from hearthside.money import ZERO, Money

NEW = "new"
SECRET = ("number", "number_again")
"""Never written back into a page."""


class BankPaymentForm(forms.Form):
    """How much, and from which account: one that is known, or a new one."""

    how = forms.ChoiceField(choices=[("all", ""), ("part", "")], required=False)
    amount = forms.CharField(max_length=20, required=False)
    bank = forms.CharField(max_length=10, required=False)
    kind = forms.ChoiceField(choices=BankKind.choices, required=False)
    routing = forms.CharField(max_length=40, required=False)
    number = forms.CharField(max_length=40, required=False)
    number_again = forms.CharField(max_length=40, required=False)
    holder = forms.CharField(max_length=60, required=False)

    def __init__(
        self, *arguments: Any, payable: Money, least: Money, banks: Sequence[BankAccount], **options: Any
    ) -> None:
        self.payable, self.least, self.banks = payable, least, banks
        super().__init__(*arguments, **options)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        cleaned["money"] = self._money(cleaned)
        cleaned["known"] = next((bank for bank in self.banks if bank.reference == cleaned.get("bank")), None)
        if cleaned.get("bank") != NEW and cleaned["known"] is None:
            self.add_error("bank", _("Choose which bank account to use."))
        elif cleaned["known"] is None:
            self._clean_new(cleaned)
        return cleaned

    def _money(self, cleaned: dict[str, Any]) -> Money:
        if cleaned.get("how") == "all":
            return self.payable
        if cleaned.get("how") != "part":
            self.add_error("how", _("Choose how much to pay."))
            return ZERO
        try:
            money = Money.parse_dollars((cleaned.get("amount") or "").strip().lstrip("$").replace(",", ""))
        except UnreadableAmount:
            self.add_error("amount", _("Type an amount in dollars and cents, like 25.00."))
            return ZERO
        smallest = min(self.least, self.payable)
        if not smallest <= money <= self.payable:
            self.add_error(
                "amount",
                _("Type an amount from %(least)s to %(most)s.") % {"least": smallest, "most": self.payable},
            )
        return money

    def _clean_new(self, cleaned: dict[str, Any]) -> None:
        cleaned["routing"] = references.typed(cleaned.get("routing") or "")
        for name in SECRET:
            cleaned[name] = references.typed(cleaned.get(name) or "")
        if not cleaned.get("kind"):
            self.add_error("kind", _("Choose checking or savings."))
        if not is_routing_number(cleaned["routing"]):
            self.add_error(
                "routing",
                _("Check the routing number: nine digits, at the bottom left of a check."),
            )  # fmt: skip
        if not re.fullmatch("[0-9]{4,17}", cleaned["number"]):
            self.add_error("number", _("Check the account number: 4 to 17 digits, with no letters."))
        elif cleaned["number"] != cleaned["number_again"]:
            self.add_error("number_again", _("The two account numbers are not the same. Type both again."))
        if not (cleaned.get("holder") or "").strip():
            self.add_error("holder", _("Type the name on the bank account."))

    def forget_numbers(self) -> None:
        """Take account numbers out of what the page shows again."""
        typed: Any = self.data.copy()  # type: ignore[attr-defined]
        for name in SECRET:
            typed[name] = ""
        self.data = typed


class EchoForm(forms.Form):
    """What the bank says it received."""

    entries = forms.IntegerField(min_value=0)
    debits = forms.CharField(max_length=20)
    entry_hash = forms.RegexField(r"^\s*[0-9]{1,10}\s*$", strip=True)

    def clean_debits(self) -> Money:
        try:
            return Money.parse_dollars(self.cleaned_data["debits"].strip().lstrip("$").replace(",", ""))
        except UnreadableAmount:
            raise forms.ValidationError("Type the sum as the bank shows it, like 1250.00.") from None
