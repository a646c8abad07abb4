"""What staff and members type about money that goes back. Each refusal says what to do."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from hearthside import references
from hearthside.errors import HearthsideError
from hearthside.members import selectors as members
from hearthside.money import ZERO, Money
from hearthside.payments.rules import AmountMissing, read_typed_amount
from hearthside.refunds.models import Reason

REASONS = (
    (Reason.DUPLICATE, "Paid twice"),
    (Reason.OVERPAID, "Paid too much"),
    (Reason.WRONG_AMOUNT, "Paid another amount than they meant"),
    (Reason.NOT_OWED, "The charge was taken back"),
    (Reason.WRONG_PERSON, "Paid for somebody else by mistake"),
    (Reason.MEMBER_ASKED, "The member asked for it"),
    (Reason.ESTATE, "The member has died: to the estate"),
)
MISTAKES = (
    ("wrong_account", "It belongs on another account"),
    ("keyed_twice", "It was keyed twice"),
    ("wrong_amount", "It was keyed with a wrong amount"),
    ("never_arrived", "The money never arrived"),
)
NOT_SENT = (
    ("not_owed_back", "The money is not owed back"),
    ("wrong_amount", "The amount is wrong"),
    ("wrong_payment", "It is the wrong payment"),
    ("address_moved", "The address has changed: propose it again"),
    ("member_asked", "The member does not want it"),
)
STOPPED = (
    ("lost", "The check is lost"),
    ("wrong_address", "It went to a wrong address"),
    ("stale", "It is too old to be paid"),
    ("member_asked", "The member asked for it"),
)


class AmountField(forms.CharField):
    """Dollars and whole cents, as somebody types them."""

    def __init__(self) -> None:
        super().__init__(max_length=32, required=False)

    def clean(self, value: Any) -> Money:
        typed = super().clean(value)
        try:
            amount = read_typed_amount(typed)
        except AmountMissing:
            raise ValidationError(_("Type the amount.")) from None
        except HearthsideError:
            raise ValidationError(_("Type dollars and cents, like 12.50.")) from None
        if amount <= ZERO:
            raise ValidationError(_("Type an amount above zero."))
        return amount


class ProposeForm(forms.Form):
    """How much goes back, and why."""

    amount = AmountField()
    reason = forms.ChoiceField(choices=REASONS, error_messages={"required": "Choose why."})
    note = forms.CharField(max_length=500, required=False)


class CorrectForm(forms.Form):
    """What was wrong with a payment."""

    reason = forms.ChoiceField(choices=MISTAKES, error_messages={"required": "Choose what was wrong."})
    to_account = forms.CharField(max_length=32, required=False)
    note = forms.CharField(max_length=500, required=False)

    def __init__(self, *args: Any, moves: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        self.moves = moves
        if moves:
            del self.fields["reason"]

    def clean_to_account(self) -> Any:
        """The account it belongs on, by its number; nothing where the payment is only taken off."""
        if not self.moves:
            return None
        account = members.account_with_number(references.typed(self.cleaned_data["to_account"]))
        if account is None:
            raise ValidationError(
                "No account has this number. Check all ten digits, and never guess between two people."
            )
        return account


class WhyNotForm(forms.Form):
    """Why a proposal is not sent."""

    why = forms.ChoiceField(choices=NOT_SENT, error_messages={"required": "Choose why it is not sent."})


class StopCheckForm(forms.Form):
    """Why a check is stopped."""

    why = forms.ChoiceField(choices=STOPPED, error_messages={"required": "Choose why it is stopped."})


class EvidenceDayForm(forms.Form):
    """The day a card company gave for our answer."""

    day = forms.DateField(
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"required": "Type the day.", "invalid": "Type the day as 2026-12-31."},
    )


class NoteForm(forms.Form):
    """Facts about a dispute."""

    text = forms.CharField(
        max_length=2000, strip=True, error_messages={"required": "Type the note before you keep it."}
    )


class CreditForm(forms.Form):
    """What a member wants done with their credit."""

    what = forms.ChoiceField(choices=(("back", "back"), ("keep", "keep")), required=False)

    def clean_what(self) -> str:
        chosen = str(self.cleaned_data["what"])
        if not chosen:
            raise ValidationError(_("Choose what we should do with your credit."))
        return chosen
