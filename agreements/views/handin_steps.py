"""The steps about the paper: how it arrived, what it is, its text, and the check before it leaves."""

from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from agreements import completeness
from agreements.forms.handin_files import TRUE_COPY, StatementForm
from agreements.forms.handin_paper import ONE_PAPER, OWN_PAPERS, PaperForm, TranscriptionForm
from agreements.forms.handin_start import ArrivalForm
from agreements.models import Instrument
from agreements.returned import changed_since, sent_back
from agreements.services.acts import save_terms
from agreements.services.changing import HandInRefused
from agreements.services.handing_in import save_arrival, submit_hand_in
from agreements.services.papers import arrange_papers, save_paper, save_transcriptions
from agreements.services.senders import NO_ADDRESS, address_of_sender
from sistercities.common.dates import day_in_words
from sistercities.common.languages import official_languages

from .handin_rail import parties_of, steps_of, url_of
from .handin_step import StepView
from .handin_words import last_letter, summary_of

ARRIVAL = ("arrival", "arrived_from", "received_on", "completed_on", "original_kept_at", "committee")


class HandInArrival(StepView):
    """How a document reached the association; only for what staff type."""

    key = "arrival"
    not_kept = tuple(NO_ADDRESS)
    template_name = "agreements/handin_arrival.html"

    def prepare(self, **kwargs: Any) -> HttpResponse | None:
        if not self.hand_in.on_behalf:
            raise Http404
        return None

    def current(self) -> dict[str, Any]:
        return {**{name: getattr(self.hand_in, name) for name in ARRIVAL}, **address_of_sender(self.hand_in)}

    def build(self, answers: QueryDict | None) -> dict[str, Any]:
        if answers is not None and not NO_ADDRESS.keys() & answers.keys():
            answers = answers.copy()
            answers.update(address_of_sender(self.hand_in))
        form = ArrivalForm(answers, initial=self.current(), today=self.today)
        self.forms = [form]
        return {"form": form}

    def save(self) -> None:
        facts = self.forms[0].cleaned_data
        save_arrival(hand_in_id=self.hand_in.pk, by=self.person, revision=self.revision, **facts)


class HandInDocument(StepView):
    """Kind, languages, title, day in force of the paper: the one of all sides, or the first side's own.

    Here too: what the sides become, and whether each of them has a paper of its own.
    """

    key = "document"
    template_name = "agreements/handin_document.html"
    is_first = True

    @property
    def paper(self) -> Instrument:
        return self.hand_in.instruments.select_related("party__community")[0]

    def current(self) -> dict[str, Any]:
        paper = self.paper
        facts = {name: getattr(paper, name) for name in ("kind", "languages", "title", "in_force_on", "names_others")}
        arrangement = OWN_PAPERS if paper.party_id else ONE_PAPER
        return {
            **facts,
            "relationship": self.hand_in.relationship,
            "arrangement": arrangement,
            "term_ends_on": self.hand_in.term_ends_on,
        }

    def build(self, answers: QueryDict | None) -> dict[str, Any]:
        communities = [party.community for party in parties_of(self.hand_in)]
        likely = [community.native_language for community in communities]
        likely += official_languages(str(community.country) for community in communities)
        side = self.paper.party.community.name if self.paper.party else ""
        facts = {"side": side, "is_first": self.is_first, "can_part": bool(communities), "act": self.hand_in.act}
        form = PaperForm(answers, initial=self.current(), likely=likely, **facts)
        self.forms = [form]
        return {"form": form, "side": side}

    def save(self) -> None:
        facts = dict(self.forms[0].cleaned_data)
        is_own, asked = self.paper.party_id is not None, facts.pop("arrangement", "")
        if asked and is_own != (asked == OWN_PAPERS):
            arrange_papers(hand_in_id=self.hand_in.pk, each_has_its_own=not is_own, by=self.person)
            self.hand_in.refresh_from_db()
        party = self.paper.party
        term = facts.pop("term_ends_on", self.hand_in.term_ends_on)
        if term != self.hand_in.term_ends_on:
            self.hand_in = save_terms(
                hand_in_id=self.hand_in.pk,
                by=self.person,
                revision=self.revision,
                term_ends_on=term,
                reason=self.hand_in.reason,
            )
        save_paper(hand_in_id=self.hand_in.pk, by=self.person, party=party, revision=self.revision, **facts)


