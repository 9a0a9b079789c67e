"""What lies on the desk on an ordinary Monday, done by staff in the browser, with a real worker."""

import datetime as dt
import re
import time
from collections.abc import Callable

import pytest
from django.utils import timezone
from django.utils.formats import date_format
from playwright.sync_api import BrowserContext

from agreements.choices import Status
from agreements.models import HandIn, RegistryEntry
from directory.choices import Check, Outcome
from directory.models import Membership, RealityCheck
from partnerships.models import Partnership
from sistercities.association.models import Policy
from sistercities.post.models import Mail
from tests.authority import lapse, make_member
from tests.e2e.cast import Cast, Person
from tests.e2e.office import (
    DAY_OF_RECEIPT,
    Counting,
    Signer,
    adds_the_scan,
    finds_the_partnership,
    passes_on,
    records,
    says_what_it_is,
    says_who_signed,
    takes,
    takes_in,
    types_a_plain_paper,
)
from tests.e2e.papers import hands_in
from tests.factories import PartnershipFactory
from tests.factories_agreements import recorded_entry

pytestmark = [pytest.mark.browser, pytest.mark.worker, pytest.mark.timeout(600)]

PAIR = re.compile("Seattle .+ Kobe")
SEATTLE = Signer("Seattle", "The mayor of Seattle")
KOBE = Signer("Kobe", "The mayor of Kobe")
MOST_INTERACTIONS = 60
Contexts = Callable[..., BrowserContext]


@pytest.fixture
def pair(cast: Cast) -> None:
    """Seattle and Kobe, a partnership that is known here and has no document yet."""
    PartnershipFactory(communities=[cast.seattle, cast.kobe], lead_committee=cast.office)


def at_the_desk(cast: Cast, new_context: Contexts) -> tuple[Person, Person]:
    reviewer, registrar = Person(new_context()), Person(new_context())
    reviewer.signs_in(cast.reviewer)
    registrar.signs_in(cast.registrar)
    return reviewer, registrar


def entry_page(visitor: Person) -> Person:
    """The page of the only entry, as anybody reads it."""
    visitor.opens(RegistryEntry.objects.get().get_absolute_url())
    return visitor


@pytest.mark.usefixtures("pair")
def test_a_plain_paper_by_post_takes_few_hands(
    cast: Cast, new_context: Contexts, capsys: pytest.CaptureFixture[str]
) -> None:
    """Typed, reviewed and recorded with the keyboard; what it took is printed."""
    reviewer, registrar = Counting(new_context()), Counting(new_context())
    reviewer.signs_in(cast.reviewer)
    registrar.signs_in(cast.registrar)
    reviewer.interactions = registrar.interactions = 0
    began = time.monotonic()
    types_a_plain_paper(reviewer, SEATTLE, KOBE)
    passes_on(reviewer, PAIR)
    records(registrar, PAIR)
    count = reviewer.interactions + registrar.interactions
    with capsys.disabled():
        took = time.monotonic() - began
        print(f"\na plain paper by post: {count} interactions, {took:.0f} s with a keyboard")  # noqa: T201
    assert count < MOST_INTERACTIONS
    entry = RegistryEntry.objects.get()
    assert (entry.received_on, entry.hand_in.arrival) == (DAY_OF_RECEIPT, "post")


@pytest.mark.usefixtures("pair")
def test_each_city_adopts_its_own_paper(cast: Cast, new_context: Contexts) -> None:
    reviewer, registrar = at_the_desk(cast, new_context)
    takes_in(reviewer)
    finds_the_partnership(reviewer)
    reviewer.chooses("How many papers are there?", "Each side has a paper of its own")
    reviewer.ticks(reviewer.main.get_by_label("This paper names every other side").first)
    says_what_it_is(reviewer, "Proclamation")
    reviewer.ticks(reviewer.main.get_by_label("This paper names every other side").first)
    reviewer.chooses("What kind of document is it?", "Proclamation")
    reviewer.ticks(reviewer.group("In which languages is it written?").get_by_label("Japanese", exact=True))
    reviewer.goes_on()
    for signer in (SEATTLE, KOBE):
        says_who_signed(reviewer, signer)
    reviewer.goes_on()
    for side in ("Seattle", "Kobe"):
        adds_the_scan(reviewer, f"Add scans or photos of the paper of {side}")
    reviewer.goes_on()
    reviewer.goes_on()
    hands_in(reviewer)
    passes_on(reviewer, PAIR, pages=2)
    records(registrar, PAIR)
    assert RegistryEntry.objects.get().rests_on.count() == 2
    entry_page(Person(new_context())).reads("Proclamation")


@pytest.mark.usefixtures("pair")
def test_a_paper_without_a_date(cast: Cast, new_context: Contexts) -> None:
    """Recorded as it is: the day of receipt is the day by which it was certainly signed."""
    reviewer, registrar = at_the_desk(cast, new_context)
    types_a_plain_paper(reviewer, Signer("Seattle", "The mayor of Seattle", date=None), KOBE)
    passes_on(reviewer, PAIR)
    records(registrar, PAIR)
    received = date_format(DAY_OF_RECEIPT, "j F Y")
    entry_page(Person(new_context())).reads(f"not dated; not later than {received}")


@pytest.mark.usefixtures("pair")
def test_a_designee_of_1988_without_a_letter(cast: Cast, new_context: Contexts) -> None:
    Policy.objects.update_or_create(pk=1, defaults={"designee_letters_since": dt.date(1990, 1, 1)})
    reviewer, registrar = at_the_desk(cast, new_context)
    reason = "The council approved it; no letter is known."
    designee = Signer("Seattle", "A city commissioner", "Commissioner", ("11", "10", "1988"), no_letter=reason)
    types_a_plain_paper(reviewer, designee, Signer("Kobe", "The mayor of Kobe", date=("11", "10", "1988")))
    passes_on(reviewer, PAIR)
    records(registrar, PAIR)
    entry_page(Person(new_context())).reads("A city commissioner")


