"""The same work in several threads at the same moment, each with a database connection of its own."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection


def at_once(work: Callable[[Any], Any], inputs: Sequence[Any]) -> list[Any]:
    """Run `work` on each input in threads that start together.

    Returns the results in order; a refusal (ValidationError) stands in the place of its result. Tests that use this
    need `django_db(transaction=True)`.
    """
    barrier = Barrier(len(inputs))

    def run(item: Any) -> Any:
        try:
            barrier.wait()
            return work(item)
        except ValidationError as refused:
            return refused
        finally:
            connection.close()

    with ThreadPoolExecutor(len(inputs)) as pool:
        return list(pool.map(run, inputs))
