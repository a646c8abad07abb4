"""What members write, and what staff write back. Forms read; services decide."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from hearthside import clock
from hearthside.inbox.policy import policy
from hearthside.inbox.topics import Choice

KEY_MOST = 2000


def check_length(words: str) -> str:
    """The words, if they are not too many. Raises ValidationError with what to do."""
    most = policy(clock.today()).words_bytes_most
    if len(words.encode("utf-8", "surrogatepass")) > most:
        raise forms.ValidationError(
            _("This is too long for one message. Send the first part, then the rest, or add it as a PDF."),
            code="max_length",
        )
    return words


def clean_words(words: str) -> str:
    """As typed, but for characters no page can show: a NUL would be refused by PostgreSQL."""
    return words.replace("\0", "").strip()


class OneAnswer(forms.Form):
    """A form in which every question has one answer: of two copies none is chosen."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        copies = getattr(self.data, "getlist", None)
        if copies and any(len(copies(name)) > 1 for name in self.fields):
            raise forms.ValidationError(
                _("One question came with two answers. Please fill in the form again.")
            )
        return cleaned


class WordsForm(OneAnswer):
    """A message, with the sealed key of its form. `file` is read by the view, which keeps it at once."""

    words = forms.CharField(widget=forms.Textarea, strip=False)
    file = forms.FileField(required=False, allow_empty_file=True)
    key = forms.CharField(max_length=KEY_MOST, required=False)

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["words"].error_messages.update(required=_("Type your message."))

    def clean_words(self) -> str:
        words = clean_words(self.cleaned_data["words"])
        if not words:
            raise forms.ValidationError(_("Type your message."), code="required")
        return check_length(words)


class NewForm(WordsForm):
    """The first message of a thread: what it is about, and the words."""

    about = forms.ChoiceField()
    field_order = ("about", "words", "file", "key")

    def __init__(self, *arguments: Any, choices: Sequence[Choice], **options: Any) -> None:
        super().__init__(*arguments, **options)
        field = self.fields["about"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(one.value, one.label) for one in choices]
        choose = _("Choose what it is about.")
        field.error_messages.update(required=choose, invalid_choice=choose)


class AnswerForm(WordsForm):
    """Staff: the answer, and up to which message they have read."""

    upto = forms.IntegerField(min_value=0, max_value=10**6)

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["words"].error_messages.update(required="Write the answer.")


class NoteForm(OneAnswer):
    """Staff: words for colleagues, with the key of this one form."""

    key = forms.RegexField(r"\A[0-9]{10}\Z")
    words = forms.CharField(
        max_length=4000, widget=forms.Textarea, error_messages={"required": "Write the note first."}
    )


class HandOverForm(NoteForm):
    """Staff: to whom, and what they should know."""

    to = forms.TypedChoiceField(coerce=int, empty_value=None, required=False)

    def __init__(self, *arguments: Any, colleagues: Sequence[tuple[int, str]], **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["words"].error_messages.update(required="Write what your colleague should know.")
        field = self.fields["to"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "Back to everybody"), *colleagues]


class LinesForm(OneAnswer):
    """Staff: the lines of a bill that become a question."""

    key = forms.RegexField(r"\A[0-9]{10}\Z")
    lines = forms.MultipleChoiceField(
        error_messages={
            "required": "Choose at least one line.",
            "invalid_choice": "Choose lines of this bill.",
        }
    )

    def __init__(self, *arguments: Any, lines: Sequence[tuple[str, str]], **options: Any) -> None:
        super().__init__(*arguments, **options)
        field = self.fields["lines"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = list(lines)

    def clean(self) -> dict[str, Any]:
        return forms.Form.clean(self) or {}