@pytest.mark.usefixtures("pair")
def test_the_document_of_a_member_that_has_lapsed_waits(cast: Cast, new_context: Contexts) -> None:
    """Received, reviewed, kept; recorded the day the membership is back, with its first day of receipt."""
    lapse(cast.seattle, days_ago=400)
    reviewer, registrar = at_the_desk(cast, new_context)
    types_a_plain_paper(reviewer, SEATTLE, KOBE, committee=cast.office.name)
    passes_on(reviewer, PAIR)
    reviewer.reads("It waits for the membership")
    assert Mail.objects.filter(kind="agreements/standing_open").exists()
    registrar.opens(f"/desk/handins/{HandIn.objects.get().pk}/record/")
    registrar.reads("membership")
    assert registrar.main.get_by_role("button", name="Record", exact=True).count() == 0
    Membership.objects.all().delete()
    make_member(cast.seattle, cast.office)
    records(registrar, PAIR)
    assert RegistryEntry.objects.get().received_on == DAY_OF_RECEIPT


def test_one_side_gives_notice(cast: Cast, new_context: Contexts) -> None:
    """Recorded with that side's signature alone; the other side is told, and the register says when it ends."""
    partnership = PartnershipFactory(communities=[cast.seattle, cast.kobe], lead_committee=cast.office)
    founding = recorded_entry(partnership=partnership, committee=cast.office, by=cast.committee)
    reviewer, registrar = at_the_desk(cast, new_context)
    ends = timezone.localdate() + dt.timedelta(days=90)
    takes_in(reviewer, committee=cast.office.name)
    reviewer.chooses("Which partnership is the document about?", "Seattle")
    reviewer.goes_on()
    reviewer.chooses("What does the paper do?", "One side gives notice")
    reviewer.chooses("Where one side acts alone: which side?", "Seattle")
    reviewer.goes_on()
    reviewer.types_date("On which day does the agreement end?", str(ends.day), str(ends.month), str(ends.year))
    reviewer.goes_on()
    reviewer.chooses("What kind of document is it?", "Letter or notice")
    reviewer.ticks(reviewer.group("In which languages is it written?").get_by_label("English", exact=True))
    reviewer.goes_on()
    says_who_signed(reviewer, Signer("Seattle", "The mayor of Seattle", date=("4", "5", "2026")))
    reviewer.navigates("Steps", "Files")
    adds_the_scan(reviewer)
    reviewer.goes_on()
    reviewer.goes_on()
    hands_in(reviewer)
    passes_on(reviewer, PAIR)
    records(registrar, PAIR)
    notice = RegistryEntry.objects.get(founding=founding)
    assert notice.number == f"{founding.number}-1"
    visitor = Person(new_context())
    visitor.opens(founding.get_absolute_url())
    visitor.reads("In force, notice given")
    visitor.reads(date_format(ends, "j F Y"))
    visitor.opens(notice.get_absolute_url())
    visitor.reads("Seattle alone")


def test_a_partnership_that_only_a_printed_directory_knows(cast: Cast, new_context: Contexts) -> None:
    """No scan: one of the staff enters the line, another one confirms it; recognised, without a number."""
    reviewer, registrar = at_the_desk(cast, new_context)
    reviewer.navigates("Desk", "Earlier recognition")
    reviewer.follows("Enter lines")
    reviewer.types("File or directory", "Directory of members")
    reviewer.types("Year", "2012")
    line = reviewer.group("Line 1")
    reviewer.types("Community at home", "Seattle", within=line)
    reviewer.types("Community abroad", "Kobe", within=line)
    reviewer.types("Page", "41", within=line)
    reviewer.presses("Search for these communities")
    for side, name in (("At home", "Seattle"), ("Abroad", "Kobe")):
        reviewer.chooses(side, name, within=reviewer.group("Line 1"))
    reviewer.presses("Keep these lines")
    registrar.opens("/desk/")
    registrar.follows("Directory of members, 2012")
    registrar.ticks(registrar.main.get_by_role("checkbox").first)
    registrar.presses("Confirm the ticked lines")
    partnership = Partnership.objects.get()
    visitor = Person(new_context())
    visitor.opens(partnership.get_absolute_url())
    visitor.reads("Recognised before this register")
    assert not RegistryEntry.objects.exists()


def test_a_city_that_does_not_exist(cast: Cast, new_context: Contexts) -> None:
    RealityCheck.objects.filter(community=cast.kobe).delete()
    PartnershipFactory(communities=[cast.seattle, cast.kobe], lead_committee=cast.office)
    reviewer, _registrar = at_the_desk(cast, new_context)
    types_a_plain_paper(reviewer, SEATTLE, KOBE, committee=cast.office.name)
    takes(reviewer, PAIR, "review")
    found = reviewer.main.get_by_role("listitem").filter(has_text=str(Check.WEBSITE.label)).last
    found.locator("summary").click()
    reviewer.chooses("What did you find?", str(Outcome.NOT_REAL.label), within=found)
    reviewer.types("Note", "No such place is on any list.", within=found)
    reviewer.clicks(found.get_by_role("button", name="Save"))
    reviewer.follows("Refuse")
    reviewer.types("Note to the committee", "We could not find this city anywhere.")
    reviewer.presses("Show the letter")
    reviewer.reads("We could not find this city anywhere.")
    reviewer.presses("Refuse and send this letter")
    assert HandIn.objects.get().status == Status.REFUSED
    assert Mail.objects.filter(kind="agreements/refused", to=cast.committee.email).exists()
    assert not RegistryEntry.objects.exists()
