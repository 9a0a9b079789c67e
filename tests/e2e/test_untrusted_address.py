"""Checking a file where the browser gives no fingerprints: by plain http on another name than localhost."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from agreements.models import SealedPdf
from tests.e2e.conftest import BROWSER
from tests.e2e.serving import serving
from tests.factories import AssociationSettingsFactory
from tests.factories_agreements import recorded_entry

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
HOST = "portal.test"


@pytest.fixture
def pdf(transactional_db: None) -> SealedPdf:
    AssociationSettingsFactory()
    return recorded_entry().sealed_pdfs.get()


@pytest.fixture
def page(pdf: SealedPdf, static_root: Path, tmp_path: Path) -> Iterator[Page]:
    """The checking page by its untrusted address."""
    hosts = {"ALLOWED_HOSTS": f"localhost,127.0.0.1,{HOST}"}
    options = [*BROWSER, f"--host-resolver-rules=MAP {HOST} 127.0.0.1"]
    with serving(tmp_path / "logs", static_root, with_worker=False, **hosts) as site, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=options)
        page = browser.new_page(base_url=site.url.replace("localhost", HOST))
        page.goto("/verify/")
        assert page.evaluate("[isSecureContext, location.hostname]") == [False, HOST]
        yield page
        browser.close()


def send(page: Page, data: bytes) -> None:
    """Choose the file, then press: choosing alone must not lose it."""
    page.get_by_label("The PDF to check").set_input_files(
        {"name": "agreement.pdf", "mimeType": "application/pdf", "buffer": data}
    )
    with page.expect_request(lambda request: request.is_navigation_request()) as sent, page.expect_navigation():
        page.get_by_role("button", name="Check this file").click()
    assert sent.value.method == "POST"


def test_the_server_compares_the_file_and_the_page_promises_nothing_else(page: Page, pdf: SealedPdf) -> None:
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    with pdf.file.open("rb") as source:
        data = source.read()
    expect(page.get_by_text("The file does not leave your device.", exact=False)).to_be_hidden()
    send(page, data)
    expect(page.get_by_role("main")).to_contain_text("Unchanged")
    expect(page).to_have_url(re.compile(r"/verify/$"))
    send(page, data[:-1])
    expect(page.get_by_role("main")).to_contain_text("Does not match")
    expect(page.get_by_role("main")).not_to_contain_text("Unchanged")
    assert problems == []
