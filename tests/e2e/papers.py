"""The way of a signed document through the guided hand-in, as a committee goes it, one step a function."""

from playwright.sync_api import expect

from tests.e2e.cast import Person, paper, photograph

JAPANESE = "神戸市とシアトル市は、ここに姉妹都市提携を結ぶ。"
ENGLISH = "The cities of Kobe and Seattle hereby become sister cities."
# What some scanners and mail programs make of a PDF.
WEB_PAGE = {"name": "agreement.pdf", "mimeType": "application/pdf", "buffer": b"<!DOCTYPE html><p>Signed</p>"}


def begins(person: Person) -> None:
    """From the committee's front page to the first step."""
    person.navigates("My pages", "Signed documents")
    person.follows("Hand in a signed document")
    person.sees("Have these ready")
    person.presses("Begin")


def names_a_new_pair(person: Person, partner: str) -> None:
    """Their own community and one abroad, which the search looks for."""
    person.chooses("Which partnership is the document about?", "A new one with a community abroad")
    person.goes_on()
    person.types("Name of the community abroad", partner)
    person.presses("Search")


def describes_the_paper(person: Person) -> None:
    person.chooses("What kind of document is it?", "Memorandum of understanding")
    person.chooses("What do the sides become by it?", "Sister cities")
    languages = person.group("In which languages is it written?")
    for language in ("English", "Japanese"):
        person.ticks(languages.get_by_label(language, exact=True))
    person.types("Title on the paper", "Memorandum on sister city relations")


def names_the_mayor(person: Person, side: str, name: str) -> None:
    """The head of a side, who signed in ink in Kobe on 10 October 1957."""
    person.sees(f"Who signed for {side}?")
    person.chooses(f"Has somebody signed for {side}?", "Yes")
    signer = person.group("The signer")
    person.types("Name", name, within=signer)
    person.types("Title on that day", "Mayor", within=signer)
    person.chooses("Signs as", "Head of the community", within=signer)
    person.types_date("Signed on", "10", "10", "1957", within=signer)
    person.types("Place", "Kobe", within=signer)


def names_a_designee(person: Person, side: str) -> None:
    """The deputy of Kobe's mayor, with the letter that allows it, and the month alone as the paper has it."""
    person.sees(f"Who signed for {side}?")
    person.chooses(f"Has somebody signed for {side}?", "Yes")
    signer = person.group("The signer")
    person.types("Name", "The deputy mayor of Kobe", within=signer)
    person.types("Title on that day", "Deputy Mayor", within=signer)
    person.chooses("Signs as", "Designee", within=signer)
    person.adds("Add the letter that allows this person to sign", paper("letter.pdf"), within=signer)
    person.types_date("Date on that letter", "1", "10", "1957", within=signer)
    person.types_date("Signed on", "", "October", "1957", within=signer)


def names_the_decisions(person: Person) -> None:
    """Seattle's council decided, with its file; Kobe's did not have to."""
    seattle, kobe = (person.group(side).filter(has=person.page.get_by_label("Vote")) for side in ("Seattle", "Kobe"))
    person.chooses("Did the council of Seattle decide", "Yes", within=seattle)
    person.selects(seattle.get_by_label("What kind of decision?"), "Resolution")
    person.types("Number", "Res. 17823", within=seattle)
    person.types_date("Decided on", "7", "10", "1957", within=seattle)
    person.types("Vote", "9-0", within=seattle)
    person.adds("File of the decision", paper("resolution.pdf"), within=seattle)
    person.chooses("Did the council of Kobe decide", "No decision was needed", within=kobe)
    person.types("Why is there none?", "The mayor may sign alone.", within=kobe)


def adds_the_scans(person: Person) -> None:
    """A web page that calls itself a PDF is refused in words; the real files are taken."""
    person.adds("Add scans or photos of the signed document", WEB_PAGE)
    person.presses("Add the chosen files")
    expect(person.main.locator(".error-summary")).to_contain_text("agreement.pdf")
    person.adds("Add scans or photos of the signed document", paper("treaty.pdf", pages=2), photograph("seals.jpg"))
    person.presses("Add the chosen files")
    for name in ("treaty.pdf", "seals.jpg"):
        expect(person.main.get_by_role("link", name=name, exact=True)).to_be_visible()


def types_the_text(person: Person) -> None:
    person.types("Text in English", ENGLISH)
    person.types("Text in Japanese", JAPANESE)


def hands_in(person: Person) -> None:
    """Look through everything, give one's word, get the receipt."""
    person.sees("Check and hand in")
    person.ticks(person.main.get_by_label("I confirm that the files are true and complete copies"))
    person.presses("Hand in")
    person.sees("We have received your document")
