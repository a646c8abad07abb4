"""What people type about their bill, and what staff type back. Forms read; services decide."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from hearthside.cases.asked_about import BillLineToAsk
from hearthside.cases.case_kinds import LOOKS_WRONG, QUESTION

WORDS_MOST = 2000


class AskedOnce(forms.Form):
    """A form in which every question has one answer; a second copy is refused, not chosen between."""

    several: tuple[str, ...] = ()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        copies = getattr(self.data, "getlist", None)
        if copies and any(len(copies(name)) > 1 for name in self.fields if name not in self.several):
            raise forms.ValidationError(
                _("One question came with two answers. Please fill in the form again.")
            )
        return cleaned


def _words(problem: str, *, required: bool = True) -> forms.CharField:
    too_long = _("This is too long. Use up to %(most)s characters; you can add more later.") % {
        "most": f"{WORDS_MOST:,}"
    }
    return forms.CharField(
        max_length=WORDS_MOST, required=required, widget=forms.Textarea,
        error_messages={"required": problem, "max_length": too_long},
    )  # fmt: skip


def _offer(field: forms.Field, choices: Sequence[tuple[Any, Any]]) -> None:
    assert isinstance(field, forms.ChoiceField)
    field.choices = choices


class AskForm(AskedOnce):
    """Which lines, what is wrong with them, and more about it: needed only where the reason says nothing."""

    several = ("lines",)
    lines = forms.MultipleChoiceField()
    why = forms.ChoiceField()

    def __init__(self, *arguments: Any, lines: Sequence[BillLineToAsk], **options: Any) -> None:
        super().__init__(*arguments, **options)
        choose = _("Choose at least one line.")
        _offer(self.fields["lines"], [(line.reference, line.name) for line in lines])
        self.fields["lines"].error_messages.update(required=choose, invalid_choice=choose)
        choose = _("Choose what is wrong.")
        _offer(self.fields["why"], list(QUESTION.whys.items()))
        self.fields["why"].error_messages.update(required=choose, invalid_choice=choose)
        self.fields["words"] = _words("", required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("why") == LOOKS_WRONG and cleaned.get("words") == "":
            self.add_error("words", _("Tell us what is wrong."))
        return cleaned


class SayForm(AskedOnce):
    """More words for an open case, with the key of this one form."""

    key = forms.CharField(max_length=64)

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["words"] = _words(_("Type what you want to tell us."))


class AgainForm(AskedOnce):
    """Why they do not agree with our answer."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["words"] = _words(_("Tell us what we should look at again."))


class FileForm(AskedOnce):
    """One file."""

    file = forms.FileField()

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["file"].error_messages.update(
            required=_("Choose a file first."), empty=_("This file is empty. Choose another.")
        )


class AnswerForm(AskedOnce):
    """Staff: the answer, and its words in the member's language."""

    outcome = forms.ChoiceField(
        choices=[
            ("", "Choose"), ("stands", "The charge is right"),
            ("corrected", "The member is right: correct it"),
        ],
        error_messages={"required": "Choose the answer.", "invalid_choice": "Choose the answer."},
    )  # fmt: skip
    words = forms.CharField(
        max_length=WORDS_MOST, widget=forms.Textarea,
        error_messages={"required": "Say why, in words the member understands."},
    )  # fmt: skip


class StaffWordsForm(SayForm):
    """Staff: words of one kind (a note, a question to the member), with the key of this one form."""


class ReasonForm(AskedOnce):
    """Staff: a reason that is kept with the case."""

    words = forms.CharField(
        max_length=WORDS_MOST, widget=forms.Textarea, error_messages={"required": "Say why."}
    )


class HandOverForm(AskedOnce):
    """Staff: to whom, and what they should know."""

    to = forms.TypedChoiceField(coerce=int, empty_value=None, required=False)
    words = forms.CharField(
        max_length=WORDS_MOST, widget=forms.Textarea,
        error_messages={"required": "Write what your colleague should know."},
    )  # fmt: skip

    def __init__(self, *arguments: Any, colleagues: Sequence[tuple[int, str]], **options: Any) -> None:
        super().__init__(*arguments, **options)
        _offer(self.fields["to"], [("", "Back to everybody"), *colleagues])


class CallerForm(AskForm):
    """Staff: a question that came by phone or mail, with the day it came."""

    received_on = forms.DateField(
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"required": "Say on which day it came.", "invalid": "Type the day as 2026-11-23."},
    )  # fmt: skip
    words = forms.CharField(
        max_length=WORDS_MOST, widget=forms.Textarea,
        error_messages={"required": "Write what they said, in their words."},
    )  # fmt: skip
    key = forms.CharField(max_length=64)
