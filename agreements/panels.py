"""What the register and documents on their way show on other apps' pages. Loaded by `ready()`."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from directory.models import Committee
from partnerships.models import Partnership
from partnerships.navigation import register_workspace_link
from sistercities.common.dates import day_in_words
from sistercities.common.figures import Figure, register_figure
from sistercities.common.panels import Asked, fill_slot

from . import canonical, deeds
from .choices import ABOUT_FILE, OVER, WITH_COMMITTEE, Status
from .completeness import entry_of
from .models import HandIn, Question, RegistryEntry
from .pdf_versions import pdf_versions
from .shown import said_of
from .status import answer_for

LATEST = 5


def recognition(asked: Asked) -> Mapping[str, Any] | None:
    """The founding entry of a recorded partnership and whether it is in force."""
    entry = RegistryEntry.objects.founding().not_void().filter(partnership=asked.subject).order_by("-seq").first()
    return {"entry": entry, "status": answer_for(entry, on_date=asked.on_date)} if entry else None


def acts(asked: Asked) -> Mapping[str, Any] | None:
    """Every act of a partnership in order."""
    entries = RegistryEntry.objects.filter(partnership=asked.subject).order_by("seq")
    events = [
        {
            "when": day_in_words(entry.recorded_at),
            "datetime": entry.recorded_at.isoformat(timespec="seconds"),
            "title": f"{entry.act_in_words}, {entry.number}",
            "url": entry.get_absolute_url(),
            "text": said_of(entry) if entry.act in ABOUT_FILE else "",
            "sides": [],
        }
        for entry in entries
    ]
    return {"events": events} if events else None


def entries_of_community(asked: Asked) -> Mapping[str, Any] | None:
    """The founding entries of a community's partnerships, newest first."""
    partnerships = Partnership.objects.with_community(asked.subject).values("pk")
    entries = list(RegistryEntry.objects.founding().filter(partnership__in=partnerships).for_list())
    return {"entries": entries} if entries else None


def latest_records(asked: Asked) -> Mapping[str, Any] | None:
    """The newest founding entries."""
    entries = list(RegistryEntry.objects.founding().for_list()[:LATEST])
    return {"entries": entries} if entries else None


def own_hand_ins(asked: Asked) -> Mapping[str, Any] | None:
    """The latest documents of this person's committees, whoever typed them."""
    own = HandIn.objects.visible_to(asked.viewer).filter(committee__in=Committee.objects.seated_by(asked.viewer))
    may_start = not asked.viewer.is_staff and Committee.objects.edited_by(asked.viewer).exists()
    start_url = reverse("handin_start") if may_start else ""
    return {"hand_ins": list(own.for_list().order_by("-pk")[:LATEST]), "start_url": start_url}


def next_step(asked: Asked) -> Mapping[str, Any] | None:
    """The oldest document that waits for this person: sent back, or begun and not handed in."""
    waiting = HandIn.objects.editable_by(asked.viewer).filter(status__in=WITH_COMMITTEE)
    row = waiting.for_list().order_by("-status", "pk").first()
    return {"hand_in": row} if row else None


def hand_ins_of_partnership(asked: Asked) -> Mapping[str, Any] | None:
    """The documents of a partnership that the viewer may see, and where to hand one in if none is there yet."""
    rows = list(HandIn.objects.visible_to(asked.viewer).filter(partnership=asked.subject).for_list())
    start_url = "" if any(row.status not in OVER for row in rows) else _start_url(asked)
    if not rows and not start_url:
        return None
    entry = entry_of(asked.subject.pk)
    facts = {"hand_ins": rows, "partnership": asked.subject, "start_url": start_url, "entry": entry}
    return {**facts, "is_desk": asked.viewer.is_staff}


def ways_to_ask(asked: Asked) -> Mapping[str, Any] | None:
    """Where committees ask the association about the page that they are on; staff have nothing to ask."""
    if asked.viewer.is_staff or asked.subject.startswith(reverse("question_list")):
        return None
    query = urlencode({"page": asked.subject})
    return {"ask_url": f"{reverse('question_new')}?{query}", "look_url": f"{reverse('look_new')}?{query}"}


def questions_of_partnership(asked: Asked) -> Mapping[str, Any] | None:
    """What this person's committees, for staff anybody, asked about a partnership, with the answers."""
    rows = Question.objects.visible_to(asked.viewer).filter(partnership=asked.subject)
    return {"questions": found} if (found := list(rows.for_list())) else None


def _start_url(asked: Asked) -> str:
    """Where this person hands in a document of a partnership, the first or a later one; "" if it is not theirs."""
    own = Committee.objects.edited_by(asked.viewer).looking_after(asked.subject.parties.values("community"))
    may_start = asked.viewer.is_staff or own.exists()
    return f"{reverse('handin_start')}?{urlencode({'partnership': asked.subject.slug})}" if may_start else ""


def papers_of_committee(asked: Asked) -> Mapping[str, Any]:
    """The documents of a committee: what waits, and where the originals are kept."""
    rows = HandIn.objects.visible_to(asked.viewer).filter(committee=asked.subject).for_list()
    found = list(rows.prefetch_related("entries").order_by("-pk"))
    return {
        "waiting": [row for row in found if row.status not in OVER],
        "kept": [row for row in found if row.status == Status.RECORDED or row.original_kept_at],
    }


def letter_to_side(asked: Asked) -> Mapping[str, Any]:
    """Where a letter to a side is printed; of one about a record also who signed for the side, and the PDF."""
    entry = RegistryEntry.objects.filter(number=asked.subject.mail.enclosure).first()
    if entry is None:
        return {}
    signed = deeds.signed_for(canonical.parsed(entry.canonical))
    people = [person for group in signed if group.side == asked.subject.party.side for person in group.people]
    return {"entry": entry, "people": people, "is_made": pdf_versions(entry).served is not None}


fill_slot("committee.sheet", template="agreements/_sheet.html", selector=papers_of_committee, order=20)
fill_slot("partnership.recognition", template="agreements/_recognition.html", selector=recognition)
fill_slot("partnership.acts", template="agreements/_acts.html", selector=acts)
fill_slot("community.register_entries", template="agreements/_entries.html", selector=entries_of_community)
fill_slot("home.latest_records", template="agreements/_latest_records.html", selector=latest_records)
fill_slot("side.letter", template="agreements/_side_letter.html", selector=letter_to_side)
fill_slot("workspace.handins", template="agreements/_own_handins.html", selector=own_hand_ins)
fill_slot("workspace.next_step", template="agreements/_next_step.html", selector=next_step)
fill_slot("workspace.partnership", template="agreements/_partnership_handins.html", selector=hand_ins_of_partnership)
fill_slot(
    "workspace.partnership",
    template="agreements/_partnership_questions.html",
    selector=questions_of_partnership,
    order=60,
)
fill_slot("workspace.help", template="agreements/_ways_to_ask.html", selector=ways_to_ask)

register_workspace_link("handin_list", _("Signed documents"), order=20)
register_workspace_link("question_list", _("Questions to the association"), order=30)

register_figure(
    Figure(
        name="founding_entries",
        label=_("Signed documents on the register"),
        definition=_("Partnerships whose signed document the association has received and recorded; each counts once."),
        count=lambda on_date: RegistryEntry.objects.founding().filter(recorded_at__date__lte=on_date).count(),
        address=lambda: reverse("registry"),
        order=30,
    )
)
