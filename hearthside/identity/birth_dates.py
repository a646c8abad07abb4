"""A birth date as three fields: Month, Day, Year. The page part is `<c-birth-date>`."""

from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from hearthside import clock


class ThreeBoxes(forms.MultiWidget):
    def __init__(self) -> None:
        super().__init__({"month": forms.TextInput(), "day": forms.TextInput(), "year": forms.TextInput()})

    def decompress(self, value: date | None) -> list[int | None]:
        return [value.month, value.day, value.year] if value else [None, None, None]

    def id_for_label(self, id_: str) -> str:
        return f"{id_}_0"


class BirthDateField(forms.MultiValueField):
    """Cleans to a `date` in the past. One message for each way it can be wrong, saying what to do."""

    default_error_messages = {
        "required": _("Type the birth date: month, day and year."),
        "incomplete": _("Type all three: month, day and year."),
        "no_such_day": _("There is no such day. Type the month first, then the day, then the year."),
        "short_year": _("Type all 4 digits of the year, like 1954."),
        "future": _("A birth date cannot be after today."),
    }

    def __init__(self, **kwargs: object) -> None:
        boxes = [forms.CharField(max_length=10, required=False) for _box in range(3)]
        super().__init__(fields=boxes, widget=ThreeBoxes(), require_all_fields=False, **kwargs)  # type: ignore[arg-type]

    def compress(self, data_list: list[str]) -> date | None:
        if not data_list:
            return None
        month, day, year = (text.strip() for text in data_list)
        if not (month and day and year):
            raise ValidationError(self.error_messages["incomplete"], "incomplete")
        if len(year) != 4:
            raise ValidationError(self.error_messages["short_year"], "short_year")
        return self._day(month, day, year)

    def _day(self, month: str, day: str, year: str) -> date:
        try:
            if not all(part.isascii() and part.isdigit() for part in (month, day, year)):
                raise ValueError
            typed = date(int(year), int(month), int(day))
        except ValueError:
            raise ValidationError(self.error_messages["no_such_day"], "no_such_day") from None
        if typed > clock.today() or typed.year < 1900:
            code = "future" if typed > clock.today() else "no_such_day"
            raise ValidationError(self.error_messages[code], code)
        return typed
