"""Everything that a visitor can reach from the register is fetched and read: nothing that stays inside is in it."""

import json
import logging
from typing import Any

import pytest
from django.core import serializers
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse

from agreements.models import PublicCopy, Question, Scan, Sender
from directory.choices import Role
from directory.models import Handover, OnBehalf, RealityCheck, Silence
from partnerships.models import SideLetter, StateClaim
from sistercities.accounts.models import User
from tests.agreements.blackened import REASON, bytes_of
from tests.agreements.crawling import Crawl, words_in
from tests.agreements.inside import INSIDE, Register, full_register
from tests.factories import SeatFactory

pytestmark = pytest.mark.django_db

# What is open to everybody, and where somebody of another committee begins.
PUBLIC = ("/", "/registry/", "/partnerships/", "/directory/", "/verify/", "/statistics/", "/how-it-works/", "/faq/")
OWN = ("/workspace/", "/workspace/handins/", "/workspace/questions/")


@pytest.fixture
def register(caplog: Any) -> Register:
    """The log of everything that happens is kept."""
    caplog.set_level(logging.DEBUG)
    return full_register()


@pytest.mark.parametrize("who", ["a visitor", "somebody of another committee"])
def test_what_stays_inside_is_in_nothing_that_others_can_open(
    register: Register, client: Client, client_of: Any, caplog: Any, who: str
) -> None:
    is_stranger = who == "somebody of another committee"
    crawl = Crawl(client_of(SeatFactory(role=Role.COORDINATOR).user) if is_stranger else client)
    crawl.from_here(*PUBLIC, *(OWN if is_stranger else ()), *register.addresses())
    assert {"text/html", "application/json", "application/pdf", "image/png"} <= crawl.kinds
    assert {what: crawl.saying(text) for what, text in INSIDE.items()} == {what: [] for what in INSIDE}
    records = [*caplog.get_records("setup"), *caplog.records]
    logged = " ".join(record.getMessage() for record in records if not record.name.startswith("factory"))
    assert [what for what, text in INSIDE.items() if text in logged] == []
    assert REASON in crawl.read[register.entry.get_absolute_url()]
    for entry in (register.entry, *register.others, *register.acts):
        assert "%PDF" in crawl.read[reverse("registry_pdf", args=[entry.number])], entry.number


def test_the_crawl_finds_what_is_there(register: Register) -> None:
    """The same reading of what is inside finds every text: it is not blind.

    What was destroyed is nowhere, nor is the address of a sender after the last letter.
    """
    assert register.request
    files = [scan for scan in Scan.objects.all() if default_storage.exists(str(scan.file.name))]
    assert Scan.objects.count() == len(files) + 1
    with default_storage.open(register.request.sheet) as sheet:
        kept = [*map(bytes_of, files), *(bytes_of(file) for file in register.question.files.all()), sheet.read()]
    texts = " ".join(" ".join(words_in(data, "application/pdf")) for data in kept)
    rows = [Scan, PublicCopy, Question, RealityCheck, StateClaim, OnBehalf, Handover, Silence, User]
    said = [json.dumps(serializers.serialize("python", model.objects.all()), default=str) for model in rows]
    said += [json.dumps([entry.hand_in.arrived_from, entry.hand_in.original_kept_at]) for entry in [register.entry]]
    said += register.entry.hand_in.actions.values_list("note", flat=True)
    said += Handover.objects.values_list("invitation__email", flat=True)
    said += [letter.way_in_words for letter in SideLetter.objects.for_list()]
    said += [file.original_name for file in register.question.files.all()]
    everything = texts + " ".join(said)
    gone = ["the sender's postal address", "the text of a file destroyed by order"]
    assert [what for what, text in INSIDE.items() if text not in everything] == gone
    assert not Sender.objects.exists()
