"""The embedded servers: started, shared, killed, found again, and nothing left or changed outside their own folder."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import environ
import psycopg
import pytest
import redis
from kombu import Connection

from sistercities.common import servers
from sistercities.common.servers import places
from sistercities.common.servers.programs import wait_until
from sistercities.common.servers.urls import addresses_in
from tests.common.server_users import ServerUser, running_under, world_outside
from tests.servers_plugin import redis_url_of_worker


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Path]:
    """A project folder with a long path; its servers' folder is removed afterwards."""
    path = tmp_path.joinpath(*["Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch"] * 3, "with a space")
    path.mkdir(parents=True)
    yield path
    base = servers.remove(path)
    assert not base.exists()
    assert running_under(base) == []


@pytest.mark.parametrize(
    ("redis_url", "broker_url"),
    [
        ("unix:///var/tmp/x/redis.sock?db=0", "redis+socket:///var/tmp/x/redis.sock?virtual_host=0"),
        ("unix:///var/tmp/x/redis.sock?db=3", "redis+socket:///var/tmp/x/redis.sock?virtual_host=3"),
        ("unix:///var/tmp/x/redis.sock", "redis+socket:///var/tmp/x/redis.sock?virtual_host=0"),
        ("redis://cache:6379/1", "redis://cache:6379/1"),
        ("rediss://:word@cache:6380/0", "rediss://:word@cache:6380/0"),
    ],
)
def test_celery_reads_each_form_of_redis_url(redis_url: str, broker_url: str) -> None:
    assert servers.celery_broker_url(redis_url) == broker_url


@pytest.mark.parametrize("redis_url", ["", "memcached://cache", "unix://", "/srv/redis.sock"])
def test_another_redis_url_is_refused(redis_url: str) -> None:
    with pytest.raises(ValueError, match="REDIS_URL starts with"):
        servers.celery_broker_url(redis_url)


def test_parallel_test_workers_have_redis_databases_of_their_own() -> None:
    urls = [redis_url_of_worker("unix:///x/redis.sock?db=0", f"gw{number}") for number in range(3)]
    assert urls == [f"unix:///x/redis.sock?db={number}" for number in (1, 2, 3)]


def test_folder_depends_on_the_project_alone_and_is_short(project: Path) -> None:
    base = servers.base_folder(project)
    assert base == servers.base_folder(project / "sub" / "..")
    assert base != servers.base_folder(project.parent)
    assert len(os.fsencode(base / "test-12345678" / ".s.PGSQL.5432")) < 100
    assert not base.exists()


def test_addresses_lead_django_celery_and_cache_to_the_same_servers(project: Path) -> None:
    with ServerUser(project) as user:
        assert addresses_in(user.folder) == servers.Addresses(user.database_url, user.redis_url)
        config = environ.Env.db_url_config(user.database_url)
        with psycopg.connect(dbname=config["NAME"], user=config["USER"], **config["OPTIONS"]) as connection:
            assert connection.info.encoding == "utf-8"
        assert user.query("SHOW server_encoding") == [("UTF8",)]
        assert user.query("SHOW listen_addresses") == [("",)]
        assert user.query("SHOW max_connections") == [("120",)]
        user.query("CREATE EXTENSION pg_trgm")
        assert user.query("SELECT show_trgm('長崎') <> '{}'") == [(True,)]
        other_database = user.redis_url.replace("db=0", "db=2")
        with Connection(servers.celery_broker_url(other_database)) as broker:
            broker.SimpleQueue("letters").put("hello")
        assert redis.from_url(other_database).llen("letters") == 1
        assert redis.from_url(user.redis_url).dbsize() == 0
        assert redis.from_url(user.redis_url).config_get("port") == {"port": "0"}


def test_nothing_outside_its_own_folder_changes_and_nobody_else_can_enter(project: Path) -> None:
    project.parent.chmod(0o700)
    before = world_outside(project)
    with ServerUser(project) as user:
        assert world_outside(project) == before
        assert user.folder.stat().st_mode & 0o777 == 0o700
        assert user.folder.parent.stat().st_mode & 0o066 == 0
        assert list(project.iterdir()) == []
    assert world_outside(project) == before


def appended(user: ServerUser) -> bytes:
    """What Redis has written to its append-only file, in the forms of both its versions."""
    return b"".join(path.read_bytes() for path in (user.folder / "redis").rglob("*.aof"))


def test_killed_postgres_and_redis_come_back_with_their_data(project: Path) -> None:
    with ServerUser(project) as user:
        user.query("CREATE TABLE kept AS SELECT 1 AS n")
        redis.from_url(user.redis_url).set("kept", "1")
        wait_until(lambda: b"kept" in appended(user), 5)
        killed = user.server_pids()
        assert len(killed) == 2
        for pid in killed:
            os.kill(pid, signal.SIGKILL)
        with ServerUser(project) as second:
            assert set(second.server_pids()).isdisjoint(killed)
            assert second.query("SELECT n FROM kept") == [(1,)]
            assert redis.from_url(second.redis_url).get("kept") == b"1"
    assert user.server_pids() == []


