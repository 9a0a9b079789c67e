"""What pages say about a hand-in: its name, its signers, its files, what happened to it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from agreements import canonical, completeness, standing
from agreements.choices import BOTH_SIDES, ActionKind, Capacity, DateReading, Method, Status
from agreements.deeds import named_act, particulars
from agreements.file_names import names_of_scans, page_address
from agreements.models import HandIn, HandInAction, Instrument, Sender, Signature, Transcription
from agreements.outlook import MEMBERSHIP_OPEN, expected_by, outlook_for
from agreements.shown import Shown, said_of, shown_of
from agreements.story import story_of
from partnerships.stages import Kind
from sistercities.accounts.models import User
from sistercities.common.dates import PartialDate
from sistercities.common.languages import language_name
from sistercities.common.names import sides_in_line

from .handin_rail import parties_of


def title_of(hand_in: HandIn) -> str:
    """The sides in a line, from what `for_list` fetched; a plain word before a partnership is chosen."""
    names = [party.community.name for party in parties_of(hand_in)]
    return sides_in_line(names) if names else _("New document")


def signature_rows(signatures: Iterable[Signature]) -> list[dict[str, Any]]:
    """Signers in words, for the component `signatures`."""
    return [
        {
            "side": row.party.side,
            "community": row.party.community.name,
            "name": row.name,
            "native_name": row.own_script_name,
            "language": row.own_script_language,
            "title": row.title,
            "capacity": Capacity(row.capacity).label,
            "method": Method(row.method).label,
            "signed_on": date_of(row),
            "place": row.place,
            "letter": row.authority,
            "needs_letter": row.capacity == Capacity.DESIGNEE and not (row.authority_id or row.authority_reason),
            "no_letter": row.authority_reason,
        }
        for row in signatures
    ]


def date_of(row: Signature) -> str:
    """ "10 October 1957", or why there is no date."""
    if row.date_reading == DateReading.AS_WRITTEN:
        return row.signed_on.in_words()
    day = PartialDate.of_day(row.not_later_than).in_words()
    if row.date_reading == DateReading.NOT_WRITTEN:
        return _("Date not written on the paper; not later than %(day)s") % {"day": day}
    return _("Date cannot be read; not later than %(day)s") % {"day": day}


def file_rows(hand_in: HandIn, *, elsewhere: Mapping[str, Sequence[HandIn]]) -> list[dict[str, Any]]:
    """The files in order, with the other hand-ins in which the same file is."""
    scans = list(hand_in.scans.select_related("party__community").prefetch_related("page_images"))
    names, shown = names_of_scans(scans), shown_of(scans)
    return [
        {
            "scan": scan,
            "label": names[scan.pk].label,
            "url": reverse("scan_file", args=[scan.pk]),
            "withheld": _withheld(shown[scan.pk]),
            "change_url": reverse("handin_file", args=[hand_in.pk, scan.pk]),
            "copy": shown[scan.pk].copy,
            "correct_url": reverse("handin_correct_file", args=[hand_in.pk, scan.pk]),
            "image": _first_page(scan),
            "elsewhere": [(title_of(other), other.get_absolute_url()) for other in elsewhere.get(scan.sha256, ())],
        }
        for scan in scans
    ]


def _withheld(given: Shown) -> str:
    """Since when a file is kept by the association alone, and why; "" for every other one."""
    return said_of(given.withheld_by) if given.withheld_by else ""


def summary_of(hand_in: HandIn, user: User) -> dict[str, Any]:
    """Everything that was typed, step by step."""
    papers = list(hand_in.instruments.select_related("party__community").prefetch_related("transcriptions"))
    signatures = Signature.objects.filter(instrument__in=papers).order_by("party__side", "pk")
    councils = {row.party_id: row for row in hand_in.council_acts.select_related("scan")}
    rows = signature_rows(signatures.select_related("party__community", "authority"))
    return {
        "papers_typed": [(paper, [language_name(tag) for tag in paper.languages]) for paper in papers],
        "relationship": Kind(hand_in.relationship).label if hand_in.act in BOTH_SIDES else "",
        "what_it_does": named_act(hand_in),
        "act_facts": act_facts(hand_in),
        "sides": [
            {
                "party": party,
                "signers": [row for row in rows if row["side"] == party.side],
                "council": councils.get(party.pk),
            }
            for party in (() if hand_in.is_decision else parties_of(hand_in))
        ],
        "signatures": rows,
        "sender": Sender.objects.filter(hand_in=hand_in).first() if user.is_staff else None,
        "files": file_rows(hand_in, elsewhere=completeness.seen_elsewhere(hand_in, by=user)),
        "texts": [(_of_paper(paper, row), row) for paper in papers for row in paper.transcriptions.all()],
    }


def act_facts(hand_in: HandIn) -> list[tuple[str, str]]:
    """What the act says beside its signatures, as the record will say it."""
    content = canonical.parsed(canonical.as_text(canonical.draft(hand_in)))
    return [*particulars(content), *([(_("Reason"), hand_in.reason)] if hand_in.reason else [])]


def _of_paper(paper: Instrument, row: Transcription) -> str:
    """The language of a typed text, after the side where each side has a paper of its own."""
    language = language_name(row.language)
    return f"{paper.party.community.name}: {language}" if paper.party else language


def history_of(hand_in: HandIn, user: User) -> list[dict[str, Any]]:
    """What happened, oldest first, for the component `timeline`. Committees read "the association" for its staff."""
    return [
        {
            "when": date_format(timezone.localtime(action.at), "j F Y, H:i"),
            "datetime": action.at.isoformat(timespec="seconds"),
            "title": action.in_words,
            "text": " · ".join(filter(None, (_who(action, user), _note_of(action, user)))),
            "sides": [],
        }
        for action in story_of(hand_in)
    ]


def outlook_of(hand_in: HandIn) -> dict[str, Any]:
    """State, what happens next, who acts, and by when, in words."""
    is_reviewed = hand_in.status == Status.REVIEWED
    today = timezone.localdate()
    is_open = is_reviewed and bool(standing.open_membership_of(hand_in, on_date=today))
    outlook = MEMBERSHIP_OPEN if is_open else outlook_for(hand_in)
    waits_for_side = completeness.unsigned_sides(hand_in) if hand_in.status == Status.HANDED_IN else []
    with_days = outlook.working_days and hand_in.handed_in_at and not waits_for_side
    until = expected_by(timezone.localdate(hand_in.handed_in_at)) if with_days else None
    return {
        "outlook": outlook,
        "until": until,
        "waits_for": [party.community.name for party in waits_for_side],
        "is_membership_open": is_open,
    }


def last_letter(hand_in: HandIn) -> dict[str, Any] | None:
    """Why a document was sent back or refused: reason and letter as they were sent, the note; None for other states."""
    if hand_in.status not in (Status.RETURNED, Status.REFUSED):
        return None
    kinds = (ActionKind.RETURNED, ActionKind.REFUSED)
    action = hand_in.actions.filter(kind__in=kinds).last()
    if action is None:
        return None
    return {"label": action.reason_label, "letter": action.letter, "note": action.note, "at": action.at}


def _who(action: HandInAction, user: User) -> str:
    if action.by is None or (action.by.is_staff and not user.is_staff):
        return _("by the association")
    return _("by %(name)s") % {"name": action.by}


def _note_of(action: HandInAction, user: User) -> str:
    """Notes between members of staff, and where they wrote to, stay with staff; a recording's note is its number."""
    inside = action.kind in (ActionKind.TO_REVIEWER, ActionKind.REVIEWED, ActionKind.CHANGED, ActionKind.TOLD)
    return "" if inside and not user.is_staff else action.note


def _first_page(scan: Any) -> str:
    return page_address(scan, 1) if scan.page_images.all() else ""
