"""What staff type at the desk."""

from datetime import date

from django import forms

from hearthside.desk.models import MarkKind
from hearthside.desk.opening import REASONS
from hearthside.desk.rules import days_to_put_off
from hearthside.identity.roles import known_roles, role_in_words

PUT_OFF_REASONS = (
    ("waits_for_member", "We wait for the member"),
    ("waits_for_plan", "We wait for the plan"),
    ("waits_for_bank", "We wait for the bank"),
    ("waits_for_paper", "We wait for a paper"),
    ("asked_to_call_later", "The member asked us to call later"),
)
MARKS = (("", "Not marked"), (MarkKind.KNOWN_PERSON, "A known person"),
         (MarkKind.FAMILY_OF_STAFF, "Family of somebody who works here"))  # fmt: skip


class PutOffForm(forms.Form):
    """A day and a reason; both are asked for."""

    until = forms.DateField(
        error_messages={"required": "Choose the day.", "invalid": "Type the day like 2026-11-23."},
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    reason = forms.ChoiceField(choices=PUT_OFF_REASONS, error_messages={"required": "Choose a reason."})
    note = forms.CharField(required=False, max_length=1000)

    def __init__(self, data: object = None, *, today: date, **more: object) -> None:
        super().__init__(data, **more)  # type: ignore[arg-type]
        self.first, self.last = days_to_put_off(today)

    def clean_until(self) -> date:
        until: date = self.cleaned_data["until"]
        if not self.first <= until <= self.last:
            raise forms.ValidationError(
                f"Choose a day from {_day(self.first)} to {_day(self.last)}.", code="not_that_day"
            )
        return until


class HandOverForm(forms.Form):
    """A colleague who may work this queue, and what they must know."""

    to = forms.ChoiceField(error_messages={"required": "Choose who gets it."})
    note = forms.CharField(max_length=1000, error_messages={"required": "Say what they must know."})

    def __init__(self, data: object = None, *, colleagues: list[tuple[int, str]], **more: object) -> None:
        super().__init__(data, **more)  # type: ignore[arg-type]
        choices = [(str(pk), name) for pk, name in colleagues]
        self.fields["to"].choices = choices  # type: ignore[attr-defined]


class NoteForm(forms.Form):
    """Facts only: the member may ask to read it."""

    text = forms.CharField(
        max_length=2000,
        error_messages={
            "required": "Write the note.",
            "max_length": "A note holds 2,000 characters at most.",
        },
    )
    request_key = forms.CharField(max_length=64)


class ReasonForm(forms.Form):
    """Why a marked record must be opened."""

    reason = forms.ChoiceField(choices=REASONS, error_messages={"required": "Choose why you must open it."})


class MarkForm(forms.Form):
    kind = forms.ChoiceField(choices=MARKS, required=False)


class RoleForm(forms.Form):
    """A login and one of the roles there are."""

    login = forms.IntegerField()
    role = forms.ChoiceField()

    def __init__(self, data: object = None) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        self.fields["role"].choices = [(role, role_in_words(role)) for role in known_roles()]  # type: ignore[attr-defined]


def _day(day: date) -> str:
    return f"{day:%B} {day.day}, {day.year}"
