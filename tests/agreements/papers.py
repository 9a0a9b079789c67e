"""Register entries and certificates as a test needs them, without a database."""

import datetime as dt
import hashlib
import io
import json
from typing import Any

from PIL import Image, ImageDraw

from agreements.documents import Association, AttachedFile, Certificate, Chain, PageImage

MADE_AT = dt.datetime(2026, 11, 22, 14, 3, 9, tzinfo=dt.UTC)
WELSH = "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogoch"
JAPANESE = "神戸市とシアトル市は、両市民の友好と理解を深めるため、ここに姉妹都市提携を結ぶ。"
ARABIC = "تتفق المدينتان على إقامة علاقة توأمة بينهما تقوم على المودة والاحترام المتبادل"
POLISH = "Zażółć gęślą jaźń: Łódź, Kraków i Wrocław zawierają umowę o współpracy i przyjaźni."
ASSOCIATION = Association(
    name="Association of Sister Communities",
    motto="Friends beyond the sea",
    email="register@example.org",
    phone="+1 202 555 0100",
    website="https://portal.example.org",
    post_address="1 Harbor Street\nWashington, DC 20005",
    time_zone="America/New_York",
)


def sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def party(side: int, name: str, country: str, **given: Any) -> dict[str, Any]:
    plain = {"native_name": "", "language": "", "level": "city", "subdivision": "", "geonames_id": side}
    return {"side": side, "name": name, "country": country, **plain, **given}


def signature(side: int, name: str, **given: Any) -> dict[str, Any]:
    plain = {
        "instrument": 1, "native_name": "", "language": "", "title": "Mayor", "capacity": "head", "method": "ink",
        "signed_on": "1957-10-10", "date_reading": "as_written", "not_later_than": None, "place": "Kobe",
        "authority_sha256": None,
        "authority_reason": "",
    }  # fmt: skip
    return {"side": side, "name": name, **plain, **given}


def paper(role: str = "signed_document", seed: str = "signed", **given: Any) -> dict[str, Any]:
    plain = {
        "instrument": 1, "side": None, "visibility": "public", "media_type": "application/pdf", "bytes": 482133,
        "pages": 2, "dated": None, "public_copy_sha256": None,
    }  # fmt: skip
    return {"role": role, "sha256": sha(seed), **plain, **given}


def entry(**given: Any) -> dict[str, Any]:
    """Seattle and Kobe, one signer each, one paper."""
    plain = {
        "schema": "sistercities-register-1", "seq": 12, "number": "SC-2026-00012", "act": "founding", "of": None,
        "recorded_at": "2026-11-22T14:03:05Z", "received_on": "2026-11-20", "relationship": "sister",
        "kind": "agreement", "languages": ["en", "ja"], "reason": None,
        "parties": [
            party(1, "Seattle", "US", subdivision="Washington", language="en"),
            party(2, "Kobe", "JP", native_name="神戸市", language="ja", subdivision="Hyōgo"),
        ],
        "instruments": [
            {"n": 1, "side": None, "kind": "agreement", "title": "", "languages": ["en", "ja"], "names_others": False}
        ],
        "signatures": [
            signature(1, "Office of the Mayor of Seattle"),
            signature(2, "Office of the Mayor of Kobe", native_name="神戸市長", language="ja"),
        ],
        "council_acts": [],
        "dates": [{"kind": "signed", "side": None, "value": "1957-10-10", "source": "signed document"}],
        "transcriptions": [],
        "files": [paper()],
    }  # fmt: skip
    return {**plain, **given}


def draft(**given: Any) -> dict[str, Any]:
    """The same before recording: no number, no place in the chain, no time of recording."""
    late = ("seq", "number", "of", "recorded_at")
    return {key: value for key, value in entry(**given).items() if key not in late}


