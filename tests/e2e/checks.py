"""What every page has to stand: axe in both themes, 360 pixels, reachable controls. Each says what it found wrong."""

import json
import subprocess
from pathlib import Path
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from django.conf import settings
from playwright.sync_api import Page

WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 360, "height": 740}
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
ALL_RULES = {"runOnly": {"type": "tag", "values": STANDARDS}, "resultTypes": ["violations"]}
# Structure of a whole page, which a letter is not: the reader's mail program puts it inside a page of its own.
RULES_OF_PAGES = ("landmark-one-main", "page-has-heading-one", "region")
LETTER_RULES = ALL_RULES | {"rules": {rule: {"enabled": False} for rule in RULES_OF_PAGES}}
# What another theme can change: the same elements in other colours.
COLOUR_RULES = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
CHECKER = "nu/node_modules/vnu-jar/build/dist/vnu.jar"

RUN_AXE = """async (rules) => {
  const { violations } = await axe.run(document, rules)
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(" ")).join(", ")}`)
}"""

# A control is covered when a finger on its middle would touch something that is neither it nor its label.
COVERED = """() => {
  const controls = "a[href], button, input:not([type=hidden]), select, textarea, summary, [role=button], [tabindex='0']"
  const found = []
  for (const control of document.querySelectorAll(controls)) {
    if (!control.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue
    if (control.matches(".visually-hidden, .skip-link") || control.closest("[aria-hidden=true]")) continue
    control.scrollIntoView({ block: "center", inline: "nearest" })
    const line = control.getClientRects()[0]
    if (!line || !line.width || !line.height) continue
    const touched = document.elementFromPoint(line.x + line.width / 2, line.y + line.height / 2)
    const label = touched?.closest("label")
    if (control.contains(touched) || label?.control === control) continue
    const name = (control.innerText || control.name || control.getAttribute("aria-label") || "").trim().slice(0, 40)
    found.push(`${control.localName} "${name}" under ${touched?.outerHTML.slice(0, 80) ?? "nothing"}`)
  }
  return found
}"""

SIDEWAYS = """() => {
  const { scrollWidth, clientWidth } = document.documentElement
  if (scrollWidth === clientWidth) return []
  const wide = [...document.body.querySelectorAll("*")].filter((one) => one.getBoundingClientRect().right > clientWidth)
  return [`${scrollWidth} pixels wide: ${wide.slice(-3).map((one) => one.outerHTML.slice(0, 80)).join(" | ")}`]
}"""

# Also what a click would open: details and the menu.
VISIBLE_TEXT = """() => {
  for (const closed of document.querySelectorAll("details:not([open])")) closed.open = true
  const said = [...document.querySelectorAll("[alt], [aria-label], [placeholder]")]
  const words = said.map((one) => ["alt", "aria-label", "placeholder"].map((name) => one.getAttribute(name)).join(" "))
  return [document.title, document.body.innerText, ...words].join("\\n")
}"""


def run_axe(page: Page, rules: dict[str, Any] = ALL_RULES) -> list[str]:
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    return page.evaluate(RUN_AXE, rules)


def dark_theme(page: Page) -> list[str]:
    page.emulate_media(color_scheme="dark")
    try:
        return run_axe(page, COLOUR_RULES)
    finally:
        page.emulate_media(color_scheme="light")


def narrow_screen(page: Page, rules: dict[str, Any] = ALL_RULES) -> list[str]:
    """At 360 pixels: nothing sideways, nothing covered, and targets as large as axe wants them."""
    page.set_viewport_size(NARROW)
    try:
        return [*page.evaluate(SIDEWAYS), *page.evaluate(COVERED), *run_axe(page, rules)]
    finally:
        page.set_viewport_size(WIDE)


def visible_text(page: Page) -> str:
    return page.evaluate(VISIBLE_TEXT)


def look_at(page: Page, rules: dict[str, Any] = ALL_RULES) -> list[str]:
    """In both themes and on a narrow screen: everything that is wrong, each line with where it was seen."""
    seen = {"light": run_axe(page, rules), "dark": dark_theme(page), "360": narrow_screen(page, rules)}
    return [f"{where}: {one}" for where, found in seen.items() for one in found]


def markup_errors(folder: Path) -> dict[str, list[str]]:
    """What the Nu HTML checker calls an error, by file name; one run over all of `folder`."""
    checker = Path(settings.WORK_DIR) / CHECKER
    assert checker.exists(), "make setup-test fetches the HTML checker"
    command = ["java", "-jar", str(checker), "--format", "json", "--stdout", "--exit-zero-always", str(folder)]
    answer = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    found: dict[str, list[str]] = {}
    for message in json.loads(answer)["messages"]:
        if message["type"] == "error" or message["type"] == "non-document-error":
            line = f"{message['message']} [{message.get('extract', '').strip()}]"
            found.setdefault(Path(message.get("url", "")).name, []).append(line)
    return found
