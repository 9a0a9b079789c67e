"""Looks at one page after another as one person, and writes down what is wrong with each."""

import re
from collections.abc import Callable, Iterable
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Page, Response
from playwright.sync_api import TimeoutError as TooSlow

from agreements.selectors import DEMONSTRATION
from sistercities.association.models import AssociationSettings
from sistercities.pages.demo.people import PASSWORD
from tests.accounts.authenticator import app_code
from tests.e2e.checks import WIDE, look_at, visible_text
from tests.e2e.kinds import Kind
from tests.e2e.watching import Watch

# LOOK, "Voice": what is said on no page; one of them may say more than the words of the office.
LEFT_OUT = (
    "instruments?",
    "part(y|ies)",
    "gates?",
    "submissions?",
    "registry entr(y|ies)",
    "authority papers?",
    "maker-checker",
    "claim(s|ed)?",
    "lapsed",
    "workspaces?",
    "coordinators?",
    "sealed",
    "hash(es)?",
    "PAdES",
    "chains?",
)
LEFT_OUT_WORD = re.compile(rf"\b({'|'.join(LEFT_OUT)})\b", re.IGNORECASE)
# An address is not speech.
ADDRESS = re.compile(r"https?://\S+")
REAUTHENTICATE = "/accounts/reauthenticate/"
STANDS_ALONE = "Something broke on our side"


class Walk:
    """One person's way through the pages; `documents` collects what the server sent, by number."""

    def __init__(self, browser: Browser, site_url: str, *, hears: bool) -> None:
        self.context: BrowserContext = browser.new_context(base_url=site_url, viewport=WIDE, reduced_motion="reduce")
        self.context.set_default_timeout(45_000)
        self.watch = Watch(self.context, site_url)
        self.page: Page = self.context.new_page()
        self.documents: list[tuple[str, str]] = []
        self.found: dict[str, list[str]] = {}
        self._hears = hears
        self._phone = AssociationSettings.objects.get().phone
        self._last: Response | None = None
        self.page.on("response", self._remember)

    def _remember(self, response: Response) -> None:
        if response.request.is_navigation_request() and response.frame == self.page.main_frame:
            self._last = response

    def sign_in(self, name: str) -> None:
        """Through the page, with the second step where the person has one."""
        self.page.goto("/accounts/login/")
        self.page.get_by_label("E-mail address").fill(f"{name}@demo.example")
        self.page.get_by_label("Password").fill(PASSWORD)
        with self.page.expect_navigation():
            self.page.locator("main").get_by_role("button", name="Sign in", exact=True).click()
        if self.page.url.endswith("/2fa/authenticate/"):
            self._examine("/accounts/2fa/authenticate/", Kind("/accounts/2fa/authenticate/"))
            self.page.get_by_label("code").fill(app_code())
            with self.page.expect_navigation():
                self.page.locator("main").get_by_role("button").first.click()

    def look_at(self, kinds: Iterable[Kind]) -> None:
        for kind in kinds:
            before = len(self.watch.problems)
            try:
                wrong = self._look(kind)
            except Exception as error:  # noqa: BLE001 - the others are looked at as well
                wrong = [f"{type(error).__name__}: {error}"]
            wrong += self.watch.problems[before:]
            if wrong:
                self.found[str(kind)] = wrong

    def _look(self, kind: Kind) -> list[str]:
        answer = self._go(kind.address)
        status = answer.status if answer else None
        wrong = [] if status == kind.status else [f"answered {status} instead of {kind.status}"]
        if (path := urlsplit(self.page.url).path) != urlsplit(kind.address).path:
            wrong.append(f"led to {path}")
        if kind.act:
            kind.act(self.page)
        return wrong + self._examine(str(kind), kind)

    def _go(self, address: str) -> Response | None:
        """Open a page; where it asks for the password once more, give it."""
        try:
            answer = self.page.goto(address)
        except TooSlow:
            # A browser on a busy machine may lose a navigation; a page that hangs is slow twice.
            answer = self.page.goto(address)
        if REAUTHENTICATE not in self.page.url or address == REAUTHENTICATE:
            return answer
        self.page.get_by_label("Password").fill(PASSWORD)
        with self.page.expect_navigation() as there:
            self.page.locator("main").get_by_role("button", name="Go on").click()
        return there.value

    def _examine(self, name: str, kind: Kind) -> list[str]:
        if self._last:
            self.documents.append((name, self._last.text()))
        wrong = look_at(self.page)
        text = ADDRESS.sub("", visible_text(self.page))
        if self._phone not in text and STANDS_ALONE not in text:
            wrong.append("the association's phone number is missing")
        if DEMONSTRATION not in text:
            wrong.append("does not say that this is a demonstration")
        if self._hears and kind.speaks_plainly:
            wrong += [f"says “{_around(text, word)}”" for word in LEFT_OUT_WORD.finditer(text)]
        return wrong

    def close(self) -> None:
        self.context.close()


def _around(text: str, word: re.Match[str]) -> str:
    return text[max(0, word.start() - 30) : word.end() + 30].replace("\n", " ")


def write_documents(documents: list[tuple[str, str]], folder: Path) -> Callable[[str], str]:
    """One file for each; answers which page a file name stands for."""
    names = {}
    for number, (name, html) in enumerate(documents):
        file = folder / f"{number:03}.html"
        file.write_text(html)
        names[file.name] = name
    return names.__getitem__
