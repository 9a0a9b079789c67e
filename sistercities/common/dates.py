"""Dates as papers give them: a year, a month of a year, or a day.

"1978" is a legal date and never becomes 1 January 1978. The text form is ISO 8601 with reduced
precision ("1978", "1978-05", "1978-05-04"); it is what the database, the register and exports hold.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

_SHAPE = re.compile(r"(?P<year>[0-9]{4})(-(?P<month>[0-9]{2})(-(?P<day>[0-9]{2}))?)?")
_SQL_SHAPE = "^[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$"


def day_in_words(moment: dt.datetime) -> str:
    """The day of a moment on the association's clock, for readers: "21 November 2026"."""
    return date_format(timezone.localdate(moment), "j F Y")


@dataclass(frozen=True)
class PartialDate:
    """A year, or a month, or a day. ValueError for what is not in the calendar."""

    year: int
    month: int | None = None
    day: int | None = None

    def __post_init__(self) -> None:
        if self.day is not None and self.month is None:
            raise ValueError("A day needs a month.")
        if not 1 <= self.year <= 9999:
            raise ValueError("The year has four digits.")
        dt.date(self.year, 1 if self.month is None else self.month, 1 if self.day is None else self.day)

    @classmethod
    def parse(cls, text: str) -> PartialDate:
        """From the text form; ValueError for any other text."""
        found = _SHAPE.fullmatch(text.strip())
        if not found:
            raise ValueError(f"{text!r} is not YYYY, YYYY-MM or YYYY-MM-DD.")
        return cls(*(int(part) if part else None for part in found.group("year", "month", "day")))  # type: ignore[arg-type]

    @classmethod
    def of_day(cls, day: dt.date) -> PartialDate:
        return cls(day.year, day.month, day.day)

    def __str__(self) -> str:
        parts = [f"{self.year:04d}", *(f"{part:02d}" for part in (self.month, self.day) if part is not None)]
        return "-".join(parts)

    @property
    def precision(self) -> str:
        """One of year, month, day."""
        return "day" if self.day else "month" if self.month else "year"

    @property
    def earliest(self) -> dt.date:
        """The first day that it can mean."""
        return dt.date(self.year, self.month or 1, self.day or 1)

    @property
    def latest(self) -> dt.date:
        """The last day that it can mean."""
        month = self.month or 12
        return dt.date(self.year, month, self.day or calendar.monthrange(self.year, month)[1])

    def in_words(self) -> str:
        """For readers, in the current language: "1978", "May 1978", "4 May 1978"."""
        if self.precision == "year":
            return str(self.year)
        return date_format(self.earliest, "j F Y" if self.day else "F Y")


class PartialDateField(models.CharField):
    """Stores a PartialDate as its text form; the database refuses any other text."""

    description = _("A year, a month or a day")
    # What attributes of this kind are read and written as, for the type checker.
    _pyi_private_set_type: PartialDate | dt.date | str  # type: ignore[assignment]
    _pyi_private_get_type: PartialDate  # type: ignore[assignment]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["max_length"] = 10
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        name, path, args, kwargs = super().deconstruct()
        del kwargs["max_length"]
        return name, path, args, kwargs

    def db_check(self, connection: BaseDatabaseWrapper) -> str:
        return f"{connection.ops.quote_name(self.column or self.name)} ~ '{_SQL_SHAPE}'"

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> PartialDate | None:
        return None if value is None else PartialDate.parse(value)

    def to_python(self, value: Any) -> PartialDate | None:
        if value in (None, ""):
            return None
        if isinstance(value, PartialDate):
            return value
        try:
            return PartialDate.of_day(value) if isinstance(value, dt.date) else PartialDate.parse(str(value))
        except ValueError as error:
            raise ValidationError(_("Give a year, a month or a day, for instance 1978 or 1978-05-04.")) from error

    def get_prep_value(self, value: Any) -> str | None:
        parsed = self.to_python(value)
        return None if parsed is None else str(parsed)

    def run_validators(self, value: Any) -> None:
        """The shape is checked by `to_python`; text validators do not apply."""

    def value_to_string(self, obj: models.Model) -> str:
        return str(self.value_from_object(obj) or "")
