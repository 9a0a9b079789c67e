"""The four people of the stories, the two places, and what one of them does again and again in a browser."""

import re
from dataclasses import dataclass

from django.conf import global_settings
from django.test import override_settings
from playwright.sync_api import BrowserContext, FileChooser, FilePayload, Locator, Page, expect

from directory.choices import Role
from directory.models import Committee, Community
from sistercities.accounts.models import User
from sistercities.association.first_texts import load_first_texts
from sistercities.association.models import EditedPage, ReasonCode
from tests.accounts.authenticator import PASSWORD
from tests.authority import look_up, make_member
from tests.factories import (
    AssociationSettingsFactory,
    CommitteeFactory,
    CommunityFactory,
    PartnerCommunityFactory,
    RecorderFactory,
    SeatFactory,
    StaffFactory,
    UserFactory,
)
from tests.factories_agreements import pdf_bytes, picture_bytes

LONGEST_WAY = 150
HAS_FOCUS = "target => target === document.activeElement"
RADIO_OF_SAME_QUESTION = """target => {
  const { form, name, type } = document.activeElement
  return type === "radio" && name === target.name && form === target.form
}"""
FOCUS_IS_SEEN = """() => {
  const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(document.activeElement)
  return (outlineStyle !== "none" && parseFloat(outlineWidth) >= 2) || boxShadow !== "none"
}"""


@dataclass(frozen=True)
class Cast:
    """Seattle's main contact, the reviewer and the registrar; Seattle, its committee, and Kobe."""

    committee: User
    reviewer: User
    registrar: User
    seattle: Community
    office: Committee
    kobe: Community


def cast_of_story() -> Cast:
    load_first_texts(page_model=EditedPage, reason_model=ReasonCode)
    AssociationSettingsFactory()
    seattle = CommunityFactory(name="Seattle", slug="seattle")
    kobe = PartnerCommunityFactory(name="Kobe", slug="kobe", native_name="神戸市")
    office = CommitteeFactory(name="Seattle sister city committee", communities=[seattle])
    with override_settings(PASSWORD_HASHERS=global_settings.PASSWORD_HASHERS):
        main_contact = UserFactory(full_name="Main contact in Seattle", password=PASSWORD)
        reviewer = StaffFactory(full_name="Reviewer", password=PASSWORD)
        registrar = RecorderFactory(full_name="Registrar", password=PASSWORD)
    SeatFactory(user=main_contact, committee=office, role=Role.COORDINATOR)
    look_up(seattle, kobe)
    make_member(seattle, office)
    return Cast(main_contact, reviewer, registrar, seattle, office, kobe)


def paper(name: str, *, pages: int = 1) -> FilePayload:
    """A PDF to choose in a file box; no two have the same bytes."""
    return {"name": name, "mimeType": "application/pdf", "buffer": pdf_bytes(pages)}


def photograph(name: str) -> FilePayload:
    return {"name": name, "mimeType": "image/jpeg", "buffer": picture_bytes()}


