"""What a reader may say about an answer."""

from django import forms
from django.utils.translation import gettext_lazy as _

from hearthside.helpcenter.services import WORDS_LENGTH_MAX


class UsefulForm(forms.Form):
    """Did it answer, and what is still open? The words are optional."""

    answer = forms.ChoiceField(
        label=_("Did this answer your question?"),
        choices=[("yes", _("Yes, it did")), ("no", _("No, I still wonder"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose yes or no."), "invalid_choice": _("Choose yes or no.")},
    )
    words = forms.CharField(
        label=_("What do you still wonder?"),
        required=False,
        max_length=WORDS_LENGTH_MAX,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"max_length": _("Please use at most 300 letters. Nothing was sent.")},
    )
