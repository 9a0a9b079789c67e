"""Dates as papers give them: what can be said, how it is read from boxes, and what each error tells one to do."""

import datetime as dt

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.utils import translation

from sistercities.common.date_forms import DayField, PartialDateFormField
from sistercities.common.dates import PartialDate, PartialDateField


@pytest.mark.parametrize(
    ("text", "precision", "earliest", "latest", "words"),
    [
        ("1978", "year", dt.date(1978, 1, 1), dt.date(1978, 12, 31), "1978"),
        ("1976-02", "month", dt.date(1976, 2, 1), dt.date(1976, 2, 29), "February 1976"),
        ("1957-10-10", "day", dt.date(1957, 10, 10), dt.date(1957, 10, 10), "10 October 1957"),
        ("0836", "year", dt.date(836, 1, 1), dt.date(836, 12, 31), "836"),
    ],
)
def test_a_date_is_as_precise_as_its_text(text, precision, earliest, latest, words):
    date = PartialDate.parse(text)
    assert (str(date), date.precision, date.earliest, date.latest) == (text, precision, earliest, latest)
    assert date.in_words() == words


@pytest.mark.parametrize(
    "text", ["", "78", "1978-13", "1977-02-29", "1978-5", "1978-00", "10/10/1957", "1978-05-04-01"]
)
def test_what_is_no_date_is_refused(text):
    with pytest.raises(ValueError, match=r"."):
        PartialDate.parse(text)


def test_a_day_needs_a_month():
    with pytest.raises(ValueError, match="month"):
        PartialDate(1978, None, 4)


def test_the_model_field_reads_days_and_texts_and_refuses_the_rest():
    field = PartialDateField()
    assert field.to_python(dt.date(1978, 5, 4)) == PartialDate(1978, 5, 4)
    assert field.to_python("1978") == PartialDate(1978)
    assert field.get_prep_value(PartialDate(1978, 5)) == "1978-05"
    with pytest.raises(ValidationError):
        field.to_python("May")


class DatedForm(forms.Form):
    when = PartialDateFormField(not_after=dt.date(2026, 11, 22))
    other = PartialDateFormField(required=False)
    day = DayField(required=False)


def read(name: str, day: str = "", month: str = "", year: str = "") -> DatedForm:
    boxes = {f"{name}_day": day, f"{name}_month": month, f"{name}_year": year}
    return DatedForm({"when_year": "1957", **boxes})


@pytest.mark.parametrize(
    ("boxes", "date"),
    [
        (("", "", "1957"), PartialDate(1957)),
        (("", "10", "1957"), PartialDate(1957, 10)),
        (("10", "10", "1957"), PartialDate(1957, 10, 10)),
        (("01", "02", "1960"), PartialDate(1960, 2, 1)),
        ((" 4 ", "May", "1978"), PartialDate(1978, 5, 4)),
        (("4", "sept.", "1978"), PartialDate(1978, 9, 4)),
        (("٤", "٥", "١٩٧٨"), PartialDate(1978, 5, 4)),
        (("22", "11", "2026"), PartialDate(2026, 11, 22)),
    ],
)
def test_boxes_are_read_as_precisely_as_they_are_filled(boxes, date):
    form = read("when", *boxes)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["when"] == date


def test_month_names_are_those_of_the_current_language():
    with translation.override("es"):
        form = read("when", "4", "mayo", "1978")
        assert form.is_valid(), form.errors
    assert form.cleaned_data["when"] == PartialDate(1978, 5, 4)


@pytest.mark.parametrize(
    ("boxes", "sentence"),
    [
        (("", "", ""), "Enter the date. If the paper gives only a year or a month, enter only that."),
        (("10", "10", ""), "Enter the year too, with four digits. Day and month may stay empty."),
        (("10", "", "1957"), "Enter the month too, or leave the day empty."),
        (("", "", "57"), "Enter the year with four digits, for instance 1957."),
        (("", "", "195x"), "Enter the year with four digits, for instance 1957."),
        (("", "", "0000"), "Enter the year with four digits, for instance 1957."),
        (("", "13", "1957"), "Enter the month as a number from 1 to 12."),
        (("3", "14", "1957"), "There is no month 14. The day comes first, then the month."),
        (("13", "14", "1957"), "Enter the month as a number from 1 to 12."),
        (("3", "32", "1957"), "Enter the month as a number from 1 to 12."),
        (("", "ma", "1957"), "Enter the month as a number from 1 to 12."),
        (("32", "10", "1957"), "Enter the day as a number from 1 to 31."),
        (("-1", "10", "1957"), "Enter the day as a number from 1 to 31."),
        (("²", "10", "1957"), "Enter the day as a number from 1 to 31."),
        (("29", "2", "1957"), "There is no such day in that month. Check day and month."),
        (("23", "11", "2026"), "This date lies after 22 November 2026. Check the year."),
        (("", "12", "2026"), "This date lies after 22 November 2026. Check the year."),
    ],
)
def test_each_error_names_the_box_that_has_to_change(boxes, sentence):
    assert read("when", *boxes).errors["when"] == [sentence]


@pytest.mark.parametrize(
    ("boxes", "words"),
    [
        (("3", "5", "1999"), "3 May 1999"),
        (("", "March", "1999"), "March 1999"),
        (("", "", "1999"), "1999"),
        (("3", "14", "1999"), ""),
        (("30", "2", "1999"), ""),
        (("3", "", "1999"), ""),
        (("3", "5", ""), ""),
        (("", "", ""), ""),
    ],
)
def test_the_date_stands_in_words_beside_its_boxes(boxes, words):
    assert f'<output class="date-words" data-date-words>{words}</output>' in str(read("when", *boxes)["when"])


def test_a_kept_date_stands_in_words_too():
    assert ">10 October 1957</output>" in str(DatedForm(initial={"when": PartialDate(1957, 10, 10)})["when"])
    assert 'data-months="January|February|' in str(DatedForm()["when"])


def test_a_year_that_no_paper_means_is_asked_again():
    with pytest.raises(ValidationError, match="too far ahead"):
        PartialDateFormField().clean(["31", "12", "9999"])
    assert PartialDateFormField().clean(["", "", "2999"]) == PartialDate(2999)


def test_an_optional_date_may_stay_empty():
    form = read("other")
    assert form.is_valid(), form.errors
    assert form.cleaned_data["other"] is None


def test_a_day_is_a_whole_day():
    form = read("day", "20", "11", "2026")
    assert form.is_valid(), form.errors
    assert form.cleaned_data["day"] == dt.date(2026, 11, 20)
    assert read("day", "", "11", "2026").errors["day"] == ["Enter the day, the month and the year."]


@pytest.mark.parametrize(
    ("initial", "shown"),
    [
        (PartialDate(1957, 10), ["", "10", "1957"]),
        (dt.date(2026, 11, 2), ["2", "11", "2026"]),
        ("1978", ["", "", "1978"]),
        (None, ["", "", ""]),
    ],
)
def test_a_kept_date_comes_back_into_its_boxes(initial, shown):
    assert DatedForm(initial={"when": initial})["when"].field.widget.decompress(initial) == shown


def test_an_error_leads_to_the_first_box():
    field = read("when")["when"]
    assert f'id="{field.id_for_label}"' in str(field)
    assert str(field).count("<label") == 3
