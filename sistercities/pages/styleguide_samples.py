"""Sample rows of the component page: real partnerships, longest real names, right-to-left scripts."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from sistercities.common.filtersets import Chip, Choice, Option

SHA = "9f2c1b5ad0e84c37a61f0b9d3e7754c2810d6f4be93a2c5768f1d0e4b7a93c15"
LLANFAIR = "Llanfairpwllgwyngyllgogerychwyrngyllgogoch"

KOBE = [
    {"name": "Seattle", "place": "City in Washington, United States", "url": "#seattle"},
    {"name": "Kobe", "native_name": "神戸市", "language": "ja", "place": "City in Hyōgo, Japan", "url": "#kobe"},
]
LONG = [
    {"name": LLANFAIR, "place": "Village on Anglesey, Wales, United Kingdom"},
    {"name": "Dongdaemun-gu, Seoul", "native_name": "동대문구", "language": "ko", "place": "District, South Korea"},
]
THREE = [
    {"name": "Boring", "place": "Oregon, United States"},
    {"name": "Dull", "place": "Scotland, United Kingdom"},
    {"name": "Bland Shire", "place": "New South Wales, Australia"},
]
ARABIC = [
    {"name": "ناشفيل", "native_name": "Nashville", "language": "en", "place": "تينيسي، الولايات المتحدة"},
    {"name": "أربيل", "native_name": "هەولێر", "language": "ckb", "place": "إقليم كردستان، العراق"},
]
EVENTS = [
    {"when": "12 August 1957", "title": "Council vote in Seattle", "text": "Source: city clerk's file", "sides": [1]},
    {
        "when": "10 October 1957",
        "datetime": "1957-10-10",
        "title": "Signed in Kobe",
        "text": "Memorandum of understanding, in English and Japanese",
        "sides": [1, 2],
        "url": "#act",
    },
    {"when": "1962", "title": "A stone lantern for the cultural garden", "sides": [2]},
    {"when": "March 2026", "title": "Student exchange, 24 participants", "text": "Kobe to Seattle", "sides": [2]},
    {"when": "22 November 2026", "title": "Recorded by the association", "text": "SC-2026-00012", "sides": []},
]
FACTS = [
    {"label": "Kind", "value": "Sister cities"},
    {"label": "Lead committee", "value": "Seattle–Kobe Sister City Association", "url": "#committee"},
    {
        "label": "Population",
        "value": "1,517,627",
        "source": "Partner government, 2024",
        "confirmed": "by Seattle, 3 March 2026",
    },
    {"label": "Name in Korean", "value": "동대문구", "lang": "ko", "source": "GeoNames"},
]
OTHER_DATES = [{"when": "June 1957", "source": "studycountry.com", "source_url": "#source"}]
EVIDENCE = [
    {
        "name": "memorandum-of-understanding-signed-in-kobe.pdf",
        "url": "#file",
        "kind": "Signed document",
        "who": "Handed in by the Seattle committee",
        "when": "20 November 2026",
        "size": 2_381_004,
        "pages": 3,
        "sha256": SHA,
    },
    {
        "name": "letter-of-the-mayor.pdf",
        "kind": "Letter that allows this person to sign",
        "when": "4 October 1957",
        "sha256": SHA[::-1],
        "note": "Association only: named here, not shown.",
    },
]
SIGNATURES = [
    {
        "side": 1,
        "community": "Grant County",
        "title": "Chair of the Board of County Commissioners",
        "signed_on": "Date cannot be read; not later than 20 November 2026",
        "capacity": "Head of the community",
        "method": "In ink",
    },
    {
        "side": 2,
        "community": "Komaki",
        "native_name": "小牧市長",
        "language": "ja",
        "title": "Mayor",
        "signed_on": "10 October 1957",
        "place": "Komaki",
        "capacity": "Head of the community",
        "method": "In ink",
    },
]
CHECKLIST = [
    {"label": "Both sides have approved one version", "is_met": True, "why": "Version 3; Kobe by letter of 3 March."},
    {"label": "The council has voted, or you say why no vote is needed", "url": "#vote", "action": "Add the vote"},
    {"label": "The mayor's letter and its answer", "is_disputed": True, "why": "Kobe says that no letter arrived."},
]
APPROVALS = [
    {"side": 1, "name": "Seattle", "is_given": True, "text": "approved on 1 March 2026"},
    {"side": 2, "name": "Kobe", "is_given": False, "text": "has until 17 March; we remind them on 10 March"},
]
FIGURES = [
    {
        "number": "412",
        "label": "communities",
        "meaning": "Every community in the directory.",
        "day": "22 November 2026",
        "url": "#",
    },
    {
        "number": "1,986",
        "label": "partnerships",
        "meaning": "Whatever their state.",
        "day": "22 November 2026",
        "url": "#",
    },
    {
        "number": "12",
        "label": "recorded agreements",
        "meaning": "Partnerships whose signed document is recorded.",
        "day": "22 November 2026",
        "url": "#",
    },
]
_PLACES = {
    "Seattle": (-122.33, 47.61), "Kobe": (135.2, 34.69), "Nashville": (-86.78, 36.16), "Erbil": (44.01, 36.19),
    "Chicago": (-87.65, 41.85), "Warsaw": (21.01, 52.23), "Houston": (-95.36, 29.76), "Taipei": (121.53, 25.05),
    "Fort Worth": (-97.32, 32.73), "Nîmes": (4.36, 43.84), "San Antonio": (-98.49, 29.42), "Windhoek": (17.08, -22.56),
    "Denver": (-104.98, 39.74), "Nairobi": (36.82, -1.28), "San Diego": (-117.16, 32.72), "Lima": (-77.04, -12.05),
    "Merced": (-120.48, 37.3), "Albury": (146.91, -36.08), "Santiago": (-70.65, -33.46),
}  # fmt: skip
PAIRS = [
    ("Seattle", "Kobe"), ("Nashville", "Erbil"), ("Chicago", "Warsaw"), ("Houston", "Taipei"), ("Fort Worth", "Nîmes"),
    ("San Antonio", "Windhoek"), ("Denver", "Nairobi"), ("Merced", "Albury"), ("San Diego", "Lima"),
]  # fmt: skip
RESULTS = [
    {
        "name": "Nagasaki",
        "native_name": "長崎市",
        "language": "ja",
        "where": "City in Nagasaki, Japan · 409,118 people",
        "notes": ["2 partnerships"],
    },
    {"name": "Paris", "where": "Capital of France · 2,145,906 people", "notes": ["1 partnership", "not a member"]},
    {"name": "Paris", "where": "City in Lamar County, Texas, United States · 24,476 people", "notes": []},
    {
        "name": LLANFAIR,
        "where": "Village on Anglesey, Wales, United Kingdom · 3,107 people",
        "notes": ["1 partnership"],
        "state": "not_confirmed",
    },
    {
        "name": "Dongdaemun-gu, Seoul",
        "native_name": "동대문구",
        "language": "ko",
        "where": "District of Seoul, South Korea · 337,498 people",
        "state": "dormant",
    },
]


def _choice(name: str, label: str, options: list[tuple[str, int]], chosen: str = "") -> Choice:
    made = [
        Option(value=text, text=text, count=n, is_chosen=text == chosen, query=f"?{urlencode({name: text})}")
        for text, n in options
    ]
    return Choice(name=name, label=label, options=made, chosen=next((o for o in made if o.is_chosen), None))


def listing() -> dict[str, Any]:
    """A filtered list."""
    countries = [("Australia", 4), ("France", 11), ("Germany", 9), ("Japan", 31), ("South Korea", 12), ("Mexico", 27)]
    countries += [
        ("Poland", 3),
        ("Taiwan", 8),
        ("United Kingdom", 14),
        ("United States", 283),
        ("Uruguay", 1),
        ("Wales", 1),
    ]
    return {
        "results": RESULTS,
        "choices": [
            _choice("country", "Country", countries, "Japan"),
            _choice("level", "Kind of community", [("City", 25), ("Prefecture", 4), ("Town", 2)]),
            _choice("member", "Membership", [("Current", 12), ("Not current", 3), ("Never a member", 16)]),
        ],
        "chips": [Chip("q", "Search", "naga", "?", None), Chip("country", "Country", "Japan", "?q=naga", None)],
    }


def everything() -> dict[str, Any]:
    """Samples of every public component."""
    return {
        "kobe": KOBE, "long": LONG, "three": THREE, "arabic": ARABIC, "events": EVENTS, "facts": FACTS,
        "other_dates": OTHER_DATES, "evidence": EVIDENCE, "signatures": SIGNATURES, "checklist": CHECKLIST,
        "approvals": APPROVALS, "figures": FIGURES, "trail": [("Home", "#"), ("Partnerships", "#")], "sha": SHA,
        "unkept": ["research", "communication"],
        "states": ["in_development", "not_confirmed", "active", "dormant", "suspended", "term_ended", "ended", "void",
                   "superseded"],
        **listing(), **work(), **home(),
    }  # fmt: skip


def home() -> dict[str, Any]:
    """The home page."""
    return {"figures": FIGURES, "links": [{"a": _PLACES[a], "b": _PLACES[b]} for a, b in PAIRS], "pairs": PAIRS}


def work() -> dict[str, Any]:
    """A committee's file and the desk's queue."""
    kinds = ["Review a hand-in", "Record", "Answer an objection", "Confirm earlier recognition"]
    tasks = [
        {
            "kind": kinds[n % 4],
            "title": f"{a} and {b}" if n % 7 else f"{LLANFAIR} and Dongdaemun-gu, Seoul",
            "about": ["Memorandum of understanding, 3 pages", "Arrived by post from the committee"][n % 2],
            "when": f"since {n % 19 + 2} November",
            "is_late": n % 9 == 4,
            "state": ["handed_in", "reviewed"][n % 2],
            "who": ["", "You", "Second reviewer"][n % 3],
        }
        for n, (a, b) in enumerate(PAIRS * 5)
    ]
    return {"tasks": tasks[:40], "checklist": CHECKLIST, "approvals": APPROVALS, "scans": SCANS, "kobe": KOBE}


SCANS = [{"url": "/static/img/sample-page.svg", "number": n, "of": 3, "title": "memorandum.pdf"} for n in (1, 2)]


def navigation(current: str) -> list[dict[str, Any]]:
    """The side navigation of the desk."""
    items = [("Queue", 40), ("Hand-ins", 12), ("Record", 3), ("Communities", None), ("Letters by post", 2)]
    return [{"label": label, "url": "#", "count": n, "is_current": label == current} for label, n in items]
