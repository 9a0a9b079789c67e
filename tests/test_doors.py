"""The ways in: the command line, the demonstration, the check of the repository, and production as compose runs it."""

import os
import re
import shlex
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
import yaml
from psycopg import sql

from sistercities.common import fonts, servers
from sistercities.common.servers.places import PROJECT
from sistercities.common.servers.processes import Processes, http_status, listening_addresses
from sistercities.environment import REQUIRED_IN_PRODUCTION
from tests.common.server_users import process_texts
from tests.common.test_processes import free_port
from tests.production import HOST, as_role, outside_environment, production_environment

COMPOSE = yaml.safe_load((PROJECT / "docker-compose.yml").read_text())
PORTAL_SERVICES = ("web", "worker", "beat")
ROLE = f"plain_doors_{os.getpid()}"
REDIS_DATABASE = 60
# What a second loading would add to.
GROWING = (
    "agreements_registryentry",
    "agreements_sealedpdf",
    "agreements_handin",
    "partnerships_partnership",
    "directory_community",
    "accounts_user",
    "directory_place",
    "post_mail",
)
HOST_OF_FILES = "python" + "hosted.org"  # in two, for the check reads this file too


@pytest.fixture
def addresses(request: pytest.FixtureRequest) -> Iterator[servers.Addresses]:
    """An empty database and a Redis database of this test's own, on the servers of the test run."""
    name = f"doors_{os.getpid()}"
    database_url = os.environ["DATABASE_URL"]
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        yield servers.Addresses(
            re.sub(r"/sistercities(?=\?|$)", f"/{name}", database_url),
            f"{os.environ['REDIS_URL'].partition('?')[0]}?db={REDIS_DATABASE}",
        )
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
        connection.execute(sql.SQL("DROP ROLE IF EXISTS {}").format(sql.Identifier(ROLE)))


def manage(*arguments: str, environ: dict[str, str], folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(PROJECT / "manage.py"), *arguments]
    return subprocess.run(command, env=environ, cwd=folder, capture_output=True, text=True, check=False)


def count_of(table: str, addresses: servers.Addresses) -> int:
    with psycopg.connect(addresses.database_url) as connection:
        query = sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table))
        return connection.execute(query).fetchone()[0]


REASONS = """
SELECT count(*), count(*) FILTER (WHERE said.metadata ->> 'reason' = decision.reason_code
                                  AND said.metadata ->> 'command' = 'load_demo')
FROM agreements_handinaction decision
JOIN LATERAL (SELECT pgh_context_id FROM agreements_handinevent WHERE pgh_obj_id = decision.hand_in_id
              ORDER BY pgh_id DESC LIMIT 1) change ON true
LEFT JOIN pghistory_context said ON said.id = change.pgh_context_id
WHERE decision.kind IN ('returned', 'refused')
"""


def sealed_entries(addresses: servers.Addresses) -> tuple[int, int]:
    """How many entries the register has, and how many of them have a sealed PDF; some have a later version too."""
    with psycopg.connect(addresses.database_url) as connection:
        query = "SELECT count(*), count(*) FILTER (WHERE id IN (SELECT entry_id FROM agreements_sealedpdf)) FROM "
        return connection.execute(f"{query} agreements_registryentry").fetchone()


def reasons_kept(addresses: servers.Addresses) -> tuple[int, int]:
    """How many documents were sent back or refused, and of how many the change history says why."""
    with psycopg.connect(addresses.database_url) as connection:
        return connection.execute(REASONS).fetchone()


def own_servers() -> dict[str, str]:
    return {name: os.environ[name] for name in ("DATABASE_URL", "REDIS_URL")}


def test_manage_works_from_any_folder(tmp_path: Path) -> None:
    environ = outside_environment() | own_servers() | {"SISTERCITIES_ENV": "test"}
    assert manage("check", environ=environ, folder=tmp_path).returncode == 0
    assert list(tmp_path.iterdir()) == []


def test_production_refuses_to_start_with_one_sentence(tmp_path: Path) -> None:
    answer = manage("check", environ=outside_environment() | {"SISTERCITIES_ENV": "production"}, folder=tmp_path)
    assert answer.returncode == 1
    assert answer.stderr.count("\n") == 1
    assert all(name in answer.stderr for name in REQUIRED_IN_PRODUCTION)


@pytest.mark.parametrize(
    ("extra", "sentence"),
    [
        ({"SISTERCITIES_ENV": "development"}, "Start it with: make demo"),
        ({"DEMO": "1", "PORT": "70000"}, "PORT is '70000': it has to be a number from 1 to 65535."),
        ({"DEMO": "1", "PORT": "0"}, "PORT is '0': it has to be a number from 1 to 65535."),
    ],
)
def test_demo_refuses_what_it_cannot_serve(tmp_path: Path, extra: dict[str, str], sentence: str) -> None:
    answer = manage("serve_demo", environ=outside_environment() | own_servers() | extra, folder=tmp_path)
    assert answer.returncode == 1
    assert sentence in answer.stderr


