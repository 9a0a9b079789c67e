"""From the entry to the lines of the paper: everything that the template prints, already in words."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from django.template.defaultfilters import filesizeformat
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext

from agreements import deeds
from agreements.canonical import LAST_PAPER
from agreements.choices import Act, Capacity, CouncilActKind, FileRole, Visibility
from agreements.documents import ornament, words
from agreements.documents.certificate import Certificate, PageImage
from agreements.documents.words import Entry
from agreements.file_names import names_in_entry
from sistercities.association.sentences import recognition
from sistercities.common.names import sides_in_line


@dataclass(frozen=True)
class Signer:
    name: str
    native_name: str
    language: str
    title: str
    capacity: str
    when: str
    how: str

    @property
    def direction(self) -> str:
        return words.direction(self.language)


@dataclass(frozen=True)
class Side:
    """One community as it stands on the paper, with those who signed for it."""

    number: int
    name: str
    native_name: str
    language: str
    place: str
    signers: list[Signer] = field(default_factory=list)

    @property
    def direction(self) -> str:
        return words.direction(self.language)

    @property
    def color(self) -> int:
        return (self.number - 1) % len(ornament.SIDES) + 1

    @property
    def is_long(self) -> bool:
        """A name that would not fit at the usual size."""
        return len(self.name) > 24 or max(map(len, self.name.split()), default=0) > 14


@dataclass(frozen=True)
class Paper:
    """One file of the entry: what it is, its facts, and whether the reader finds it here.

    `later`: what an act of the register says of it since.
    """

    what: str
    facts: str
    sha256: str
    is_public: bool
    public_copy_sha256: str
    public_copy_reason: str
    later: str = ""
    is_withheld: bool = False
    is_destroyed: bool = False


@dataclass(frozen=True)
class ScannedFile:
    label: str
    pages: list[PageImage]


def certificate_contents(certificate: Certificate) -> dict[str, Any]:
    """The template's context. Call it with the certificate's language active."""
    entry, association = certificate.canonical, certificate.association
    in_words = read(entry, time_zone=association.time_zone)
    return {
        **in_words,
        "papers": [_as_today(paper, certificate) for paper in in_words["papers"]],
        "certificate": certificate,
        "association": association,
        "made_on": date_format(certificate.made_at.astimezone(ZoneInfo(association.time_zone)), "j F Y"),
        "made_at": certificate.made_at.astimezone(dt.UTC).isoformat(timespec="seconds"),
        "density": _density(in_words["sides"], more=_lines_of_act(in_words)),
        "scans": _scans(certificate.pages),
        "arc": ornament.arc(len(in_words["sides"])),
        "code": words.code_in_groups(certificate.verify_code),
        "post_address": ", ".join(line.strip() for line in association.post_address.splitlines() if line.strip()),
        "qr_code": ornament.qr_code(certificate.verify_url),
    }


def read(entry: Entry, *, time_zone: str) -> dict[str, Any]:
    """An entry in words, for the paper and for its page: sides with signers, dates apart, papers and the rest."""
    sides = _sides(entry)
    return {
        "title": words.title(entry),
        "relationship": words.relationship(entry),
        "number": entry.get("number") or "",
        "of": entry.get("of") or "",
        "deed": deeds.deed(entry),
        "act_facts": deeds.particulars(entry),
        "reason": entry.get("reason") or "",
        "kind": words.kind(entry["kind"]),
        "languages": _join(words.language_name(code) for code in entry["languages"]),
        "sides": sides,
        "recognition": recognition(len(sides)),
        "sides_of_names": sides_in_line(side.name for side in sides),
        "is_founding": entry["act"] == Act.FOUNDING,
        "is_signed": bool(entry["signatures"]),
        "received_on": words.day(entry.get("received_on")),
        "recorded_at": words.moment(entry["recorded_at"], time_zone) if entry.get("recorded_at") else "",
        "dates": _dates(entry, sides, time_zone),
        "council_acts": _council_acts(entry, sides),
        "instruments": _instruments(entry, sides),
        "papers": _papers(entry, sides),
        "transcriptions": _transcriptions(entry),
    }


def _density(sides: list[Side], *, more: int) -> str:
    """How the front is set: "airy" with room around everything, "tight" on one page, "stacked" over several.

    `more`: lines that stand there beside the signers. Four sides sign in two rows of two.
    """
    columns, rows = (2, 2) if len(sides) == 4 else (len(sides), 1)
    lines = more + rows * max(sum(_lines(signer, columns) for signer in side.signers) for side in sides)
    if len(sides) <= 3 and lines <= 10 and not more:
        return "airy"
    return "tight" if len(sides) <= 4 and lines <= 22 else "stacked"


def _lines_of_act(in_words: dict[str, Any]) -> int:
    """About how many lines of the front say what a later act does."""
    said = [in_words["deed"], in_words["reason"], *(f"{label}: {text}" for label, text in in_words["act_facts"])]
    return sum(2 + len(text) // 90 for text in said if text)


def _lines(signer: Signer, columns: int) -> int:
    """About how many lines a signer takes in one of so many columns, the space after included."""
    width = 100 // columns
    facts = f"{signer.title}, {signer.capacity}", f"{signer.when}, {signer.how}"
    wide = (signer.name, signer.native_name)
    return 1 + sum(-(-len(text) * 4 // (width * 3)) for text in wide) + sum(-(-len(text) // width) for text in facts)


def _join(parts: Any) -> str:
    """ "a, b and c" """
    *first, last = [str(part) for part in parts] or [""]
    return gettext("%(first)s and %(last)s") % {"first": ", ".join(first), "last": last} if first else last


def _sides(entry: Entry) -> list[Side]:
    return [
        Side(
            party["side"], party["name"], party["native_name"], party["language"], words.place(party),
            [_signer(signature) for signature in entry["signatures"] if signature["side"] == party["side"]],
        )
        for party in entry["parties"]
    ]  # fmt: skip


def _signer(signature: Entry) -> Signer:
    is_head = signature["capacity"] == Capacity.HEAD
    return Signer(
        signature["name"], signature["native_name"], signature["language"], signature["title"],
        gettext("head of the community") if is_head else _designee(signature),
        words.signed_when(signature), words.signed_how(signature),
    )  # fmt: skip


def _designee(signature: Entry) -> str:
    """A designee; of one from long ago also why there is no letter."""
    if reason := signature["authority_reason"]:
        return gettext("designee; no letter: %(reason)s") % {"reason": reason}
    return gettext("designee")


def _name_of(side: int | None, sides: list[Side]) -> str:
    return next((known.name for known in sides if known.number == side), "")


def _dates(entry: Entry, sides: list[Side], time_zone: str) -> list[tuple[str, str, str, str]]:
    """Rows of kind, side, date and source; receipt and recording stand last, whatever the claims say."""
    kinds = words.DATE_KINDS
    claims = [claim for claim in entry["dates"] if claim["kind"] not in ("received", "recorded")]
    rows = [
        (str(kinds[claim["kind"]]), _name_of(claim["side"], sides), words.day(claim["value"]), claim["source"])
        for claim in claims
    ]
    if entry.get("received_on"):
        rows.append((str(words.DATE_KINDS["received"]), "", words.day(entry["received_on"]), ""))
    rows += [
        (gettext("Last paper received"), "", words.day(claim["value"]), "")
        for claim in entry["dates"]
        if claim["source"] == LAST_PAPER
    ]
    if entry.get("recorded_at"):
        rows.append((str(words.DATE_KINDS["recorded"]), "", words.moment(entry["recorded_at"], time_zone), ""))
    return rows


def _council_acts(entry: Entry, sides: list[Side]) -> list[tuple[str, str]]:
    """Rows of side and what its council decided, or why there is no act."""
    rows = []
    for act in entry["council_acts"]:
        decided, vote = words.day(act["decided_on"]), act["vote"]
        kind = words.label(CouncilActKind, act["kind"]) if act["kind"] else ""
        parts = [
            f"{kind} {act['number']}".strip(),
            decided,
            gettext("vote %(vote)s") % {"vote": vote} if vote else "",
        ]
        said = ", ".join(part for part in parts if part)
        none = gettext("No council decision: %(reason)s") % {"reason": act["reason_none"]} if act["reason_none"] else ""
        rows.append((_name_of(act["side"], sides), none or said))
    return rows


def _instruments(entry: Entry, sides: list[Side]) -> list[str]:
    """Each signed document in a line: whose paper it is where each side has its own, kind, title, languages."""
    return [
        gettext("%(document)s, in %(languages)s") % {
            "document": ": ".join(
                part for part in (_name_of(one["side"], sides), words.kind(one["kind"]), one["title"]) if part
            ),
            "languages": _join(words.language_name(code) for code in one["languages"]),
        }
        for one in entry["instruments"]
    ]  # fmt: skip


def _papers(entry: Entry, sides: list[Side]) -> list[Paper]:
    files = entry["files"]
    names = names_in_entry(files, [_what(paper, sides) for paper in files])
    return [_paper(paper, name.label) for paper, name in zip(files, names, strict=True)]


def _what(paper: Entry, sides: list[Side]) -> str:
    what = [words.label(FileRole, paper["role"]), _name_of(paper["side"], sides)]
    return ", ".join(part for part in what if part)


def _paper(paper: Entry, what: str) -> Paper:
    pages = paper["pages"]
    facts = [
        gettext("dated %(date)s") % {"date": words.day(paper["dated"])} if paper["dated"] else "",
        ngettext("%(count)s page", "%(count)s pages", pages) % {"count": pages} if pages else "",
        filesizeformat(paper["bytes"]),
    ]
    return Paper(
        what, ", ".join(part for part in facts if part),
        paper["sha256"], paper["visibility"] == Visibility.PUBLIC, paper["public_copy_sha256"] or "",
        paper.get("public_copy_reason", ""),
    )  # fmt: skip


def _as_today(paper: Paper, certificate: Certificate) -> Paper:
    """A file of the entry with what became of it since it was recorded."""
    later = certificate.later_files.get(paper.sha256) if paper.is_public else None
    if later is None:
        return paper
    return replace(
        paper,
        later=later.said,
        public_copy_sha256=later.copy_sha256,
        public_copy_reason=later.copy_reason,
        is_withheld=not later.copy_sha256,
        is_destroyed=later.is_destroyed,
    )


def _transcriptions(entry: Entry) -> list[dict[str, str]]:
    return [
        {
            "language": one["language"],
            "direction": words.direction(one["language"]),
            "name": words.language_name(one["language"]),
            "text": one["text"],
        }
        for one in entry["transcriptions"]
    ]


def _scans(pages: tuple[PageImage, ...]) -> list[ScannedFile]:
    runs = [list(run) for _, run in groupby(pages, lambda page: page.file)]
    return [ScannedFile(run[0].label, run) for run in runs]
