"""Addresses of the two servers, in the forms that Django, Celery, redis-py and PostgreSQL's own programs read."""

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit

DATABASE = "sistercities"
ROLE = "portal"
POSTGRES_PORT = 5432  # part of the socket's name; nothing listens on TCP
REDIS_SOCKET = "redis.sock"


@dataclass(frozen=True)
class Addresses:
    """What DATABASE_URL and REDIS_URL are to be set to."""

    database_url: str
    redis_url: str


def addresses_in(folder: Path) -> Addresses:
    """The addresses of the servers whose sockets are in `folder`; nothing is touched.

    The socket's folder stands in `?host=`: django-environ does not decode a host that is percent-encoded, and libpq
    reads this form too, so `psql "$DATABASE_URL"` and `pg_dump "$DATABASE_URL"` work.
    """
    return Addresses(
        database_url=f"postgres://{ROLE}@/{DATABASE}?host={quote(str(folder))}",
        redis_url=f"unix://{quote(str(folder / REDIS_SOCKET))}?db=0",
    )


def celery_broker_url(redis_url: str) -> str:
    """Celery's form of a REDIS_URL: `unix://` becomes `redis+socket://`, `redis://` and `rediss://` stay as they are.

    Any other scheme is a ValueError with the schemes that are read.
    """
    parts = urlsplit(redis_url)
    if parts.scheme in ("redis", "rediss"):
        return redis_url
    if parts.scheme != "unix" or not parts.path:
        raise ValueError("REDIS_URL starts with redis://, rediss:// or unix:///.")
    database = parse_qs(parts.query).get("db", ["0"])[0]
    return f"redis+socket://{parts.netloc}{parts.path}?virtual_host={database}"
