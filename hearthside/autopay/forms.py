"""What people choose and tick. Forms read; services decide."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hearthside.autopay import rules
from hearthside.autopay.errors import LimitTooHigh, LimitTooLow
from hearthside.autopay.models import SavedMethod
from hearthside.errors import HearthsideError
from hearthside.money import Money
from hearthside.payments import rules as paying
from hearthside.payments.forms import OneOfEach, words_for


class AgreeForm(OneOfEach):
    """One box, never ticked beforehand."""

    agree = forms.BooleanField(
        error_messages={"required": gettext_lazy("Tick the box if you agree. Nothing happens before that.")}
    )


class SaveForm(AgreeForm):
    """What is to be saved, and the yes to it."""

    kind = forms.ChoiceField(
        choices=[("card", ""), ("bank", "")],
        error_messages={
            "required": gettext_lazy("Choose a card or a checking account."),
            "invalid_choice": gettext_lazy("Choose a card or a checking account."),
        },
    )


class _OfMethods(OneOfEach):
    """A form that chooses one of the saved methods by its reference."""

    method = forms.ChoiceField()

    def __init__(self, *arguments: Any, methods: Sequence[SavedMethod], **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.methods = {method.reference: method for method in methods}
        self.fields["method"] = forms.ChoiceField(
            choices=[(reference, reference) for reference in self.methods],
            error_messages={
                "required": _("Choose a card or account."),
                "invalid_choice": _("This card or account cannot be used any more. Choose another."),
            },
        )

    @property
    def method_chosen(self) -> SavedMethod:
        return self.methods[self.cleaned_data["method"]]


class RuleForm(_OfMethods):
    """One autopay rule: which method, which day, how much at most, told when."""

    days_before = forms.TypedChoiceField(
        choices=[(str(days), str(days)) for days in rules.DAYS_BEFORE_CHOICES], coerce=int,
        error_messages={"required": gettext_lazy("Choose the day.")},
    )  # fmt: skip
    limit = forms.CharField(max_length=32, required=False)
    notice_days = forms.TypedChoiceField(
        choices=[(str(days), str(days)) for days in rules.NOTICE_CHOICES], coerce=int,
        error_messages={"required": gettext_lazy("Choose when we tell you.")},
    )  # fmt: skip
    tells_amount = forms.BooleanField(required=False)

    def clean_limit(self) -> Money:
        try:
            return rules.checked_limit(paying.read_typed_amount(self.cleaned_data["limit"]))
        except HearthsideError as refusal:
            raise forms.ValidationError(_limit_words(refusal)) from None


def _limit_words(refusal: HearthsideError) -> str:
    if isinstance(refusal, paying.AmountMissing):
        return _("Type the most that autopay may take for one bill.")
    if isinstance(refusal, LimitTooLow):
        return _("Type %(least)s or more as your limit.") % {"least": refusal.least}
    if isinstance(refusal, LimitTooHigh):
        return _("Type %(most)s or less as your limit.") % {"most": refusal.most}
    return words_for(refusal)


class PayForm(_OfMethods):
    """Pay with a saved method: which one, and all of it or a part."""

    how = forms.ChoiceField(
        choices=[("all", ""), ("part", "")],
        error_messages={"required": gettext_lazy("Choose how much you want to pay.")},
    )
    amount = forms.CharField(max_length=32, required=False)

    def __init__(
        self, *arguments: Any, payable: Money, smallest_part: Money, parts_open: bool, **options: Any
    ) -> None:
        super().__init__(*arguments, **options)
        self.payable, self.smallest_part, self.parts_open = payable, smallest_part, parts_open

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.errors:
            try:
                cleaned["choice"] = self._choice(cleaned)
            except HearthsideError as refusal:
                self.add_error("amount" if cleaned["how"] == "part" else "how", words_for(refusal))
        return cleaned

    def _choice(self, cleaned: dict[str, Any]) -> paying.Choice:
        if cleaned["how"] == "all":
            return paying.choose_all(self.payable)
        return paying.choose_part(
            paying.read_typed_amount(cleaned["amount"]), payable=self.payable,
            smallest_part=self.smallest_part, parts_open=self.parts_open,
        )  # fmt: skip


class CodeForm(forms.Form):
    """The six digits that went to the e-mail address on file."""

    code = forms.CharField(
        max_length=32, error_messages={"required": gettext_lazy("Type the 6 digits from our e-mail.")}
    )
