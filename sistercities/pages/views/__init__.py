"""Pages that mix apps, staff-edited pages, and what machines ask."""

from .public import closed_and_missing

__all__ = ["closed_and_missing"]
