"""What people type to find out whether something is from us."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from hearthside import references
from hearthside.payments import rules as payments
from hearthside.payments.forms import DigitsField, OneOfEach, ZipField


class CheckBillForm(OneOfEach):
    """Three things printed on a bill; after five wrong tries the ZIP code too."""

    account = DigitsField(digits=10)
    code = DigitsField(digits=8)
    amount = forms.CharField(max_length=64)
    zip = ZipField(required=False)

    def __init__(self, *arguments: Any, asks_zip: bool = False, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["account"].error_messages["required"] = _("Type the account number. It has 10 digits.")
        self.fields["code"].error_messages["required"] = _("Type the pay code. It has 8 digits.")
        self.fields["amount"].error_messages["required"] = _(
            "Type the amount due that is printed on the bill."
        )
        self.fields["zip"].error_messages["required"] = _("Type the ZIP code of the address on the bill.")
        self.fields["zip"].required = asks_zip
        if not asks_zip:
            del self.fields["zip"]

    def clean_amount(self) -> Any:
        try:
            return payments.read_typed_amount(self.cleaned_data["amount"])
        except (payments.AmountMissing, payments.AmountUnreadable):
            raise forms.ValidationError(_("Type the amount in dollars and cents, like 142.50.")) from None

    def emptied(self, *, asks_zip: bool) -> "CheckBillForm":
        """The same form to try again; the code and the ZIP code are not written back into a page."""
        kept = {name: self.data.get(name, "") for name in ("account", "amount")}
        return CheckBillForm(initial=kept, asks_zip=asks_zip)


class CheckMessageForm(OneOfEach):
    """A message number, and something of the account that it went to."""

    number = DigitsField(digits=10)
    proof = forms.CharField(max_length=20)

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["number"].error_messages["required"] = _("Type the message number. It has 10 digits.")
        self.fields["proof"].error_messages["required"] = _(
            "Type the last 4 digits of your account number, or your ZIP code."
        )

    def clean_proof(self) -> str:
        digits = references.typed(self.cleaned_data["proof"])
        if not (digits.isascii() and digits.isdigit()) or len(digits) not in (4, 5, 9):
            raise forms.ValidationError(
                _("Type the last 4 digits of your account number, or the 5 digits of your ZIP code.")
            )
        return digits


class CompareForm(OneOfEach):
    """A phone number, an e-mail address or a web address."""

    seen = forms.CharField(max_length=320)

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["seen"].error_messages["required"] = _(
            "Type the phone number, e-mail address or web address that you saw."
        )


class ReturnedForm(OneOfEach):
    """An envelope that the post office brought back."""

    number = DigitsField(digits=10)
    reason = forms.ChoiceField(choices=())

    def __init__(self, *arguments: Any, reasons: list[tuple[str, Any]], **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["reason"] = forms.ChoiceField(choices=reasons)
        self.fields["number"].error_messages["required"] = _("Type the message number. It has 10 digits.")


class LetterForm(OneOfEach):
    """A letter that staff write themselves."""

    subject = forms.CharField(max_length=120)
    body = forms.CharField(max_length=6_000, widget=forms.Textarea, strip=True)
    key = forms.CharField(max_length=32, required=False, widget=forms.HiddenInput)

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["subject"].error_messages["required"] = _("Type what the letter is about.")
        self.fields["body"].error_messages["required"] = _("Type the letter.")
