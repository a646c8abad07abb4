"""What is typed about calls: a call back, and what an agent hears. No card, no bank number, ever."""

import re
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hearthside.errors import UnreadableAmount
from hearthside.money import Money
from hearthside.payments.forms import BirthDateField, DigitsField, OneOfEach
from hearthside.payments.rules import AmountMissing, AmountUnreadable, read_typed_amount
from hearthside.phone.models import Outcome, Reason, When
from hearthside.phone.rules.verifying import LAST_QUESTION, Item, Relation

WHEN = (
    (When.ANY, gettext_lazy("Any time you are open")),
    (When.MORNING, gettext_lazy("In the morning")),
    (When.AFTERNOON, gettext_lazy("In the afternoon")),
    (When.EVENING, gettext_lazy("In the evening")),
)
WHY = (
    (Reason.PAY, gettext_lazy("I want to pay a bill")),
    (Reason.UNDERSTAND, gettext_lazy("I have a question about a bill")),
    (Reason.PAYMENT, gettext_lazy("I have a question about a payment")),
    (Reason.COVERAGE, gettext_lazy("I have a question about my health plan")),
    (Reason.OTHER, gettext_lazy("Something else")),
)


class PhoneField(forms.CharField):
    """A US phone number, as its ten digits."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=32, **options)

    def to_python(self, value: object) -> str:
        digits = re.sub(r"[^0-9+]", "", super().to_python(value) or "").removeprefix("+1")
        return digits[1:] if len(digits) == 11 and digits.startswith("1") else digits

    def validate(self, value: str) -> None:
        super().validate(value)
        if value and not re.fullmatch(r"[2-9][0-9]{2}[2-9][0-9]{6}", value):
            raise forms.ValidationError(_("Type a phone number in the United States. It has 10 digits."))


class CallBackForm(OneOfEach):
    """When to call, and why. Signed out also whom and where."""

    name = forms.CharField(max_length=100)
    number = PhoneField()
    account = DigitsField(digits=10, required=False)
    when = forms.ChoiceField(choices=WHEN)
    reason = forms.ChoiceField(choices=WHY)

    def __init__(
        self, *arguments: Any, knows_number: bool = False, is_known: bool = False, **options: Any
    ) -> None:
        super().__init__(*arguments, **options)
        self.fields["name"].error_messages["required"] = _("Type the name that we ask for when we call.")
        self.fields["number"].error_messages["required"] = _("Type the phone number that we call.")
        for name in ("when", "reason"):
            problem = _("Choose one of the answers.")
            self.fields[name].error_messages.update(required=problem, invalid_choice=problem)
        self.fields["number"].required = not knows_number
        if is_known:
            del self.fields["name"], self.fields["account"]


# At the desk, in English as the desk is

LANGUAGES = (("en", "English"), ("es", "Spanish"))
RELATIONS = (
    (Relation.MEMBER, "The member"),
    (Relation.HELPER, "A helper with permission on file"),
    (Relation.OTHER, "Someone else"),
)
QUESTIONS = {
    Item.ZIP: "ZIP code of the mailing address",
    Item.PHONE: "Phone number on file",
    Item.BILL_AMOUNT: "Amount of the last bill",
}
REASONS = (
    ("", "Choose one"),
    (Reason.PAY, "Pay a bill"),
    (Reason.UNDERSTAND, "Understand a bill"),
    (Reason.PAYMENT, "Find a payment"),
    (Reason.COVERAGE, "Health plan or coverage"),
    (Reason.CONTACT, "Address or phone"),
    (Reason.REAL_BILL, "Is this bill real?"),
    (Reason.OTHER, "Something else"),
)
OUTCOMES = (
    ("", "Choose one"),
    (Outcome.PAID, "Paid on the call"),
    (Outcome.LINK_SENT, "Pay link sent"),
    (Outcome.ANSWERED, "Question answered"),
    (Outcome.MESSAGE, "Message taken"),
    (Outcome.CALL_BACK, "We call back"),
    (Outcome.NOT_VERIFIED, "Not verified"),
)


class AccountHeardForm(OneOfEach):
    """The first questions: who is calling, and for which account."""

    relation = forms.ChoiceField(choices=RELATIONS)
    heard = forms.CharField(max_length=40)

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["relation"].error_messages.update(
            required="Choose who is calling.", invalid_choice="Choose who is calling."
        )
        self.fields["heard"].error_messages["required"] = (
            "Type the account number or member ID that you hear."
        )

    @property
    def number(self) -> str:
        return re.sub(r"[\s.\-]", "", self.cleaned_data["heard"])


class NameHeardForm(OneOfEach):
    """The caller's first and last name."""

    heard = forms.CharField(max_length=120)

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["heard"].error_messages["required"] = "Type the first and last name that you hear."


class BirthDateHeardForm(OneOfEach):
    """The patient's birth date."""

    birth_date = BirthDateField()

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["birth_date"].error_messages["required"] = "Type the month, day and year that you hear."

    @property
    def day(self) -> date:
        day: date = self.cleaned_data["birth_date"]
        return day


class LastHeardForm(OneOfEach):
    """One of three: ZIP code, phone on file, amount of the last bill."""

    question = forms.ChoiceField(choices=[(item.value, QUESTIONS[item]) for item in LAST_QUESTION])
    heard = forms.CharField(max_length=40)

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["heard"].error_messages["required"] = "Type the answer that you hear."
        self.fields["question"].error_messages.update(
            required="Choose what you asked.", invalid_choice="Choose what you asked."
        )


class TakePaymentForm(OneOfEach):
    """How much the caller pays, and by what. What they pay with is keyed elsewhere."""

    amount = forms.CharField(max_length=20)
    method = forms.ChoiceField(choices=(("card", "Card"), ("bank", "Checking account")))

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["amount"].error_messages["required"] = "Type the amount that the caller wants to pay."
        problem = "Choose card or checking account."
        self.fields["method"].error_messages.update(required=problem, invalid_choice=problem)

    def clean_amount(self) -> Money:
        try:
            return read_typed_amount(self.cleaned_data["amount"])
        except (AmountMissing, AmountUnreadable, UnreadableAmount):
            raise forms.ValidationError("Type the amount in dollars and cents, like 50.00.") from None


class YesForm(OneOfEach):
    """The caller said yes. A bank payment needs the number of the recording that holds it."""

    turn = forms.IntegerField(min_value=0)
    recording = forms.CharField(max_length=64, required=False)


class CloseForm(OneOfEach):
    """Why they called and what came of it."""

    reason = forms.ChoiceField(choices=REASONS)
    outcome = forms.ChoiceField(choices=OUTCOMES)
    note = forms.CharField(max_length=2000, required=False)

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        for name, problem in (
            ("reason", "Choose why they called."), ("outcome", "Choose what came of the call."),
        ):  # fmt: skip
            self.fields[name].error_messages.update(required=problem, invalid_choice=problem)

    def clean_note(self) -> str:
        note: str = self.cleaned_data["note"]
        if re.search(r"(?:[0-9][ -]?){12,}", note):
            raise forms.ValidationError(
                "This note holds a long number. Take it out: a card or bank number is never written down."
            )
        return note


class PromiseForm(OneOfEach):
    """A call back that an agent promises, to the number on file."""

    when = forms.ChoiceField(choices=[(value, str(words)) for value, words in (
        (When.ANY, "Any time we are open"), (When.MORNING, "In the morning"),
        (When.AFTERNOON, "In the afternoon"), (When.EVENING, "In the evening"),
    )])  # fmt: skip
