"""Staff correct what was handed in: the forms of the guided hand-in, one at a time, on the desk.

What is saved is noted with its author, who from then on has a part in the document; a review is taken back.
"""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from agreements.desk.selectors import changes_since, task_of
from agreements.forms.handin_files import ScanForm
from agreements.models import HandIn, Scan, Signature
from agreements.services.changing import HandInRefused
from agreements.services.files import describe_scan, remove_scan
from agreements.services.handing_in import choose_partnership
from agreements.services.reviewing import TAKEN, correct_hand_in
from sistercities.common.numbers import whole_number
from sistercities.common.templatetags.look import error_summary

from .desk_words import papers_of, timeline
from .handin_acts import HandInAct, HandInTerms
from .handin_files import HandInFiles
from .handin_sides import HandInCouncil, HandInPartnership, HandInSigners
from .handin_step import StepView
from .handin_steps import HandInArrival, HandInDocument, HandInPaper, HandInText
from .handin_words import title_of


@method_decorator(never_cache, name="dispatch")
class Correction(StepView):
    """One form of the hand-in at the desk. Of two who save at once the second is told who changed what."""

    template_name = "agreements/desk_correct.html"
    heading: str | Promise = ""
    # Whether it is also a part of what the association decides itself.
    is_of_decisions = False

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        open_ones = HandIn.objects.reviewable_by(request.user).for_list()
        self.hand_in = get_object_or_404(open_ones, pk=kwargs.pop("pk"))
        if self.hand_in.is_decision and not self.is_of_decisions:
            raise Http404
        self.today = timezone.localdate()
        self.forms: Sequence[Any] = ()
        self.refused = {}
        self.kept_files = 0
        try:
            self.refuse_if_taken()
            if elsewhere := self.prepare(**kwargs):
                return elsewhere
            return super(StepView, self).dispatch(request, *args)
        except HandInRefused as refusal:
            messages.error(request, " ".join(refusal.messages))
            return redirect("handin_review", self.hand_in.pk)

    def refuse_if_taken(self) -> None:
        task = task_of(self.hand_in)
        if task and task.holder not in (None, self.request.user):
            raise HandInRefused(TAKEN % {"name": task.holder})

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.page(self.build(None))

    def post(self, request: HttpRequest) -> HttpResponse:
        answers = request.POST.copy()
        is_stale = answers.get("seen", self.seen) != self.seen
        self.take_files(answers)
        button = self.pressed(answers)
        if button:
            answers = self.press(button, answers)
            answers.pop(button, None)
        context = self.build(answers)
        self.show_refused()
        if button:
            return self.page({**context, "is_half_filled": True})
        if is_stale:
            return self.page({**context, "changes": self.changes(answers)}, status=409)
        if all(form.is_valid() for form in self.forms) and not self.refused and self.saved():
            return redirect("handin_review", self.hand_in.pk)
        return self.page(context, status=422)

    def saved(self) -> bool:
        """Whether the answers are kept now; a refusal is added to the forms, with everything that was typed.

        Answers that change nothing leave the review and the history as they were.
        """
        had_files = self.kept_files > 0
        try:
            is_changed = self.changed_by(lambda: self.correct(lambda **_given: self.save())) or had_files
        except ValidationError as refusal:
            for message in refusal.messages:
                self.forms[0].add_error(None, message)
            return False
        if is_changed:
            sentence = _("Saved. Your name stands in the history, and a second person has to record it.")
            messages.success(self.request, sentence)
        else:
            messages.info(self.request, _("Nothing was changed."))
        return True

    def correct(self, save: Any) -> Any:
        return correct_hand_in(hand_in_id=self.hand_in.pk, by=self.request.user, now=timezone.now(), save=save)

    def take(self, field: str, upload: UploadedFile, **facts: Any) -> Scan | None:
        return self.correct(lambda **_given: super(Correction, self).take(field, upload, **facts))

    def changes(self, answers: QueryDict) -> list[Any]:
        """Who did what since the page was made."""
        revision = whole_number(answers.get("revision", ""))
        return timeline(changes_since(self.hand_in, self.hand_in.revision if revision is None else revision))

    def page(self, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
        summary = {} if context.get("is_half_filled") else error_summary(*self.forms)
        frame = {
            "hand_in": self.hand_in,
            "title": title_of(self.hand_in),
            "heading": self.heading,
            "forms": self.forms,
            "papers": papers_of(self.hand_in, self.person),
            "seen": self.seen,
            "revision": self.hand_in.revision,
            **summary,
        }
        return render(self.request, self.template_name, {**frame, **context}, status=status)


class CorrectArrival(Correction, HandInArrival):
    heading = gettext_lazy("How it arrived")


class CorrectPartnership(Correction, HandInPartnership):
    """Another partnership that is here already; what was typed about the sides of the wrong one goes."""

    heading = gettext_lazy("Which partnership it is about")
    template_name = "agreements/desk_correct_partnership.html"
    with_new = False
    searches_all = True

    def current(self) -> Any:
        signers = Signature.objects.filter(instrument__hand_in=self.hand_in).order_by("pk").values_list("pk", flat=True)
        councils = self.hand_in.council_acts.order_by("pk").values_list("pk", flat=True)
        return self.hand_in.partnership_id, list(signers), list(councils)

    def save(self) -> None:
        chosen = self.forms[0].cleaned_data["partnership"]
        choose_partnership(hand_in_id=self.hand_in.pk, partnership=chosen, by=self.person)


class CorrectAct(Correction, HandInAct):
    heading = gettext_lazy("What the paper does")


class CorrectTerms(Correction, HandInTerms):
    is_of_decisions = True
    heading = gettext_lazy("From when, until what and why")


class CorrectDocument(Correction, HandInDocument):
    heading = gettext_lazy("What the document is")


class CorrectPaper(Correction, HandInPaper):
    heading = gettext_lazy("The paper of one side")


class CorrectText(Correction, HandInText):
    heading = gettext_lazy("Text of the document")


class CorrectCouncil(Correction, HandInCouncil):
    heading = gettext_lazy("Council decisions")
    template_name = "agreements/desk_correct_council.html"


class CorrectSigners(Correction, HandInSigners):
    template_name = "agreements/desk_correct_signers.html"

    def prepare(self, **kwargs: Any) -> HttpResponse | None:
        elsewhere = super().prepare(**kwargs)
        self.heading = _("Who signed for %(side)s") % {"side": self.party.community.name}
        return elsewhere


class CorrectFiles(Correction, HandInFiles):
    """A paper that came later, by post or by mail, is put with the document."""

    heading = gettext_lazy("Files")
    template_name = "agreements/desk_correct_files.html"
    buttons = ()
    arrange_route = "handin_correct_arrange"


class CorrectFile(Correction):
    """Who may see one file, and the date on it; or take it out."""

    key = "files"
    is_of_decisions = True
    template_name = "agreements/desk_correct_file.html"

    def prepare(self, scan: int, **kwargs: Any) -> HttpResponse | None:
        self.scan = get_object_or_404(self.hand_in.scans, pk=scan)
        self.heading = _("File: %(name)s") % {"name": self.scan.original_name}
        return None

    def post(self, request: HttpRequest) -> HttpResponse:
        if "remove" not in request.POST:
            return super().post(request)
        if request.POST.get("seen") != self.seen:
            return self.page({**self.build(None), "changes": self.changes(request.POST)}, status=409)
        facts = {"hand_in_id": self.hand_in.pk, "scan_id": self.scan.pk, "by": self.person}
        self.correct(lambda **_given: remove_scan(**facts))
        messages.success(request, _("“%(name)s” was taken out.") % {"name": self.scan.original_name})
        return redirect("handin_review", self.hand_in.pk)

    def current(self) -> Any:
        return self.hand_in.scans.values_list("visibility", "dated").get(pk=self.scan.pk)

    def build(self, answers: QueryDict | None) -> dict[str, Any]:
        form = ScanForm(answers, scan=self.scan)
        self.forms = [form]
        return {"form": form, "scan": self.scan}

    def save(self) -> None:
        facts = self.forms[0].cleaned_data
        describe_scan(hand_in_id=self.hand_in.pk, scan_id=self.scan.pk, by=self.request.user, **facts)
