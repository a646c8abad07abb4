"""What a member may ask of an itemized receipt."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from hearthside.bills.receipts import Wanted
from hearthside.references import has_check_digit

BILLS, DAYS = "bills", "days"
ISO_AND_TYPED = ["%Y-%m-%d", "%m/%d/%Y", "%m/%d/%y"]
FIRST_YEAR = 2000
BILLS_MOST = 100


class BillNumbers(forms.MultipleChoiceField):
    """Numbers as they stand on bills. Those of other accounts find nothing: they are not looked for here."""

    def valid_value(self, value: str) -> bool:
        return len(value) == 10 and has_check_digit(value)


class ReceiptForm(forms.Form):
    """A whole year, some bills, or a span of days; for everybody on the account or one person.

    People are named by their place on the account, so that no address holds an id of ours.
    """

    what = forms.ChoiceField()
    bills = BillNumbers(required=False)
    first = forms.DateField(required=False, input_formats=ISO_AND_TYPED)
    last = forms.DateField(required=False, input_formats=ISO_AND_TYPED)
    person = forms.ChoiceField(required=False)

    def __init__(self, data: Any, *, last_year: int, people: Sequence[tuple[int, str]]) -> None:
        super().__init__(data)
        self.people = people
        self._choose_from("what", [*(str(year) for year in range(FIRST_YEAR, last_year + 1)), BILLS, DAYS])
        self._choose_from("person", ["", *(str(place) for place in range(1, len(people) + 1))])
        self.fields["bills"].error_messages["invalid_choice"] = _("Choose one from the list.")
        self.fields["what"].error_messages["required"] = _("Choose what the receipt should cover.")
        for name in ("first", "last"):
            self.fields[name].error_messages["invalid"] = _("Type a day like 10/31/2026.")

    def _choose_from(self, name: str, values: Sequence[str]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(value, value) for value in values]
        field.error_messages["invalid_choice"] = _("Choose one from the list.")

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        what, first, last = told.get("what"), told.get("first"), told.get("last")
        if len(told.get("bills") or ()) > BILLS_MOST:
            self.add_error("bills", _("These are too many bills. Choose a whole year instead."))
        if what == BILLS and not told.get("bills") and not self.errors.get("bills"):
            self.add_error("bills", _("Choose one bill or more."))
        if what == DAYS and not self.errors.get("first") and not self.errors.get("last"):
            if first is None:
                self.add_error("first", _("Type the first day of care."))
            if last is None:
                self.add_error("last", _("Type the last day of care."))
            if first and last and last < first:
                self.add_error("last", _("The last day cannot be before the first day."))
        return told

    def wanted(self) -> Wanted:
        """What was asked, once the form is valid."""
        told = self.cleaned_data
        person_id = self.people[int(told["person"]) - 1][0] if told.get("person") else None
        if told["what"] == BILLS:
            return Wanted(bills=tuple(told["bills"]), person_id=person_id)
        if told["what"] == DAYS:
            return Wanted(first=told["first"], last=told["last"], person_id=person_id)
        year = int(told["what"])
        return Wanted(first=date(year, 1, 1), last=date(year, 12, 31), person_id=person_id)
