"""Whether the letter of a designee covers what the designee signed, and what a reader of the papers should look at."""

import datetime as dt
from collections.abc import Iterable

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from .choices import Capacity, DateReading, FileRole, Method
from .models import HandIn, Scan, Signature


def possible_days(row: Signature) -> tuple[dt.date | None, dt.date | None]:
    """The first and the last day on which it can have been signed; None where nothing is known on that end."""
    if row.date_reading == DateReading.AS_WRITTEN and row.signed_on:
        return row.signed_on.earliest, row.signed_on.latest
    return None, row.not_later_than


def letter_fault(row: Signature, hand_in: HandIn, *, letters_since: dt.date | None) -> str | Promise:
    """Why the letter does not carry this signature; "" if it does, or if nobody needs one.

    Only what is known is compared: a letter fails where the signature certainly lies outside its days or its acts.
    `letters_since`: for what was certainly signed before that day, which staff set, the council act of the side or a
    stated reason takes the letter's place.
    """
    if row.capacity != Capacity.DESIGNEE:
        return ""
    facts = {"name": row.name, "side": row.party.community.name}
    letter = row.authority
    if letter is None:
        return _without_letter(row, hand_in, letters_since) % facts
    if letter.allows_acts and hand_in.act not in letter.allows_acts:
        return (
            _("The letter does not allow %(name)s to sign this kind of document. Ask %(side)s for a letter that does.")
            % facts
        )
    first, last = possible_days(row)
    too_early = bool(letter.allows_from and last and last < letter.allows_from)
    too_late = bool(letter.allows_until and first and first > letter.allows_until)
    if too_early or too_late:
        return (
            _(
                "%(name)s signed on a day that the letter does not cover. Check the dates, or ask %(side)s for a "
                "letter that covers the day."
            )
            % facts
        )
    return ""


def _without_letter(row: Signature, hand_in: HandIn, letters_since: dt.date | None) -> str:
    last = possible_days(row)[1]
    if letters_since is None or last is None or last >= letters_since:
        return gettext("Add the letter that allows %(name)s to sign for %(side)s.")
    decided = hand_in.council_acts.filter(party=row.party_id).exclude(kind="", number="", decided_on=None, scan=None)
    if row.authority_reason or decided.exists():
        return ""
    return gettext(
        "Add the letter that allows %(name)s to sign for %(side)s. For so old a paper the council act of that side is "
        "enough, or a sentence that says why there is no letter."
    )


def cautions(hand_in: HandIn, rows: Iterable[Signature]) -> dict[int, list[str | Promise]]:
    """By side, what somebody should look at on the papers; none of it stops anything."""
    found: dict[int, list[str | Promise]] = {}
    has_certificate = hand_in.scans.in_document().filter(role=FileRole.SIGNING_CERTIFICATE).exists()
    for row in rows:
        found.setdefault(row.party.side, []).extend(_cautions(row, has_certificate=has_certificate))
    return found


def _cautions(row: Signature, *, has_certificate: bool) -> Iterable[str | Promise]:
    facts = {"name": row.name}
    if row.method == Method.ELECTRONIC and not has_certificate:
        yield _("%(name)s signed electronically. Look for the certificate page of the signing service.") % facts
    if row.capacity == Capacity.DESIGNEE and row.authority:
        if not _covers_every_day(row.authority, row):
            yield _("The letter covers only some of the days on which %(name)s can have signed.") % facts
        last = possible_days(row)[1]
        if row.authority.dated and last and row.authority.dated.earliest > last:
            yield _("The letter that allows %(name)s to sign is dated after the signature.") % facts


def _covers_every_day(letter: Scan, row: Signature) -> bool:
    first, last = possible_days(row)
    begins = letter.allows_from is None or (first is not None and letter.allows_from <= first)
    return begins and (letter.allows_until is None or last is None or last <= letter.allows_until)