class HandInPaper(HandInDocument):
    """The own paper of another side."""

    is_first = False

    def prepare(self, **kwargs: Any) -> HttpResponse | None:
        self.side = kwargs["side"]
        self.key = completeness.step_of(self.side)
        get_object_or_404(self.hand_in.instruments, party__side=self.side)
        return None

    @property
    def paper(self) -> Instrument:
        return self.hand_in.instruments.select_related("party__community").get(party__side=self.side)


class HandInText(StepView):
    """The text in each language of each paper, typed from it."""

    key = "text"
    template_name = "agreements/handin_text.html"

    @property
    def papers(self) -> list[Instrument]:
        rows = self.hand_in.instruments.select_related("party__community").prefetch_related("transcriptions")
        return list(rows)

    def current(self) -> list[dict[str, str]]:
        return [{row.language: row.text for row in paper.transcriptions.all()} for paper in self.papers]

    def build(self, answers: QueryDict | None) -> dict[str, Any]:
        self.forms = [
            self.form_of(paper, n, kept, answers)
            for n, (paper, kept) in enumerate(zip(self.papers, self.current(), strict=True))
        ]
        return {"forms": self.forms, "has_languages": any(form.fields for form in self.forms)}

    def form_of(self, paper: Instrument, n: int, kept: dict[str, str], answers: QueryDict | None) -> TranscriptionForm:
        return TranscriptionForm(
            answers,
            initial={TranscriptionForm.name_of(tag): text for tag, text in kept.items()},
            languages=list(dict.fromkeys([*paper.languages, *kept])),
            side=paper.party.community.name if paper.party else "",
            prefix=f"paper-{paper.party.side}" if paper.party and n else None,
        )

    def save(self) -> None:
        with transaction.atomic():
            for paper, form in zip(self.papers, self.forms, strict=True):
                self.changed_by(partial(self.save_text, paper, form.texts()))

    def save_text(self, paper: Instrument, texts: dict[str, str]) -> None:
        """What was typed from one paper."""
        facts = {"party": paper.party, "by": self.person, "revision": self.revision}
        save_transcriptions(hand_in_id=self.hand_in.pk, texts=texts, **facts)


class HandInSummary(StepView):
    """Everything on one page with links to change it, what is still missing, the true-copy statement."""

    key = "summary"
    template_name = "agreements/handin_summary.html"

    def current(self) -> int:
        return self.hand_in.revision

    def build(self, answers: QueryDict | None) -> dict[str, Any]:
        came_back = sent_back(self.hand_in)
        is_unchanged = came_back is not None and not changed_since(self.hand_in, came_back)
        form = StatementForm(answers, unchanged_since=day_in_words(came_back.at) if came_back and is_unchanged else "")
        self.forms = [form]
        steps = steps_of(self.hand_in)
        problems = [(row.sentence, url_of(steps, row.step)) for row in completeness.problems(self.hand_in)]
        waiting = completeness.unsigned_sides(self.hand_in)
        return {
            "form": form,
            "problems": problems,
            "waiting": waiting,
            "letter": last_letter(self.hand_in),
            "is_unchanged": is_unchanged,
            **summary_of(self.hand_in, self.person),
        }

    def post(self, request: HttpRequest) -> HttpResponse:
        context = self.build(request.POST)
        if request.POST.get("seen", self.seen) != self.seen:
            return self.page({**context, "last_change": self.last_change()}, status=409)
        if not self.forms[0].is_valid():
            return self.page(context, status=422)
        try:
            submit_hand_in(hand_in_id=self.hand_in.pk, statement=str(TRUE_COPY), by=self.person, now=timezone.now())
        except HandInRefused:
            raise
        except ValidationError:
            return self.page(context, status=422)
        return redirect("handin_done", self.hand_in.pk)