def crowded() -> dict[str, Any]:
    """Three sides, five signers, unsure dates, papers that only the association keeps."""
    return entry(
        kind="memorandum_of_understanding",
        parties=[
            party(1, WELSH, "GB", level="village", subdivision="Isle of Anglesey", language="cy"),
            party(2, "Dongdaemun-gu, Seoul", "KR", native_name="서울특별시 동대문구", language="ko", level="district"),
            party(3, "Grant County", "US", subdivision="Washington", language="en", level="county"),
        ],
        instruments=[
            {"n": 1, "side": 1, "kind": "memorandum_of_understanding", "title": "On friendship",
             "languages": ["cy", "en", "ko"], "names_others": True},
            {"n": 2, "side": 2, "kind": "proclamation", "title": "", "languages": ["ko"], "names_others": True},
        ],
        signatures=[
            signature(1, "Chair of the council", title="Chair", signed_on="2019-04", place="Llanfairpwllgwyngyll"),
            signature(2, "Head of Dongdaemun-gu", title="Head of the district", native_name="동대문구청장",
                      language="ko", signed_on=None, date_reading="unreadable", not_later_than="2019-06-30",
                      place="Seoul"),
            signature(3, "Commissioner, district 1", title="County commissioner", signed_on=None,
                      date_reading="not_written", not_later_than="2019-06-30", place=""),
            signature(3, "Commissioner, district 2", title="County commissioner", capacity="designee",
                      signed_on="2019-05-02", place="Ephrata", method="video", authority_sha256=sha("authority")),
            signature(3, "Commissioner, district 3", title="Chair of the Board of County Commissioners",
                      signed_on="2019", place="Ephrata", method="electronic"),
        ],
        council_acts=[
            {"side": 3, "kind": "resolution", "number": "19-044-CC", "decided_on": "2019-03-12", "vote": "3-0",
             "reason_none": ""},
            {"side": 1, "kind": "", "number": "", "decided_on": None, "vote": "",
             "reason_none": "The council acts by its chair."},
        ],
        dates=[
            {"kind": "council_vote", "side": 3, "value": "2019-03-12", "source": "resolution 19-044-CC"},
            {"kind": "signed", "side": 1, "value": "2019-04", "source": "signed document"},
            {"kind": "in_force", "side": None, "value": "2019", "source": "city archive of Seoul"},
        ],
        files=[
            paper(),
            paper("council_act", "council", side=3, instrument=None, dated="2019-03-12", pages=1),
            paper("authority_paper", "authority", side=3, dated="2019-04-28", pages=1, visibility="association"),
        ],
    )  # fmt: skip


def of_sides(count: int) -> dict[str, Any]:
    """Three or four sides, one signer each, on one paper."""
    places = [("Asheville", "US", ""), ("Osogbo", "NG", "Òṣogbo"), ("Xiangyang", "CN", "襄阳市"), ("Raleigh", "US", "")]
    return entry(
        parties=[
            party(side, name, country, native_name=native)
            for side, (name, country, native) in enumerate(places[:count], start=1)
        ],
        signatures=[signature(side, f"The mayor of {name}") for side, (name, *_) in enumerate(places[:count], start=1)],
    )


def certificate(content: dict[str, Any] | None = None, **given: Any) -> Certificate:
    content = content or entry()
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    number = content.get("number", "")
    plain = {
        "chain": Chain(number=number, previous_hash="0" * 64, hash=sha(text)) if number else None,
        "version": 1,
        "verify_url": "https://portal.example.org/verify/K7QM-42XD-9PTR/",
        "verify_code": "K7QM-42XD-9PTR",
        "association": ASSOCIATION,
        "status": "In force, as far as this register knows.",
        "made_at": MADE_AT,
    }
    return Certificate(canonical=content, canonical_text=text, **{**plain, **given})


def preview(**given: Any) -> Certificate:
    return certificate(draft(**given), is_preview=True)


def scan(
    page: int, pages: int = 2, *, size: tuple[int, int] = (850, 1100), label: str = "Signed document"
) -> PageImage:
    """A grey paper with a few lines and a frame, as a camera would give it."""
    picture = Image.new("RGB", size, "#fbfaf5")
    draw = ImageDraw.Draw(picture)
    draw.rectangle((6, 6, size[0] - 7, size[1] - 7), outline="#333333", width=2)
    for line in range(12):
        draw.line((80, 100 + 60 * line, size[0] - 80, 100 + 60 * line + page), fill="#223344", width=3)
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=90)
    return PageImage(
        data=out.getvalue(), media_type="image/jpeg", width=size[0], height=size[1],
        file=1, page=page, pages=2, label=label,
    )  # fmt: skip


def with_papers(**given: Any) -> Certificate:
    """Two pictures of the signed document and its original."""
    original = AttachedFile(
        name="01-Signed Document 姉妹.PDF",
        data=b"%PDF-1.4 the original, byte for byte",
        media_type="application/pdf",
        description="Signed document",
    )
    return certificate(**{"pages": (scan(1), scan(2)), "originals": (original,), **given})
