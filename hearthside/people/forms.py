"""What people type in this room's pages."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from hearthside.people import rules
from hearthside.people.rules import Paper
from hearthside.people.wording import CHECKLIST, GIVES, PAPERS, REASONS
from hearthside.references import has_check_digit, typed

WORDS_MOST = 2000
UNTIL = {"usual": _("For one year"), "day": _("Until a day I choose"), "open": _("Until I end it")}


class WhatForm(forms.Form):
    """Step 1: what the helper may see, and for how long."""

    scope = forms.ChoiceField(
        choices=[(code, words[0]) for code, words in GIVES.items()],
        error_messages={"required": _("Choose what this person may see."),
                        "invalid_choice": _("Choose what this person may see.")},
    )  # fmt: skip
    until = forms.ChoiceField(
        choices=list(UNTIL.items()),
        error_messages={"required": _("Choose for how long."), "invalid_choice": _("Choose for how long.")},
    )
    day = forms.DateField(
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("Type the last day, like 2027-06-30.")},
    )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("until") == "day" and not said.get("day") and "day" not in self.errors:
            self.add_error("day", _("Choose the last day."))
        return said


class WhoForm(forms.Form):
    """Step 2: the helper's name and e-mail address."""

    name = forms.CharField(
        max_length=100, error_messages={"required": _("Type the name of the person who will help you.")}
    )
    email = forms.EmailField(
        error_messages={"required": _("Type this person’s e-mail address."),
                        "invalid": _("This is no e-mail address. It looks like dana@mail.example.")},
    )  # fmt: skip

    def clean_name(self) -> str:
        name = str(self.cleaned_data["name"])
        if any(not mark.isprintable() for mark in name):
            raise ValidationError(_("Type the name in one line."))
        return name


class AnswerCodeForm(forms.Form):
    """Who was invited: the address our e-mail went to, and the code that the member gave by voice."""

    email = forms.EmailField(
        error_messages={"required": _("Type the e-mail address where you got our message."),
                        "invalid": _("This is no e-mail address. It looks like dana@mail.example.")},
    )  # fmt: skip
    code = forms.CharField(
        max_length=40, error_messages={"required": _("Type the code. It has 8 letters and numbers.")}
    )


class MailedCodeForm(forms.Form):
    code = forms.CharField(
        max_length=32, error_messages={"required": _("Type the 6 digits from our e-mail.")}
    )


class NewPasswordForm(forms.Form):
    """A first password."""

    password = forms.CharField(
        max_length=256, strip=False,
        error_messages={"required": _("Type a password of 15 characters or more.")},
    )  # fmt: skip

    def clean_password(self) -> str:
        password = str(self.cleaned_data["password"])
        try:
            validate_password(password)
        except ValidationError:
            raise ValidationError(
                _("Use 15 characters or more that others would not guess. Four words in a row are fine.")
            ) from None
        return password


class YesNoForm(forms.Form):
    answer = forms.ChoiceField(
        choices=[("yes", ""), ("no", "")],
        error_messages={"required": _("Choose yes or no."), "invalid_choice": _("Choose yes or no.")},
    )


def _paper_field() -> forms.ChoiceField:
    choose = _("Choose which paper you have.")
    return forms.ChoiceField(
        choices=[(code, words[0]) for code, words in PAPERS.items()],
        error_messages={"required": choose, "invalid_choice": choose},
    )


class HelpSomeoneForm(forms.Form):
    """A helper asks: for whom, and with which paper."""

    kind = _paper_field()
    number = forms.CharField(
        max_length=40, error_messages={"required": _("Type the account number. It is on the bill.")}
    )
    asked_name = forms.CharField(
        max_length=120, error_messages={"required": _("Type the name of the person you help.")}
    )
    scope = forms.ChoiceField(
        choices=[(code, words[0]) for code, words in GIVES.items()],
        error_messages={"required": _("Choose what you need to see."),
                        "invalid_choice": _("Choose what you need to see.")},
    )  # fmt: skip
    key = forms.CharField(max_length=64, widget=forms.HiddenInput)

    def clean_number(self) -> str:
        number = typed(str(self.cleaned_data["number"]))
        if len(number) != 10 or not has_check_digit(number):
            raise ValidationError(_("An account number has 10 digits. Check it on the bill."))
        return number


