"""What web, worker and beat make sure of before they begin to work."""

from typing import Any, cast

from django.conf import settings
from django.core import checks
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError, connection


def refuse_powerful_role() -> None:
    """ImproperlyConfigured in production when the database role could pass over the triggers of the register.

    A database that does not answer yet stops nothing here. No connection is left open.
    """
    if not settings.IS_PRODUCTION:
        return
    try:
        errors = checks.run_checks(tags=["role"], include_deployment_checks=True, databases=["default"])
    except OperationalError:
        return
    finally:
        connection.close()
        cast(Any, connection).close_pool()
    if errors:
        raise ImproperlyConfigured(f"{errors[0].msg} {errors[0].hint}")
