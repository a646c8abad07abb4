"""What people type to use a privacy right, and what staff type to answer. Forms read; services decide."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from localflavor.us.us_states import STATE_CHOICES

from hearthside import clock
from hearthside.cases.forms import AskedOnce
from hearthside.mailroom.services.queueing import us_number
from hearthside.privacy import wording
from hearthside.privacy.case_kinds import COMPLAINT, CONTACT, COPY, FIX, LESS, LIST
from hearthside.privacy.rules.requests import COUNTED, NOT_COUNTED

WORDS_MOST = 2000
TOO_LONG = gettext_lazy("This is too long. Use up to 2,000 characters; you can add more later.")


def _choice(label: Any, choices: Mapping[str, Any], problem: Any) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label, choices=list(choices.items()), widget=forms.RadioSelect,
        error_messages={"required": problem, "invalid_choice": problem},
    )  # fmt: skip


def _words(label: Any, problem: Any = "", *, hint: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label, max_length=WORDS_MOST, required=bool(problem), widget=forms.Textarea, help_text=hint,
        error_messages={"required": problem, "max_length": TOO_LONG},
    )  # fmt: skip


def _line(label: Any, *, most: int = 120) -> forms.CharField:
    return forms.CharField(label=label, max_length=most, required=False)


class CopyForm(AskedOnce):
    """What to copy, and how they want it."""

    what = _choice(
        gettext_lazy("What do you want a copy of?"),
        wording.WHAT_COPIES,
        gettext_lazy("Choose what you want."),
    )
    form = _choice(
        gettext_lazy("How do you want it?"), wording.FORMS, gettext_lazy("Choose how you want it.")
    )
    words = _words(
        gettext_lazy("Anything we should know?"),
        hint=gettext_lazy("Which dates, which care. You can leave this empty."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if "other" in (cleaned.get("what"), cleaned.get("form")) and not cleaned.get("words"):
            self.add_error("words", _("Tell us what you want, or how."))
        return cleaned


class FixForm(AskedOnce):
    """What is wrong, and what is right."""

    wrong = _words(
        gettext_lazy("What is wrong, and where did you see it?"), gettext_lazy("Tell us what is wrong.")
    )
    should = _words(gettext_lazy("What should it say?"), gettext_lazy("Tell us what it should say."))


class ListForm(AskedOnce):
    years = _choice(gettext_lazy("For how long?"), wording.YEARS, gettext_lazy("Choose for how long."))


class LessForm(AskedOnce):
    about = _choice(
        gettext_lazy("Who should not be told?"), wording.ABOUT, gettext_lazy("Choose who should not be told.")
    )
    words = _words(
        gettext_lazy("What should we keep from them?"), gettext_lazy("Tell us what to keep from them.")
    )
    paid_in_full = forms.BooleanField(
        label=gettext_lazy("I, or someone for me, paid for this care in full without my plan"), required=False
    )


class ContactForm(AskedOnce):
    """Another way to be reached. Nobody is asked why."""

    way = _choice(
        gettext_lazy("How should we reach you?"),
        wording.WAYS,
        gettext_lazy("Choose how we should reach you."),
    )
    address1 = _line(gettext_lazy("Street and number, or PO box"))
    address2 = _line(gettext_lazy("Apartment or unit"))
    city = _line(gettext_lazy("City"), most=80)
    state = forms.ChoiceField(label=gettext_lazy("State"), choices=[("", ""), *STATE_CHOICES], required=False)
    zip = forms.CharField(
        label=gettext_lazy("ZIP code"), max_length=10, required=False,
        validators=[RegexValidator(r"^[0-9]{5}(-?[0-9]{4})?$", gettext_lazy("A ZIP code has 5 digits."))],
    )  # fmt: skip
    email = forms.EmailField(
        label=gettext_lazy("E-mail"), required=False, max_length=254,
        error_messages={"invalid": gettext_lazy("Type the e-mail address like name@example.com.")},
    )  # fmt: skip
    phone = forms.CharField(label=gettext_lazy("Phone"), max_length=20, required=False)
    in_danger = forms.BooleanField(
        label=gettext_lazy("It could put me in danger if you used the old way"), required=False
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        needed = {"mail": ("address1", "city", "state", "zip"), "email": ("email",), "phone": ("phone",)}
        problems = {
            "address1": _("Type the street and number."), "city": _("Type the city."),
            "state": _("Choose the state."), "zip": _("Type the ZIP code."),
            "email": _("Type the e-mail address."), "phone": _("Type the phone number."),
        }  # fmt: skip
        for name in needed.get(str(cleaned.get("way")), ()):
            if not cleaned.get(name) and name not in self.errors:
                self.add_error(name, problems[name])
        typed = cleaned.get("phone")
        if typed and cleaned.get("way") == "phone" and not us_number(typed):
            self.add_error("phone", _("Type a phone number of the United States, with its area code."))
        return cleaned


class ComplaintForm(AskedOnce):
    words = _words(gettext_lazy("What happened?"), gettext_lazy("Tell us what happened."))


FORMS: dict[str, type[AskedOnce]] = {
    COPY: CopyForm, FIX: FixForm, LIST: ListForm, LESS: LessForm, CONTACT: ContactForm,
    COMPLAINT: ComplaintForm,
}  # fmt: skip


def _staff_words(label: str, *, hint: str = "", needed: str = "Write something.") -> forms.CharField:
    return forms.CharField(
        label=label, max_length=4000, widget=forms.Textarea, help_text=hint,
        error_messages={"required": needed},
    )  # fmt: skip


class AnswerForm(AskedOnce):
    """How a request is answered. The outcomes are its kind's."""

    outcome = forms.ChoiceField(label="Answer", widget=forms.RadioSelect,
                                error_messages={"required": "Choose the answer."})  # fmt: skip
    law_requires = forms.BooleanField(label="A law makes us tell the plan", required=False)
    words = _staff_words(
        "What the member reads", hint="In the member’s language: what was done, or why not, in plain words.",
        needed="Write what the member reads.",
    )  # fmt: skip

    def __init__(self, *arguments: Any, outcomes: Mapping[str, Any], **options: Any) -> None:
        super().__init__(*arguments, **options)
        field = self.fields["outcome"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(code, str(words)) for code, words in outcomes.items()]


