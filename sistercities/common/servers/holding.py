"""Starts the servers for as long as somebody needs them: each user holds a shared lock, the last to leave stops them.

Two kinds of lock file lie in the base folder. `change.lock` is held for the moment of a start or a stop.
`<name>.lock` is held, shared, by each process that uses the servers in folder `<name>`, for the life of that process.
The kernel gives both back when a process dies, however it dies.
"""

import atexit
import contextlib
import fcntl
import os
import shutil
import signal
import tempfile
import threading
from collections.abc import Iterator, MutableMapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from .places import PROJECT, ServersError, base_folder, make_private, prepare_base, service_account
from .postgres import Postgres
from .programs import wait_until
from .redis import Redis
from .urls import Addresses, addresses_in

Purpose = Literal["work", "test"]
WORK: Purpose = "work"
TEST: Purpose = "test"
PATIENCE_SECONDS = 120


@dataclass
class Holding:
    """This process's share in the servers of one folder."""

    base: Path
    name: str
    lock: int
    process: int

    @property
    def folder(self) -> Path:
        return self.base / self.name

    @property
    def is_durable(self) -> bool:
        return self.name == WORK

    @property
    def servers(self) -> tuple[Postgres, Redis]:
        place = (self.base, self.folder, service_account(), self.is_durable)
        return Postgres(*place), Redis(*place)


_held: dict[tuple[Path, Purpose], Holding] = {}


def ensure(purpose: Purpose = WORK, *, project: Path = PROJECT, postgres: bool = True, redis: bool = True) -> Addresses:
    """Start what does not run yet and keep it running until this process ends; answers with the addresses.

    "work" is one durable place for the project, found again by every later call and after every crash. "test" is a
    throwaway of this process: never written through to the disk, removed at its end; what killed runs left behind is
    removed first. ServersError with a sentence for the person at the keyboard when a server cannot run here.
    """
    key = (base_folder(project), purpose)
    with _changing(prepare_base(project)) as base:
        if purpose == TEST:
            _remove_abandoned(base)
        holding = _held.get(key)
        if holding is None or holding.process != os.getpid():
            holding = _held[key] = _hold(base, WORK if purpose == WORK else _new_throwaway(base))
        try:
            database, queue = holding.servers
            if postgres:
                database.start()
            if redis:
                queue.start()
        except BaseException:
            _let_go(_held.pop(key))
            raise
    _release_at_the_end()
    return addresses_in(holding.folder)


def provide(purpose: Purpose, environ: MutableMapping[str, str] = os.environ, *, project: Path = PROJECT) -> None:
    """Set DATABASE_URL and REDIS_URL where they are missing or empty, and start the servers that they name."""
    has_database, has_redis = bool(environ.get("DATABASE_URL")), bool(environ.get("REDIS_URL"))
    if has_database and has_redis:
        return
    addresses = ensure(purpose, project=project, postgres=not has_database, redis=not has_redis)
    if not has_database:
        environ["DATABASE_URL"] = addresses.database_url
    if not has_redis:
        environ["REDIS_URL"] = addresses.redis_url


def release() -> None:
    """Give up this process's shares; servers that nobody else uses are stopped, throwaways removed."""
    for key, holding in list(_held.items()):
        if holding.process == os.getpid():
            with _changing(holding.base):
                _let_go(_held.pop(key))


def remove(project: Path = PROJECT) -> Path:
    """Delete the project's database, queue and everything beside them; ServersError while somebody uses them."""
    base = base_folder(project)
    if base.exists():
        with _changing(prepare_base(project)):
            _remove_abandoned(base)
            holding = _hold(base, WORK)
            if not _is_last(holding):
                os.close(holding.lock)
                raise ServersError("The database is in use; stop the demonstration and other commands first.")
            _let_go(holding)
            shutil.rmtree(base)
    return base


@contextlib.contextmanager
def _changing(base: Path) -> Iterator[Path]:
    """One process at a time starts, stops or removes."""
    lock = _open_lock(base / "change.lock")
    try:
        if not wait_until(lambda: _try_lock(lock, fcntl.LOCK_EX), PATIENCE_SECONDS):
            raise ServersError(f"Another process has been starting or stopping the servers in {base} for too long.")
        yield base
    finally:
        os.close(lock)


def _open_lock(path: Path) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)


def _try_lock(lock: int, kind: int) -> bool:
    try:
        fcntl.flock(lock, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _new_throwaway(base: Path) -> str:
    return Path(tempfile.mkdtemp(prefix="test-", dir=base)).name


def _hold(base: Path, name: str) -> Holding:
    holding = Holding(base, name, _open_lock(base / f"{name}.lock"), os.getpid())
    fcntl.flock(holding.lock, fcntl.LOCK_SH)
    make_private(holding.folder, service_account())
    return holding


def _is_last(holding: Holding) -> bool:
    """Whether nobody else holds these servers; from then on nobody can begin to, until the lock is closed."""
    return _try_lock(holding.lock, fcntl.LOCK_EX)


def _let_go(holding: Holding) -> None:
    if _is_last(holding):
        for server in reversed(holding.servers):
            server.stop()
        if not holding.is_durable:
            shutil.rmtree(holding.folder)
            (holding.base / f"{holding.name}.lock").unlink(missing_ok=True)
    os.close(holding.lock)


def _remove_abandoned(base: Path) -> None:
    """Stop and delete the throwaway servers of processes that were killed."""
    for folder in base.glob("test-*/"):
        lock = _open_lock(base / f"{folder.name}.lock")
        if _try_lock(lock, fcntl.LOCK_EX):
            _let_go(Holding(base, folder.name, lock, os.getpid()))
        else:
            os.close(lock)


def _release_at_the_end() -> None:
    """Release at exit, and on the signals whose default is to end the process without one."""
    atexit.unregister(release)
    atexit.register(release)
    if threading.current_thread() is threading.main_thread():
        for number in (signal.SIGTERM, signal.SIGHUP):
            if signal.getsignal(number) is signal.SIG_DFL:
                signal.signal(number, _release_and_die)


def _release_and_die(number: int, _frame: object) -> None:
    release()
    signal.signal(number, signal.SIG_DFL)
    os.kill(os.getpid(), number)
