"""The component page: words agree with the domain, markup holds, and a browser finds nothing wrong in either theme."""

import re
import shutil

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import RequestFactory
from django.urls import include, path, reverse
from playwright.sync_api import sync_playwright

from partnerships.stages import Stage, State
from sistercities.common import look, world
from sistercities.common.finders import FACES, ensure
from sistercities.common.templatetags.look import error_summary, fingerprint, tel
from sistercities.pages.styleguide import PAGES, styleguide
from sistercities.pages.styleguide_forms import LetterForm, filled_wrong
from tests.e2e.checks import SIDEWAYS


def test_every_state_of_a_relationship_has_a_badge_with_its_own_word():
    assert {code: str(badge.word) for code, badge in look.STATES.items()} == {s.value: str(s.label) for s in State}


def test_no_two_states_share_a_shape():
    shapes = [badge.shape for badge in look.STATES.values()]
    assert len(shapes) == len(set(shapes))


def test_the_rail_shows_the_five_stages():
    assert [(code, str(label)) for code, label in look.STAGES] == [(s.value, str(s.label)) for s in Stage]


@pytest.mark.parametrize(("sides", "halves"), [(2, 2), (3, 6), (4, 8)])
def test_the_arc_joins_first_and_last_and_with_more_sides_the_neighbours_too(sides, halves):
    assert len(look.arcs(sides)) == halves


def test_a_link_across_the_pacific_leaves_the_map_and_comes_back():
    seattle, kobe, warsaw = (-122.3, 47.6), (135.2, 34.7), (21.0, 52.2)
    assert world.arc(seattle, kobe).path.count("M") == 2
    assert world.arc(seattle, warsaw).path.count("M") == 1


def test_the_map_keeps_north_up_and_east_right():
    (west, south), (east, north) = world.project(-58.4, -34.6), world.project(139.7, 35.7)
    assert west < east
    assert north < south


def test_a_fingerprint_is_read_in_groups_of_eight():
    assert fingerprint("0123456789abcdef01") == "01234567 89abcdef 01"


def test_a_phone_number_becomes_a_link_without_spaces():
    assert tel("+1 (202) 347-8630") == "tel:+12023478630"
    assert tel("by appointment") == ""


def test_the_error_summary_names_each_field_and_leads_to_it():
    lines = error_summary(filled_wrong())["lines"]
    assert [line["label"] for line in lines] == [f.label for f in LetterForm() if f.field.required]
    assert lines[0]["target"] == "id_wrong-name"


def test_a_form_that_nobody_sent_has_no_summary():
    assert error_summary(LetterForm())["lines"] == []


def test_fields_tie_label_hint_and_error_to_the_control():
    html = str(filled_wrong())
    assert 'aria-describedby="id_wrong-name_helptext id_wrong-name_error"' in html
    assert 'id="id_wrong-name_helptext"' in html
    assert 'id="id_wrong-name_error"' in html
    assert "(optional)" in html


urlpatterns = [
    path("styleguide/", styleguide),
    path("styleguide/<str:name>/", styleguide),
    path("", include("sistercities.urls")),
]
THEMES_AND_WIDTHS = [("light", 360), ("dark", 1280)]


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(PAGES))
def test_every_sample_page_renders_without_inline_style_or_script(name, admin_user):
    request = RequestFactory().get("/styleguide/")
    request.user = admin_user
    html = styleguide(request, name).content.decode()
    assert " style=" not in html
    assert "<script>" not in html
    assert reverse("directory") in html


@pytest.mark.urls("tests.pages.test_styleguide")
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("theme", "width"), THEMES_AND_WIDTHS)
def test_a_browser_finds_nothing_wrong_on_any_sample_page(live_server, theme, width):
    found = {}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_context(
            viewport={"width": width, "height": 900}, color_scheme=theme, reduced_motion="reduce", bypass_csp=True
        ).new_page()
        page.on(
            "console", lambda line: found.setdefault("console", []).append(line.text) if line.type == "error" else None
        )
        for name in sorted(PAGES):
            page.goto(f"{live_server.url}/styleguide/{name + '/' if name else ''}")
            violations = [violation["id"] for violation in Axe().run(page).response["violations"]]
            sideways = page.evaluate(SIDEWAYS)
            if violations or sideways:
                found[name] = (violations, sideways)
        browser.close()
    assert found == {}


def test_the_style_sheet_names_every_typeface_that_is_cut_and_no_other():
    named = set(re.findall(r"fonts/[\w-]+\.woff2", (settings.BASE_DIR / "static/css/base.css").read_text()))
    assert named == {face.name for face in FACES}


def test_the_two_faces_that_every_page_loads_stay_light():
    latin = [ensure(face) for face in FACES if face.name.endswith("-latin.woff2")]
    assert [path.read_bytes()[:4] for path in latin] == [b"wOF2", b"wOF2"]
    assert sum(path.stat().st_size for path in latin) < 64_000


COMPONENTS = {path.stem for path in (settings.BASE_DIR / "templates" / "components").glob("*.html")}


def shown(client, name: str) -> tuple[set[str], set[str]]:
    """The components that a page of the guide renders, and those that the heading of a sample names."""
    page = client.get(f"/styleguide/{name}/" if name else "/styleguide/")
    rendered = {template.name or "" for template in page.templates}
    words = set(re.findall(r"\w+", " ".join(re.findall(r"<h3>(.*?)</h3>", page.text))))
    return {path.split("/")[1].removesuffix(".html") for path in rendered if path.startswith("components/")}, words


@pytest.mark.django_db
def test_every_component_has_a_sample_under_its_name(client):
    rendered, named = shown(client, "")
    written_out = {"confirmation", "messages"}  # a second h1 or a second status would be wrong on one page
    framing = {"masthead_own", "demo_banner"}
    assert COMPONENTS - rendered - written_out == {"_call_us", *framing}
    assert framing - shown(client, "work")[0] - shown(client, "longest")[0] == set()
    assert {name for name in COMPONENTS if not name.startswith("_")} - named == set()


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["longest", "least", "right-to-left"])
def test_every_component_is_shown_with_this_content(client, name):
    """The head of signed-in pages is the same with another link; a page holds one confirmation at most."""
    rendered, named = shown(client, name)
    absent = {"_call_us"} | ({"demo_banner", "_side_mark", "_facet"} if name == "least" else set())
    assert COMPONENTS - rendered - {"masthead_own", "confirmation"} - absent == set()
    frame = {"masthead", "masthead_own", "mark", "footer", "demo_banner", "confirmation"}
    assert {name for name in COMPONENTS if not name.startswith("_")} - frame - named == set()


@pytest.mark.django_db
def test_the_arabic_page_runs_from_right_to_left(client):
    assert '<div lang="ar" dir="rtl">' in client.get("/styleguide/right-to-left/").text
