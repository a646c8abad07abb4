"""What people type in the portal's own pages."""

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

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


class SwitchForm(forms.Form):
    account = forms.CharField(max_length=10)
