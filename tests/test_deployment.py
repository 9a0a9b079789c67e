"""Guide, settings and docker-compose.yml say the same of every variable; and what production insists on."""

import ast
import itertools
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from django.conf import LazySettings
from django.core.exceptions import ImproperlyConfigured
from django.test import RequestFactory

from agreements import inspection
from sistercities import environment
from sistercities.common import servers
from sistercities.common.requests import client_address
from sistercities.common.servers.commands import web_command
from sistercities.common.servers.places import PROJECT
from tests.production import outside_environment, production_environment
from tests.test_doors import own_servers

COMPOSE_TEXT = (PROJECT / "docker-compose.yml").read_text()
COMPOSE = yaml.safe_load(COMPOSE_TEXT)
GUIDE = (PROJECT / "docs" / "guides" / "deploy.md").read_text()
ALL, COMPOSE_ONLY, FOLDERS, ELSEWHERE = (
    "variable",
    "variable of compose",
    "variable of folders",
    "variable outside production",
)


def in_guide(heading: str) -> set[str]:
    """The variables of the tables of the guide with this heading."""
    found: set[str] = set()
    for table in re.split(r"\n\n+", GUIDE):
        first, *rows = table.splitlines()
        if first == f"| {heading} | is |":
            found |= {name for row in rows for name in re.findall(r"`([A-Z_]+)`", row.split(" | ")[0])}
    return found


def asked_for(path: Path) -> set[str]:
    """The variables that a module reads: `env.int("NAME")`, `environ.get("NAME")`, `environ["NAME"]`."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args:
            owner, name = node.func.value, node.args[0]
        elif isinstance(node, ast.Subscript):
            owner, name = node.value, node.slice
        else:
            continue
        if isinstance(owner, ast.Name) and owner.id in {"env", "environ"} and isinstance(name, ast.Constant):
            found.add(name.value)
    return found | (set(environment.REQUIRED_IN_PRODUCTION) if path.name == "environment.py" else set())


def compose_environment(service: str = "web") -> dict[str, str | None]:
    return COMPOSE["services"][service]["environment"]


def test_the_guide_lists_every_variable_of_the_settings_and_no_other() -> None:
    package = PROJECT / "sistercities"
    read = asked_for(package / "settings.py") | asked_for(package / "environment.py")
    listed = in_guide(ALL) | in_guide(FOLDERS) | in_guide(ELSEWHERE)
    assert {"not in the guide": read - listed, "not in the settings": listed - read} == {
        "not in the guide": set(),
        "not in the settings": set(),
    }
    assert set(environment.REQUIRED_IN_PRODUCTION) < in_guide(ALL)


@pytest.mark.parametrize("service", ["web", "worker", "beat"])
def test_compose_hands_on_every_variable_of_the_guide(service: str) -> None:
    assert set(compose_environment(service)) == in_guide(ALL)


def test_the_guide_lists_what_compose_itself_asks_for() -> None:
    interpolated = set(re.findall(r"\$\{([A-Z_]+)", COMPOSE_TEXT))
    assert interpolated - set(compose_environment()) == in_guide(COMPOSE_ONLY)


def test_what_the_guide_puts_into_the_image_is_there() -> None:
    dockerfile = (PROJECT / "Dockerfile").read_text()
    assert {name for name in in_guide(FOLDERS) if f" {name}=/srv/portal/" in dockerfile} == in_guide(FOLDERS)


def test_the_guide_makes_the_tables_before_it_starts_the_portal() -> None:
    steps = re.findall(r"^docker compose .*$", GUIDE, re.MULTILINE)
    assert steps == [
        "docker compose build",
        "docker compose run --rm migrate",
        "docker compose up --detach",
    ]


def test_the_web_process_has_time_and_few_threads_for_looking_through_a_file() -> None:
    limits = inspection.DEFAULT
    longest = 3 * limits.seconds  # by the clock, see bounded.frames
    assert f"may take {longest}\nseconds and {limits.memory / 10**9:g} GB" in GUIDE
    guide = re.search(r"^gunicorn .*$", GUIDE, re.MULTILINE)
    assert guide
    for words in (shlex.split(COMPOSE["services"]["web"]["command"]), shlex.split(guide[0]), web_command(["[::1]:1"])):
        options = dict(itertools.pairwise(words))
        assert int(options["--timeout"]) >= max(60, longest)
        assert int(options["--workers"]) * int(options["--threads"]) <= 4


def test_visitors_behind_the_proxy_of_compose_have_an_address_each(settings: LazySettings) -> None:
    given = compose_environment()
    assert (given["BEHIND_PROXY"], given["TRUSTED_PROXIES"]) == ("${BEHIND_PROXY:-1}", "${TRUSTED_PROXIES:-1}")
    settings.TRUSTED_PROXIES = 1
    asked = RequestFactory().get("/", headers={"X-Forwarded-For": "192.0.2.66, 198.51.100.7"}, REMOTE_ADDR="10.0.0.1")
    assert client_address(asked) == "198.51.100.7"


@pytest.mark.parametrize("given", [{}, {"TRUSTED_PROXIES": "0"}, {"TRUSTED_PROXIES": ""}, {"BEHIND_PROXY": "true"}])
def test_production_does_not_start_behind_a_proxy_that_nobody_trusts(tmp_path: Path, given: dict[str, str]) -> None:
    right = _production(tmp_path)
    environment.require_production_settings(right)
    environment.require_production_settings({**right, "BEHIND_PROXY": "0", "TRUSTED_PROXIES": "0"})
    wrong = {name: value for name, value in right.items() if name != "TRUSTED_PROXIES"} | given
    with pytest.raises(ImproperlyConfigured, match="BEHIND_PROXY is set and TRUSTED_PROXIES is 0"):
        environment.require_production_settings(wrong)


def test_staff_need_a_second_factor_in_production_whatever_is_set(tmp_path: Path) -> None:
    environ = _production(tmp_path) | {"STAFF_NEED_SECOND_FACTOR": "0"}
    asks = "from django.conf import settings; print(settings.STAFF_NEED_SECOND_FACTOR)"
    command = [sys.executable, "-c", asks]
    environ |= {"DJANGO_SETTINGS_MODULE": "sistercities.settings", "PYTHONPATH": str(PROJECT)}
    run = subprocess.run(command, env=environ, capture_output=True, text=True, check=True)
    assert run.stdout == "True\n"


def _production(folder: Path) -> dict[str, str]:
    addresses = servers.Addresses(os.environ["DATABASE_URL"], os.environ["REDIS_URL"])
    return outside_environment() | own_servers() | production_environment(folder, addresses)
