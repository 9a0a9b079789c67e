"""What the renderer is given: one certificate with everything that stands in it. No database here."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal


class RenderRefused(Exception):
    """The document cannot be rendered as it should look; the message says why, for staff.

    `codepoints` names the characters that no allowed font can draw, if that is the reason.
    """

    def __init__(self, message: str, codepoints: tuple[int, ...] = ()) -> None:
        super().__init__(message)
        self.codepoints = codepoints


@dataclass(frozen=True, kw_only=True)
class Association:
    """Who records, and where a reader can ask. `time_zone` is the clock of its register."""

    name: str
    motto: str = ""
    email: str = ""
    phone: str = ""
    website: str = ""
    post_address: str = ""
    time_zone: str = "UTC"


@dataclass(frozen=True, kw_only=True)
class Chain:
    """The place of the entry in the chain of the register: fingerprints in lower-case hex."""

    number: str
    previous_hash: str
    hash: str


@dataclass(frozen=True, kw_only=True)
class PageImage:
    """One page of a public file as an sRGB picture: page `page` of `pages` of file `file`, named `label`."""

    data: bytes
    media_type: Literal["image/jpeg", "image/png"]
    width: int
    height: int
    file: int
    page: int
    pages: int
    label: str


@dataclass(frozen=True)
class LaterFile:
    """What became of a public file after recording: `said` in a sentence; its public copy, or "" for a withheld one.

    `is_destroyed`: by order, so that nobody keeps it.
    """

    said: str
    copy_sha256: str = ""
    copy_reason: str = ""
    is_destroyed: bool = False


@dataclass(frozen=True, kw_only=True)
class AttachedFile:
    """A file inside the PDF. "Source": an original from which the record was made. "Data": text for machines."""

    name: str
    data: bytes
    media_type: str
    description: str
    relationship: Literal["Source", "Data"] = "Source"

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.data).hexdigest()


@dataclass(frozen=True, kw_only=True)
class Certificate:
    """One agreement PDF.

    canonical       the entry as a mapping (shape: docs/decisions/0008); a draft may lack seq, number and recorded_at
    canonical_text  the exact text that `canonical` was read from; attached as canonical.json
    chain           None for a preview; attached as chain.json
    status          one sentence: the state of the relationship when this version was made
    made_at         when this version was made, with a time zone
    pages           pictures of the public files, in the order in which they appear
    originals       the public files themselves; never a file that only the association keeps
    later_files     by fingerprint, the public files about which an act was recorded since
    language        of the fixed words; names and transcriptions carry their own
    """

    canonical: Mapping[str, Any]
    canonical_text: str
    chain: Chain | None
    version: int
    verify_url: str
    verify_code: str
    association: Association
    status: str
    made_at: dt.datetime
    pages: tuple[PageImage, ...] = ()
    originals: tuple[AttachedFile, ...] = ()
    later_files: Mapping[str, LaterFile] = field(default_factory=dict)
    is_demo: bool = False
    is_preview: bool = False
    language: str = "en"
    paper: Literal["letter", "a4"] = "letter"
