"""What a committee of the demonstration asked the association."""

import datetime as dt
import io
from collections.abc import Mapping

from django.template.loader import render_to_string

from agreements.choices import QuestionKind
from agreements.documents.renderer import render_pdf
from agreements.services.questions import answer_question, ask_association
from directory.models import Committee
from partnerships.models import Partnership
from sistercities.accounts.models import User

DAY = dt.timedelta(days=1)


def ask(people: Mapping[str, User], committee: Committee, partnership: Partnership, *, now: dt.datetime) -> None:
    """A text that was looked at before signing, and one question that waits at the desk."""
    parties = partnership.parties.select_related("community").order_by("side")
    facts = {"parties": parties, "signers": [], "kind": "Memorandum of understanding"}
    text = render_pdf(render_to_string("pdf/demonstration_copy.html", facts), pictures={}, attachments=[])
    by = {"by": people["committee"], "committee": committee}
    look = ask_association(
        kind=QuestionKind.LOOK,
        text="Can the association record this text once both sides have signed it?",
        signers="\n".join(f"The mayor of {party.community.name}" for party in parties),
        partnership=partnership,
        uploads=[("demonstration text.pdf", io.BytesIO(text))],
        now=now - 30 * DAY,
        **by,
    )
    answer_question(
        question_id=look.pk,
        answer="Yes. Please have each mayor write the date beside the signature, so that nobody has to ask later.",
        by=people["reviewer"],
        now=now - 29 * DAY,
    )
    ask_association(
        kind=QuestionKind.QUESTION,
        text="Our mayor is ill. May the president of the council sign, and which letter do you need from us?",
        now=now - 2 * DAY,
        **by,
    )
