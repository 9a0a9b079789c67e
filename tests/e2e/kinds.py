"""A page to look at: its address, and what is done there first to see it in a certain state."""

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page

Act = Callable[[Page], None]


@dataclass(frozen=True)
class Kind:
    """`status` is that of the address itself; `act` may then lead to another page, which is the one looked at.

    `route` is the name of that page's address where it is not that of `address`. `speaks_plainly`: the words of
    LOOK are kept to; the checking page may use those of its subject.
    """

    address: str
    act: Act | None = None
    status: int = 200
    route: str = ""
    speaks_plainly: bool = True
    note: str = ""

    def __str__(self) -> str:
        return f"{self.address} {self.note}".strip()


def press(name: str, *, within: str = "main") -> Act:
    """Press the first button of this name. The browser's own refusals are off, so that the page's are seen."""

    def act(page: Page) -> None:
        page.evaluate("for (const form of document.forms) form.noValidate = true")
        with page.expect_navigation():
            page.locator(within).get_by_role("button", name=name).first.click()

    return act


def fill_and_press(fields: dict[str, str], name: str) -> Act:
    """Type into the fields with these labels, then press."""

    def act(page: Page) -> None:
        for label, value in fields.items():
            page.get_by_label(label, exact=True).fill(value)
        press(name)(page)

    return act
