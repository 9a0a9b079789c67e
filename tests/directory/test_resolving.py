"""Which place a list means: a wrong match is worse than an ambiguous one. Without a database."""

import dataclasses

import pytest

from directory.choices import Level
from directory.gazetteer.resolving import Asked, Candidate, keys_of, resolve
from sistercities.common.names import name_key

OREGON = Candidate(1, "Oregon", Level.STATE, "US", "US-OR", "", 0, is_main=True)
MAINE = Candidate(2, "Maine", Level.STATE, "US", "US-ME", "", 0, is_main=True)
PORTLAND = Candidate(3, "Portland", Level.CITY, "US", "US-OR", "Oregon", 652_503, is_main=True)
PORTLAND_MAINE = Candidate(4, "Portland", Level.CITY, "US", "US-ME", "Maine", 66_881, is_main=True)
MISSOULA = Candidate(5, "Missoula", Level.CITY, "US", "US-MT", "Montana", 71_022, is_main=True)
KANSAS_CITY = Candidate(6, "Kansas City", Level.CITY, "US", "US-MO", "Missouri", 475_378, is_main=True)
GRANT = Candidate(7, "Grant County", Level.COUNTY, "US", "US-WA", "Washington", 0, is_main=True)
HYOGO = Candidate(8, "Hyogo", Level.PREFECTURE, "JP", "JP-28", "", 0, is_main=True)
KOBE = Candidate(9, "Kobe", Level.CITY, "JP", "JP-28", "Hyogo", 1_528_478, is_main=True)
MUNICH = Candidate(10, "Munich", Level.CITY, "DE", "DE-BY", "Bayern", 1_505_005, is_main=False)
BAVARIA = Candidate(11, "Bayern", Level.STATE, "DE", "DE-BY", "", 0, is_main=False)
HESSE = Candidate(12, "Hessen", Level.STATE, "DE", "DE-HE", "", 0, is_main=False)
FRIEDBERG = Candidate(13, "Friedberg", Level.CITY, "DE", "DE-BY", "Bayern", 29_953, is_main=True)
FRIEDBERG_HESSE = Candidate(14, "Friedberg", Level.CITY, "DE", "DE-HE", "Hessen", 27_484, is_main=True)
HAMM = Candidate(15, "Hamm", Level.CITY, "DE", "DE-NW", "Nordrhein-Westfalen", 178_967, is_main=True)
HAMM_ELSEWHERE = Candidate(16, "Hamm", Level.CITY, "DE", "DE-HH", "Hamburg", 37_989, is_main=True)
DELHI = Candidate(17, "Delhi", Level.CITY, "IN", "IN-DL", "Delhi", 11_034_555, is_main=False)
NEW_DELHI = Candidate(18, "New Delhi", Level.CITY, "IN", "IN-DL", "Delhi", 317_797, is_main=True)
SARKOY = Candidate(19, "Şarköy", Level.CITY, "TR", "TR-59", "Tekirdağ", 0, is_main=True)
SARKOY_VILLAGE = Candidate(20, "Şarköy", Level.CITY, "TR", "TR-10", "Balıkesir", 506, is_main=True)
BERGEN = Candidate(21, "Bergen", Level.CITY, "NO", "NO-46", "Vestland", 285_911, is_main=True)
BERGEN_DE = Candidate(22, "Bergen", Level.CITY, "DE", "DE-NI", "Niedersachsen", 13_015, is_main=True)
ICHIKAWA = Candidate(23, "Ichikawa", Level.CITY, "JP", "JP-12", "Chiba", 496_676, is_main=True)
LONDON = Candidate(24, "London", Level.CITY, "GB", "GB-ENG", "England", 8_961_989, is_main=True)
NEW_TAIPEI = Candidate(25, "New Taipei City", Level.CITY, "TW", "TW-NWT", "New Taipei", 4_004_367, is_main=False)

ROWS = [row for row in globals().copy().values() if isinstance(row, Candidate)]
OTHER_NAMES = {"munchen": MUNICH, "bavaria": BAVARIA, "hesse": HESSE, "new delhi": DELHI, "new taipei": NEW_TAIPEI}
INDEX = {key: [row for row in ROWS if name_key(row.name) == key] for key in map(name_key, [row.name for row in ROWS])}
for name, row in OTHER_NAMES.items():
    INDEX[name] = [*INDEX.get(name, []), row]


