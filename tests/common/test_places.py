"""Countries at the end of a typed name, and the languages that are official there."""

import pytest

from sistercities.common.countries import country_at_end
from sistercities.common.languages import language_choices, official_languages


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("Bergen, Norway", ("Bergen", "NO")),
        ("Bergen Norway", ("Bergen", "NO")),
        ("bergen, norw", ("bergen", "NO")),
        ("Queenstown, New Zealand", ("Queenstown", "NZ")),
        ("Queenstown New Zealand", ("Queenstown", "NZ")),
        ("Saint-Jean, Nouvelle-Aquitaine, France", ("Saint-Jean, Nouvelle-Aquitaine", "FR")),
        ("Tbilisi, Georgia", ("Tbilisi", "GE")),
        ("Bergen", ("Bergen", "")),
        ("Norway", ("Norway", "")),
        ("Bergen, Nowhere", ("Bergen, Nowhere", "")),
        ("", ("", "")),
    ],
)
def test_the_country_stands_at_the_end_of_a_name(typed, found):
    assert country_at_end(typed) == found


@pytest.mark.parametrize(
    ("countries", "tags"),
    [
        (["NO"], ["nb", "nn"]),
        (["JP", "US"], ["ja", "en"]),
        (["CN"], ["zh-hans", "zh-hant"]),
        (["XX"], []),
        ([], []),
    ],
)
def test_official_languages_are_named_as_we_offer_them(countries, tags):
    assert [tag for tag in official_languages(countries) if tag != "no"] == tags


def test_official_languages_come_first_and_no_language_twice():
    empty, (_there, official), (_others, rest) = language_choices(["JP"])
    assert empty[0] == ""
    assert [tag for tag, _label in official] == ["ja"]
    assert sorted([*official, *rest]) == sorted(language_choices()[1:])
