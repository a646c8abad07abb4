"""What people type to ask for help. Forms read; services decide."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hearthside import clock
from hearthside.money import Money
from hearthside.payments import rules as payment_rules
from hearthside.payments.forms import OneOfEach
from hearthside.relief.errors import PaperRefused
from hearthside.relief.models import DeclineReason
from hearthside.relief.policy import policy
from hearthside.relief.rules.hardship import PEOPLE_MOST

INCOME_MOST = Money(100_000_000_00)


def _choices(form: forms.Form, name: str, choices: Sequence[tuple[Any, str]]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = choices


def day_words(day: int) -> str:
    """A day of the month as a choice reads."""
    return _("The last day of the month") if day == 31 else _("Day %(day)s of the month") % {"day": day}


class DayForm(OneOfEach):
    """The day of the month that payments are due on."""

    day = forms.TypedChoiceField(coerce=int)

    def __init__(self, *arguments: Any, days: tuple[int, ...], **options: Any) -> None:
        super().__init__(*arguments, **options)
        _choices(self, "day", [(day, day_words(day)) for day in days])
        problem = _("Choose a day.")
        self.fields["day"].error_messages.update(required=problem, invalid_choice=problem)


class PlanForm(DayForm):
    """In how many parts, and on which day."""

    count = forms.TypedChoiceField(coerce=int)
    field_order = ("count", "day")

    def __init__(self, *arguments: Any, counts: list[int], **options: Any) -> None:
        super().__init__(*arguments, **options)
        _choices(self, "count", [(count, str(count)) for count in counts])
        problem = _("Choose in how many parts you want to pay.")
        self.fields["count"].error_messages.update(required=problem, invalid_choice=problem)


class AmountField(forms.Field):
    """Dollars and cents as people type them, as Money."""

    def to_python(self, value: object) -> Money | None:
        text = str(value or "").strip()
        if not text:
            return None
        try:
            return payment_rules.read_typed_amount(text)
        except (payment_rules.AmountMissing, payment_rules.AmountUnreadable):
            raise forms.ValidationError(
                _("Type the amount in dollars and cents, like 50.00."), "unreadable"
            ) from None


class PeopleForm(OneOfEach):
    """How many people live on one income."""

    people = forms.IntegerField(min_value=1, max_value=PEOPLE_MOST)

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        problem = _("Type how many people, from 1 to %(most)s.") % {"most": PEOPLE_MOST}
        self.fields["people"].error_messages.update(
            required=problem, invalid=problem, min_value=problem, max_value=problem
        )


class IncomeForm(OneOfEach):
    """What a household gets before taxes, a month or a year."""

    income = AmountField()
    period = forms.ChoiceField(choices=[("month", gettext_lazy("A month")), ("year", gettext_lazy("A year"))])

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["income"].error_messages["required"] = _("Type the amount. With no income, type 0.")
        problem = _("Choose a month or a year.")
        self.fields["period"].error_messages.update(required=problem, invalid_choice=problem)

    def clean_income(self) -> Money:
        income: Money = self.cleaned_data["income"]
        if income > INCOME_MOST:
            raise forms.ValidationError(_("This amount is very high. Check it and type it again."))
        return income

    @property
    def is_monthly(self) -> bool:
        return bool(self.cleaned_data["period"] == "month")


class PaperForm(forms.Form):
    """One file."""

    paper = forms.FileField()

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["paper"].error_messages.update(
            required=_("Choose a file first."), empty=_("This file is empty. Choose another.")
        )


class MethodForm(OneOfEach):
    """Card or checking account, and the key of the one form."""

    method = forms.ChoiceField(choices=[("card", "card"), ("bank", "bank")])
    key = forms.CharField(max_length=64)

    def __init__(self, *arguments: Any, cards_open: bool = True, **options: Any) -> None:
        super().__init__(*arguments, **options)
        if not cards_open:
            _choices(self, "method", [("bank", "bank")])
        problem = _("Choose how you want to pay.")
        self.fields["method"].error_messages.update(required=problem, invalid_choice=problem)


def paper_megabytes() -> int:
    """How large a file may be, in whole megabytes."""
    return policy(clock.today()).papers.size_bytes_most // 2**20


def paper_words(refusal: PaperRefused) -> str:
    """Why a file was not taken, and what to do."""
    return {
        "kind": _("We can take a PDF, or a photo (JPEG, PNG, HEIC). Choose another file."),
        "size": _("This file is larger than %(size)s MB. Choose a smaller one, or send it by mail.")
        % {"size": paper_megabytes()},
        "empty": _("This file is empty. Choose another."),
        "count": _("You have sent as many files as we can take here. Send the rest by mail."),
        "day": _("You have sent as much as we can take in a day. Send the rest tomorrow, or by mail."),
    }.get(refusal.why, _("We have answered this application, so it takes no more files."))


class DecideForm(forms.Form):
    """Staff: the income that the papers show."""

    income = AmountField()
    period = forms.ChoiceField(choices=[("month", "A month"), ("year", "A year")])

    @property
    def is_monthly(self) -> bool:
        return bool(self.cleaned_data["period"] == "month")


class DeclineForm(forms.Form):
    reason = forms.ChoiceField(
        choices=[
            (DeclineReason.PAPERS_MISSING, "The papers do not show the income"),
            (DeclineReason.ABOVE_LIMIT, "The income is above our limit"),
        ]
    )


class ForgiveForm(forms.Form):
    """Staff: how much to take off a plan, and why."""

    amount = AmountField()
    reason = forms.ChoiceField(
        choices=[
            ("our_mistake", "We made a mistake"), ("hardship", "Hardship, without an application"),
            ("goodwill", "Goodwill"),
        ]
    )  # fmt: skip

    def clean_amount(self) -> Money:
        amount: Money = self.cleaned_data["amount"]
        if amount <= Money(0):
            raise forms.ValidationError("Type an amount above $0.00.")
        return amount


class BadDebtForm(forms.Form):
    """Staff: why nothing more can be collected."""

    reason = forms.ChoiceField(
        choices=[
            ("bankruptcy", "Bankruptcy"), ("estate_empty", "Died and left nothing"),
            ("cannot_be_found", "Cannot be found"), ("too_old", "Past the time limit"),
        ]
    )  # fmt: skip


class PaperFormEntry(PeopleForm, IncomeForm):
    """Staff: an application that came on paper."""


class PauseForm(forms.Form):
    """Staff: until when a plan pauses."""

    until = forms.DateField(widget=forms.DateInput(attrs={"type": "date"}))
