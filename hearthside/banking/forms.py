"""What staff type and choose."""

from typing import Any

from django import forms

from hearthside.banking.models import Meaning
from hearthside.banking.rules import Source, SourceKind
from hearthside.banking.showing import source_words
from hearthside.banking.words import KIND, MEANING

NOTE_MOST = 500


class ReasonForm(forms.Form):
    """Why a line or a difference is there: a reason, and words where the reason is none of ours."""

    meaning = forms.ChoiceField(
        label="What it is", choices=[("", "Choose one")] + [(one.value, MEANING[one]) for one in Meaning],
        error_messages={"required": "What it is: found nothing. Choose one."},
    )  # fmt: skip
    note = forms.CharField(
        label="In your words (no member's name)", max_length=NOTE_MOST, required=False,
        error_messages={"max_length": f"In your words: found too much. {NOTE_MOST} characters at most."},
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if told.get("meaning") in (Meaning.OTHER, Meaning.BANK_ERROR) and not told.get("note", "").strip():
            self.add_error("note", "In your words: found nothing. Say what you found out, for whoever signs.")
        return told


class MatchForm(forms.Form):
    """Which of ours a line is: one kind, one or more of it."""

    source = forms.MultipleChoiceField(
        label="It is", widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "It is: found nothing. Choose what of ours the line is.",
            "invalid_choice": "It is: this is matched already, or is gone. Look at what is there now.",
        },
    )  # fmt: skip

    def __init__(self, data: Any = None, *, sources: list[Source]) -> None:
        super().__init__(data)
        choices = [
            (f"{one.kind.value}|{one.key}", f"{KIND[one.kind]} {one.amount}: {source_words(one)}")
            for one in sources
        ]
        self.fields["source"].choices = choices  # type: ignore[attr-defined]

    def clean_source(self) -> tuple[SourceKind, list[str]]:
        pairs = [one.partition("|")[::2] for one in self.cleaned_data["source"]]
        kinds = {kind for kind, _ in pairs}
        if len(kinds) != 1:
            raise forms.ValidationError("It is: found two kinds. A line can be several of one kind only.")
        return SourceKind(kinds.pop()), [key for _, key in pairs]
