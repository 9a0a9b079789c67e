"""The four people of the stories, the two places, and what one of them does again and again in a browser."""

import re
from dataclasses import dataclass

from django.conf import global_settings
from django.test import override_settings
from playwright.sync_api import BrowserContext, FilePayload, Locator, Page, expect

from directory.choices import Role
from directory.models import Committee, Community
from sistercities.accounts.models import User
from sistercities.association.first_texts import load_first_texts
from sistercities.association.models import EditedPage, ReasonCode
from tests.accounts.authenticator import PASSWORD
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
    return Cast(main_contact, reviewer, registrar, seattle, office, kobe)


def paper(name: str, *, pages: int = 1) -> FilePayload:
    """A PDF to choose in a file box; no two have the same bytes."""
    return {"name": name, "mimeType": "application/pdf", "buffer": pdf_bytes(pages)}


def photograph(name: str) -> FilePayload:
    return {"name": name, "mimeType": "image/jpeg", "buffer": picture_bytes()}


class Person:
    """Somebody in front of a browser, who reads headings and labels and nothing else."""

    def __init__(self, context: BrowserContext) -> None:
        self.context = context
        self.page: Page = context.new_page()
        self.main: Locator = self.page.locator("main")

    def opens(self, address: str) -> None:
        self.page.goto(address)

    def signs_in(self, user: User) -> None:
        """Through the form, from a page that asks for it."""
        self.opens("/desk/" if user.is_staff else "/workspace/")
        self.page.get_by_label("Email").fill(user.email)
        self.page.get_by_label("Password").fill(PASSWORD)
        self.main.get_by_role("button", name="Sign in", exact=True).click()
        expect(self.page.get_by_text(f"Signed in as {user.full_name}")).to_be_visible()

    def sees(self, heading: str) -> None:
        expect(self.main.get_by_role("heading", name=heading).first).to_be_visible()

    def reads(self, text: str) -> None:
        expect(self.main.get_by_text(text).first).to_be_visible()

    def follows(self, link: str | re.Pattern[str]) -> None:
        self.main.get_by_role("link", name=link).first.click()

    def presses(self, button: str) -> None:
        self.main.get_by_role("button", name=button, exact=True).first.click()

    def goes_on(self) -> None:
        self.presses("Save and go on")

    def group(self, legend: str) -> Locator:
        """The fields that stand together under a question or a name."""
        return self.main.get_by_role("group", name=legend)

    def chooses(self, question: str, answer: str) -> None:
        self.group(question).get_by_label(answer).first.check()

    def types(self, label: str, text: str, *, within: Locator | None = None) -> None:
        (within or self.main).get_by_label(label).first.fill(text)

    def types_date(self, legend: str, day: str, month: str, year: str, *, within: Locator | None = None) -> None:
        boxes = (within or self.main).get_by_role("group", name=legend)
        for label, text in (("Day", day), ("Month", month), ("Year", year)):
            boxes.get_by_label(label).fill(text)

    def adds(self, label: str, *files: FilePayload, within: Locator | None = None) -> None:
        (within or self.main).get_by_label(label).set_input_files(list(files))
