"""Inspection of one uploaded file, from the file object to a verdict."""

import hashlib
from dataclasses import asdict, dataclass
from pathlib import PurePath
from typing import BinaryIO

from agreements.inspection import bounded, kinds
from agreements.inspection.findings import DEFAULT, Finding, Limits
from agreements.inspection.refusals import UploadRefused

_CHUNK = 1 << 20


@dataclass(frozen=True)
class Inspected:
    """A file that may be kept: its real media type, fingerprint (SHA-256, lower-case hex), bytes, and pages.

    `warnings` are codes; `refusals.WARNINGS` has a sentence for each.
    """

    media_type: str
    sha256: str
    size: int
    pages: int
    warnings: tuple[str, ...] = ()


def inspect_upload(file: BinaryIO, *, name: str, limits: Limits = DEFAULT) -> Inspected:
    """Look at a seekable file from its beginning and say what it is, or raise `UploadRefused` with code and sentence.

    The content decides, never the name; a name of another kind is only noted. Afterwards the file stands at its
    beginning again and is unchanged. Nothing is written anywhere, so a refused file leaves nothing behind.

    Bounds: at most `limits.bytes` + 1 bytes are read. Everything that interprets them runs in a process of its own
    (`bounded`), which is ended after `limits.seconds` or beyond `limits.memory`; that is the refusal "too_complex".
    """
    data, sha256 = _read(file, limits)
    finding = _examine(data, limits)
    warnings = finding.warnings
    if PurePath(name).suffix.lower() not in kinds.SUFFIXES[finding.media_type]:
        warnings = ("name_differs", *warnings)
    return Inspected(finding.media_type, sha256, len(data), finding.pages, warnings)


def _read(file: BinaryIO, limits: Limits) -> tuple[bytes, str]:
    data, digest = bytearray(), hashlib.sha256()
    file.seek(0)
    while len(data) <= limits.bytes and (chunk := file.read(min(_CHUNK, limits.bytes + 1 - len(data)))):
        data += chunk
        digest.update(chunk)
    file.seek(0)
    if not data:
        raise UploadRefused("empty")
    if len(data) > limits.bytes:
        raise UploadRefused("too_big", limit=limits.bytes // 1_000_000)
    return bytes(data), digest.hexdigest()


def _examine(data: bytes, limits: Limits) -> Finding:
    looks = bounded.frames(
        "agreements.inspection.examine:examine",
        data,
        memory=limits.memory,
        seconds=limits.seconds,
        limits=asdict(limits),
    )
    try:
        answer, _ = next(looks)
    except bounded.OutOfBounds:
        raise UploadRefused("too_complex") from None
    except bounded.Failed:
        raise UploadRefused("unreadable") from None
    finally:
        looks.close()
    if "refused" in answer:
        raise UploadRefused(answer["refused"], **answer["params"])
    fields = answer["finding"]
    return Finding(fields["media_type"], fields["pages"], tuple(fields["warnings"]))
