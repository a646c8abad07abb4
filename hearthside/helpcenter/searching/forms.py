"""What somebody asks, and what staff make of a question that was missed."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hearthside.helpcenter import library
from hearthside.helpcenter.searching.words import cut

LETTERS_LEAST = 2


class QuestionField(forms.CharField):
    """One line of any length: what passes the most is not read, marks that no one can see become spaces."""

    def to_python(self, value: Any) -> str:
        text = cut(str(value or ""))
        return " ".join("".join(mark if mark.isprintable() else " " for mark in text).split())


class SearchForm(forms.Form):
    """A question in somebody's own words."""

    q = QuestionField(
        label=_("Ask in your own words"),
        min_length=LETTERS_LEAST,
        error_messages={
            "required": _("Type your question, then search."),
            "min_length": _("Type a few more letters, then search."),
        },
    )


class AnswerForm(forms.Form):
    """Which topic answers words that were missed."""

    topic = forms.ChoiceField(
        error_messages={"required": "Choose a topic.", "invalid_choice": "Choose a topic."}
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        titles = library.topics("en")
        self.fields["topic"].choices = [("", "Choose a topic"), *((slug, slug) for slug in sorted(titles))]  # type: ignore[attr-defined]
