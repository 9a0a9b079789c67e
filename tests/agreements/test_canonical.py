"""The canonical text: one exact serialisation, hashed as the register says."""

import datetime as dt
import hashlib
import unicodedata

import pytest

from agreements import canonical
from agreements.choices import Capacity, DateReading, FileRole, Visibility
from agreements.models import Transcription
from sistercities.common.dates import PartialDate
from tests.factories import CommunityFactory, PartnerCommunityFactory, PartnershipFactory
from tests.factories_agreements import (
    CouncilActFactory,
    HandInFactory,
    InstrumentFactory,
    ScanFactory,
    SignatureFactory,
    recorded_entry,
)

PINNED = (
    '{"act":"founding","council_acts":[{"decided_on":"1957-09-30","kind":"resolution","number":"Res. 17821",'
    '"reason_none":"","side":1,"vote":"9-0"}],"dates":[{"kind":"council_vote","side":1,"source":"Res. 17821",'
    '"value":"1957-09-30"},{"kind":"signed","side":1,"source":"signed document","value":"1957-10"},'
    '{"kind":"in_force","side":null,"source":"signed document","value":"1958"},{"kind":"received","side":null,'
    '"source":"day of receipt","value":"2026-11-20"},{"kind":"recorded","side":null,"source":"SC-2026-00012",'
    '"value":"2026-11-22"}],"files":[{"bytes":1234,"dated":null,"instrument":1,"media_type":"application/pdf",'
    '"pages":3,"public_copy_sha256":null,"role":"signed_document","sha256":"' + "a" * 64 + '","side":null,'
    '"visibility":"public"},{"bytes":8,"dated":"1957-09","instrument":null,"media_type":"application/pdf","pages":1,'
    '"public_copy_sha256":null,"role":"authority_paper","sha256":"' + "b" * 64 + '","side":2,'
    '"visibility":"association"}],"instruments":[{"kind":"memorandum_of_understanding","languages":["en","ja"],"n":1,'
    '"names_others":false,"side":null,"title":"Affiliation"}],"kind":"memorandum_of_understanding","languages":["en","ja"],"number":"SC-2026-00012",'
    '"of":null,"parties":[{"country":"US","geonames_id":5809844,"language":"","level":"city","name":"Seattle",'
    '"native_name":"","side":1,"subdivision":"Washington"},{"country":"JP","geonames_id":1859171,"language":"ja",'
    '"level":"city","name":"Kobe","native_name":"神戸市","side":2,"subdivision":"Hyōgo"}],"reason":null,'
    '"received_on":"2026-11-20","recorded_at":"2026-11-22T14:03:05Z","relationship":"sister",'
    '"schema":"sistercities-register-1","seq":12,"signatures":[{"authority_reason":"","authority_sha256":null,"capacity":"head",'
    '"date_reading":"as_written","instrument":1,"language":"","method":"ink","name":"The mayor of Seattle",'
    '"native_name":"","not_later_than":null,"place":"Kobe","side":1,"signed_on":"1957-10","title":"Mayor"},'
    '{"authority_reason":"","authority_sha256":"'
    + "b"
    * 64
    + '","capacity":"designee","date_reading":"unreadable","instrument":1,'
    '"language":"ja","method":"ink","name":"The deputy mayor of Kobe","native_name":"助役",'
    '"not_later_than":"2020-01-01","place":"Kobe","side":2,"signed_on":null,"title":"Deputy mayor"}],'
    '"transcriptions":[{"instrument":1,"language":"en","text":"WHEREAS \\"friendship\\"\\nis dear to us"}]}'
)


@pytest.fixture
def example(db):
    """A hand-in with something of everything."""
    seattle = CommunityFactory(name="Seattle", geonames_id=5809844)
    kobe = PartnerCommunityFactory(
        name="Kobe", native_name="神戸市", geonames_id=1859171, subdivision_name=unicodedata.normalize("NFD", "Hyōgo")
    )
    partnership = PartnershipFactory(communities=[seattle, kobe], state="in_development", since=None)
    hand_in = HandInFactory(partnership=partnership, received_on=dt.date(2026, 11, 20))
    paper = InstrumentFactory(
        hand_in=hand_in, title="Affiliation", languages=["ja", "en"], in_force_on=PartialDate(1958)
    )
    home, partner = partnership.parties.order_by("side")
    ScanFactory(hand_in=hand_in, instrument=paper, sha256="a" * 64, size=1234, pages=3, position=1)
    letter = ScanFactory(
        hand_in=hand_in,
        party=partner,
        role=FileRole.AUTHORITY_PAPER,
        visibility=Visibility.ASSOCIATION,
        sha256="b" * 64,
        dated=PartialDate(1957, 9),
        position=2,
    )
    SignatureFactory(
        instrument=paper,
        party=partner,
        name="The deputy mayor of Kobe",
        own_script_name="助役",
        own_script_language="ja",
        title="Deputy mayor",
        capacity=Capacity.DESIGNEE,
        date_reading=DateReading.UNREADABLE,
        authority=letter,
    )
    SignatureFactory(instrument=paper, party=home, signed_on=PartialDate(1957, 10))
    CouncilActFactory(hand_in=hand_in, party=home, number="Res. 17821", decided_on=PartialDate(1957, 9, 30), vote="9-0")
    Transcription.objects.create(instrument=paper, language="en", text='WHEREAS "friendship"\nis dear to us')
    return hand_in


