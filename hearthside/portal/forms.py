"""What people type in the portal's own pages."""

from typing import Any

import phonenumbers
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from localflavor.us.forms import USZipCodeField
from localflavor.us.us_states import USPS_CHOICES

from hearthside.identity.birth_dates import BirthDateField
from hearthside.payments.forms import DigitsField


class ActivationForm(forms.Form):
    """What is on the bill, and a birth date of someone on the account."""

    account = DigitsField(
        digits=10, error_messages={"required": _("Type the account number. It has 10 digits.")}
    )
    code = DigitsField(digits=8, error_messages={"required": _("Type the pay code. It has 8 digits.")})
    birth_date = BirthDateField()


class CodeForm(forms.Form):
    code = forms.CharField(
        max_length=32, error_messages={"required": _("Type the 6 digits from our e-mail.")}
    )


class PasswordForm(forms.Form):
    password = forms.CharField(
        max_length=256,
        strip=False,
        error_messages={"required": _("Type a password of 15 characters or more.")},
    )

    def clean_password(self) -> str:
        password = str(self.cleaned_data["password"])
        try:
            validate_password(password)
        except ValidationError as refusal:
            raise ValidationError([_reworded(error) for error in refusal.error_list]) from None
        return password


def _reworded(error: ValidationError) -> ValidationError:
    words = {
        "password_too_short": _("Use 15 characters or more. Four words in a row are fine."),
        "password_too_common": _("Many people use this password. Choose one that only you would think of."),
    }
    return ValidationError(words[error.code], error.code) if error.code in words else error


class AddressForm(forms.Form):
    address1 = forms.CharField(
        max_length=120, error_messages={"required": _("Type the street and number, or the PO box.")}
    )
    address2 = forms.CharField(max_length=120, required=False)
    city = forms.CharField(max_length=80, error_messages={"required": _("Type the city.")})
    state = forms.ChoiceField(
        choices=[("", ""), *USPS_CHOICES], error_messages={"required": _("Choose the state.")}
    )
    zip = USZipCodeField(
        error_messages={
            "required": _("Type the ZIP code."),
            "invalid": _("Type the ZIP code as 5 digits, or 5 and 4, like 30384 or 30384-7947."),
        }
    )


class PhoneForm(forms.Form):
    """A US number, kept as +1 and ten digits; empty takes it off."""

    phone = forms.CharField(max_length=40, required=False)

    def clean_phone(self) -> str:
        typed = str(self.cleaned_data["phone"]).strip()
        if not typed:
            return ""
        try:
            number = phonenumbers.parse(typed, "US")
        except phonenumbers.NumberParseException:
            number = None
        if number is None or not phonenumbers.is_valid_number_for_region(number, "US"):
            raise ValidationError(_("Type a US phone number with its area code, like 404-555-0142."), "phone")
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


class EmailForm(forms.Form):
    email = forms.EmailField(
        max_length=254,
        error_messages={
            "required": _("Type an e-mail address."),
            "invalid": _("Type an e-mail address with an @ in it, like ana@mail.example."),
        },
    )


class ReadingForm(forms.Form):
    """In which language and letter size we write to you."""

    language = forms.ChoiceField(choices=[("en", "English"), ("es", "Español")], widget=forms.RadioSelect)
    large_print = forms.BooleanField(required=False)


class SwitchForm(forms.Form):
    account = forms.CharField(max_length=10)


DETAILS: dict[str, type[forms.Form]] = {
    "address": AddressForm,
    "phone": PhoneForm,
    "email": EmailForm,
    "reading": ReadingForm,
}


def first_values(record: Any, field_names: list[str]) -> dict[str, object]:
    """What is on file now, to start from."""
    return {name: getattr(record, name) for name in field_names}
