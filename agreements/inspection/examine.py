"""The look at one file, as it runs in the bounded process: bytes in, a finding or a refusal out as plain values."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from agreements.inspection import kinds
from agreements.inspection.findings import Finding, Limits, Refused


def examine(data: bytes, limits: dict[str, int]) -> Iterator[tuple[dict[str, Any], bytes]]:
    """Yield one frame: {"finding": fields of Finding} or {"refused": code, "params": values}."""
    try:
        yield {"finding": asdict(_examine(data, Limits(**limits)))}, b""
    except Refused as refused:
        yield {"refused": refused.code, "params": refused.params}, b""


def _examine(data: bytes, limits: Limits) -> Finding:
    """Each library is loaded only for the files that it reads: the process lives for one file."""
    kind = kinds.kind_of(data)
    if kind == kinds.PDF:
        from agreements.inspection.pdf import inspect_pdf

        return inspect_pdf(data, limits)
    if kind in kinds.SUFFIXES:
        from agreements.inspection.pictures import inspect_picture

        return inspect_picture(data, kind, limits)
    raise Refused("wrong_type", kind=kind)
