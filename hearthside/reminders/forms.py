"""What members and staff choose here. Forms read; services decide."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from hearthside.payments.forms import OneOfEach
from hearthside.reminders.models import PauseReason

BEST = "best"


class WishForm(OneOfEach):
    """How to be reminded. `agree` is asked for texts alone, and never ticked beforehand."""

    channel = forms.ChoiceField()
    early = forms.BooleanField(required=False)
    agree = forms.BooleanField(required=False)

    def __init__(self, *arguments: Any, texts_open: bool, has_agreed: bool, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.has_agreed = has_agreed
        names = (BEST, "email", *(("text",) if texts_open else ()), "letter")
        field = self.fields["channel"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(name, name) for name in names]
        problem = _("Choose how we should remind you.")
        field.error_messages.update(required=problem, invalid_choice=problem)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("channel") == "text" and not (cleaned.get("agree") or self.has_agreed):
            self.add_error("agree", _("To get texts, tick the box. Or choose another way."))
        return cleaned


class PauseForm(OneOfEach):
    """Until when, and why, reminders rest."""

    reason = forms.ChoiceField(choices=PauseReason.choices)
    until_on = forms.DateField(
        error_messages={"required": "Give the last day of the pause.", "invalid": "Give a day, 2026-12-31."}
    )