def test_servers_of_a_killed_process_are_found_again_and_stopped_by_the_next(project: Path) -> None:
    user = ServerUser(project)
    user.query("CREATE TABLE kept AS SELECT 1 AS n")
    pids = user.server_pids()
    user.end(signal.SIGKILL)
    assert user.server_pids() == pids
    with ServerUser(project) as second:
        assert second.server_pids() == pids
        assert second.query("SELECT n FROM kept") == [(1,)]
    assert running_under(user.folder) == []


def test_everything_killed_at_once_starts_again(project: Path) -> None:
    user = ServerUser(project)
    user.query("CREATE TABLE kept AS SELECT 1 AS n")
    for pid in [*user.server_pids(), user.process.pid]:
        os.kill(pid, signal.SIGKILL)
    user.leave()
    with ServerUser(project) as second:
        assert second.query("SELECT n FROM kept") == [(1,)]


def test_a_number_that_another_program_has_by_now_does_not_stop_the_start(project: Path) -> None:
    with ServerUser(project) as user:
        pass
    account = places.service_account()
    with subprocess.Popen(["sleep", "60"], user=account.uid if account else None) as other:
        for path in (user.folder / "postgres" / "postmaster.pid", user.folder / ".s.PGSQL.5432.lock"):
            path.write_text(f"{other.pid}\n{user.folder}/postgres\n0\n5432\n{user.folder}\n\n0 0\n")
            os.chown(path, user.folder.stat().st_uid, user.folder.stat().st_gid)
        with ServerUser(project) as second:
            assert len(second.server_pids()) == 2
        assert other.poll() is None
        other.kill()


def test_the_last_user_stops_the_servers(project: Path) -> None:
    with ServerUser(project) as first:
        with ServerUser(project) as second:
            assert second.server_pids() == first.server_pids()
        assert len(first.server_pids()) == 2
        assert first.query("SELECT 1") == [(1,)]
        with pytest.raises(servers.ServersError, match="in use"):
            servers.remove(project)
        assert first.query("SELECT 1") == [(1,)]
    assert running_under(first.folder) == []


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_signal_leaves_nothing_running(project: Path, number: signal.Signals) -> None:
    user = ServerUser(project, "test")
    assert len(user.server_pids()) == 2
    user.end(number)
    assert user.process.returncode in (-number, 130, 1)
    assert running_under(user.folder) == []
    assert not user.folder.exists()


def test_throwaway_servers_are_apart_and_leave_nothing(project: Path) -> None:
    with ServerUser(project, "test") as first, ServerUser(project, "test") as second:
        assert first.folder != second.folder
        first.query("CREATE TABLE mine ()")
        assert second.query("SELECT to_regclass('mine')") == [(None,)]
    assert list(first.folder.parent.glob("test-*")) == []


def test_throwaway_servers_of_a_killed_run_are_removed_by_the_next(project: Path) -> None:
    user = ServerUser(project, "test")
    user.end(signal.SIGKILL)
    assert len(user.server_pids()) == 2
    with ServerUser(project, "test") as second:
        assert running_under(user.folder) == []
        assert not user.folder.exists()
        assert second.query("SELECT 1") == [(1,)]


PROVIDE = """
import json, sys
from pathlib import Path
from sistercities.common import servers
environ, project = json.loads(sys.argv[1]), Path(sys.argv[2])
servers.provide("work", environ, project=project)
started = sorted(path.name for path in servers.base_folder(project).glob("work/*") if path.is_dir())
print(json.dumps([environ, started]))
"""


@pytest.mark.parametrize(
    ("given", "started"),
    [
        ({"DATABASE_URL": "postgres://db/portal", "REDIS_URL": "redis://cache"}, []),
        ({"DATABASE_URL": "postgres://db/portal"}, ["redis"]),
        ({"REDIS_URL": "redis://cache", "DATABASE_URL": ""}, ["postgres"]),
    ],
)
def test_an_address_in_the_environment_takes_the_place_of_its_server(
    project: Path, given: dict[str, str], started: list[str]
) -> None:
    own = vars(addresses_in(servers.base_folder(project) / "work"))
    defaults = {"DATABASE_URL": own["database_url"], "REDIS_URL": own["redis_url"]}
    program = [sys.executable, "-c", PROVIDE, json.dumps(given), str(project)]
    answer = subprocess.run(program, capture_output=True, text=True, check=True, cwd=places.PROJECT)
    assert json.loads(answer.stdout) == [defaults | {name: url for name, url in given.items() if url}, started]


def test_a_folder_that_somebody_else_put_there_is_refused(project: Path) -> None:
    base = servers.base_folder(project)
    base.symlink_to(project)
    with pytest.raises(servers.ServersError, match="belongs to somebody else"):
        servers.ensure("work", project=project)
    base.unlink()
    assert list(project.iterdir()) == []
