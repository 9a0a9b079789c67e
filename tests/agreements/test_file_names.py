"""Photos of one document are numbered through, alike on review page, record page and certificate."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from agreements import canonical
from agreements.certificates import certificate_of_entry
from agreements.documents import contents
from agreements.file_names import FileName, names_in_entry
from agreements.models import HandIn, RegistryEntry
from agreements.services import handing_in
from agreements.services.reviewing import review_hand_in
from agreements.views.desk_words import papers_of
from tests.factories import StaffFactory
from tests.factories_agreements import STATEMENT, add_pdf, complete_hand_in, picture_bytes, record
from tests.register_rows import add_small_pages

PHOTO, PDF = "image/jpeg", "application/pdf"


def file(media_type: str = PHOTO, pages: int = 1, **facts: Any) -> dict[str, Any]:
    return {"role": "signed_document", "instrument": 1, "side": None, "media_type": media_type, "pages": pages, **facts}


def labels(*files: dict[str, Any]) -> list[tuple[str, str]]:
    """What each file is called, and the caption of its last page."""
    names = names_in_entry(files, ["Signed document" if one["side"] is None else "Council act" for one in files])
    return [(name.label, name.page(one["pages"])) for name, one in zip(names, files, strict=True)]


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ([file(PDF, 3)], [("Signed document", "Signed document, page 3 of 3")]),
        ([file()], [("Signed document", "Signed document, page 1 of 1")]),
        (
            [file(), file(), file(PDF, 2, role="council_act", side=1)],
            [
                ("Signed document, page 1 of 2", "Signed document, page 1 of 2"),
                ("Signed document, page 2 of 2", "Signed document, page 2 of 2"),
                ("Council act", "Council act, page 2 of 2"),
            ],
        ),
        (
            [file(PDF, 3), file()],
            [
                ("Signed document, file 1 of 2", "Signed document, file 1 of 2, page 3 of 3"),
                ("Signed document, file 2 of 2", "Signed document, file 2 of 2, page 1 of 1"),
            ],
        ),
        (
            [file(), file(instrument=2)],
            [("Signed document", "Signed document, page 1 of 1"), ("Signed document", "Signed document, page 1 of 1")],
        ),
    ],
)
def test_files_of_one_document_are_told_apart(files: list[dict[str, Any]], expected: list[tuple[str, str]]) -> None:
    assert labels(*files) == expected


def test_a_photo_counts_its_pages_from_those_before() -> None:
    assert FileName("", "Signed document", 2, 2).number(1) == 2


@pytest.fixture
def photographed(db: None) -> HandIn:
    """Two photos of the signed document, handed in."""
    draft = complete_hand_in(with_file=False)
    for width in (850, 851):
        photo = picture_bytes(size=(width, 1100))
        add_pdf(draft, by=draft.started_by, data=photo, name=f"{width}.jpg")
    handing_in.submit_hand_in(hand_in_id=draft.pk, statement=STATEMENT, by=draft.started_by, now=timezone.now())
    add_small_pages(draft)
    return HandIn.objects.get(pk=draft.pk)


@pytest.fixture
def entry(photographed: HandIn) -> RegistryEntry:
    return record(review_hand_in(hand_in_id=photographed.pk, by=StaffFactory(), now=timezone.now()))


def test_the_review_page_numbers_them_through(photographed: HandIn) -> None:
    papers = papers_of(photographed, StaffFactory())
    assert [paper["label"] for paper in papers] == ["Signed document, page 1 of 2", "Signed document, page 2 of 2"]
    assert [(page["number"], page["of"]) for paper in papers for page in paper["pages"]] == [(1, 2), (2, 2)]


def test_the_record_numbers_them_through(client: Client, entry: RegistryEntry) -> None:
    page = client.get(entry.get_absolute_url())
    assert [row["name"] for row in page.context["files"]] == [
        "Signed document, page 1 of 2",
        "Signed document, page 2 of 2",
    ]
    assert [(row["title"], row["number"], row["of"]) for row in page.context["pages"]] == [
        ("Signed document", 1, 2),
        ("Signed document", 2, 2),
    ]


def test_the_certificate_numbers_them_through(entry: RegistryEntry) -> None:
    made = certificate_of_entry(entry, version=1, made_at=dt.datetime.now(dt.UTC))
    assert [(page.label, page.page, page.pages) for page in made.pages] == [
        ("Signed document", 1, 2),
        ("Signed document", 2, 2),
    ]
    papers = contents.read(canonical.parsed(entry.canonical), time_zone="UTC")["papers"]
    assert [paper.what for paper in papers] == ["Signed document, page 1 of 2", "Signed document, page 2 of 2"]
