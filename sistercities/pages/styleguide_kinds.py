"""The same components with the longest content, with as little as they allow, and with content from right to left."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator

from sistercities.association.selectors import current_association
from sistercities.common.filtersets import Chip, Choice, Option

from .styleguide_forms import LetterForm
from .styleguide_samples import ARABIC, LLANFAIR, SHA

URL = "#main"


@dataclass(frozen=True)
class Words:
    """What fills the components: a name, a short label, a sentence, a day, a file name; `language` of all of them."""

    name: str
    label: str
    sentence: str
    day: str
    file: str
    language: str


LONGEST = Words(
    name=f"{LLANFAIR} and the Autonomous City of Dongdaemun-gu under the Special City of Seoul",
    label="Memorandum of understanding about friendship, exchange and mutual help between municipalities",
    sentence="Kobe has until 17 March to approve version 3, and we remind them on 10 March; " * 6,
    day="Date cannot be read; not later than 30 September 1957",
    file="memorandum_of_understanding_signed_in_the_great_hall_" * 3 + "final.pdf",
    language="en",
)
ARABIC_WORDS = Words(
    name="ناشفيل وأربيل",
    label="مذكرة تفاهم",
    sentence="وقّع رئيسا البلديتين الوثيقة في أربيل، وتسلّمتها الجمعية وسجّلتها برقم SC-2026-00012.",
    day="٩ سبتمبر ٢٠٢٣",
    file="مذكرة.pdf",
    language="ar",
)
LABELS = {
    "name": "الاسم كما هو مكتوب",
    "signed_on": "يوم التوقيع",
    "country": "البلد",
    "capacity": "صفة الموقّع",
    "languages": "لغات الوثيقة",
    "note": "ملاحظة",
    "paper": "نسخة مصورة",
    "is_true_copy": "هذه نسخة مطابقة للأصل",
}


def longest() -> dict[str, Any]:
    """Every part with more than it will ever get."""
    parties = [{"name": LLANFAIR, "native_name": LLANFAIR, "language": "cy", "place": LONGEST.label}] * 4
    association = current_association()
    association.name, association.motto = LONGEST.name, LONGEST.sentence
    form = LetterForm({"name": LLANFAIR * 9, "signed_on": LONGEST.day, "country": ""}, prefix="long")
    return {
        **_filled(LONGEST, parties=parties, form=form),
        "association": association,
        "title": "Components with the longest content",
        "is_demo": True,
    }


def right_to_left() -> dict[str, Any]:
    """Every part with Arabic words, numbers and fingerprints among them."""
    form = LetterForm({"name": "", "signed_on": ARABIC_WORDS.day}, prefix="rtl")
    for name, label in LABELS.items():
        form.fields[name].label, form.fields[name].help_text = label, ""
    return {
        **_filled(ARABIC_WORDS, parties=ARABIC, form=form),
        "title": "Components from right to left",
        "is_demo": True,
    }


def least() -> dict[str, Any]:
    """Every part with nothing but what it cannot do without: no rows, no second line, no link."""
    return {
        "title": "Components with the least content",
        "word": Words(name="Kobe", label="Kobe", sentence="", day="", file="a.pdf", language="en"),
        "parties": [{"name": "Kobe"}],
        "form": LetterForm(prefix="least"),
        "page": Paginator([], 25).page(1),
    }


def _filled(word: Words, *, parties: list[dict[str, str]], form: LetterForm) -> dict[str, Any]:
    """Rows for every component, all from the same words."""
    row = {"name": word.name, "label": word.label, "text": word.sentence, "url": URL, "when": word.day}
    options = [Option(value=str(n), text=word.name, count=12_345_678, is_chosen=n == 0, query="?") for n in range(12)]
    return {
        "word": word,
        "url": URL,
        "parties": parties,
        "form": form,
        "sha": SHA,
        "page": Paginator(range(60_000), 25).page(1_200),
        "trail": [(word.label, URL)] * 4,
        "events": [row | {"title": word.label, "sides": sides} for sides in ([1], [1, 2], [1, 2, 3, 4], [])],
        "facts": [row | {"value": word.name, "source": word.label, "confirmed": word.day, "lang": word.language}],
        "others": [{"when": word.day, "source": word.label, "source_url": URL}] * 2,
        "evidence": [
            row | {"name": word.file, "kind": word.label, "who": word.name, "note": word.sentence, "sha256": SHA}
            | {"size": 99_999_999, "pages": 400}
        ],
        "signatures": [
            {"side": side, "community": word.name, "name": word.name, "native_name": word.name, "title": word.label,
             "language": word.language, "capacity": word.label, "method": word.label, "signed_on": word.day}
            for side in (1, 2)
        ],
        "checklist": [row | {"why": word.sentence, "action": word.label, "is_disputed": n} for n in (True, False)],
        "approvals": [row | {"side": side, "is_given": side == 1} for side in (1, 2)],
        "figures": [row | {"number": "12,345,678", "meaning": word.sentence, "day": word.day}],
        "links": [{"a": (-86.78, 36.16), "b": (44.01, 36.19)}],
        "results": [row | {"where": word.label, "native_name": word.name, "language": word.language}],
        "notes": [word.label] * 3,
        "choices": [Choice(name="kind", label=word.label, options=options, chosen=options[0])],
        "chips": [Chip("kind", word.label, word.name, "?", None)] * 3,
        "scans": [{"url": "/static/img/sample-page.svg", "number": 1, "of": 400, "title": word.file}],
        "navigation": [row | {"count": 12_345, "is_current": n == 0} for n in range(3)],
        "messages": [word.sentence],
    }  # fmt: skip