class MoreTimeForm(AskedOnce):
    words = _staff_words("Why, for the member", needed="Write why.")


class PastDay(forms.DateField):
    """A day that has come."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            error_messages={"required": "Give the day.", "invalid": "Give the day as 2026-11-23."}, **options
        )

    def clean(self, value: Any) -> date | None:
        day: date | None = super().clean(value)
        if day is not None and day > clock.today():
            raise forms.ValidationError("This day has not come yet.")
        return day


class DisclosureForm(AskedOnce):
    """What was told to somebody outside."""

    key = forms.CharField(max_length=40, widget=forms.HiddenInput)
    told_on = PastDay(label="Day it was told")
    to = forms.CharField(label="To whom", max_length=200, error_messages={"required": "Say who got it."})
    to_address = forms.CharField(label="Their address, if known", max_length=300, required=False)
    what = forms.CharField(label="What was told", max_length=500, help_text="In a few words.",
                           error_messages={"required": "Say what was told."})  # fmt: skip
    basis = forms.ChoiceField(label="On what ground")
    why = forms.CharField(label="Why", max_length=500, error_messages={"required": "Say why."})

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        field = self.fields["basis"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            ("In the member’s list", [(code, str(wording.BASES[code])) for code in COUNTED]),
            ("Noted, but not in the list", [(code, str(wording.BASES[code])) for code in NOT_COUNTED]),
        ]


class HoldForm(AskedOnce):
    number = forms.CharField(label="Account number", max_length=14, required=False,
                             help_text="Empty: nothing of anybody is removed.")  # fmt: skip
    reason = forms.CharField(label="Why", max_length=300, error_messages={"required": "Say why."})


class BreachForm(AskedOnce):
    """Facts that may have got out."""

    key = forms.CharField(max_length=40, widget=forms.HiddenInput)
    discovered_on = PastDay(label="Day it was found")
    what = _staff_words("What happened", hint="Facts only, and no names.", needed="Say what happened.")


class PeopleField(forms.CharField):
    """How many people in each state, one line a state: "OH 512"."""

    def clean(self, value: Any) -> dict[str, int]:
        states = {code for code, _name in STATE_CHOICES}
        found: dict[str, int] = {}
        for place, line in enumerate(str(super().clean(value) or "").splitlines(), 1):
            code, _space, count = line.strip().partition(" ")
            if not line.strip():
                continue
            if code.upper() not in states or not count.strip().isdecimal() or len(count.strip()) > 9:
                raise forms.ValidationError(
                    f"Line {place} is no state with a number. Write it like: OH 512", code="people"
                )
            found[code.upper()] = found.get(code.upper(), 0) + int(count)
        return found

    def prepare_value(self, value: Any) -> Any:
        return (
            "\n".join(f"{code} {count}" for code, count in value.items())
            if isinstance(value, dict)
            else value
        )


RISKS = [("", "Not answered"), ("low", "Low"), ("high", "Not low")]


class AssessmentForm(AskedOnce):
    """What is known of a breach by now."""

    happened_on = PastDay(label="Day it happened, if known", required=False)
    what = _staff_words("What happened", needed="Say what happened.")
    people = PeopleField(label="People concerned, by state", required=False, widget=forms.Textarea,
                         help_text="One line a state, like: OH 512")  # fmt: skip
    is_encrypted = forms.BooleanField(label="The facts were encrypted, and the key is safe", required=False)
    for_plan = forms.BooleanField(
        label="They are a health plan’s facts: the plan must be told", required=False
    )
    people_told_on = PastDay(label="People were told on", required=False)
    government_told_on = PastDay(label="The government was told on", required=False)
    media_told_on = PastDay(label="The press was told on", required=False)
    plan_told_on = PastDay(label="The plan was told on", required=False)

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        for name, question in wording.FACTORS.items():
            self.fields[f"factor_{name}"] = forms.ChoiceField(
                label=question, choices=RISKS, required=False, help_text=wording.FACTOR_HINTS[name]
            )
            self.fields[f"note_{name}"] = forms.CharField(label="Why", max_length=1000, required=False)

    def facts(self) -> dict[str, Any]:
        """What was typed, as the service takes it."""
        given = self.cleaned_data
        plain = {name: given[name] for name in given if not name.startswith(("factor_", "note_"))}
        return plain | {
            "factors": {name: given[f"factor_{name}"] for name in wording.FACTORS if given[f"factor_{name}"]},
            "notes": {name: given[f"note_{name}"] for name in wording.FACTORS if given[f"note_{name}"]},
        }


class CloseForm(AskedOnce):
    words = _staff_words("Why it is closed, for the file", needed="Write why it is closed.")