class Person:
    """Somebody in front of a browser, who reads headings and labels and nothing else.

    Whatever is done goes through `clicks`, `ticks`, `fills`, `selects` and `picks`.
    """

    def __init__(self, context: BrowserContext) -> None:
        self.page: Page = context.new_page()
        self.main: Locator = self.page.locator("main")

    def clicks(self, target: Locator) -> None:
        target.click()

    def ticks(self, target: Locator) -> None:
        target.check()

    def fills(self, target: Locator, text: str) -> None:
        target.fill(text)

    def selects(self, target: Locator, option: str) -> None:
        target.select_option(option)

    def picks(self, target: Locator, *files: FilePayload) -> None:
        target.set_input_files(list(files))

    def opens(self, address: str) -> None:
        self.page.goto(address)

    def signs_in(self, user: User) -> None:
        """Through the form, from a page that asks for it."""
        self.opens("/desk/" if user.is_staff else "/workspace/")
        self.types("E-mail address", user.email)
        self.types("Password", PASSWORD)
        self.presses("Sign in")
        expect(self.page.get_by_text(f"Signed in as {user.full_name}")).to_be_visible()

    def sees(self, heading: str) -> None:
        expect(self.main.get_by_role("heading", name=heading).first).to_be_visible()

    def reads(self, text: str) -> None:
        expect(self.main.get_by_text(text).first).to_be_visible()

    def follows(self, link: str | re.Pattern[str], *, within: Locator | None = None) -> None:
        self.clicks((within or self.main).get_by_role("link", name=link).first)

    def navigates(self, navigation: str, link: str) -> None:
        self.follows(link, within=self.page.get_by_role("navigation", name=navigation))

    def presses(self, button: str) -> None:
        self.clicks(self.main.get_by_role("button", name=button, exact=True).first)

    def goes_on(self) -> None:
        self.presses("Save and go on")

    def group(self, legend: str) -> Locator:
        """The fields that stand together under a question or a name."""
        return self.main.get_by_role("group", name=legend)

    def chooses(self, question: str, answer: str, *, within: Locator | None = None) -> None:
        """Tick one of the answers to a question."""
        self.ticks((within or self.main).get_by_role("group", name=question).get_by_label(answer).first)

    def types(self, label: str, text: str, *, within: Locator | None = None) -> None:
        self.fills((within or self.main).get_by_label(label).first, text)

    def types_date(self, legend: str, day: str, month: str, year: str, *, within: Locator | None = None) -> None:
        boxes = (within or self.main).get_by_role("group", name=legend)
        for label, text in (("Day", day), ("Month", month), ("Year", year)):
            self.types(label, text, within=boxes)

    def adds(self, label: str, *files: FilePayload, within: Locator | None = None) -> None:
        self.picks((within or self.main).get_by_label(label).first, *files)


class Typist(Person):
    """Has a keyboard and nothing else. What Tab does not reach does not exist, and the focus has to be seen."""

    def __init__(self, context: BrowserContext) -> None:
        super().__init__(context)
        # Asked for all along: asked for at each file, the browser may open the system's dialog first.
        self.page.on("filechooser", self._remembers)
        self.chooser: FileChooser | None = None

    def _remembers(self, chooser: FileChooser) -> None:
        self.chooser = chooser

    def clicks(self, target: Locator) -> None:
        self.reaches(target)
        self.page.keyboard.press("Enter")

    def ticks(self, target: Locator) -> None:
        """Of several radio buttons Tab reaches one; arrows lead to the others."""
        if target.get_attribute("type") == "radio":
            self.reaches(target, near=RADIO_OF_SAME_QUESTION)
            while not target.evaluate(HAS_FOCUS):
                self.page.keyboard.press("ArrowDown")
        else:
            self.reaches(target)
        if not target.is_checked():
            self.page.keyboard.press("Space")
        expect(target).to_be_checked()

    def fills(self, target: Locator, text: str) -> None:
        self.reaches(target)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.press("Delete")
        self.page.keyboard.insert_text(text)

    def selects(self, target: Locator, option: str) -> None:
        self.reaches(target)
        self.page.keyboard.type(option)
        expect(target.locator("option:checked")).to_have_text(option)

    def picks(self, target: Locator, *files: FilePayload) -> None:
        self.reaches(target)
        with self.page.expect_file_chooser() as chooser:
            self.page.keyboard.press("Enter")
        chooser.value.set_files(list(files))

    def reaches(self, target: Locator, *, near: str = "") -> None:
        """Tab until the target, or what `near` calls as good, has the focus, and that can be seen."""
        for _step in range(LONGEST_WAY):
            if target.evaluate(near or HAS_FOCUS):
                assert self.page.evaluate(FOCUS_IS_SEEN), f"the focus is not seen on {target}"
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"Tab does not lead to {target}")
