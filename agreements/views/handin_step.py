"""One step of the guided hand-in: shown, kept half filled, saved. Nothing typed is ever lost."""

import hashlib
import json
from collections.abc import Callable, Sequence
from typing import Any, BinaryIO, cast

from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.cache import never_cache

from agreements import completeness
from agreements.choices import WITH_STAFF
from agreements.forms.handin_fields import refused_files
from agreements.inspection import WARNINGS
from agreements.models import HandIn, Scan
from agreements.services.changing import HandInRefused
from agreements.services.files import take_upload
from agreements.services.handing_in import keep_unfinished
from sistercities.accounts.models import User

from .handin_rail import place_of, steps_of

NOT_ANSWERS = ("csrfmiddlewaretoken", "seen", "later")


@method_decorator(never_cache, name="dispatch")
class StepView(View):
    """What every step does; a step says in `build` which forms it has and in `save` which service keeps them.

    A post is kept as "unfinished" unless it is complete, and comes back with its errors. Buttons named in `buttons`
    only change the answers (one more signer, a search) and come back to the same page. Files are inspected and kept
    at once, whatever becomes of the other answers.
    """

    http_method_names = ["get", "head", "post"]
    key = ""
    template_name = ""
    buttons: Sequence[str] = ()
    # Answers that are never kept half filled: their rows can be erased, the history of a document cannot.
    not_kept: Sequence[str] = ()

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        pk = kwargs.pop("pk")
        if HandIn.objects.withdrawable_by(request.user).filter(pk=pk, status__in=WITH_STAFF).exists():
            messages.warning(request, _("This document is with the association and cannot be changed now."))
            return redirect("handin_detail", pk)
        hand_in = get_object_or_404(HandIn.objects.editable_by(request.user).for_list(), pk=pk)
        if elsewhere := self.open(hand_in, **kwargs):
            return elsewhere
        try:
            return super().dispatch(request, *args)
        except HandInRefused as refusal:
            messages.error(request, " ".join(refusal.messages))
            return redirect(self.hand_in)

    def open(self, hand_in: HandIn, **kwargs: Any) -> HttpResponse | None:
        """Begin with a document; a response sends elsewhere."""
        self.hand_in = hand_in
        self.today = timezone.localdate()
        self.forms: Sequence[Any] = ()
        self.refused: dict[str, list[ValidationError]] = {}
        self.kept_files = 0
        self.labels: dict[str, str] = {}
        return self.prepare(**kwargs)

    def with_what_is_kept(self) -> dict[str, Any]:
        """Make the forms from what was left half filled, else from what is kept in rows."""
        kept = self.hand_in.unfinished.get(self.key)
        context = self.build(_as_query(kept["answers"]) if kept else None)
        if kept and not kept["is_checked"]:
            for form in self.forms:
                form.errors.clear()
        return context

    # What a step fills in.

    def prepare(self, **kwargs: Any) -> HttpResponse | None:
        """Fetch what the step is about from the rest of the address; a response sends elsewhere."""
        return None

    def build(self, answers: QueryDict | None) -> dict[str, Any]:
        """Make the forms from the answers, or from what is kept in rows; set `forms`, return what the page needs."""
        raise NotImplementedError

    def save(self) -> None:
        """Keep valid forms by a service. ValidationError is shown on the page."""
        raise NotImplementedError

    def current(self) -> Any:
        """What the rows of this step hold now; the page remembers it, so that nobody overwrites what they never saw."""
        raise NotImplementedError

    def take_files(self, answers: QueryDict) -> None:
        """Keep the files of the post and put what became of them into the answers."""

    def pressed(self, answers: QueryDict) -> str:
        """Which of `buttons` was pressed, if any."""
        return next((name for name in self.buttons if name in answers), "")

    def press(self, button: str, answers: QueryDict) -> QueryDict:
        """The answers after one of `buttons` was pressed."""
        return answers

    def next_url(self) -> str:
        steps = steps_of(self.hand_in)
        return steps[min(place_of(steps, self.key) + 1, len(steps) - 1)].url

    # What every step does.

    @property
    def person(self) -> User:
        """Who is signed in: nobody else gets here."""
        return cast("User", self.request.user)

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.page(self.with_what_is_kept())

    def post(self, request: HttpRequest) -> HttpResponse:
        answers = request.POST.copy()
        stale = {"last_change": self.last_change()} if answers.get("seen", self.seen) != self.seen else {}
        self.take_files(answers)
        button = self.pressed(answers)
        if button:
            answers = self.press(button, answers)
            answers.pop(button, None)
        context = self.build(answers)
        self.show_refused()
        if stale:
            return self.page({**context, **stale}, status=409)
        if button and not self.refused:
            self.keep(answers, is_checked=False)
            return redirect(f"{request.path}#{button}")
        if all(form.is_valid() for form in self.forms) and self.saved():
            self.say_what_is_missing()
            return self.left(request, _("Saved. You can come back at any time."), self.next_url())
        self.keep(answers, is_checked=True)
        if "later" in answers:
            return self.left(request, _("Everything that you typed is kept. This step is not complete yet."), "")
        return self.page(context, status=422)

    def saved(self) -> bool:
        """Whether the service kept the answers; a refusal is added to the forms."""
        try:
            with transaction.atomic():
                self.changed_by(self.save)
                keep_unfinished(hand_in_id=self.hand_in.pk, step=self.key, answers={}, by=self.person)
        except ValidationError as refusal:
            for message in refusal.messages:
                self.forms[0].add_error(None, message)
            return False
        self.hand_in = HandIn.objects.for_list().get(pk=self.hand_in.pk)
        return True

    def say_what_is_missing(self) -> None:
        """What this step still needs before the document can be handed in; it is no error yet."""
        if self.hand_in.partnership_id:
            for row in completeness.problems(self.hand_in):
                if row.step == self.key:
                    messages.warning(self.request, _("Still missing: %(what)s") % {"what": row.sentence})

    def changed_by(self, save: Callable[[], Any]) -> bool:
        """Run `save`, and undo it if the rows then hold what they held: who changes nothing is noted nowhere."""
        before = self.rows()
        with transaction.atomic():
            save()
            self.hand_in.refresh_from_db()
            is_same = self.rows() == before
            transaction.set_rollback(is_same)
        self.hand_in.refresh_from_db()
        self.kept_files = 0
        return not is_same

    def rows(self) -> Any:
        """What `save` can change: the rows of this step, the files, and what is half filled at other steps."""
        files = self.hand_in.scans.values_list("pk", "visibility", "dated")
        return self.current(), list(files), self.hand_in.unfinished.keys() - {self.key}

    def keep(self, answers: QueryDict, *, is_checked: bool) -> None:
        """Keep answers that are not complete, without what is no answer."""
        kept = {
            key: [value.replace("\x00", "") for value in values]
            for key, values in answers.lists()
            if key not in (*NOT_ANSWERS, *self.buttons, *self.not_kept)
        }
        typed = any(any(values) for key, values in kept.items() if key != "signers")
        answers_kept = {"answers": kept, "is_checked": is_checked} if typed else {}
        kept_now = keep_unfinished(hand_in_id=self.hand_in.pk, step=self.key, answers=answers_kept, by=self.person)
        self.hand_in.unfinished = kept_now.unfinished

    def left(self, request: HttpRequest, sentence: str, url: str) -> HttpResponse:
        """To the next step, or out where "come back later" was pressed."""
        if "later" not in request.POST:
            return redirect(url)
        messages.success(request, sentence)
        return redirect(self.hand_in)

    def page(self, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
        steps = steps_of(self.hand_in)
        place = place_of(steps, self.key)
        frame = {
            "hand_in": self.hand_in,
            "forms": self.forms,
            "steps": steps,
            "step": steps[place],
            "place": place + 1,
            "back_url": steps[place - 1].url if place else "",
            "seen": self.seen,
            "lines": self.error_lines(),
        }
        return render(self.request, self.template_name, {**frame, **context}, status=status)

    def error_lines(self) -> list[dict[str, str]]:
        """What has to be corrected, for the component `error_summary`; each sentence says what to do by itself.

        `labels`, by the prefix of a form, says which of several equal forms is meant.
        """
        lines = []
        for form in self.forms:
            label = self.labels.get(form.prefix, "")
            for name, errors in form.errors.items():
                target = "" if name == NON_FIELD_ERRORS else form[name].id_for_label or form[name].auto_id
                lines += [{"text": f"{label}: {text}" if label else text, "target": target} for text in errors]
        return lines

    @property
    def seen(self) -> str:
        """What this page shows, saved or half filled, in a few characters: a post that names another saw another."""
        half_filled = json.dumps(self.hand_in.unfinished.get(self.key, {}), sort_keys=True)
        return hashlib.sha256(repr((self.current(), half_filled)).encode()).hexdigest()[:16]

    def last_change(self) -> dict[str, Any]:
        """Who changed the document last, and when; committees read "the association" for its staff."""
        # `events` is made by pghistory's decorator at run time.
        event = self.hand_in.events.select_related("pgh_context").order_by("-pgh_id").first()  # type: ignore[attr-defined]
        user_id = ((event and event.pgh_context and event.pgh_context.metadata) or {}).get("user")
        person = User.objects.filter(pk=user_id).first()
        is_inside = person and person.is_staff and not self.person.is_staff
        return {"by": _("The association") if is_inside else person, "at": event.pgh_created_at if event else None}

    @property
    def revision(self) -> int:
        """The one that this page was made from, with the files that this post has added itself."""
        return self.hand_in.revision + self.kept_files

    def take(self, field: str, upload: "UploadedFile[Any]", **facts: Any) -> Scan | None:
        """Inspect and keep one file; None, with the refusal remembered for `field`, if it is not taken."""
        name = upload.name or ""
        try:
            scan, warnings = take_upload(
                hand_in_id=self.hand_in.pk,
                upload=cast("BinaryIO", upload),
                name=name,
                by=self.person,
                now=timezone.now(),
                **facts,
            )
        except HandInRefused:
            raise
        except ValidationError as refusal:
            self.refused.setdefault(field, []).extend(refused_files(name, refusal))
            return None
        self.kept_files += 1
        for code in warnings:
            messages.warning(self.request, f"{name}: {WARNINGS[code]}")
        return scan

    def show_refused(self) -> None:
        """Put the refusals of files beside their fields: `field` is the name in the post, prefix included."""
        for form in self.forms:
            for name in form.fields:
                if refusals := self.refused.get(form.add_prefix(name)):
                    form.add_error(name, refusals)


def _as_query(kept: dict[str, list[str]]) -> QueryDict:
    answers = QueryDict(mutable=True)
    for key, values in kept.items():
        answers.setlist(key, values)
    return answers
