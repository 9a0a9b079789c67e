"""PostgreSQL and Redis without installation, for development, demonstration and tests (docs/decisions/0002)."""

from .holding import TEST, WORK, ensure, provide, release, remove
from .places import ServersError, base_folder
from .urls import Addresses, celery_broker_url

__all__ = [
    "TEST",
    "WORK",
    "Addresses",
    "ServersError",
    "base_folder",
    "celery_broker_url",
    "ensure",
    "provide",
    "release",
    "remove",
]
