"""Hand-ins as their people see them: the list, how one begins, where one stands, how it is taken back."""

from typing import cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from agreements.choices import Status
from agreements.completeness import entry_of
from agreements.forms.handin_files import WithdrawForm
from agreements.forms.handin_start import ArrivalForm, StartForm
from agreements.models import HandIn, RegistryEntry
from agreements.outlook import outlook_for
from agreements.services.changing import HandInRefused
from agreements.services.handing_in import start_hand_in, withdraw_hand_in
from directory.models import Committee
from partnerships.models import Partnership
from sistercities.accounts.models import User
from sistercities.common.lists import ROWS_A_PAGE
from sistercities.common.templatetags.look import error_summary
from sistercities.desk.working_days import ANSWER_WITHIN

from .handin_rail import checklist_of, next_url, steps_of
from .handin_words import file_rows, history_of, last_letter, outlook_of, summary_of, title_of


@require_safe
def handin_list(request: HttpRequest) -> HttpResponse:
    """The hand-ins of my committees; for staff, what they type for others."""
    rows = HandIn.objects.visible_to(request.user).for_list().order_by("-pk")
    if request.user.is_staff:
        rows = rows.filter(on_behalf=True)
    listed = Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("page"))
    hand_ins = [{"row": row, "title": title_of(row), "outlook": outlook_for(row)} for row in listed]
    can_start = request.user.is_staff or Committee.objects.edited_by(request.user).exists()
    start_url = reverse("handin_arrived" if request.user.is_staff else "handin_start") if can_start else ""
    context = {"hand_ins": hand_ins, "page": listed, "start_url": start_url, "days": ANSWER_WITHIN}
    return render(request, "agreements/handin_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def handin_start(request: HttpRequest) -> HttpResponse:
    """What is needed and how long it takes; the post begins a draft. Staff begin with how the document arrived.

    `?partnership=` chooses what it is about; of one on the register it is a later paper.
    """
    if request.user.is_staff:
        return redirect(f"{reverse('handin_arrived')}?{request.GET.urlencode()}".rstrip("?"))
    committees = Committee.objects.edited_by(request.user)
    if not committees.exists():
        raise Http404
    wanted = Partnership.objects.editable_by(request.user).filter(slug=request.GET.get("partnership", "")).first()
    if wanted:
        committees = committees.looking_after(wanted.parties.values("community"))
    form = StartForm(request.POST if request.method == "POST" else None, committees=committees)
    if request.method == "POST" and form.is_valid():
        hand_in = start_hand_in(
            by=cast("User", request.user),
            committee=form.cleaned_data["committee"],
            partnership=wanted,
            now=timezone.now(),
        )
        return redirect(steps_of(hand_in)[1 if wanted else 0].url)
    entry = entry_of(wanted.pk) if wanted else None
    context = {"form": form, "wanted": wanted, "entry": entry, "days": ANSWER_WITHIN, **error_summary(form)}
    return render(request, "agreements/handin_start.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def handin_arrived(request: HttpRequest) -> HttpResponse:
    """Staff type a document for somebody who does not: how, from whom and when it arrived, then the same steps."""
    if not request.user.is_staff:
        raise Http404
    wanted = Partnership.objects.filter(slug=request.GET.get("partnership", "")).first()
    form = ArrivalForm(request.POST or None, today=timezone.localdate())
    if request.method == "POST" and form.is_valid():
        try:
            hand_in = start_hand_in(
                by=request.user, on_behalf=True, partnership=wanted, now=timezone.now(), **form.cleaned_data
            )
        except HandInRefused as refusal:
            form.add_error("committee", refusal)
        else:
            return redirect(steps_of(hand_in)[2].url if wanted else steps_of(hand_in)[1].url)
    context = {"form": form, "wanted": wanted, **error_summary(form)}
    return render(request, "agreements/handin_arrived.html", context, status=422 if form.errors else 200)


@never_cache
@require_safe
def handin_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Where a document stands, what happens next, its history and files."""
    hand_in = get_object_or_404(HandIn.objects.visible_to(request.user).for_list(), pk=pk)
    can_change = HandIn.objects.editable_by(request.user).filter(pk=pk).exists()
    steps = steps_of(hand_in) if can_change else []
    context = {
        "hand_in": hand_in,
        "title": title_of(hand_in),
        "can_change": can_change,
        "can_withdraw": HandIn.objects.withdrawable_by(request.user).filter(pk=pk).exists(),
        "checklist": checklist_of(steps),
        "next_url": next_url(hand_in, steps) if steps else "",
        "letter": last_letter(hand_in),
        "entry": RegistryEntry.objects.filter(hand_in=hand_in).first(),
        "history": history_of(hand_in, cast("User", request.user)),
        **outlook_of(hand_in),
        **summary_of(hand_in, cast("User", request.user)),
    }
    return render(request, "agreements/handin_detail.html", context)


@never_cache
@require_safe
def handin_done(request: HttpRequest, pk: int) -> HttpResponse:
    """The letter of receipt as a page: what we have, who acts, how long it takes."""
    hand_in = get_object_or_404(HandIn.objects.visible_to(request.user).for_list(), pk=pk)
    if hand_in.status != Status.HANDED_IN:
        return redirect(hand_in)
    context = {
        "hand_in": hand_in,
        "title": title_of(hand_in),
        "files": file_rows(hand_in, elsewhere={}),
        "days": ANSWER_WITHIN,
        **outlook_of(hand_in),
    }
    return render(request, "agreements/handin_done.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def handin_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask once more, then take the document back."""
    hand_in = get_object_or_404(HandIn.objects.withdrawable_by(request.user).for_list(), pk=pk)
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            withdraw_hand_in(hand_in_id=pk, by=cast("User", request.user), now=timezone.now(), **form.cleaned_data)
            messages.success(request, _("The document is withdrawn."))
        except HandInRefused as refusal:
            messages.error(request, " ".join(refusal.messages))
        return redirect(hand_in)
    context = {"hand_in": hand_in, "title": title_of(hand_in), "form": form, **error_summary(form)}
    return render(request, "agreements/handin_withdraw.html", context, status=422 if form.errors else 200)
