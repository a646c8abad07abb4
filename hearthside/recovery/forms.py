"""What is typed about signing in again. Forms read; services decide."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hearthside.identity.birth_dates import BirthDateField
from hearthside.payments.forms import DigitsField
from hearthside.recovery.models import What
from hearthside.recovery.rules import LETTER_DIGITS

EMAIL_ERRORS = {
    "required": _("Type an e-mail address."),
    "invalid": _("Type an e-mail address with an @ in it, like ana@mail.example."),
}


class ProveForm(forms.Form):
    """The sign-in, what is on the bill, and a birth date of someone on the account."""

    email = forms.EmailField(max_length=254, error_messages=EMAIL_ERRORS)
    account = DigitsField(
        digits=10, error_messages={"required": _("Type the account number. It has 10 digits.")}
    )
    code = DigitsField(digits=8, error_messages={"required": _("Type the pay code. It has 8 digits.")})
    birth_date = BirthDateField()


class ProveEmailForm(ProveForm):
    """As `ProveForm`, and the e-mail address to sign in with from now on."""

    new_email = forms.EmailField(max_length=254, error_messages=EMAIL_ERRORS)

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        if typed.get("new_email") and typed["new_email"].lower() == str(typed.get("email", "")).lower():
            self.add_error("new_email", _("This is the address that you cannot read. Type another one."))
        return typed


class CodeForm(forms.Form):
    code = forms.CharField(max_length=32, error_messages={"required": _("Type the 6 digits of the code.")})


class LetterForm(forms.Form):
    """What stands in the letter, and the account number beside it."""

    account = DigitsField(
        digits=10, error_messages={"required": _("Type the account number. It has 10 digits.")}
    )
    code = DigitsField(
        digits=LETTER_DIGITS,
        error_messages={"required": _("Type the 8 digits of the code in our letter.")},
    )


class StopForm(forms.Form):
    number = DigitsField(
        digits=10, error_messages={"required": _("Type the number in our message. It has 10 digits.")}
    )


# At the desk, in English as the desk is


class AskForm(forms.Form):
    """What a caller lost, and whose sign-in it is."""

    login = forms.TypedChoiceField(coerce=int, error_messages={"required": "Choose whose sign-in it is."})
    what = forms.ChoiceField(
        choices=[("", ""), *What.choices], error_messages={"required": "Choose what is lost."}
    )
    new_email = forms.EmailField(max_length=254, required=False, error_messages=EMAIL_ERRORS)

    def __init__(self, *arguments: Any, logins: list[tuple[int, str]], **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["login"].choices = [("", ""), *logins]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        if typed.get("what") == What.EMAIL and not typed.get("new_email") and "new_email" not in self.errors:
            self.add_error("new_email", "Type the new e-mail address. Read it back letter by letter.")
        return typed
