"""Dates in forms: three boxes for day, month and year, as precise as the paper is."""

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.dates import MONTHS
from django.utils.translation import gettext_lazy as _

from sistercities.common.numbers import whole_number

from .dates import PartialDate
from .names import fold

BOXES = ("day", "month", "year")
# No paper means a later one; the day after the end of a term is a day of the calendar too.
LATEST_YEAR = 2999


class DateBoxes(forms.MultiWidget):
    """Day, month and year as three text boxes; a keyboard of digits on phones, and no calendar to click through.

    Beside them stands the date in words, so that nobody takes the month for the day.
    """

    template_name = "forms/date_boxes.html"
    use_fieldset = True

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        box = {"inputmode": "numeric", "autocomplete": "off"}
        super().__init__(
            {
                "day": forms.TextInput({**box, "size": 2}),
                "month": forms.TextInput({"autocomplete": "off", "size": 2}),
                "year": forms.TextInput({**box, "size": 4}),
            },
            attrs,
        )

    def decompress(self, value: Any) -> list[str]:
        if isinstance(value, dt.date):
            value = PartialDate.of_day(value)
        elif isinstance(value, str) and value:
            value = PartialDate.parse(value)
        if not value:
            return ["", "", ""]
        return [str(part or "") for part in (value.day, value.month, value.year)]

    def id_for_label(self, id_: str) -> str:
        """The first box, so that the error summary leads to where one types."""
        return f"{id_}_0" if id_ else ""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        labels = (_("Day"), _("Month"), _("Year"))
        for box, label in zip(context["widget"]["subwidgets"], labels, strict=True):
            box["label"] = label
        typed = value if isinstance(value, list) else self.decompress(value)
        context["widget"].update(words=_in_words(typed), months=[str(name) for name in MONTHS.values()])
        return context


class PartialDateFormField(forms.MultiValueField):
    """A year, a month or a day; None where all boxes are empty and the field is not required.

    `not_after`: the last day that the date may begin on, for instance today. Each error says which box to change.
    """

    widget = DateBoxes
    default_error_messages = {
        "required": _("Enter the date. If the paper gives only a year or a month, enter only that."),
        "no_year": _("Enter the year too, with four digits. Day and month may stay empty."),
        "no_month": _("Enter the month too, or leave the day empty."),
        "year": _("Enter the year with four digits, for instance 1957."),
        "month": _("Enter the month as a number from 1 to 12."),
        "swapped": _("There is no month %(month)s. The day comes first, then the month."),
        "day": _("Enter the day as a number from 1 to 31."),
        "far": _("This year lies too far ahead. Check it."),
        "calendar": _("There is no such day in that month. Check day and month."),
        "later": _("This date lies after %(day)s. Check the year."),
    }

    def __init__(self, *, not_after: dt.date | None = None, **options: Any) -> None:
        self.not_after = not_after
        boxes = [forms.CharField(required=False, max_length=20) for _box in range(3)]
        options.setdefault("required", True)
        super().__init__(boxes, require_all_fields=False, **options)

    def clean(self, value: Any) -> Any:
        """Own order of checks: the sentence names the first box that has to change."""
        boxes = [str(part or "").strip() for part in (value or ["", "", ""])]
        if not any(boxes):
            if self.required:
                raise self._error("required")
            return None
        date = self._read(*boxes)
        if self.not_after and date.earliest > self.not_after:
            raise self._error("later", day=PartialDate.of_day(self.not_after).in_words())
        return self.compress([date])

    def compress(self, values: list[PartialDate]) -> Any:
        return values[0]

    def has_changed(self, initial: Any, data: Any) -> bool:
        return DateBoxes().decompress(initial) != [str(part or "").strip() for part in (data or ["", "", ""])]

    def _read(self, day: str, month: str, year: str) -> PartialDate:
        if not year:
            raise self._error("no_year")
        if day and not month:
            raise self._error("no_month")
        numbers = _numbers(day, month, year)
        for box, typed, number in zip(("year", "month", "day"), (year, month, day), reversed(numbers), strict=True):
            if typed and not number:
                is_swapped = box == "month" and _number(month, 31) and _number(day, 12)
                raise self._error("swapped", month=month) if is_swapped else self._error(box)
        if numbers[2] > LATEST_YEAR:
            raise self._error("far")
        try:
            return PartialDate(numbers[2], numbers[1] or None, numbers[0] or None)
        except ValueError:
            raise self._error("calendar") from None

    def _error(self, code: str, **params: str) -> ValidationError:
        return ValidationError(self.error_messages[code], code=code, params=params)


class DayField(PartialDateFormField):
    """One day of the calendar, as `datetime.date`."""

    default_error_messages = {
        "required": _("Enter the day, the month and the year."),
        "no_year": _("Enter the year too, with four digits."),
        "whole": _("Enter the day, the month and the year."),
        "later": _("This day lies after %(day)s. Check the date."),
    }

    def compress(self, values: list[PartialDate]) -> dt.date:
        if values[0].precision != "day":
            raise self._error("whole")
        return values[0].earliest


def _numbers(day: str, month: str, year: str) -> tuple[int, int, int]:
    """What stands in the boxes as numbers; 0 for an empty box and for what cannot be one."""
    return _number(day, 31), _month(month), _number(year, 9999) if len(year) == 4 else 0


def _in_words(boxes: list[Any]) -> str:
    """The date that stands in the boxes, for readers; "" for what is not one, or not yet."""
    typed = [str(part or "").strip() for part in boxes]
    numbers = _numbers(*typed)
    if any(text and not number for text, number in zip(typed, numbers, strict=True)):
        return ""
    try:
        return PartialDate(numbers[2], numbers[1] or None, numbers[0] or None).in_words()
    except ValueError:
        return ""


def _number(typed: str, most: int) -> int:
    """Digits of any script as a number from 1 to `most`; 0 for anything else."""
    number = whole_number(typed) or 0
    return number if number <= most else 0


def _month(typed: str) -> int:
    """A month as a number, or by three or more letters of its name in the current language; 0 for anything else."""
    letters = fold(typed)
    named = (n for n, name in MONTHS.items() if len(letters) > 2 and fold(str(name)).startswith(letters))
    return _number(typed, 12) or next(named, 0)
