"""What members type about themselves. Forms read and tidy; services decide."""

from typing import Any

import phonenumbers
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from localflavor.us.forms import USZipCodeField
from localflavor.us.us_states import USPS_CHOICES

from hearthside.details.case_kinds import PLAN_WHYS
from hearthside.details.rules import one_line


class LineField(forms.CharField):
    """Text of one line, in any script."""

    def to_python(self, value: object) -> str:
        return one_line(super().to_python(value) or "")


class AddressForm(forms.Form):
    """An address in the United States or a military or diplomatic post office."""

    address1 = LineField(
        max_length=120, error_messages={"required": _("Type the street and number, or the PO box.")}
    )
    address2 = LineField(max_length=120, required=False)
    city = LineField(max_length=80, error_messages={"required": _("Type the city.")})
    state = forms.ChoiceField(
        choices=[("", ""), *USPS_CHOICES], error_messages={"required": _("Choose the state.")}
    )
    zip = USZipCodeField(
        error_messages={
            "required": _("Type the ZIP code."),
            "invalid": _("Type the ZIP code as 5 digits, or 5 and 4, like 30384 or 30384-7947."),
        }
    )


class AbroadForm(forms.Form):
    """An address elsewhere: lines as people write them there."""

    address1 = LineField(max_length=120, error_messages={"required": _("Type the street and number.")})
    address2 = LineField(max_length=120, required=False)
    city = LineField(max_length=80, error_messages={"required": _("Type the town and its postal code.")})
    country = LineField(max_length=60, error_messages={"required": _("Type the country.")})


class DeliveryForm(AddressForm):
    """Where care and equipment come to; or that it is the mailing address."""

    is_mailing = forms.BooleanField(required=False)

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        if data is not None and data.get("is_mailing"):
            for name in ("address1", "city", "state", "zip"):
                self.fields[name].required = False


class PhoneForm(forms.Form):
    """A US number, kept as +1 and ten digits; empty takes it off."""

    phone = forms.CharField(max_length=40, required=False)

    def clean_phone(self) -> str:
        return us_phone(str(self.cleaned_data["phone"]))


class HomePhoneForm(forms.Form):
    """As `PhoneForm`, for the phone at home."""

    home_phone = forms.CharField(max_length=40, required=False)

    def clean_home_phone(self) -> str:
        return us_phone(str(self.cleaned_data["home_phone"]))


def us_phone(typed: str) -> str:
    """+1 and ten digits; "" stays. Raises ValidationError."""
    if not typed.strip():
        return ""
    try:
        number = phonenumbers.parse(typed.strip(), "US")
    except phonenumbers.NumberParseException:
        number = None
    if number is None or not any(
        phonenumbers.is_valid_number_for_region(number, region) for region in ("US", "PR")
    ):
        raise ValidationError(_("Type a US phone number with its area code, like 404-555-0142."), "phone")
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


class EmailForm(forms.Form):
    email = forms.EmailField(
        max_length=254,
        error_messages={
            "required": _("Type an e-mail address."),
            "invalid": _("Type an e-mail address with an @ in it, like ana@mail.example."),
        },
    )


class NameForm(forms.Form):
    """What we call whoever signs in, in any script."""

    name = LineField(max_length=200, error_messages={"required": _("Type the name that we call you by.")})


class LegalNameForm(forms.Form):
    """A new legal name, for a person on the account."""

    person = forms.TypedChoiceField(coerce=int, error_messages={"required": _("Choose whose name it is.")})
    new_name = LineField(max_length=200, error_messages={"required": _("Type the whole new name.")})
    has_told_plan = forms.ChoiceField(
        choices=[("yes", _("Yes, my plan has it")), ("no", _("Not yet"))], widget=forms.RadioSelect,
        error_messages={"required": _("Choose yes or not yet.")},
    )  # fmt: skip

    def __init__(self, *arguments: Any, people: list[tuple[int, str]] | None = None, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["person"].choices = people or []  # type: ignore[attr-defined]


class ReadingForm(forms.Form):
    """In which language and letter size we write to you."""

    language = forms.ChoiceField(choices=[("en", "English"), ("es", "Español")], widget=forms.RadioSelect)
    large_print = forms.BooleanField(required=False)


class DayField(forms.DateField):
    """A day as the browser's own day field sends it, or as people write it in the United States."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            input_formats=["%Y-%m-%d", "%m/%d/%Y", "%m-%d-%Y", "%m/%d/%y"],
            error_messages={"invalid": _("Type the day as month, day and year, like 12/31/2026.")}, **options,
        )  # fmt: skip


class PlanForm(forms.Form):
    """What changed with a plan. What is needed depends on what changed."""

    what = forms.ChoiceField(
        choices=list(PLAN_WHYS.items()), error_messages={"required": _("Choose what changed.")}
    )
    plan_name = LineField(max_length=120, required=False)
    member_id = LineField(max_length=80, required=False)
    holder = LineField(max_length=120, required=False)
    starts_on = DayField(required=False)
    ends_on = DayField(required=False)
    words = forms.CharField(max_length=2000, required=False)

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        for name, problem in self._needed(str(typed.get("what", ""))).items():
            if not typed.get(name) and name not in self.errors:
                self.add_error(name, problem)
        first, last = typed.get("starts_on"), typed.get("ends_on")
        if typed.get("what") == "added" and first and last and last < first:
            self.add_error("ends_on", _("The last day cannot come before the first day."))
        return typed

    @staticmethod
    def _needed(what: str) -> dict[str, Any]:
        name = {"plan_name": _("Type the name of the plan. It is on your plan card.")}
        ident = {"member_id": _("Type the member ID on your plan card.")}
        return {
            "new": name | ident,
            "added": name | ident,
            "ended": name | {"ends_on": _("Type the last day of the plan.")},
            "number": ident,
            "mismatch": {"words": _("Tell us what is wrong and what is right.")},
        }.get(what, {})
