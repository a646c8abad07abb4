"""What people type to find a bill and to say how much. Forms read; services decide."""

import re
from datetime import date
from typing import Any

from django import forms
from django.core import validators
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hearthside import references
from hearthside.errors import HearthsideError
from hearthside.money import Money
from hearthside.payments import rules
from hearthside.payments.models import ONLINE, Method

ACCOUNT_DIGITS = 10
CODE_DIGITS = 8
_ZIP = re.compile(r"([0-9]{5})(?:[ -]?[0-9]{4})?")


class OneOfEach(forms.Form):
    """A form whose every field came at most once; a second copy is refused, not chosen between."""

    many: tuple[str, ...] = ()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if hasattr(self.data, "getlist"):
            twice = [
                name for name in self.fields if name not in self.many and len(self.data.getlist(name)) > 1
            ]
            if twice:
                raise forms.ValidationError(
                    _("This form came with two answers to one question. Please fill it in again.")
                )
        return cleaned


class DigitsField(forms.CharField):
    """A number that people copy from paper: spaces and dashes are fine."""

    def __init__(self, *, digits: int, **options: Any) -> None:
        super().__init__(max_length=64, **options)
        self.digits = digits

    def to_python(self, value: object) -> str:
        return references.typed(super().to_python(value) or "")

    def validate(self, value: str) -> None:
        super().validate(value)
        if not value:
            return
        if not (value.isascii() and value.isdigit()):
            raise forms.ValidationError(
                _("Use digits only. Your bill shows %(digits)s of them.") % {"digits": self.digits}
            )
        if len(value) != self.digits:
            raise forms.ValidationError(
                ngettext(
                    "Type all %(digits)s digits. You typed %(typed)s.",
                    "Type all %(digits)s digits. You typed %(typed)s.",
                    len(value),
                )
                % {"digits": self.digits, "typed": len(value)}
            )