def test_demo_names_a_taken_port(tmp_path: Path) -> None:
    port = free_port()
    with Processes(tmp_path, environ=os.environ, folder=tmp_path) as processes:
        processes.start("other", [sys.executable, "-m", "http.server", "--bind", "127.0.0.1", str(port)])
        processes.wait_for(lambda: listening_addresses(port) == [], seconds=20, what="The other server")
        environ = outside_environment() | own_servers() | {"DEMO": "1", "PORT": str(port)}
        answer = manage("serve_demo", environ=environ, folder=tmp_path)
    assert answer.returncode == 1
    assert answer.stderr.startswith(f"CommandError: Port {port} is taken.")
    assert answer.stderr.count("\n") == 1


@pytest.mark.worker
@pytest.mark.timeout(900)
def test_demo_says_ready_answers_on_both_names_and_starts_again_with_the_same_data(
    tmp_path: Path, addresses: servers.Addresses
) -> None:
    port = free_port()
    environ = outside_environment() | {
        "DATABASE_URL": addresses.database_url,
        "REDIS_URL": addresses.redis_url,
        "DEMO": "1",
        "PORT": str(port),
        "WORK_DIR": str(tmp_path / "work"),
    }
    with started_demo(tmp_path / "first", environ, seconds=480):
        entries, sealed = sealed_entries(addresses)
        assert entries == sealed >= 12
        decided, explained = reasons_kept(addresses)
        assert decided == explained >= 2
        assert {http_status(host, port, "/healthz") for host in ("localhost", "127.0.0.1")} == {200}
    before = {table: count_of(table, addresses) for table in GROWING}
    with started_demo(tmp_path / "second", environ, seconds=120):
        assert {http_status(host, port, "/registry/") for host in ("localhost", "127.0.0.1")} == {200}
    assert {table: count_of(table, addresses) for table in GROWING} == before
    assert [text for text in process_texts("environ") if str(tmp_path / "work") in text] == []
    assert listening_addresses(port) != []


@contextmanager
def started_demo(logs: Path, environ: dict[str, str], *, seconds: float) -> Iterator[None]:
    """The demonstration, ready within that time; stopped with Ctrl-C at the end of the block."""
    logs.mkdir()
    with Processes(logs, environ=environ, folder=logs) as processes:
        demo = processes.start("demo", [sys.executable, PROJECT / "manage.py", "serve_demo"])
        log = logs / "demo.log"
        processes.wait_for(lambda: "Ready: " in log.read_text(), seconds=seconds, what="The line Ready")
        yield
        said = [line for line in log.read_text().splitlines() if line.startswith("Ready")]
        assert said == [f"Ready: http://localhost:{environ['PORT']}/"]
        demo.send_signal(signal.SIGINT)
        assert demo.wait(timeout=15) == 0
    assert log.read_text().endswith("Stopped.\n")


def test_compose_gives_each_process_what_production_asks_for() -> None:
    services = COMPOSE["services"]
    assert set(services) == {*PORTAL_SERVICES, "migrate", "database", "redis", "mail"}
    assert {name for name, service in services.items() if "profiles" in service} == {"migrate", "mail"}
    for name in (*PORTAL_SERVICES, "migrate"):
        assert set(REQUIRED_IN_PRODUCTION) <= set(services[name]["environment"])
        assert services[name]["environment"]["SISTERCITIES_ENV"] == "production"


def test_compose_keeps_the_owner_of_the_tables_from_web_worker_and_beat() -> None:
    given = {name: service.get("environment", {}) for name, service in COMPOSE["services"].items()}
    knows_owner = {name for name, environment in given.items() if "DATABASE_OWNER_PASSWORD" in str(environment)}
    assert knows_owner == {"migrate", "database"}
    assert {given[name]["DATABASE_URL"] for name in PORTAL_SERVICES} == {given["migrate"]["PORTAL_DATABASE_URL"]}
    assert given["migrate"]["DATABASE_URL"].startswith(f"postgres://{given['database']['POSTGRES_USER']}:")


def test_image_runs_the_web_process_as_an_ordinary_user() -> None:
    text = (PROJECT / "Dockerfile").read_text()
    assert re.findall(r"^USER (\w+)$", text, re.MULTILINE) == ["portal"]
    command = re.findall(r"^CMD \[(.*)\]$", text, re.MULTILINE)
    assert [shlex.split(words.replace(",", " ")) for words in command] == [
        shlex.split(COMPOSE["services"]["web"]["command"])
    ]


