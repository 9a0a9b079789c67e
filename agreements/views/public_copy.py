"""Black out places of a public file: mark them on its pages, look at the result, make the public copy.

What is marked travels with the form until the copy is made, so every button works without script. With script one
draws on the page, which fills in the same boxes.
"""

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from agreements.blackout import Area
from agreements.choices import Act, Visibility
from agreements.forms.public_copy import AreaForm, CopyForm, as_text, read_areas
from agreements.models import HandIn, PublicCopy, Scan
from agreements.services.changing import HandInRefused
from agreements.services.files import promise_page_images
from agreements.services.public_copies import make_copy_of_decision, make_public_copy, remove_public_copy
from agreements.services.reviewing import correct_hand_in
from sistercities.common.numbers import whole_number
from sistercities.common.templatetags.look import error_summary

from .public_copy_words import page_words, place_words

Run = Callable[[Callable[[], Any]], Any]


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def handin_copy(request: HttpRequest, pk: int, scan: int) -> HttpResponse:
    """The committee makes the public copy of its own file."""
    hand_in = get_object_or_404(HandIn.objects.editable_by(request.user).for_list(), pk=pk)
    page = CopyPage(request, hand_in, scan, template="agreements/handin_copy.html", run=lambda done: done())
    return page.answer(back=redirect("handin_files", hand_in.pk))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def handin_correct_copy(request: HttpRequest, pk: int, scan: int) -> HttpResponse:
    """The same at the desk: a correction like any other."""
    hand_in = get_object_or_404(HandIn.objects.reviewable_by(request.user).for_list(), pk=pk)
    facts = {"hand_in_id": hand_in.pk, "by": request.user, "now": timezone.now()}

    def run(done: Callable[[], Any]) -> Any:
        return correct_hand_in(**facts, save=lambda **_given: done())

    page = CopyPage(request, hand_in, scan, template="agreements/desk_correct_copy.html", run=run)
    return page.answer(back=redirect("handin_review", hand_in.pk))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def handin_act_copy(request: HttpRequest, pk: int) -> HttpResponse:
    """The copy that a decision brings to a file of the register, which stays as it was recorded."""
    decisions = HandIn.objects.reviewable_by(request.user).filter(act=Act.PUBLIC_COPY).for_list()
    hand_in = get_object_or_404(decisions, pk=pk)
    facts = {"hand_in_id": hand_in.pk, "by": request.user, "now": timezone.now()}

    def run(done: Callable[[], Any]) -> Any:
        return correct_hand_in(**facts, save=lambda **_given: done())

    page = DecisionCopyPage(request, hand_in, template="agreements/desk_act_copy.html", run=run)
    return page.answer(back=redirect("handin_review", hand_in.pk))


