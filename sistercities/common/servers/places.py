"""Where the servers of one project and one user keep their files, and as whom they run.

Everything is under one folder in /var/tmp, so that a long or private project path is never in the way of a socket or of
the account the servers run as. Nothing outside that folder is created or changed.
"""

import hashlib
import os
import pwd
import re
import stat
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[3]
ROOM = Path("/var/tmp")  # noqa: S108  # kept over a restart, short, open to every account


class ServersError(RuntimeError):
    """The servers cannot run here; the text is one sentence for the person at the keyboard."""


@dataclass(frozen=True)
class Account:
    """The system account that the servers run as."""

    uid: int
    gid: int


def service_account() -> Account | None:
    """`nobody` when root calls, for PostgreSQL refuses to run as root; None means: as the caller."""
    if os.geteuid() != 0:
        return None
    entry = pwd.getpwnam("nobody")
    return Account(entry.pw_uid, entry.pw_gid)


def base_folder(project: Path = PROJECT) -> Path:
    """The folder of this user and project; the same answer each time, nothing is touched."""
    uid = os.geteuid()
    try:
        user = pwd.getpwuid(uid).pw_name
    except KeyError:
        user = str(uid)
    digest = hashlib.sha256(f"{uid}\n{project.resolve()}".encode()).hexdigest()[:12]
    return ROOM / f"sistercities-{re.sub(r'[^A-Za-z0-9_-]', '_', user)[:16]}-{digest}"


def prepare_base(project: Path = PROJECT) -> Path:
    """Make the folder of this user and project, or refuse one that somebody else has put there."""
    base = base_folder(project)
    base.mkdir(mode=0o700, exist_ok=True)
    found = base.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid():
        raise ServersError(f"{base} belongs to somebody else; remove it, or set DATABASE_URL and REDIS_URL.")
    # As root the servers' own account has to pass through this folder, and no more than that.
    base.chmod(0o711 if service_account() else 0o700)
    return base


def make_private(folder: Path, account: Account | None) -> None:
    """Give `folder` to the account that the servers run as, closed to everyone else."""
    folder.mkdir(mode=0o700, exist_ok=True)
    if account:
        os.chown(folder, account.uid, account.gid, follow_symlinks=False)
