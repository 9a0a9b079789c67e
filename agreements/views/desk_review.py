"""The first person: papers beside data, and the decision: pass on, send back, refuse."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agreements import authority, standing
from agreements.choices import WITH_STAFF, Status
from agreements.desk import rehearsal, selectors
from agreements.forms.desk import ReasonForm
from agreements.models import HandIn
from agreements.services.changing import HandInRefused
from agreements.services.reviewing import refuse_hand_in, return_hand_in, review_hand_in
from sistercities.association.models import ReasonCode
from sistercities.common.numbers import whole_number
from sistercities.common.requests import typed
from sistercities.common.templatetags.look import error_summary

from .desk_authority_words import authority_of
from .desk_words import correction_url, data_of, mended_by, papers_of, timeline
from .handin_words import title_of


@never_cache
@require_safe
def handin_review(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything that is needed to decide, on one page."""
    return review_page(request, _hand_in(request, pk))


@require_POST
def handin_pass(request: HttpRequest, pk: int) -> HttpResponse:
    """Document and data agree: on to the second person."""
    hand_in = _hand_in(request, pk)
    revision, note = whole_number(request.POST.get("revision", "")), typed(request.POST, "note")
    try:
        review_hand_in(
            hand_in_id=hand_in.pk,
            by=request.user,
            now=timezone.now(),
            text=note,
            revision=-1 if revision is None else revision,
        )
    except HandInRefused as refusal:
        hand_in = _hand_in(request, pk)
        is_stale = getattr(refusal, "code", "") == "stale" and revision is not None
        changes = timeline(selectors.changes_since(hand_in, revision)) if is_stale else []
        more = {"refusal": refusal.messages, "changes": changes, "note": note}
        return review_page(request, hand_in, **more, status=409 if is_stale else 422)
    if standing.open_membership_of(hand_in, on_date=timezone.localdate()):
        messages.success(request, _("Reviewed. It waits for the membership; the committee was told what to do."))
    else:
        messages.success(request, _("Reviewed. It waits for the second person, who was written to."))
    return redirect("desk_queue")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def handin_return(request: HttpRequest, pk: int) -> HttpResponse:
    """Send it back to the committee, with the letter shown before."""
    hand_in = get_object_or_404(HandIn.objects.returnable_by(request.user).for_list(), pk=pk)
    done = _("Sent back with your letter.")
    return _decide(request, hand_in, use=ReasonCode.Use.RETURN, service=return_hand_in, done=done)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def handin_refuse(request: HttpRequest, pk: int) -> HttpResponse:
    """Refuse it for good, with the letter shown before."""
    hand_in = get_object_or_404(HandIn.objects.reviewable_by(request.user).for_list(), pk=pk)
    done = _("Refused with your letter.")
    return _decide(request, hand_in, use=ReasonCode.Use.REFUSE, service=refuse_hand_in, done=done)


def _decide(
    request: HttpRequest, hand_in: HandIn, *, use: str, service: Callable[..., HandIn], done: str
) -> HttpResponse:
    """Choose reason and note, see the letter, send exactly that letter."""
    is_refusal = use == ReasonCode.Use.REFUSE
    initial = {"reason": authority.NOT_REAL} if is_refusal and authority.has_unreal_side(hand_in) else {}
    form = ReasonForm(request.POST if request.method == "POST" else None, use=use, initial=initial)
    letters, is_shown = [], False
    if request.method == "POST" and form.is_valid():
        now, answers = timezone.now(), form.cleaned_data
        facts = {"reason": answers["reason"], "text": answers["note"], "by": request.user, "now": now}

        def decide() -> HandIn:
            return service(hand_in_id=hand_in.pk, **facts)

        try:
            if answers["letter"] and rehearsal.decide_as_shown(decide, hand_in, shown=answers["letter"]):
                messages.success(request, done)
                return redirect("desk_queue" if request.user.is_staff else "workspace")
            letters, is_shown = rehearsal.letters_of(decide, hand_in), True
        except ValidationError as refusal:
            form.add_error(None, refusal.messages)
    context = {
        "hand_in": hand_in,
        "title": title_of(hand_in),
        "papers": papers_of(hand_in, request.user),
        "form": form,
        "is_refusal": is_refusal,
        "letters": letters,
        "is_shown": is_shown,
        "is_other": is_shown and bool(form.cleaned_data["letter"]),
        "letter": rehearsal.fingerprint(letters),
        **error_summary(form),
    }
    return render(request, "agreements/desk_decide.html", context, status=422 if form.errors else 200)


def _hand_in(request: HttpRequest, pk: int) -> HandIn:
    return get_object_or_404(HandIn.objects.on_desk_of(request.user).for_list(), pk=pk)


def review_page(request: HttpRequest, hand_in: HandIn, *, status: int = 200, **more: Any) -> HttpResponse:
    """Everything about the document; `more` replaces what stands there by itself."""
    today = timezone.localdate()
    task = selectors.task_of(hand_in)
    taken_by_other = task is not None and task.holder not in (None, request.user)
    is_open = hand_in.status in WITH_STAFF and request.user.is_staff
    obstacles = selectors.obstacles(hand_in, on_date=today) if is_open else []
    context = {
        "hand_in": hand_in,
        "title": title_of(hand_in),
        "task": task,
        "taken_by_other": taken_by_other,
        "can_correct": is_open and not taken_by_other,
        "can_decide": is_open and not taken_by_other and hand_in.status == Status.HANDED_IN,
        "obstacles": [(row.sentence, correction_url(hand_in, row.step), mended_by(row.step)) for row in obstacles],
        "history": timeline(selectors.history(hand_in)),
        "related": selectors.related(hand_in, by=request.user),
        "partnership": selectors.partnership_today(hand_in, today=today),
        "looks": selectors.looks(hand_in),
        "papers": papers_of(hand_in, request.user),
        **data_of(hand_in, request.user),
        **authority_of(hand_in, on_date=today),
        **more,
    }
    return render(request, "agreements/desk_review.html", context, status=status)
