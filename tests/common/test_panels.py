"""Slots have owners, panels have slots, and public panels know no viewer."""

import datetime as dt
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.template import Context, Template

from sistercities.common import panels
from sistercities.common.panels import Asked

ROOT = Path(settings.BASE_DIR)
TODAY = dt.date(2026, 11, 22)
OWNERS = {
    "directory.notes": "directory",
    "directory.search": "directory",
    "committee.sheet": "directory",
    "community.partnerships": "directory",
    "community.register_entries": "directory",
    "partnership.recognition": "partnerships",
    "partnership.acts": "partnerships",
    "partnership.programs": "partnerships",
    "side.letter": "partnerships",
    "workspace.help": "partnerships",
    "workspace.next_step": "partnerships",
    "workspace.handins": "partnerships",
    "workspace.partnership": "partnerships",
    "home.latest_records": "sistercities.pages",
}


@pytest.fixture
def empty_registry(monkeypatch):
    monkeypatch.setattr(panels, "_slots", {})
    monkeypatch.setattr(panels, "_panels", [])
    monkeypatch.setattr(panels, "_noters", [])


def test_each_slot_has_its_owner():
    assert {slot.name: slot.owner for slot in panels.slots()} == OWNERS


def test_the_decision_record_lists_every_slot_with_its_owner():
    rows = re.findall(
        r"^\| (`.*?) \| (\w+) \| .*\|$", (ROOT / "docs/decisions/0006-panels-and-facets.md").read_text(), re.MULTILINE
    )
    listed = {name: owner for names, owner in rows for name in re.findall(r"`([a-z_.]+)`", names)}
    assert listed == {name: owner.rpartition(".")[2] for name, owner in OWNERS.items()}


def test_every_slot_of_a_template_is_owned_and_every_owned_slot_stands_on_a_page():
    used = {
        name
        for path in (ROOT / "templates").rglob("*.html")
        for name in re.findall(r'{% panels "([a-z_.]+)"', path.read_text())
    }
    assert used | {"directory.notes"} == set(OWNERS)


def test_a_panel_without_a_page_stops_start_up(empty_registry):
    panels.fill_slot("nowhere.acts", template="x.html", selector=lambda asked: {})
    with pytest.raises(ImproperlyConfigured, match=r"nowhere\.acts"):
        panels.require_owners()


def test_a_slot_has_one_owner(empty_registry):
    panels.own_slot("page.here", owner="directory", subject="a row")
    with pytest.raises(ValueError, match="two owners"):
        panels.own_slot("page.here", owner="partnerships", subject="a row")


def test_an_unfilled_slot_shows_nothing_and_an_unknown_one_is_an_error(empty_registry):
    panels.own_slot("page.here", owner="directory", subject="a row")
    page = Template('{% load panels %}{% panels "page.here" %}')
    assert page.render(Context({"today": TODAY})) == ""
    with pytest.raises(KeyError):
        panels.panels_of("page.elsewhere", Asked(None, TODAY))


def test_panels_stand_in_their_order_and_none_shows_nothing(empty_registry):
    panels.own_slot("page.here", owner="directory", subject="a row")
    panels.fill_slot("page.here", template="second.html", selector=lambda asked: {"n": asked.subject}, order=20)
    panels.fill_slot("page.here", template="first.html", selector=lambda asked: {"n": asked.on_date.year}, order=10)
    panels.fill_slot("page.here", template="silent.html", selector=lambda asked: None, order=15)
    assert panels.panels_of("page.here", Asked(7, TODAY)) == [("first.html", {"n": 2026}), ("second.html", {"n": 7})]


@pytest.mark.parametrize(("is_public", "seen"), [(True, None), (False, "somebody")])
def test_only_closed_slots_know_who_looks(empty_registry, is_public, seen):
    panels.own_slot("page.here", owner="directory", subject="a row", is_public=is_public)
    panels.fill_slot("page.here", template="x.html", selector=lambda asked: {"viewer": asked.viewer})
    assert panels.panels_of("page.here", Asked(None, TODAY, "somebody")) == [("x.html", {"viewer": seen})]