class CopyPage:
    """One view of the page: which places are marked, which page is looked at, what was pressed."""

    can_drop = True
    done = gettext_lazy("The public copy is made. Everybody will get it; the original stays with us.")

    def __init__(self, request: HttpRequest, hand_in: HandIn, scan: int = 0, *, template: str, run: Run) -> None:
        self.request, self.hand_in, self.template, self.run = request, hand_in, template, run
        self.scan, self.copy = self.found(scan)
        sent = request.POST if request.method == "POST" else None
        made = [Area(**row) for row in self.copy.areas] if self.copy else []
        self.areas = read_areas(sent.getlist("area")) if sent is not None else made
        self.areas = [area for area in self.areas if area.page <= self.scan.pages]
        self.page = self._page_number((sent or {}).get("page", "1"))
        self.place = AreaForm(sent if sent is not None and "add" in sent else None)
        reason = sent.get("reason", "") if sent is not None else self.copy.reason if self.copy else self.usual_reason
        self.words = CopyForm({"reason": reason} if sent is not None else None, initial={"reason": reason})

    @property
    def usual_reason(self) -> str:
        """What the copy says of itself unless something else is typed."""
        return ""

    def found(self, scan: int) -> tuple[Scan, PublicCopy | None]:
        """The file, and the copy that it has in this document."""
        files = self.hand_in.scans.in_document().filter(visibility=Visibility.PUBLIC).select_related("party__community")
        row: Scan = get_object_or_404(files, pk=scan)
        return row, row.copy_before_recording

    def make(self) -> Any:
        """Make the copy of what is marked; the form is valid."""
        marked = {"areas": self.areas, "now": timezone.now()}
        return make_public_copy(**self.facts, **self.words.cleaned_data, **marked)

    def _page_number(self, text: str) -> int:
        return min(max(whole_number(text) or 1, 1), self.scan.pages)

    def answer(self, *, back: HttpResponse) -> HttpResponse:
        try:
            return self._pressed(back) if self.request.method == "POST" else self.shown(self.words)
        except HandInRefused as refusal:
            messages.error(self.request, " ".join(refusal.messages))
            return back

    def _pressed(self, back: HttpResponse) -> HttpResponse:
        """What the button asks for; one that only changes what is marked shows the page again."""
        sent = self.request.POST
        if "look" in sent or "make" in sent:
            return self._decided(back, is_made="make" in sent)
        if "drop" in sent and self.can_drop:
            self.run(lambda: remove_public_copy(**self.facts))
            messages.success(self.request, _("The public copy was taken away. Everybody will get the original."))
            return back
        if "prepare" in sent:
            promise_page_images(self.scan, again="copy")
            return redirect(self.request.path)
        words = CopyForm(initial={"reason": sent.get("reason", "")})
        if "add" in sent and not self.place.is_valid():
            return self.shown(words, self.place, status=422)
        if "add" in sent:
            self.areas = sorted({*self.areas, self.place.area(self.page)})
            self.place = AreaForm()
        self.areas = [area for area in self.areas if as_text(area) != sent.get("remove")]
        self.page = self._page_number(sent.get("go", str(self.page)))
        return self.shown(words)

    def _decided(self, back: HttpResponse, *, is_made: bool) -> HttpResponse:
        """See the copy before it is made, or make it."""
        if not self.areas:
            self.words.add_error(None, _("Mark at least one place that is to be black."))
        if not self.words.is_valid():
            return self.shown(self.words, self.words, status=422)
        if not is_made:
            return self.shown(self.words, is_preview=True)
        try:
            self.run(self.make)
        except HandInRefused:
            raise
        except ValidationError as refusal:
            self.words.add_error(None, refusal)
            return self.shown(self.words, self.words, status=422)
        messages.success(self.request, self.done)
        return back

    @property
    def facts(self) -> dict[str, Any]:
        return {"hand_in_id": self.hand_in.pk, "scan_id": self.scan.pk, "by": self.request.user}

    def shown(self, words: CopyForm, *wrong: Any, is_preview: bool = False, status: int = 200) -> HttpResponse:
        pictures = list(self.scan.page_images.order_by("number"))
        is_ready = len(pictures) == self.scan.pages
        marked = sorted({area.page for area in self.areas})
        numbers: Sequence[int] = marked if is_preview else [self.page]
        context = {
            "hand_in": self.hand_in,
            "scan": self.scan,
            "copy": self.copy,
            "can_drop": self.can_drop,
            "is_ready": is_ready,
            "is_preview": is_preview,
            "pages": page_words(self.scan, pictures, numbers, self.areas) if is_ready else [],
            "numbers": range(1, self.scan.pages + 1),
            "page": self.page,
            "marked": [(as_text(area), place_words(area)) for area in self.areas],
            "place": self.place,
            "words": words,
            **error_summary(*wrong),
        }
        return render(self.request, self.template, context, status=status)


class DecisionCopyPage(CopyPage):
    """The same for a decision: the file is one of the register, and nothing of it is changed."""

    can_drop = False
    done = gettext_lazy("The public copy is made. Everybody gets it once a second person has recorded the decision.")

    @property
    def usual_reason(self) -> str:
        return Truncator(self.hand_in.reason).chars(300)

    def found(self, scan: int) -> tuple[Scan, PublicCopy | None]:
        if self.hand_in.about_scan is None:
            raise Http404
        return self.hand_in.about_scan, self.hand_in.copy_to_come

    def make(self) -> Any:
        facts = {"hand_in_id": self.hand_in.pk, "by": self.request.user, "now": timezone.now()}
        return make_copy_of_decision(**facts, **self.words.cleaned_data, areas=self.areas)
