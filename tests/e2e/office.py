"""What the association's staff do with a paper on the desk, step by step, in the words of the pages."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from playwright.sync_api import BrowserContext, FilePayload, Locator, expect

from sistercities.common.servers.programs import wait_until
from tests.e2e.cast import Person, Typist, paper
from tests.e2e.papers import hands_in

DAY_OF_RECEIPT = timezone.localdate() - dt.timedelta(days=3)


class Counting(Typist):
    """Works with the keyboard alone, and counts: one for every field filled, control used and file chosen."""

    def __init__(self, context: BrowserContext) -> None:
        super().__init__(context)
        self.interactions = 0

    def clicks(self, target: Locator) -> None:
        self.interactions += 1
        super().clicks(target)

    def ticks(self, target: Locator) -> None:
        self.interactions += 1
        super().ticks(target)

    def fills(self, target: Locator, text: str) -> None:
        self.interactions += 1
        super().fills(target, text)

    def selects(self, target: Locator, option: str) -> None:
        self.interactions += 1
        super().selects(target, option)

    def picks(self, target: Locator, *files: FilePayload) -> None:
        self.interactions += 1
        super().picks(target, *files)


@dataclass(frozen=True)
class Signer:
    """Who signed for a side, as it is typed. `date`: day, month, year; None where the paper has none."""

    side: str
    name: str
    title: str = "Mayor"
    date: tuple[str, str, str] | None = ("10", "10", "1957")
    no_letter: str = ""


def takes_in(person: Person, *, committee: str = "") -> None:
    """A document arrived by post three days ago."""
    person.navigates("Desk", "A document arrived")
    person.chooses("How did it arrive?", "By post")
    person.types("From whom?", "City clerk of Seattle")
    day = DAY_OF_RECEIPT
    person.types_date("On which day did it arrive?", str(day.day), str(day.month), str(day.year))
    person.types("Where is the original kept?", "Cabinet 3")
    if committee:
        person.selects(person.main.get_by_label("For which committee?"), committee)
    person.goes_on()


def finds_the_partnership(person: Person, name: str = "Seattle") -> None:
    """Among all that are here."""
    person.fills(person.main.get_by_role("searchbox"), name)
    person.presses("Search")
    person.chooses("Which partnership is the document about?", name)
    person.goes_on()


def says_what_it_is(person: Person, kind: str = "Memorandum of understanding") -> None:
    person.chooses("What kind of document is it?", kind)
    person.chooses("What do the sides become by it?", "Sister cities")
    person.ticks(person.group("In which languages is it written?").get_by_label("English", exact=True))
    person.goes_on()


def says_who_signed(person: Person, signer: Signer) -> None:
    """One signer of a side; a designee where `no_letter` says why there is no letter."""
    person.chooses(f"Has somebody signed for {signer.side}?", "Yes")
    box = person.group("The signer")
    person.types("Name", signer.name, within=box)
    person.types("Title on that day", signer.title, within=box)
    person.chooses("Signs as", "Designee" if signer.no_letter else "Head of the community", within=box)
    if signer.no_letter:
        person.types("Why is there no letter?", signer.no_letter, within=box)
    if signer.date is None:
        person.chooses("Date of the signature", "It is not written on the paper", within=box)
    else:
        person.types_date("Signed on", *signer.date, within=box)
    person.goes_on()


def adds_the_scan(person: Person, label: str = "Add scans or photos of the signed document") -> None:
    person.adds(label, paper("paper.pdf"))
    person.presses("Add the chosen files")
    expect(person.main.get_by_role("link", name="paper.pdf", exact=True).last).to_be_visible()


def types_a_plain_paper(person: Person, *signers: Signer, committee: str = "") -> None:
    """From the desk to the receipt: one paper of both sides, about a partnership that is here."""
    takes_in(person, committee=committee)
    finds_the_partnership(person)
    says_what_it_is(person)
    for signer in signers:
        says_who_signed(person, signer)
    person.goes_on()  # what the councils decided is not known
    adds_the_scan(person)
    person.goes_on()
    person.goes_on()  # the text is not typed
    hands_in(person)


def takes(person: Person, title: Any, kind: str) -> None:
    """Open the task from the queue and take it."""
    person.opens("/desk/")
    person.follows(title, within=person.main.get_by_role("listitem").filter(has_text=kind))
    person.presses("I will take this")
    person.reads("You have taken this.")


def is_drawn(person: Person, pages: int = 1) -> bool:
    """Whether the worker has made the pictures of all pages; the page is loaded anew."""
    person.page.reload()
    return person.main.locator("figure.scan img").count() == pages


def passes_on(person: Person, title: Any, *, pages: int = 1) -> None:
    takes(person, title, "review")
    assert wait_until(lambda: is_drawn(person, pages), 60, pause=0.5)
    person.presses("Pass to the second person")
    person.reads("Reviewed. It waits for the")


def records(person: Person, title: Any) -> None:
    takes(person, title, "record")
    expect(person.main.get_by_alt_text("page 1 of the preview").first).to_be_visible(timeout=60_000)
    person.page.wait_for_load_state("networkidle")  # the preview is no longer served once it is recorded
    person.ticks(person.main.get_by_label("I compared the agreement PDF with the papers"))
    person.presses("Record")
    person.sees("Recorded")
    expect(person.main.get_by_role("link", name="Open the PDF")).to_be_visible(timeout=60_000)
