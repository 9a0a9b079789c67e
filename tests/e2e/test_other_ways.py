"""The same main tasks without a mouse, and without script."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import BrowserContext, expect

from agreements.choices import Status
from agreements.models import HandIn, Signature
from directory.models import Community
from sistercities.desk.models import Task
from tests.e2e import papers
from tests.e2e.cast import Cast, Person, Typist
from tests.factories import PartnershipFactory
from tests.factories_agreements import handed_in

pytestmark = [pytest.mark.browser, pytest.mark.worker, pytest.mark.timeout(600)]


def test_a_committee_needs_no_mouse(cast: Cast, new_context: Callable[..., BrowserContext]) -> None:
    PartnershipFactory(communities=[cast.seattle, cast.kobe], state="in_development", since=None)
    typist = Typist(new_context())
    typist.signs_in(cast.committee)
    skips_to_the_content(typist)
    papers.begins(typist)
    typist.chooses("Which partnership is the document about?", "Seattle")
    typist.goes_on()
    papers.describes_the_paper(typist)
    typist.goes_on()
    papers.names_the_mayor(typist, "Seattle", "The mayor of Seattle")
    typist.goes_on()
    papers.names_a_designee(typist, "Kobe")
    typist.goes_on()
    papers.names_the_decisions(typist)
    typist.goes_on()
    papers.adds_the_scans(typist)
    typist.goes_on()
    papers.types_the_text(typist)
    typist.goes_on()
    papers.hands_in(typist)
    typist.follows("See where the document stands")
    typist.follows("Withdraw this document")
    typist.types("Why do you withdraw it?", "Page 2 was upside down.")
    typist.presses("Withdraw")
    typist.reads("The document is withdrawn.")
    assert HandIn.objects.get().status == Status.WITHDRAWN


def test_the_queue_has_keys_of_its_own_while_it_has_the_focus(
    cast: Cast, new_context: Callable[..., BrowserContext]
) -> None:
    oldest, second = (handed_in(now=timezone.now() - dt.timedelta(days=days)) for days in (4, 2))
    typist = Typist(new_context())
    typist.signs_in(cast.reviewer)
    typist.opens("/desk/")
    keyboard, tasks = typist.page.keyboard, typist.main.get_by_role("listitem").filter(has_text="review")
    expect(tasks).to_have_count(2)
    keyboard.press("t")  # nothing has the focus, so a dictated word must not take a task
    typist.reaches(tasks.nth(0).get_by_role("link").first)
    keyboard.press("j")
    expect(tasks.nth(1).get_by_role("link").first).to_be_focused()
    keyboard.press("k")
    expect(tasks.nth(0).get_by_role("link").first).to_be_focused()
    with typist.page.expect_navigation():
        keyboard.press("t")
    assert list(Task.objects.exclude(claimed_by=None).values_list("subject_id", flat=True)) == [oldest.pk]
    typist.opens("/desk/")
    typist.reaches(tasks.nth(1).get_by_role("link").first)
    with typist.page.expect_navigation():
        keyboard.press("o")
    assert typist.page.url.endswith(f"/desk/handins/{second.pk}/")


def test_a_committee_needs_no_script(cast: Cast, new_context: Callable[..., BrowserContext]) -> None:
    person = Person(new_context(java_script_enabled=False))
    person.signs_in(cast.committee)
    papers.begins(person)
    papers.names_a_new_pair(person, "Nishinomiya")
    person.reads("The directory does not know a community abroad of this name yet.")
    new = person.group("Add the community abroad")
    expect(new.get_by_label("Name as English readers know it")).to_have_value("Nishinomiya")
    person.selects(new.get_by_label("Country"), "Japan")
    person.goes_on()
    papers.describes_the_paper(person)
    person.goes_on()
    papers.names_the_mayor(person, "Seattle", "The mayor of Seattle")
    person.presses("Add another signer")
    second = person.group("Signer 2")
    person.types("Name", "The president of the council", within=second)
    person.goes_on()
    person.reads("Enter the date as the paper gives it")
    person.types("Title on that day", "President of the council", within=second)
    person.chooses("Signs as", "Head of the community", within=second)
    person.types_date("Signed on", "", "", "1957", within=second)
    person.goes_on()
    papers.names_the_mayor(person, "Nishinomiya", "The mayor of Nishinomiya")
    person.goes_on()
    person.goes_on()
    papers.adds_the_scans(person)
    person.goes_on()
    person.goes_on()
    papers.hands_in(person)
    assert Community.objects.get(name="Nishinomiya").country == "JP"
    signed = Signature.objects.order_by("party__side", "pk").values_list("name", flat=True)
    assert list(signed) == ["The mayor of Seattle", "The president of the council", "The mayor of Nishinomiya"]


def skips_to_the_content(typist: Typist) -> None:
    """The first stop of Tab leads past the navigation."""
    typist.opens("/workspace/")
    typist.page.keyboard.press("Tab")
    expect(typist.page.get_by_role("link", name="Skip to the content")).to_be_focused()
    typist.page.keyboard.press("Enter")
    expect(typist.page.locator("main")).to_be_focused()