class HelperPapersForm(WhoForm):
    """A member sends papers for somebody."""

    kind = _paper_field()
    scope = forms.ChoiceField(
        choices=[(code, words[0]) for code, words in GIVES.items()],
        error_messages={"required": _("Choose what this person may see."),
                        "invalid_choice": _("Choose what this person may see.")},
    )  # fmt: skip
    key = forms.CharField(max_length=64, widget=forms.HiddenInput)


class FileForm(forms.Form):
    file = forms.FileField(
        error_messages={"required": _("Choose a file first."),
                        "empty": _("This file is empty. Choose another.")},
    )  # fmt: skip


class SayForm(forms.Form):
    """A message with papers; `key` stands for this one form."""

    words = forms.CharField(
        max_length=WORDS_MOST, widget=forms.Textarea,
        error_messages={"required": _("Type what you want to tell us.")},
    )  # fmt: skip
    key = forms.CharField(max_length=64)


class SafetyForm(forms.Form):
    """The one page for somebody who may not be safe."""

    no_letters = forms.BooleanField(required=False)


# For staff.


class MatchForm(forms.Form):
    """Whom the papers are about: an account, and a person on it."""

    number = forms.CharField(max_length=40, error_messages={"required": "Type the account number."})
    person = forms.TypedChoiceField(coerce=int, empty_value=None, required=False)

    def __init__(self, *arguments: Any, people: Mapping[int, str], **options: Any) -> None:
        super().__init__(*arguments, **options)
        choice = self.fields["person"]
        assert isinstance(choice, forms.ChoiceField)
        choice.choices = [("", "Choose"), *people.items()]


class AgreeForm(forms.Form):
    """What staff saw in the paper, what it opens, and its own last day."""

    ticked = forms.MultipleChoiceField(required=False)
    scope = forms.ChoiceField(error_messages={"required": "Choose what it opens."})
    ends_on = forms.DateField(
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "Type the day as 2027-06-30."},
    )

    def __init__(self, *arguments: Any, paper: Paper, today: date, **options: Any) -> None:
        super().__init__(*arguments, **options)
        rule, self.today = rules.RULES[paper], today
        ticked, scope = self.fields["ticked"], self.fields["scope"]
        assert isinstance(ticked, forms.MultipleChoiceField) and isinstance(scope, forms.ChoiceField)
        ticked.choices = [(code, CHECKLIST[code]) for code in rule.must_show]
        scope.choices = [(code, GIVES[code][0]) for code in rule.opens]

    def clean_ends_on(self) -> date | None:
        day: date | None = self.cleaned_data["ends_on"]
        if day is not None and day < self.today:
            raise ValidationError("This day is past. A paper that has ended opens nothing.")
        return day


class TurnDownForm(forms.Form):
    reason = forms.ChoiceField(
        choices=[("", "Choose"), *REASONS.items()],
        error_messages={"required": "Choose why.", "invalid_choice": "Choose why."},
    )
    words = forms.CharField(
        max_length=WORDS_MOST, widget=forms.Textarea,
        error_messages={"required": "Say what is missing and what to do, in words they understand."},
    )  # fmt: skip


class StaffSayForm(SayForm):
    """What staff ask the sender of papers."""


class SpokenForm(forms.Form):
    """What the member said on the phone."""

    name = forms.CharField(max_length=100, error_messages={"required": "Type whom we may talk with."})
    scope = forms.ChoiceField(
        choices=[("", "Choose"), ("money", "Bills"), ("care", "Care"), ("all", "Bills and care")],
        error_messages={"required": "Choose about what.", "invalid_choice": "Choose about what."},
    )
    ends_on = forms.DateField(
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "Choose the last day.", "invalid": "Type the day as 2027-06-30."},
    )
    key = forms.CharField(max_length=64, widget=forms.HiddenInput)
