"""What the walk relies on sees what is wrong."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.e2e.checks import WIDE, look_at, markup_errors, visible_text
from tests.e2e.walk import LEFT_OUT_WORD
from tests.e2e.watching import Watch

pytestmark = pytest.mark.browser

WRONG = """<!DOCTYPE html><html lang="en"><head><title>Wrong</title>
<meta name="viewport" content="width=device-width"><style>
  body { margin: 0 } p { color: #999; background: #fff } .wide { inline-size: 400px }
  .lid { position: fixed; inset: 0; opacity: 0 }
  @media (prefers-color-scheme: dark) { h2 { color: #333; background: #111 } }
</style></head><body><main><h1>Wrong</h1><h2>Dark</h2><p class="wide">Pale and wide</p>
<a href="/">Under the lid</a><details><summary>More</summary>Sealed</details></main>
<div class="lid"></div></body></html>"""


def test_a_page_is_seen_through(browser: Browser, tmp_path: Path) -> None:
    page = browser.new_page(viewport=WIDE)
    page.set_content(WRONG)
    found = "\n".join(look_at(page))
    assert "light: color-contrast: p" in found
    assert "dark: color-contrast: h2, p" in found
    assert "360: 400 pixels wide" in found
    assert '360: a "Under the lid" under <div class="lid">' in found
    assert [word[0] for word in LEFT_OUT_WORD.finditer(visible_text(page))] == ["Sealed"]
    page.close()

    (tmp_path / "wrong.html").write_text(WRONG.replace("<h2>", "<span><div></div></span><h2>"))
    (tmp_path / "right.html").write_text('<!DOCTYPE html><html lang="en"><title>Right</title><p>Right</p></html>')
    assert list(markup_errors(tmp_path)) == ["wrong.html"]


def test_what_goes_wrong_unseen_is_written_down(browser: Browser) -> None:
    context = browser.new_context()
    watch = Watch(context, "http://localhost:1")
    page = context.new_page()
    page.route("http://localhost:1/**", lambda route: route.fulfill(body="<!DOCTYPE html><p>Here</p>", status=404))
    page.goto("http://localhost:1/")
    assert watch.problems == []
    page.route("http://elsewhere.example/**", lambda route: route.abort("blockedbyclient"))
    page.evaluate("console.error('oh')")
    page.evaluate("setTimeout(() => { throw new Error('no') })")
    page.evaluate("fetch('http://elsewhere.example/').catch(() => {})")
    page.wait_for_timeout(300)
    context.close()
    kinds = ("console, : oh", "script: Error: no", "another host is asked", "http://elsewhere.example/ failed")
    assert [any(problem.startswith(kind) for problem in watch.problems) for kind in kinds] == [True] * 4