def test_the_text_of_an_entry_is_exactly_this(example):
    recorded_at = dt.datetime(2026, 11, 22, 9, 3, 5, 987654, tzinfo=dt.timezone(dt.timedelta(hours=-5)))
    content = canonical.final(canonical.draft(example), seq=12, number="SC-2026-00012", recorded_at=recorded_at)
    assert canonical.as_text(content) == PINNED


def test_the_draft_knows_nothing_of_the_recording(example):
    draft = canonical.draft(example)
    assert not {"seq", "number", "recorded_at"} & draft.keys()
    assert [row["kind"] for row in draft["dates"]] == ["council_vote", "signed", "in_force", "received"]
    assert canonical.as_text(draft) == canonical.as_text(canonical.draft(example))


def test_the_day_of_recording_follows_the_clock_of_the_association(example):
    late = dt.datetime(2027, 1, 1, 4, 30, tzinfo=dt.UTC)
    content = canonical.final(canonical.draft(example), seq=1, number="SC-2026-00001", recorded_at=late)
    assert content["dates"][-1] == {"kind": "recorded", "side": None, "value": "2026-12-31", "source": "SC-2026-00001"}
    assert content["recorded_at"] == "2027-01-01T04:30:00Z"


def test_texts_are_composed_keys_sorted_and_nothing_is_escaped_needlessly():
    decomposed = unicodedata.normalize("NFD", "Łódź é 長崎 ガ")
    assert (
        canonical.as_text({"b": [decomposed, None, True, 3], "a": {}}) == '{"a":{},"b":["Łódź é 長崎 ガ",null,true,3]}'
    )


@pytest.mark.parametrize("value", [1.0, 0.1, dt.date(2026, 1, 1), b"bytes", {"a": float("nan")}, [2.5], {1, 2}])
def test_what_has_no_one_text_form_is_refused(value):
    with pytest.raises(TypeError):
        canonical.as_text({"key": value})


def test_the_hash_is_of_the_previous_hash_a_line_feed_and_the_text():
    text = '{"name":"長崎"}'
    by_hand = hashlib.sha256(("0" * 64).encode("ascii") + b"\n" + text.encode("utf-8")).hexdigest()
    assert canonical.chained_hash(canonical.NO_PREVIOUS, text) == by_hand
    assert by_hand == by_hand.lower()


def test_the_stored_text_hashes_to_the_stored_hash_and_names_no_one_of_the_staff(db):
    entry = recorded_entry()
    stored = f"{entry.previous_hash}\n{entry.canonical}".encode()
    assert hashlib.sha256(stored).hexdigest() == entry.hash
    for person in (entry.reviewed_by, entry.recorded_by, entry.hand_in.handed_in_by):
        assert person.full_name not in entry.canonical
        assert person.email not in entry.canonical


def test_what_is_printed_has_no_escapes_of_json():
    text = canonical.as_text({"name": 'a"b\u0007c', "list": [{"text": "x\ny"}, 7, None]})
    assert canonical.printed(text) == 'x\ny\na"b\u0007c'


@pytest.mark.parametrize(
    ("signed", "expected"),
    [
        (["1957-10-10", "1957-10"], "1957-10"),
        (["1957", "1957-10-10"], "1957"),
        (["1957-10-10", None], "1957-10-10"),
        ([None], "None"),
    ],
)
def test_the_last_signature_is_the_last_that_has_a_date(signed, expected):
    content = {"signatures": [{"signed_on": value} for value in signed]}
    assert str(canonical.last_signed(content)) == expected


@pytest.mark.parametrize(("named", "expected"), [(["1958"], "1958"), (["1960", "1958-02"], "1958-02"), ([], "None")])
def test_the_day_in_force_is_the_first_that_a_paper_names(named, expected):
    dates = [{"kind": "signed", "value": "1957"}, *({"kind": "in_force", "value": value} for value in named)]
    assert str(canonical.day_in_force({"dates": dates})) == expected
