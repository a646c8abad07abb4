"""What clerks type."""

from datetime import date
from typing import Any

from django import forms

from hearthside import references
from hearthside.errors import HearthsideError
from hearthside.lockbox.models import LetterKind, Why
from hearthside.lockbox.words import LETTER, MARKS, WHY
from hearthside.money import ZERO, Money
from hearthside.payments.rules import read_typed_amount

ROWS_MAX = 12


class AmountField(forms.CharField):
    """Dollars and cents as people type them; gives Money above zero."""

    def clean(self, value: Any) -> Money:
        text = str(super().clean(value))
        try:
            amount = read_typed_amount(text)
        except HearthsideError:
            raise forms.ValidationError(
                f"Amount: found “{text[:20]}”. Type dollars and cents, like 86.40."
            ) from None
        if amount <= ZERO:
            raise forms.ValidationError("Amount: it must be more than zero.")
        return amount


class ItemForm(forms.Form):
    """Whose check it is: rows of account and amount, which must make the check."""

    turn = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, amount: Money, rows: list[tuple[str, str]]) -> None:
        super().__init__(data)
        self.amount = amount
        self.rows = rows if data is None else self._typed(data)

    @staticmethod
    def _typed(data: Any) -> list[tuple[str, str]]:
        pairs = zip(data.getlist("account"), data.getlist("amount"), strict=False)
        return [(number[:40], cents[:20]) for number, cents in pairs][:ROWS_MAX]

    def clean(self) -> dict[str, Any]:
        """Adds `shares`: account numbers with amounts."""
        told = super().clean() or {}
        filled = [(number, cents) for number, cents in self.rows if number.strip()]
        if not filled:
            raise forms.ValidationError(
                "Account number: found nothing. Type the ten digits, or keep the check as unmatched money."
            )
        field = AmountField()
        shares = [(self._number(number), field.clean(cents)) for number, cents in filled]
        whole = Money(sum(amount.cents for _, amount in shares))
        if whole != self.amount:
            raise forms.ValidationError(
                f"The shares make {whole}, the check is {self.amount}. Change the amounts until they agree."
            )
        return {**told, "shares": shares}

    @staticmethod
    def _number(text: str) -> str:
        number = references.typed(text)
        if len(number) != 10 or not references.has_check_digit(number):
            raise forms.ValidationError(
                f"Account number: found “{text[:20]}”. It has ten digits and the last one checks the others; "
                "look at the picture again."
            )
        return number


class MarkForm(forms.Form):
    why = forms.ChoiceField(label="What is odd", choices=[(why, WHY[why]) for why in MARKS])
    turn = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    @property
    def told(self) -> Why:
        return Why(self.cleaned_data["why"])


class LetterForm(forms.Form):
    kind = forms.ChoiceField(label="What it is", choices=list(LETTER.items()))

    @property
    def told(self) -> LetterKind:
        return LetterKind(self.cleaned_data["kind"])


class OpenBatchForm(forms.Form):
    """What the deposit slip says."""

    deposit_on = forms.DateField(
        label="Day of the deposit", widget=forms.DateInput(attrs={"type": "date", "class": "ds-c-field"})
    )
    count = forms.IntegerField(
        label="Number of checks", min_value=1, max_value=5000,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "ds-c-field", "autocomplete": "off"}),
    )  # fmt: skip
    amount = AmountField(
        label="Total of the deposit", max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "ds-c-field", "autocomplete": "off"}),
    )  # fmt: skip
    key = forms.CharField(max_length=32, widget=forms.HiddenInput)

    def __init__(self, *args: Any, today: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.today = today

    def clean_deposit_on(self) -> date:
        day: date = self.cleaned_data["deposit_on"]
        if day > self.today:
            raise forms.ValidationError("Day of the deposit: it must not be after today.")
        return day


def _keyed(numeric: str, **attributes: Any) -> forms.TextInput:
    return forms.TextInput(
        attrs={"inputmode": numeric, "class": "ds-c-field hs-digits", "autocomplete": "off", **attributes}
    )


class LineForm(forms.Form):
    """One check of a keyed batch, in the order of the tab key: amount, account, check number."""

    amount = AmountField(label="Amount", max_length=20, widget=_keyed("decimal", autofocus=True))
    account = forms.CharField(
        label="Account number", max_length=40, required=False, widget=_keyed("numeric"),
        help_text="Blank if there is none: the check then waits for a person.",
    )  # fmt: skip
    number = forms.CharField(label="Check number", max_length=20, widget=_keyed("numeric"))
    place = forms.IntegerField(min_value=1, max_value=5000, widget=forms.HiddenInput)

    def clean_number(self) -> str:
        text: str = self.cleaned_data["number"].strip()
        if not (text.isascii() and text.isdigit()):
            raise forms.ValidationError(f"Check number: found “{text}”. Type its digits, top right.")
        return text

    def clean_account(self) -> str:
        text: str = self.cleaned_data["account"].strip()
        number = references.typed(text)
        if text and not (len(number) == 10 and references.has_check_digit(number)):
            raise forms.ValidationError(
                f"Account number: found “{text}”. A digit is wrong; look again, or leave it blank."
            )
        return number
