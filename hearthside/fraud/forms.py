"""What people type in a report, and what investigators type back. Forms read; services decide."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import RegexValidator
from django.utils.translation import gettext as _

from hearthside import references
from hearthside.cases.forms import AskedOnce
from hearthside.fraud.wording import KINDS, OUTCOMES

WORDS_MOST = 10_000
LINE_MOST = 500
STAFF_WORDS_MOST = 4_000
FILES_BYTES_MOST = 10 * 1024 * 1024
FILES_MOST = 5
KNOWN, UNNAMED = "yes", "no"
WHAT, WHO = ("kind", "words"), ("who", "when", "where", "known", "name", "contact")


def _too_long(most: int) -> str:
    return _("This is too long. Use up to %(most)s characters; you can add more later.") % {
        "most": f"{most:,}"
    }


def _typed(*, most: int, required: str = "") -> forms.CharField:
    return forms.CharField(
        max_length=most,
        required=bool(required),
        error_messages={"required": required, "max_length": _too_long(most)},
    )


class ReportForm(AskedOnce):
    """All of a report: its pages carry it from one to the next, and nothing of it is kept before it is sent.

    `known` is "yes" or "no"; not saying is no.
    """

    kind = forms.ChoiceField()
    known = forms.ChoiceField(choices=[(UNNAMED, ""), (KNOWN, "")], required=False)
    key = forms.CharField(validators=[RegexValidator(r"\A[0-9a-f]{32}\Z")])
    about = forms.CharField(max_length=8_000, required=False)

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        choose = _("Choose what happened.")
        kind = self.fields["kind"]
        assert isinstance(kind, forms.ChoiceField)
        kind.choices = list(KINDS.items())
        kind.error_messages.update(required=choose, invalid_choice=choose)
        self.fields["words"] = _typed(most=WORDS_MOST, required=_("Tell us what happened, in a few words."))
        self.fields |= {name: _typed(most=LINE_MOST) for name in ("who", "when", "where", "name", "contact")}

    def page_with_errors(self, pages: Sequence[str]) -> str:
        """The first of these pages with something to mend; "" when there is none."""
        fields = {"what": (*WHAT, "__all__", "key"), "who": WHO}
        return next((page for page in pages if any(name in self.errors for name in fields[page])), "")


class ManyFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class SeveralFiles(forms.FileField):
    """Files as they came; what each one is, `keeping` says from its bytes."""

    widget = ManyFiles

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        return list(data or ())


class FilesForm(forms.Form):
    """Up to five files, ten megabytes together; none is right too."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        # Not as an attribute of the class: a form's own `files` are what came with it.
        self.fields["files"] = SeveralFiles(required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        sent = self.uploads()
        if len(sent) > FILES_MOST:
            self.add_error("files", _("Send up to 5 files at once. You can add more later."))
        if sum(upload.size or 0 for upload in sent) > FILES_BYTES_MOST:
            self.add_error("files", _("These files are larger than 10 MB together. Send some of them later."))
        return cleaned

    def uploads(self) -> "list[UploadedFile[bytes]]":
        return list(self.cleaned_data.get("files", ()))


class FollowForm(AskedOnce):
    """Number and PIN, in any spelling. Whether they fit is one question with one answer."""

    number = forms.CharField(max_length=40)
    pin = forms.CharField(max_length=40)

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["number"].error_messages["required"] = _("Type your report number.")
        self.fields["pin"].error_messages["required"] = _("Type your PIN.")
        for name in ("number", "pin"):
            self.fields[name].error_messages["max_length"] = _("This is too long.")

    def clean_number(self) -> str:
        return references.typed(self.cleaned_data["number"])

    def clean_pin(self) -> str:
        return references.typed(self.cleaned_data["pin"])


class SayForm(AskedOnce):
    """More words for a report; the key stands for this one form."""

    key = forms.CharField(max_length=64)

    def __init__(self, *arguments: Any, required: bool = True, **options: Any) -> None:
        super().__init__(*arguments, **options)
        missing = _("Type what you want to tell us, or choose a file.")
        self.fields["words"] = _typed(most=WORDS_MOST, required=missing if required else "")


class StaffWordsForm(AskedOnce):
    """Staff: words that are kept with the report, with the key of this one form."""

    key = forms.CharField(max_length=64)
    words = forms.CharField(
        max_length=STAFF_WORDS_MOST, widget=forms.Textarea,
        error_messages={"required": "Write it in a few words.", "max_length": "Use up to 4,000 characters."},
    )  # fmt: skip


class OutcomeForm(StaffWordsForm):
    """Staff: what was found, and why."""

    outcome = forms.ChoiceField(
        choices=[("", "Choose"), *OUTCOMES.items()],
        error_messages={"required": "Choose what was found.", "invalid_choice": "Choose what was found."},
    )


class PersonForm(StaffWordsForm):
    """Staff: one of these colleagues, and why."""

    to = forms.TypedChoiceField(
        coerce=int, empty_value=None, required=False, error_messages={"invalid_choice": "Choose a colleague."}
    )

    def __init__(
        self, *arguments: Any, colleagues: Sequence[tuple[int, str]], first: str, **options: Any
    ) -> None:
        super().__init__(*arguments, **options)
        to = self.fields["to"]
        assert isinstance(to, forms.TypedChoiceField)
        to.choices = [("", first), *colleagues]


class LinkForm(StaffWordsForm):
    """Staff: the number of another report, and why the two belong together."""

    other = forms.CharField(
        max_length=40, error_messages={"required": "Type the number of the other report."}
    )

    def clean_other(self) -> str:
        return references.typed(self.cleaned_data["other"])


class EvidenceForm(StaffWordsForm):
    """Staff: to whom evidence goes and why; whether the reporter's name goes with it."""

    with_name = forms.BooleanField(required=False)
