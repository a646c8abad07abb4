"""What people type when they tell us of a death, and what staff type as they work it."""

from typing import Any

import phonenumbers
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from hearthside.cases.forms import FileForm
from hearthside.estates import rules, wording
from hearthside.estates.models import Papers, Relation, TaskState, YesNo
from hearthside.identity.birth_dates import BirthDateField
from hearthside.mailroom.services.queueing import us_number

NAME_MAX = 200
__all__ = [
    "CallerForm", "ContactForm", "DeathForm", "FileForm", "MatchForm", "PersonForm", "TaskForm", "UndoForm",
    "VerifyForm", "YouForm",
]  # fmt: skip


class DayField(BirthDateField):
    """A day in the past as month, day and year; may be left out."""

    default_error_messages = {
        "required": _("Type the day: month, day and year."),
        "future": _("This day cannot be after today."),
    }


def _choices(words: Any) -> list[tuple[str, Any]]:
    return list(words.items())


class PersonForm(forms.Form):
    """Who died. Only the name is needed: a person finds the rest."""

    died_name = forms.CharField(
        max_length=NAME_MAX, error_messages={"required": _("Type the name of the person who died.")}
    )
    number = forms.CharField(max_length=40, required=False)
    zip = forms.RegexField(
        r"^\s*[0-9]{5}(-?[0-9]{4})?\s*$", max_length=12, required=False,
        error_messages={"invalid": _("Type the ZIP code as 5 digits, like 30384, or leave it empty.")},
    )  # fmt: skip
    died_on = DayField(required=False)


class _Reaching(forms.Form):
    """Ways to reach somebody. At least one is needed."""

    phone = forms.CharField(max_length=40, required=False)
    email = forms.EmailField(
        max_length=254, required=False,
        error_messages={"invalid": _("Type an e-mail address with an @ in it, like tom@mail.example.")},
    )  # fmt: skip
    address = forms.CharField(max_length=400, required=False, widget=forms.Textarea)

    def clean_phone(self) -> str:
        typed = str(self.cleaned_data["phone"]).strip()
        if typed and not us_number(typed) and not _is_a_number(typed):
            raise ValidationError(_("Type a phone number with its area code, like 404-555-0142."), "phone")
        return typed

    def clean_address(self) -> str:
        lines = [line.strip() for line in str(self.cleaned_data["address"]).splitlines() if line.strip()]
        if lines and (len(lines) < 2 or rules.place_in(lines[-1]) is None):
            raise ValidationError(
                _("Type the street on one line, and the city, state and ZIP code on the next."), "address"
            )
        return "\n".join(lines[:5])


def _is_a_number(typed: str) -> bool:
    """A number somewhere in the world, or the made-up ones of examples."""
    try:
        return bool(phonenumbers.is_possible_number(phonenumbers.parse(typed, "US")))
    except phonenumbers.NumberParseException:
        return False


class YouForm(_Reaching):
    """Who tells us, and what else helps."""

    reporter = forms.CharField(max_length=NAME_MAX, error_messages={"required": _("Type your name.")})
    relation = forms.ChoiceField(
        choices=[("", _("Choose")), *_choices(wording.RELATIONS)],
        error_messages={"required": _("Choose how you knew this person.")},
    )
    equipment = forms.ChoiceField(choices=_choices(wording.EQUIPMENT), initial=YesNo.UNSURE)
    is_executor = forms.ChoiceField(choices=_choices(wording.EXECUTOR), initial=YesNo.UNSURE)
    papers = forms.ChoiceField(choices=_choices(wording.PAPERS), initial=Papers.LATER)
    field_order = (
        "reporter", "relation", "phone", "email", "address", "equipment", "is_executor", "papers",
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        ways = ("phone", "email", "address")
        if not any(found.get(name) for name in ways) and not any(name in self.errors for name in ways):
            self.add_error("phone", _("Type one way to reach you: a phone number, an e-mail or an address."))
        return found


class CallerForm(PersonForm, YouForm):
    """The same, as staff take it down on a call."""

    field_order = (  # type: ignore[assignment]
        "died_name", "number", "zip", "died_on", *YouForm.field_order,
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, words in (
            ("relation", {"": "Choose"} | dict(Relation.choices)), ("equipment", wording.DESK_YES_NO),
            ("is_executor", wording.DESK_YES_NO), ("papers", wording.DESK_PAPERS),
        ):  # fmt: skip
            self.fields[name].choices = list(words.items())  # type: ignore[attr-defined]


class MatchForm(forms.Form):
    """Whose account it is: the number, then one of its people."""

    number = forms.RegexField(
        r"^[0-9 \-]{10,14}$", error_messages={
            "required": "Type the account number.", "invalid": "An account number has 10 digits.",
        },
    )  # fmt: skip
    person = forms.ChoiceField(required=False)

    def __init__(self, *args: Any, people: list[tuple[str, str]] = [], **kwargs: Any) -> None:  # noqa: B006
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = people  # type: ignore[attr-defined]

    def clean_number(self) -> str:
        return "".join(mark for mark in str(self.cleaned_data["number"]) if mark.isdigit())


class DeathForm(forms.Form):
    died_on = DayField(error_messages={"required": "Type the day of death: month, day and year."})


class VerifyForm(DeathForm):
    """What was seen, and the day it names."""

    proof = forms.ChoiceField(
        choices=[("", "Choose"), *wording.PROOFS.items()],
        error_messages={"required": "Choose what you have seen."},
    )


class TaskForm(forms.Form):
    to = forms.ChoiceField(choices=TaskState.choices)


class ContactForm(_Reaching):
    """Who speaks for the estate. `papers_seen` names the paper that was seen; empty for none."""

    name = forms.CharField(max_length=NAME_MAX, error_messages={"required": "Type their name."})
    relation = forms.ChoiceField(choices=[("", "Choose"), *Relation.choices], required=False)
    papers_seen = forms.CharField(max_length=60, required=False)
    field_order = ("name", "relation", "phone", "email", "address", "papers_seen")


class UndoForm(forms.Form):
    why = forms.CharField(
        max_length=500, widget=forms.Textarea,
        error_messages={"required": "Say how you know that it was a mistake."},
    )  # fmt: skip