class ZipField(forms.CharField):
    """A ZIP code or ZIP+4, as its first five digits."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=20, **options)

    def to_python(self, value: object) -> str:
        typed = (super().to_python(value) or "").strip()
        found = _ZIP.fullmatch(typed)
        return found.group(1) if found else typed

    def validate(self, value: str) -> None:
        super().validate(value)
        if value and not _ZIP.fullmatch(value):
            raise forms.ValidationError(_("Type the 5 digits of the ZIP code."))


class BirthDateWidget(forms.MultiWidget):
    """Month, day and year in three boxes."""

    def __init__(self) -> None:
        super().__init__([forms.TextInput(), forms.TextInput(), forms.TextInput()])

    def decompress(self, value: date | None) -> list[int | None]:
        return [value.month, value.day, value.year] if value else [None, None, None]


class BirthDateField(forms.MultiValueField):
    """A birth date typed as month, day, year."""

    widget = BirthDateWidget

    def __init__(self, **options: Any) -> None:
        parts = [forms.CharField(max_length=2), forms.CharField(max_length=2), forms.CharField(max_length=4)]
        super().__init__(fields=parts, require_all_fields=True, **options)

    def compress(self, data_list: list[str]) -> date | None:
        if not data_list:
            return None
        month, day, year = (part.strip() for part in data_list)
        if not all(part.isascii() and part.isdigit() for part in (month, day, year)) or len(year) != 4:
            raise forms.ValidationError(_("Type the birth date with digits, like 3 14 1954."))
        try:
            return date(int(year), int(month), int(day))
        except ValueError:
            raise forms.ValidationError(
                _("This day is not in the calendar. Check month, day and year.")
            ) from None


class FindBillForm(OneOfEach):
    """Account number and pay code; after five wrong tries the ZIP code too."""

    account = DigitsField(digits=ACCOUNT_DIGITS)
    code = DigitsField(digits=CODE_DIGITS)
    zip = ZipField(required=False)

    def __init__(self, *arguments: Any, asks_zip: bool = False, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["account"].error_messages["required"] = _("Type the account number. It has 10 digits.")
        self.fields["code"].error_messages["required"] = _("Type the pay code. It has 8 digits.")
        self.fields["zip"].error_messages["required"] = _("Type the ZIP code of the address on the bill.")
        self.fields["zip"].required = asks_zip
        if not asks_zip:
            del self.fields["zip"]

    def forget_code(self) -> None:
        """A code that was typed is not written back into the page."""
        self.data = {name: self.data[name] for name in self.data if name != "code"}

    def with_zip(self) -> "FindBillForm":
        """The same form, which now asks for the ZIP code too."""
        return FindBillForm(initial={"account": self.data.get("account", "")}, asks_zip=True)


class BirthDateForm(OneOfEach):
    """Account number, birth date and ZIP code: for who has no pay code."""

    account = DigitsField(digits=ACCOUNT_DIGITS)
    birth_date = BirthDateField()
    zip = ZipField()

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["account"].error_messages["required"] = _("Type the account number. It has 10 digits.")
        self.fields["birth_date"].error_messages["required"] = _("Type the birth date: month, day and year.")
        self.fields["zip"].error_messages["required"] = _("Type the ZIP code of the address on the bill.")


class ZipForm(OneOfEach):
    """The ZIP code that goes with a link from a bill."""

    zip = ZipField()

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["zip"].error_messages["required"] = _("Type the ZIP code of the address on the bill.")


class FindPaymentForm(OneOfEach):
    """A confirmation number and a ZIP code."""

    reference = DigitsField(digits=10)
    zip = ZipField()

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["reference"].error_messages["required"] = _(
            "Type the confirmation number. It has 10 digits."
        )
        self.fields["zip"].error_messages["required"] = _("Type the ZIP code of the address on the bill.")


class EmailForm(OneOfEach):
    """Where to send a receipt."""

    email = forms.EmailField(max_length=254)

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        problem = _("Type an e-mail address, like name@example.com.")
        self.fields["email"].error_messages.update(required=problem, invalid=problem)
        self.fields["email"].validators = [validators.EmailValidator(problem)]


class AmountForm(OneOfEach):
    """How much, and by what. What is open comes from our rows, never from the form."""

    how = forms.ChoiceField(choices=[(how.value, how.value) for how in rules.How])
    amount = forms.CharField(required=False, max_length=64)
    lines = forms.MultipleChoiceField(required=False)
    method = forms.ChoiceField(choices=[(method.value, method.label) for method in ONLINE])
    many = ("lines",)

    def __init__(
        self, *arguments: Any, payable: Money, smallest_part: Money,
        lines: list[rules.PayableLine] | None = None, parts_open: bool = True, cards_open: bool = True,
        **options: Any,
    ) -> None:  # fmt: skip
        super().__init__(*arguments, **options)
        self.payable, self.smallest_part = payable, smallest_part
        self.open_lines, self.parts_open, self.cards_open = lines or [], parts_open, cards_open
        self.fields["lines"] = forms.MultipleChoiceField(
            choices=[(line.key, line.says) for line in self.open_lines], required=False
        )
        self.fields["how"].error_messages.update(
            required=_("Choose how much you want to pay."),
            invalid_choice=_("Choose how much you want to pay."),
        )
        problem = _("Choose how you want to pay.")
        self.fields["method"].error_messages.update(required=problem, invalid_choice=problem)
        self.fields["lines"].error_messages["invalid_choice"] = _(
            "One of these lines is no longer open. Choose again."
        )

    def clean_method(self) -> str:
        method: str = self.cleaned_data["method"]
        if method == Method.CARD and not self.cards_open:
            raise forms.ValidationError(
                _("Cards are closed for this bill today. Use a checking account, or call us.")
            )
        return method

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.errors:
            field = {"part": "amount", "lines": "lines"}.get(cleaned["how"], "how")
            try:
                cleaned["choice"] = self._choice(cleaned)
            except HearthsideError as refusal:
                self.add_error(field, words_for(refusal))
        return cleaned

    @property
    def method_chosen(self) -> Method:
        return Method(self.cleaned_data["method"])

    def _choice(self, cleaned: dict[str, Any]) -> rules.Choice:
        if cleaned["how"] == rules.How.ALL:
            return rules.choose_all(self.payable)
        if cleaned["how"] == rules.How.LINES:
            return rules.choose_lines(
                cleaned["lines"], self.open_lines, payable=self.payable, smallest_part=self.smallest_part
            )
        return rules.choose_part(
            rules.read_typed_amount(cleaned["amount"]),
            payable=self.payable, smallest_part=self.smallest_part, parts_open=self.parts_open,
        )  # fmt: skip


def words_for(refusal: Exception) -> str:
    """A refusal of the rules, as the page says it: what to do, not what was wrong."""
    if isinstance(refusal, rules.AmountMissing):
        return _("Type the amount you want to pay.")
    if isinstance(refusal, rules.AmountUnreadable):
        return _("Type the amount in dollars and cents, like 50.00.")
    if isinstance(refusal, rules.AmountTooSmall):
        return _("Type %(smallest)s or more.") % {"smallest": refusal.smallest}
    if isinstance(refusal, rules.AmountTooLarge):
        return _("You owe %(payable)s. Type that or less.") % {"payable": refusal.payable}
    if isinstance(refusal, rules.RestTooSmall):
        return _("Type %(most)s or less, or pay all of it: %(payable)s.") % {
            "most": refusal.most, "payable": refusal.payable,
        }  # fmt: skip
    if isinstance(refusal, rules.PartsClosed):
        return _("Part payments are off right now. Pay all of it, or call us.")
    if isinstance(refusal, rules.LinesMissing):
        return _("Choose at least one line.")
    if isinstance(refusal, rules.LinesUnknown):
        return _("One of these lines is no longer open. Choose again.")
    if isinstance(refusal, rules.TooLittleDue):
        return _("%(payable)s is too little to pay online. Call us, or wait for the next bill.") % {
            "payable": refusal.payable
        }
    return _("There is nothing left to pay.")
