"""The second person: the finished certificate beside the papers, then record, or send it back."""

import re
from typing import Any

from django.contrib import messages
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRefresh

from agreements import standing
from agreements.choices import Status
from agreements.desk import selectors
from agreements.desk.certificates import destruction_of, state_of
from agreements.desk.kinds import who_could_record
from agreements.desk.preview import preview
from agreements.forms.desk import BackToReviewerForm, RecordForm
from agreements.models import HandIn
from agreements.services.changing import HandInRefused
from agreements.services.previews import KeptPreview, fingerprint_of, kept_preview
from agreements.services.recording import record_hand_in
from agreements.services.reviewing import send_back_to_reviewer
from agreements.services.second_person import objections
from sistercities.desk.mail_log import mails
from sistercities.post.models import Mail

from .desk_words import in_public_words, papers_of, timeline
from .handin_words import title_of

FINGERPRINT = re.compile(r"[0-9a-f]{64}")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def handin_record(request: HttpRequest, pk: int) -> HttpResponse:
    """The preview, what will be public, and the decision. A post records what its preview showed, or nothing.

    Asked for by script, only the preview and whether it can be recorded.
    """
    hand_in = _hand_in(request, pk)
    if hand_in.status != Status.REVIEWED and request.htmx:
        return HttpResponseClientRefresh()
    if hand_in.status != Status.REVIEWED:
        return redirect("handin_recorded" if hand_in.status == Status.RECORDED else "handin_review", pk)
    if request.method != "POST":
        return _record_page(request, hand_in)
    form = RecordForm(request.POST)
    form.full_clean()
    if form.errors.keys() == {"compared"}:
        return _record_page(request, hand_in, refusal=form.errors["compared"], status=422)
    shown = form.cleaned_data.get("preview", "")
    try:
        record_hand_in(hand_in_id=pk, by=request.user, preview_sha256=shown, now=timezone.now())
    except HandInRefused as refusal:
        status = 409 if getattr(refusal, "code", "") == "changed" else 422
        return _record_page(request, hand_in, refusal=refusal.messages, status=status)
    return redirect("handin_recorded", pk)


@require_POST
def handin_to_reviewer(request: HttpRequest, pk: int) -> HttpResponse:
    """Back to the reviewer with a note."""
    hand_in = _hand_in(request, pk)
    if hand_in.status != Status.REVIEWED:
        messages.error(request, _("This document does not wait for the second person."))
        return redirect("handin_review", pk)
    form = BackToReviewerForm(request.POST)
    if form.is_valid():
        try:
            send_back_to_reviewer(hand_in_id=pk, text=form.cleaned_data["note"], by=request.user, now=timezone.now())
        except HandInRefused as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("The reviewer has it again and was written to."))
            return redirect("desk_queue" if request.user.is_staff else "workspace")
    return _record_page(request, hand_in, back_form=form, status=422)


@never_cache
@require_safe
def handin_preview_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The preview as PDF, once it is made."""
    kept = _kept_preview(request, pk)
    if not kept.pdf:
        raise Http404
    return FileResponse(default_storage.open(kept.pdf), content_type="application/pdf", filename="preview.pdf")


@never_cache
@require_safe
def handin_preview_page(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """One page of the preview as a picture."""
    pages = _kept_preview(request, pk).pages
    if not 1 <= number <= len(pages):
        raise Http404
    page = pages[number - 1]
    return FileResponse(default_storage.open(page.file), content_type=page.media_type)


@never_cache
@require_safe
def handin_recorded(request: HttpRequest, pk: int) -> HttpResponse:
    """Recorded: the number, and how far the PDF is. Asked for by script, only the part that changes."""
    hand_in = get_object_or_404(HandIn.objects.on_desk_of(request.user).for_list(), pk=pk, status=Status.RECORDED)
    entry = hand_in.entries.first()
    context = {"hand_in": hand_in, "title": title_of(hand_in), "entry": entry, "pdf": state_of(entry)}
    if entry and not request.htmx:
        context["letters"] = mails(Mail.objects.visible_to(request.user).filter(enclosure=entry.number))
    context["destruction"] = destruction_of(entry) if hand_in.destroyed_by_order_of else None
    template = "agreements/_desk_pdf_state.html" if request.htmx else "agreements/desk_recorded.html"
    return render(request, template, context)


def _hand_in(request: HttpRequest, pk: int) -> HandIn:
    return get_object_or_404(HandIn.objects.on_desk_of(request.user).for_list(), pk=pk)


def _kept_preview(request: HttpRequest, pk: int) -> KeptPreview:
    """The preview with the fingerprint `of`, default: of the document as it is now; 404 if it is not made."""
    hand_in = get_object_or_404(HandIn.objects.on_desk_of(request.user), pk=pk, status=Status.REVIEWED)
    asked = request.GET.get("of", "")
    fingerprint = asked if FINGERPRINT.fullmatch(asked) else fingerprint_of(hand_in)
    if kept := kept_preview(hand_in_id=pk, fingerprint=fingerprint):
        return kept
    raise Http404


def _record_page(request: HttpRequest, hand_in: HandIn, *, status: int = 200, **more: Any) -> HttpResponse:
    today = timezone.localdate()
    hand_in.refresh_from_db(fields=["status", "snapshot_sha256", "reviewed_by"])
    shown, task = preview(hand_in), selectors.task_of(hand_in)
    stops = objections(hand_in, by=request.user, on_date=today)
    open_sides = standing.open_membership_of(hand_in, on_date=today)
    context = {
        "hand_in": hand_in,
        "title": title_of(hand_in),
        "task": task,
        "taken_by_other": task is not None and task.holder not in (None, request.user),
        "preview": shown,
        "is_part": bool(request.htmx),
        "is_changed": shown.fingerprint != hand_in.snapshot_sha256,
        "open_sides": open_sides,
        "membership": standing.refusal(open_sides),
        "obstacles": selectors.obstacles(hand_in, on_date=today),
        "stops": stops,
        "who_can": who_could_record([hand_in], today=today)[hand_in.pk],
        "record_form": RecordForm(),
        "back_form": BackToReviewerForm(),
        "papers": papers_of(hand_in, request.user),
        "looks": selectors.looks(hand_in),
        "public": in_public_words(hand_in),
        "history": timeline(selectors.history(hand_in)),
        **more,
    }
    template = "agreements/_desk_preview.html" if request.htmx else "agreements/desk_record.html"
    return render(request, template, context, status=status)
