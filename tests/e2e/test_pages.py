"""Every kind of page, as everybody who may see it, in the demonstration as it is served."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import override_settings
from django.urls import Resolver404, resolve
from playwright.sync_api import Browser

from sistercities.common.exports import FORMATS
from sistercities.post.models import Mail
from tests.conftest import storages_in
from tests.e2e.checks import LETTER_RULES, WIDE, look_at, markup_errors
from tests.e2e.database import own_database
from tests.e2e.kinds import Kind
from tests.e2e.kinds_committee import committee_kinds, guest_kinds, viewer_kinds
from tests.e2e.kinds_public import public_kinds
from tests.e2e.kinds_staff import administrator_kinds, registrar_kinds, reviewer_kinds
from tests.e2e.serving import DEMO, Site, serving
from tests.e2e.walk import Walk, write_documents
from tests.e2e.world import World, load_world
from tests.test_access import ADMIN, project_routes

pytestmark = [pytest.mark.browser, pytest.mark.django_db, pytest.mark.timeout(900)]

VISITOR = "visitor"
WALKS: dict[str, Callable[[World], list[Kind]]] = {
    VISITOR: public_kinds,
    "committee": committee_kinds,
    "viewer": viewer_kinds,
    "partner": guest_kinds,
    "reviewer": reviewer_kinds,
    "registrar": registrar_kinds,
    "admin": administrator_kinds,
}
# Those to whom the association speaks; among themselves its staff may use the words of their trade.
SPOKEN_TO = {VISITOR, "committee", "viewer", "partner"}
# Addresses that answer with no page: files, answers for programs, and what only takes a form and leads elsewhere.
NO_PAGES = {
    "^(workspace|desk|admin)/",
    "absence_end",
    "certificate_retry",
    "committee_still_here",
    "copy_file",
    "copy_page",
    "directory_suggestions",
    "sitemap",
    "sitemap_section",
    *(f"{name}_{form}" for name in ("directory", "partnership", "registry") for form in FORMATS),
    "demo_mail_html",
    "favicon",
    "handin_arrange",
    "handin_correct_arrange",
    "handin_law_seen",
    "handin_pass",
    "handin_preview_page",
    "handin_preview_pdf",
    "healthz",
    "invitation_renew",
    "invitation_withdraw",
    "mail_html",
    "mfa_download_recovery_codes",
    "mfa_login_webauthn",
    "on_behalf_end",
    "on_behalf_sheet",
    "post_batch_apart",
    "list_keep",
    "list_leave_out",
    "list_report",
    "list_take_back",
    "post_batch_pdf",
    "post_batch_posted",
    "post_batch_retry",
    "post_make",
    "question_file",
    "readyz",
    "reason_move",
    "reason_retire",
    "reason_seen",
    "recording_end",
    "registry_entry_json",
    "registry_head",
    "robots",
    "scan_file",
    "scan_page",
    "seat_change",
    "second_step_close",
    "second_step_confirm",
    "side_letter_pdf",
    "task_claim",
    "task_release",
    "task_take_over",
}
# The walk signs in through it.
ELSEWHERE = {"mfa_authenticate"}


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """The demonstration, for every test of this module."""
    files = override_settings(**storages_in(tmp_path_factory.mktemp("media")))
    with files, django_db_blocker.unblock(), own_database():
        yield load_world()


@pytest.fixture(scope="module")
def site(world: World, static_root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The demonstration's web server. Nothing is rendered or sent: what waits keeps waiting."""
    with serving(tmp_path_factory.mktemp("logs"), static_root, with_worker=False, **DEMO) as site:
        yield site


@pytest.mark.parametrize("who", WALKS)
def test_nothing_is_wrong_with_any_page(who: str, world: World, site: Site, browser: Browser, tmp_path: Path) -> None:
    walk = Walk(browser, site.url, hears=who in SPOKEN_TO)
    if who != VISITOR:
        walk.sign_in(who)
    walk.look_at(WALKS[who](world))
    walk.close()
    name_of = write_documents(walk.documents, tmp_path)
    for file, errors in markup_errors(tmp_path).items():
        walk.found.setdefault(name_of(file), []).extend(f"markup: {error}" for error in errors)
    assert walk.found == {}, report(walk.found)


def test_every_page_is_looked_at(world: World) -> None:
    kinds = [kind for kinds_of in WALKS.values() for kind in kinds_of(world)]
    walked = {route for kind in kinds if (route := kind.route or route_of(kind.address))}
    pages = {route for route in project_routes() if not route.startswith(ADMIN)} - NO_PAGES
    walked |= ELSEWHERE
    assert {"never looked at": pages - walked, "no page": walked - pages} == {
        "never looked at": set(),
        "no page": set(),
    }


def test_letters_can_be_read_by_everybody(world: World, site: Site, browser: Browser, tmp_path: Path) -> None:
    page = browser.new_page(viewport=WIDE)
    found: dict[str, list[str]] = {}
    for kind in sorted(set(Mail.objects.values_list("kind", flat=True))):
        html = Mail.objects.filter(kind=kind).latest("pk").html
        (tmp_path / f"{kind.replace('/', '-')}.html").write_text(html)
        page.set_content(html)
        if wrong := look_at(page, LETTER_RULES):
            found[kind] = wrong
    page.close()
    found |= markup_errors(tmp_path)
    assert found == {}, report(found)


def route_of(address: str) -> str | None:
    """The name of the address; None where nothing is."""
    try:
        return resolve(urlsplit(address).path).url_name
    except Resolver404:
        return None


def report(found: dict[str, list[str]]) -> str:
    return "\n".join(f"{page}\n    " + "\n    ".join(wrong) for page, wrong in found.items())