@pytest.mark.parametrize(
    ("asked", "place", "how"),
    [
        (Asked("Portland", "OR", "US"), PORTLAND, "only one"),
        (Asked("Portland", "US-ME", "US"), PORTLAND_MAINE, "only one"),
        (Asked("Portland", "Maine", "US"), PORTLAND_MAINE, "only one"),
        (Asked("Portland, Oregon", "", "US"), PORTLAND, "only one"),
        (Asked("Portland (Maine)", "", "US"), PORTLAND_MAINE, "only one"),
        (Asked("City of Portland", "OR", "US"), PORTLAND, "only one"),
        (Asked("Missoula", "MT", "US"), MISSOULA, "only one"),
        (Asked("Kansas City", "MO", "US"), KANSAS_CITY, "only one"),
        (Asked("Kansas City City", "MO", "US"), KANSAS_CITY, "only one"),
        (Asked("Grant County", "WA", "US"), GRANT, "only one"),
        (Asked("Hyogo Prefecture", "", "JP"), HYOGO, "only one"),
        (Asked("Kobe City", "", "JP"), KOBE, "only one"),
        (Asked("Kobe, Hyogo", "", "JP"), KOBE, "only one"),
        (Asked("München", "", "DE"), MUNICH, "only one"),
        (Asked("Friedberg, Bavaria", "", "DE"), FRIEDBERG, "only one"),
        (Asked("Friedberg", "Hesse", "DE"), FRIEDBERG_HESSE, "only one"),
        (Asked("Bergen, Norway"), BERGEN, "only one"),
        (Asked("New Taipei – Xizhi", "", "TW"), NEW_TAIPEI, "only one"),
        (Asked("City of London", "", "GB"), LONDON, "only one"),
    ],
)
def test_a_place_is_found_as_lists_write_it(asked, place, how):
    resolved = resolve(asked, INDEX)

    assert (resolved.place, resolved.how) == (place, how)


@pytest.mark.parametrize(
    ("asked", "how", "candidates"),
    [
        (Asked("Portland", "", "US"), "ambiguous", {PORTLAND, PORTLAND_MAINE}),
        (Asked("Hamm", "", "DE"), "ambiguous", {HAMM, HAMM_ELSEWHERE}),
        (Asked("Friedberg", "", "DE"), "ambiguous", {FRIEDBERG, FRIEDBERG_HESSE}),
        (Asked("New Delhi", "", "IN"), "ambiguous", {DELHI, NEW_DELHI}),
        (Asked("Şarköy", "", "TR"), "ambiguous", {SARKOY, SARKOY_VILLAGE}),
        (Asked("Kobe"), "country missing", {KOBE}),
        (Asked("Bergen"), "country missing", {BERGEN, BERGEN_DE}),
        (Asked("Portland", "TX", "US"), "not found", set()),
        (Asked("Portland, Maine", "OR", "US"), "not found", {PORTLAND}),
        (Asked("Kobe, Norway", "", "JP"), "not found", {KOBE}),
        (Asked("Kobe", "", "NO"), "not found", set()),
        (Asked("Atlantis", "", "GR"), "not found", set()),
        (Asked("", "", "US"), "not found", set()),
    ],
)
def test_what_is_not_certain_is_left_to_a_person(asked, how, candidates):
    resolved = resolve(asked, INDEX)

    assert (resolved.place, resolved.how) == (None, how)
    assert set(resolved.candidates) == candidates


def test_size_decides_only_where_the_country_is_said_and_one_is_far_larger():
    small = dataclasses.replace(HAMM_ELSEWHERE, population=HAMM.population // 10)
    index = {"hamm": [HAMM, small]}

    assert resolve(Asked("Hamm", "", "DE"), index).how == "far larger"
    assert (
        resolve(Asked("Hamm", "", "DE"), {"hamm": [HAMM, dataclasses.replace(small, population=20_000)]}).place is None
    )
    assert resolve(Asked("Hamm"), index).how == "country missing"


def test_at_home_size_decides_only_within_a_state():
    twin = dataclasses.replace(PORTLAND, geonames_id=99, population=600)
    elsewhere = dataclasses.replace(twin, subdivision_code="US-TX", subdivision_name="Texas")

    assert resolve(Asked("Portland", "OR", "US"), {"portland": [PORTLAND, twin]}).place == PORTLAND
    assert resolve(Asked("Portland", "", "US"), {"portland": [PORTLAND, elsewhere]}).how == "ambiguous"


def test_a_part_that_nobody_knows_leaves_the_choice_open():
    far_smaller = dataclasses.replace(ICHIKAWA, geonames_id=98, population=900)

    assert resolve(Asked("Ichikawa", "", "JP"), {"ichikawa": [ICHIKAWA, far_smaller]}).place == ICHIKAWA
    assert resolve(Asked("Ichikawa (Amaji)", "", "JP"), {"ichikawa": [ICHIKAWA, far_smaller]}).how == "ambiguous"


def test_the_only_main_name_counts_where_no_larger_place_has_another():
    nicknamed = dataclasses.replace(HAMM_ELSEWHERE, name="Horn", is_main=False)
    larger = dataclasses.replace(nicknamed, population=900_000)

    assert resolve(Asked("Hamm", "", "DE"), {"hamm": [HAMM, nicknamed]}).how == "its main name"
    assert resolve(Asked("Hamm", "", "DE"), {"hamm": [HAMM, larger]}).how == "ambiguous"


def test_everything_that_is_needed_is_named_before():
    assert keys_of(Asked("St. Louis, Missouri", "MO", "US")) == {
        "saint louis missouri",
        "saint louis",
        "missouri",
        "mo",
    }
    assert keys_of(Asked("", "", "")) == set()
