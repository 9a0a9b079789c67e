"""The desk decides about a record: which one, what is decided, why, and on which paper."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from agreements.choices import ABOUT_FILE, Act
from agreements.forms.decisions import EntryForm, NewDecisionForm
from agreements.forms.handin_fields import refused_files
from agreements.inspection import UploadRefused
from agreements.models import RegistryEntry, Scan
from agreements.services.deciding import DECIDED, decide
from agreements.status import answer_for
from sistercities.common.templatetags.look import error_summary

MEANINGS = {
    Act.VOID: gettext_lazy("It never was valid: not a government, a forged or mistaken paper. Nothing is taken away."),
    Act.ERRATUM: gettext_lazy("The record says something wrong. What is right stands beside it from then on."),
    Act.SUPERSESSION: gettext_lazy("Another agreement on the register stands in its place, after a merger perhaps."),
    Act.PUBLIC_COPY: gettext_lazy(
        "Places of a file are blacked out, such as a private address. Everybody gets the copy once that is recorded."
    ),
    Act.WITHHOLDING: gettext_lazy(
        "A file must no longer be public. Its name and fingerprint stay on the record; the association keeps the file, "
        "unless a court or a law orders that it be destroyed."
    ),
}


@never_cache
@require_safe
def desk_registry(request: HttpRequest) -> HttpResponse:
    """Ask for the number of a record, and lead to what can be decided about it."""
    if not request.user.is_staff:
        raise Http404
    form = EntryForm(request.GET if "number" in request.GET else None)
    if form.is_valid():
        return redirect("entry_decide", form.cleaned_data["number"].number)
    context = {"form": form, **error_summary(form)}
    return render(request, "agreements/desk_registry.html", context, status=422 if form.errors else 200)


@never_cache
@require_safe
def entry_decide(request: HttpRequest, number: str) -> HttpResponse:
    """What can be decided about a record, and what was recorded about it so far."""
    entry = _entry(request, number)
    context = {
        "entry": entry,
        "acts": [(act.value, act.label, MEANINGS[act]) for act in DECIDED],
        "recorded": entry.later_acts.order_by("seq"),
        "status": answer_for(entry, on_date=timezone.localdate()),
    }
    return render(request, "agreements/desk_entry.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def entry_act(request: HttpRequest, number: str, act: str) -> HttpResponse:
    """One decision with its reason and its paper. It then waits for review, as every paper does."""
    entry = _entry(request, number)
    if act not in DECIDED:
        raise Http404
    by_order = act == Act.WITHHOLDING  # what is withheld already can still be destroyed by order
    files = Scan.objects.decidable_about(entry, by_order=by_order) if act in ABOUT_FILE else None
    posted = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = NewDecisionForm(*posted, act=act, today=timezone.localdate(), files=files)
    if form.is_valid() and (hand_in := _decided(request, entry, act, form)):
        if act == Act.PUBLIC_COPY:
            messages.success(request, _("The decision is typed. Now mark what is to be black."))
            return redirect("handin_act_copy", hand_in.pk)
        messages.success(request, _("The decision is typed. Look at it once more, then pass it on to a second person."))
        return redirect("handin_review", hand_in.pk)
    context: dict[str, Any] = {"entry": entry, "act": Act(act).label, "meaning": MEANINGS[Act(act)], "form": form}
    page = {**context, **error_summary(form)}
    return render(request, "agreements/desk_entry_act.html", page, status=422 if form.errors else 200)


def _decided(request: HttpRequest, entry: RegistryEntry, act: str, form: NewDecisionForm) -> Any:
    """The decision on its way; None with the refusal on the form."""
    paper = form.cleaned_data["paper"]
    try:
        return decide(
            entry=entry,
            act=act,
            decision=form.decision(),
            paper=paper,
            name=paper.name,
            visibility=form.cleaned_data["visibility"],
            by=request.user,
            now=timezone.now(),
        )
    except UploadRefused as refusal:
        form.add_error("paper", refused_files(paper.name, refusal))
    except ValidationError as refusal:
        form.add_error(None, refusal.messages)
    return None


def _entry(request: HttpRequest, number: str) -> RegistryEntry:
    """A first record, for staff."""
    if not request.user.is_staff:
        raise Http404
    rows = RegistryEntry.objects.founding().select_related("partnership")
    return get_object_or_404(rows, number=number)
