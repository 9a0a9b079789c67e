"""The canonical text of a register entry: what is hashed, what is shown, what never changes.

`json.dumps(sort_keys=True, separators=(",", ":"), ensure_ascii=False)` of NFC strings, no floats. The text is
built once, stored, and never serialised again for output.
"""

import datetime as dt
import hashlib
import json
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Any

from django.utils import timezone

from partnerships.models import Party
from sistercities.common.dates import PartialDate

from .choices import DateReading, Visibility
from .models import CouncilAct, HandIn, Instrument, Scan, Signature, Transcription

SCHEMA = "sistercities-register-1"
NO_PREVIOUS = "0" * 64
# Source of the claim that says when the last of several papers was received.
LAST_PAPER = "last paper"
Canonical = dict[str, Any]


def as_text(content: Canonical) -> str:
    """The one serialisation. TypeError for a float, which has no one text form."""
    return json.dumps(_clean(content), sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def parsed(text: str) -> Canonical:
    return json.loads(text)


def printed(text: str) -> str:
    """Every string of a canonical text, one a line, as it is printed: without the escapes of JSON."""

    def strings(value: Any) -> Iterator[str]:
        if isinstance(value, str):
            yield value
        elif isinstance(value, dict | list):
            for item in value.values() if isinstance(value, dict) else value:
                yield from strings(item)

    return "\n".join(strings(parsed(text)))


def sha256(text: str) -> str:
    """Lower-case hex SHA-256 of the UTF-8 bytes of `text`."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def chained_hash(previous_hash: str, canonical: str) -> str:
    """The hash of an entry: SHA-256 of the previous hash, a line feed and the canonical text."""
    return sha256(f"{previous_hash}\n{canonical}")


def draft(hand_in: HandIn) -> Canonical:
    """Everything of an entry that is known before recording; its hash is the snapshot that a reviewer fixes."""
    instruments = list(hand_in.instruments.all())
    numbers = {paper.pk: n for n, paper in enumerate(instruments, start=1)}
    parties = list(
        Party.objects.filter(partnership=hand_in.partnership_id).select_related("community").order_by("side")
    )
    sides = {party.pk: party.side for party in parties}
    scans = list(hand_in.scans.in_document().prefetch_related("public_copies"))
    signatures = list(Signature.objects.filter(instrument__in=instruments).order_by("party__side", "pk"))
    councils = list(hand_in.council_acts.order_by("party__side"))
    return {
        "schema": SCHEMA,
        "act": hand_in.act,
        "of": hand_in.founding.number if hand_in.founding else None,
        "received_on": _day(hand_in.received_on),
        "relationship": hand_in.relationship,
        "kind": instruments[0].kind if instruments else "",
        "languages": sorted({language for paper in instruments for language in paper.languages}),
        "reason": hand_in.reason or None,
        **act_facts(hand_in, sides),
        "parties": [_party(party) for party in parties],
        "instruments": [_instrument(paper, numbers[paper.pk], sides) for paper in instruments],
        "signatures": [_signature(row, numbers, sides, scans) for row in signatures],
        "council_acts": [_council_act(row, sides) for row in councils],
        "dates": _dates(hand_in, instruments, signatures, councils, sides),
        "transcriptions": [
            {"instrument": numbers[row.instrument_id], "language": row.language, "text": row.text}
            for row in Transcription.objects.filter(instrument__in=instruments).order_by(
                "instrument__party__side", "language"
            )
        ],
        "files": [_file(scan, numbers, sides) for scan in scans],
    }


def act_facts(hand_in: HandIn, sides: dict[int, int]) -> Canonical:
    """What only some acts say, each key only where something is said: older texts do not have it."""
    copy = hand_in.copy_to_come
    facts = {
        "acting_side": sides.get(hand_in.acting_party_id) if hand_in.acting_party_id else None,
        "effective_on": _day(hand_in.effective_on),
        "effective_words": hand_in.effective_words,
        "condition": hand_in.condition,
        "term_ends_on": _day(hand_in.term_ends_on),
        "successor": hand_in.successor.number if hand_in.successor else None,
        "about_file": hand_in.about_scan.sha256 if hand_in.about_scan else None,
        "public_copy_sha256": copy.sha256 if copy else None,
        "public_copy_reason": copy.reason if copy else None,
        "destroyed_by_order_of": hand_in.destroyed_by_order_of,
        "ordered_on": _day(hand_in.ordered_on),
        "wrong": hand_in.wrong_words,
        "right": hand_in.right_words,
    }
    return {name: value for name, value in facts.items() if value}


def stamp(moment: dt.datetime) -> str:
    """A moment as the canonical text writes it: UTC, whole seconds, "Z"."""
    return moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def final(content: Canonical, *, seq: int, number: str, recorded_at: dt.datetime) -> Canonical:
    """The draft with what only recording knows."""
    recorded = {"kind": "recorded", "side": None, "value": str(timezone.localdate(recorded_at)), "source": number}
    return {
        **content,
        "seq": seq,
        "number": number,
        "recorded_at": stamp(recorded_at),
        "dates": [*content["dates"], recorded],
    }


def day_in_force(content: Canonical) -> PartialDate | None:
    """The day from which the agreement is in force, where a paper names one: the first of several."""
    named = [PartialDate.parse(row["value"]) for row in content["dates"] if row["kind"] == "in_force"]
    return min(named, key=lambda date: date.earliest, default=None)


def last_signed(content: Canonical) -> PartialDate | None:
    """When the last side signed, and the partnership began: the last dated signature."""
    signed = [row["signed_on"] for row in content["signatures"] if row["signed_on"]]
    return max((PartialDate.parse(value) for value in signed), key=lambda date: date.latest, default=None)


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, dict):
        return {_clean(key): _clean(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_clean(item) for item in value]
    if value is None or isinstance(value, bool | int):
        return value
    raise TypeError(f"{type(value).__name__} has no place in a canonical text.")


def _day(value: object) -> str | None:
    return None if value is None else str(value)


def _party(party: Party) -> Canonical:
    community = party.community
    return {
        "side": party.side,
        "name": community.name,
        "native_name": community.native_name,
        "language": community.native_language,
        "level": community.level,
        "subdivision": community.subdivision_name,
        "country": str(community.country),
        "geonames_id": community.geonames_id,
    }


def _instrument(paper: Instrument, n: int, sides: dict[int, int]) -> Canonical:
    return {
        "n": n,
        "side": sides[paper.party_id] if paper.party_id else None,
        "kind": paper.kind,
        "title": paper.title,
        "languages": sorted(paper.languages),
        "names_others": paper.names_others,
    }


def _signature(row: Signature, numbers: dict[int, int], sides: dict[int, int], scans: list[Scan]) -> Canonical:
    authority = next((scan.sha256 for scan in scans if scan.pk == row.authority_id), None)
    return {
        "instrument": numbers[row.instrument_id],
        "side": sides[row.party_id],
        "name": row.name,
        "native_name": row.own_script_name,
        "language": row.own_script_language,
        "title": row.title,
        "capacity": row.capacity,
        "method": row.method,
        "signed_on": _day(row.signed_on),
        "date_reading": row.date_reading,
        "not_later_than": _day(row.not_later_than),
        "place": row.place,
        "authority_sha256": authority,
        "authority_reason": row.authority_reason,
    }


def _council_act(row: CouncilAct, sides: dict[int, int]) -> Canonical:
    return {
        "side": sides[row.party_id],
        "kind": row.kind,
        "number": row.number,
        "decided_on": _day(row.decided_on),
        "vote": row.vote,
        "reason_none": row.reason_none,
    }


def _dates(
    hand_in: HandIn,
    instruments: list[Instrument],
    signatures: list[Signature],
    councils: list[CouncilAct],
    sides: dict[int, int],
) -> list[Canonical]:
    """The dates apart: council votes, signing by each side, in force, received."""

    def claim(kind: str, value: object, side: int | None, source: str) -> Canonical:
        return {"kind": kind, "side": side, "value": str(value), "source": source}

    rows = [
        claim("council_vote", row.decided_on, sides[row.party_id], row.number or "council act")
        for row in councils
        if row.decided_on
    ]
    rows += _once(
        claim("signed", row.signed_on, sides[row.party_id], "signed document")
        for row in signatures
        if row.date_reading == DateReading.AS_WRITTEN
    )
    rows += _once(
        claim("in_force", paper.in_force_on, None, "signed document") for paper in instruments if paper.in_force_on
    )
    if hand_in.received_on:
        rows.append(claim("received", hand_in.received_on, None, "day of receipt"))
    if hand_in.completed_on:
        rows.append(claim("received", hand_in.completed_on, None, LAST_PAPER))
    return rows


def _once(rows: Iterable[Canonical]) -> list[Canonical]:
    kept: list[Canonical] = []
    for row in rows:
        if row not in kept:
            kept.append(row)
    return kept


def _file(scan: Scan, numbers: dict[int, int], sides: dict[int, int]) -> Canonical:
    copy = scan.copy_before_recording if scan.visibility == Visibility.PUBLIC else None
    return {
        "role": scan.role,
        "instrument": numbers.get(scan.instrument_id) if scan.instrument_id else None,
        "side": sides.get(scan.party_id) if scan.party_id else None,
        "visibility": scan.visibility,
        "media_type": scan.media_type,
        "sha256": scan.sha256,
        "bytes": scan.size,
        "pages": scan.pages,
        "dated": _day(scan.dated),
        "public_copy_sha256": copy.sha256 if copy else None,
        **({"public_copy_reason": copy.reason} if copy else {}),
        **({"turned": scan.turned} if scan.turned else {}),
    }
