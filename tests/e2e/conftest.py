"""A served site and a browser, shared by the stories and the walk."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from playwright.sync_api import Browser, BrowserContext, expect, sync_playwright

from tests.e2e.cast import Cast, cast_of_story
from tests.e2e.serving import Site, collect_static_files, serving
from tests.e2e.watching import Watch

BROWSER = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


@pytest.fixture(scope="session")
def static_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("static")
    collect_static_files(folder, servers={name: os.environ[name] for name in ("DATABASE_URL", "REDIS_URL")})
    return folder


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """The system's Chromium. While it is open an event loop runs in this thread, so no task can be run here."""
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        expect.set_options(timeout=30_000)  # the first page that draws has the PDF's faces cut
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=BROWSER)
        yield browser
        browser.close()
        # The loop gave Django a connection of its own.
        connection.close()


@pytest.fixture
def site(transactional_db: None, settings: Any, static_root: Path, tmp_path: Path) -> Iterator[Site]:
    """Web, worker and beat on this test's database; promises of this process are theirs to keep."""
    settings.CELERY_TASK_ALWAYS_EAGER = False
    with serving(tmp_path / "logs", static_root, with_worker=True) as site:
        yield site
        assert site.accidents() == []


@pytest.fixture
def cast(site: Site) -> Cast:
    return cast_of_story()


@pytest.fixture
def new_context(browser: Browser, site: Site) -> Iterator[Callable[..., BrowserContext]]:
    """`new_context(**options)`: a browser of one's own; nothing may go wrong in it unseen."""
    watches: list[Watch] = []
    contexts: list[BrowserContext] = []

    def open_context(**options: Any) -> BrowserContext:
        context = browser.new_context(base_url=site.url, reduced_motion="reduce", **options)
        context.set_default_timeout(30_000)
        contexts.append(context)
        watches.append(Watch(context, site.url))
        return context

    yield open_context
    for context in contexts:
        context.close()
    assert [problem for watch in watches for problem in watch.problems] == []
