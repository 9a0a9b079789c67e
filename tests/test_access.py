"""Every address of the site as every kind of person: a route that nobody has thought about fails here."""

from collections.abc import Iterator

import pytest
from django.http import HttpResponse
from django.urls import get_resolver
from django.urls.resolvers import URLPattern, URLResolver

from tests.access_table import TABLE, lines_of
from tests.world import ADMINISTRATOR, EVERYBODY, ROLES, VISITOR, World

pytestmark = pytest.mark.django_db
ADMIN = "admin:"


def project_routes() -> set[str]:
    """The name of every route, with its namespace; the pattern itself where a route has no name."""

    def walk(patterns: list[URLPattern | URLResolver], space: str) -> Iterator[str]:
        for item in patterns:
            if isinstance(item, URLResolver):
                yield from walk(item.url_patterns, space + (f"{item.namespace}:" if item.namespace else ""))
            else:
                yield space + (item.name or str(item.pattern))

    return set(walk(get_resolver().url_patterns, ""))


def entered(response: HttpResponse) -> int | str:
    """The status, or "sign in" for the way to the sign-in page."""
    is_sign_in = response.status_code == 302 and response.url.startswith("/accounts/login/?next=")
    return "sign in" if is_sign_in else response.status_code


def test_every_route_states_who_may_enter() -> None:
    routes = {route for route in project_routes() if not route.startswith(ADMIN)}
    assert {"nobody has said who may enter": routes - TABLE.keys(), "is no more": TABLE.keys() - routes} == {
        "nobody has said who may enter": set(),
        "is no more": set(),
    }


@pytest.mark.parametrize("route", sorted(TABLE))
def test_everybody_gets_what_the_table_says(route: str, world: World) -> None:
    for line in lines_of(route):
        address = line.address(route, world)
        asked = [world.ask(role, address, method=line.method, data=line.data) for role in ROLES]
        got = {visit.role: entered(visit.response) for visit in asked}
        assert {role: (got[role], line.expected(role)) for role in ROLES if got[role] != line.expected(role)} == {}


POSTED_TO = sorted(route for route in TABLE if {line.method for line in lines_of(route)} == {"post"})


@pytest.mark.parametrize("route", POSTED_TO)
def test_what_is_posted_to_is_not_read(route: str, world: World) -> None:
    """A link that a mail scanner or a browser fetches in advance changes nothing."""
    assert world.ask(ADMINISTRATOR, lines_of(route)[0].address(route, world)).response.status_code == 405


@pytest.mark.parametrize("route", sorted(route for route in project_routes() if route.startswith(ADMIN)))
def test_the_administration_exists_for_administrators_only(route: str, world: World) -> None:
    address = admin_address(route)
    asked = {role: entered(world.ask(role, address).response) for role in ROLES}
    inside = asked.pop(ADMINISTRATOR)
    assert asked.pop(VISITOR) == "sign in"
    assert asked == dict.fromkeys(asked, 404)
    assert inside != "sign in"


def admin_address(route: str) -> str:
    """An address of this route of the administration; whether there is such a row makes no difference to others."""
    name = route.removeprefix(ADMIN)
    found = get_resolver().namespace_dict["admin"][1].reverse_dict.getlist(name)
    if not found:
        return {"<path:object_id>/": "/admin/accounts/user/1/", r"(?P<url>.*)$": "/admin/no-such-page/"}[name]
    template, parts = found[0][0][0]
    return "/admin/" + template % {part: "accounts" if part == "app_label" else "1" for part in parts}


# Only these may set a cookie, so they differ from visit to visit.
ACCOUNT_ROUTES = ("account_", "mfa_", "invitation_", "still_here")
PUBLIC = sorted(
    route
    for route in TABLE
    for line in lines_of(route)
    if line.audience == EVERYBODY
    and line.method == "get"
    and line.answer == 200
    and not route.startswith(ACCOUNT_ROUTES)
)


@pytest.mark.parametrize("route", PUBLIC)
def test_a_public_page_is_the_same_for_everybody_and_sets_no_cookie(route: str, world: World) -> None:
    address = lines_of(route)[0].address(route, world)
    first = world.ask(VISITOR, address)
    assert first.body
    for role in (VISITOR, *ROLES):
        again = world.ask(role, address)
        assert again.body == first.body, role
        assert not again.response.cookies, role
        assert "Cookie" not in again.response.headers.get("Vary", ""), role


@pytest.mark.parametrize("route", [route for route in PUBLIC if not route.startswith("styleguide")])
def test_a_public_page_is_only_read(route: str, world: World) -> None:
    address = lines_of(route)[0].address(route, world)
    methods = ["put", "patch", "delete", *([] if route == "verify" else ["post"])]
    answers = {method: world.ask(VISITOR, address, method=method).response.status_code for method in methods}
    assert answers == dict.fromkeys(methods, 405)
