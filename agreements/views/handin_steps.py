"""The steps about the paper: how it arrived, what it is, its text, and the check before it leaves."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils import timezone

from agreements import completeness
from agreements.forms.handin_files import TRUE_COPY, StatementForm
from agreements.forms.handin_paper import PaperForm, TranscriptionForm
from agreements.forms.handin_start import ArrivalForm
from agreements.returned import changed_since, sent_back
from agreements.services.changing import HandInRefused
from agreements.services.handing_in import save_arrival, save_paper, save_transcriptions, submit_hand_in
from sistercities.common.dates import day_in_words
from sistercities.common.languages import official_languages

from .handin_rail import parties_of, steps_of, url_of
from .handin_step import StepView
from .handin_words import last_letter, summary_of

ARRIVAL = ("arrival", "arrived_from", "received_on", "original_kept_at", "committee")


class HandInArrival(StepView):
    """How a document reached the association; only for what staff type."""

    key = "arrival"
    template_name = "agreements/handin_arrival.html"

    def prepare(self, **kwargs: Any) -> HttpResponse | None:
        if not self.hand_in.on_behalf:
            raise Http404
        return None

    def current(self) -> dict[str, Any]:
        return {name: getattr(self.hand_in, name) for name in ARRIVAL}

    def build(self, answers: QueryDict | None) -> dict[str, Any]:
        form = ArrivalForm(answers, initial=self.current(), today=self.today)
        self.forms = [form]
        return {"form": form}

    def save(self) -> None:
        facts = self.forms[0].cleaned_data
        save_arrival(hand_in_id=self.hand_in.pk, by=self.person, revision=self.revision, **facts)


class HandInDocument(StepView):
    """Kind, languages, title, day in force."""

    key = "document"
    template_name = "agreements/handin_document.html"

    def current(self) -> dict[str, Any]:
        paper = self.hand_in.instruments.get()
        facts = {name: getattr(paper, name) for name in ("kind", "languages", "title", "in_force_on")}
        return {**facts, "relationship": self.hand_in.relationship}

    def build(self, answers: QueryDict | None) -> dict[str, Any]:
        communities = [party.community for party in parties_of(self.hand_in)]
        likely = [community.native_language for community in communities]
        likely += official_languages(str(community.country) for community in communities)
        form = PaperForm(answers, initial=self.current(), likely=likely)
        self.forms = [form]
        return {"form": form}

    def save(self) -> None:
        facts = self.forms[0].cleaned_data
        save_paper(hand_in_id=self.hand_in.pk, by=self.person, revision=self.revision, **facts)


class HandInText(StepView):
    """The text in each language of the paper, typed from it."""

    key = "text"
    template_name = "agreements/handin_text.html"

    def current(self) -> dict[str, str]:
        paper = self.hand_in.instruments.get()
        return dict(paper.transcriptions.values_list("language", "text"))

    def build(self, answers: QueryDict | None) -> dict[str, Any]:
        kept = self.current()
        languages = list(dict.fromkeys([*self.hand_in.instruments.get().languages, *kept]))
        initial = {TranscriptionForm.name_of(tag): text for tag, text in kept.items()}
        form = TranscriptionForm(answers, initial=initial, languages=languages)
        self.forms = [form]
        return {"form": form}

    def save(self) -> None:
        texts = self.forms[0].texts()
        save_transcriptions(hand_in_id=self.hand_in.pk, texts=texts, by=self.person, revision=self.revision)


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