@pytest.mark.worker
def test_compose_commands_run_natively_with_production_settings(tmp_path: Path, addresses: servers.Addresses) -> None:
    port = free_port()
    programs = str(Path(sys.executable).parent)
    environ = outside_environment() | production_environment(tmp_path, addresses)
    environ["PATH"] = f"{programs}{os.pathsep}{environ['PATH']}"
    environ["STATIC_ROOT"] = str(tmp_path / "static")
    as_portal = as_role(ROLE, addresses)
    migrate = shlex.split(COMPOSE["services"]["migrate"]["command"])
    for command in (migrate, ["python", "manage.py", "collectstatic", "--no-input"]):
        given = environ | {"PORTAL_DATABASE_URL": as_portal}
        prepared = subprocess.run(command, env=given, cwd=PROJECT, capture_output=True, text=True, check=False)
        assert prepared.returncode == 0, prepared.stderr
    environ["DATABASE_URL"] = as_portal
    checked = manage("check", "--deploy", "--database", "default", environ=environ, folder=tmp_path)
    assert checked.returncode == 0, checked.stderr
    with Processes(tmp_path / "logs", environ=environ, folder=PROJECT) as processes:
        for name in PORTAL_SERVICES:
            command = COMPOSE["services"][name]["command"]
            command = re.sub(r"--schedule \S+", f"--schedule {tmp_path}/beat", command)
            processes.start(name, shlex.split(command.replace("0.0.0.0:8000", f"127.0.0.1:{port}")))
        headers = {"Host": HOST, "X-Forwarded-Proto": "https"}
        processes.wait_for(
            lambda: http_status("127.0.0.1", port, "/healthz", headers) == 200, seconds=60, what="An answer of the web"
        )
        logs = processes.logs
        processes.wait_for(lambda: " ready." in (logs / "worker.log").read_text(), seconds=60, what="The worker")
        processes.wait_for(lambda: "beat: Starting" in (logs / "beat.log").read_text(), seconds=60, what="The beat")


@pytest.mark.parametrize("name", [*PORTAL_SERVICES, "check"])
def test_production_does_not_start_as_a_superuser_of_the_database(tmp_path: Path, name: str) -> None:
    addresses = servers.Addresses(os.environ["DATABASE_URL"], os.environ["REDIS_URL"])
    environ = outside_environment() | production_environment(tmp_path, addresses)
    environ["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{environ['PATH']}"
    if name == "check":
        command = ["python", "manage.py", "check", "--deploy", "--database", "default"]
    else:
        command = shlex.split(COMPOSE["services"][name]["command"].replace("0.0.0.0:8000", f"127.0.0.1:{free_port()}"))
    answer = subprocess.run(command, env=environ, cwd=PROJECT, capture_output=True, text=True, timeout=60, check=False)
    assert answer.returncode != 0
    said = answer.stdout + answer.stderr
    assert "does not start in production with a database role that is a superuser of the database server." in said
    assert "make_portal_role" in said


@pytest.mark.parametrize("door", ["demo", "test", "check", "bench", "format", "lock"])
def test_every_door_makes_the_checkout_ready_first(door: str) -> None:
    command = ["make", "--dry-run", "--no-print-directory", door]
    environ = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}
    steps = subprocess.run(command, env=environ, cwd=PROJECT, capture_output=True, text=True, check=True).stdout
    assert steps.splitlines()[0] == f"scripts/setup.sh {'test' if door == 'test' else 'run'}"


def test_system_packages_bring_the_fonts_of_the_one_list() -> None:
    lines = (PROJECT / "requirements" / "system.txt").read_text().splitlines()
    packages = [line.split() for line in lines if line and not line.startswith("#")]
    assert {len(words) for words in packages} == {3}
    assert {name for name, needed_for, _ in packages if name.startswith("fonts-")} == set(fonts.DEBIAN_PACKAGES)
    assert {needed_for for name, needed_for, _ in packages if name.startswith("fonts-")} == {"run"}


@pytest.mark.parametrize(
    ("name", "text", "complaint"),
    [
        ("long.py", "x = 1\n" * 401, "long.py: 401 lines; 400 are the most\n"),
        ("page.html", "<p>\n" * 401, "page.html: 401 lines; 400 are the most\n"),
        ("note.md", f"at files.{HOST_OF_FILES}\n", f"note.md: names the package registry host {HOST_OF_FILES}\n"),
        ("right.py", "x = 1\n" * 400, ""),
        ("requirements/base.txt", "x==1\n" * 500, ""),
    ],
)
def test_repository_check(tmp_path: Path, name: str, text: str, complaint: str) -> None:
    subprocess.run(["git", "init", "--quiet", str(tmp_path)], check=True)
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)
    command = [sys.executable, PROJECT / "scripts" / "check_repository.py"]
    answer = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (answer.returncode, answer.stderr) == (1 if complaint else 0, complaint)
