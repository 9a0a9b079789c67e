"""The desk's list of laws at home that concern some partnerships."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from directory.forms_authority import AdvisoryForm
from directory.models import LawAdvisory
from directory.services.authority import ADVISORY_FIELDS, save_advisory
from sistercities.association.services import StaleForm, version_of


@require_safe
def advisory_list(request: HttpRequest) -> HttpResponse:
    """Every law that staff keep."""
    if not request.user.is_staff:
        raise Http404
    return render(request, "directory/advisory_list.html", {"advisories": LawAdvisory.objects.all()})


@require_http_methods(["GET", "HEAD", "POST"])
def advisory_new(request: HttpRequest) -> HttpResponse:
    """Add one."""
    if not request.user.is_staff:
        raise Http404
    return _form_page(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
def advisory_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change one. Where somebody else was quicker, both are shown, nothing lost."""
    return _form_page(request, get_object_or_404(LawAdvisory.objects.editable_by(request.user), pk=pk))


def _form_page(request: HttpRequest, row: LawAdvisory | None) -> HttpResponse:
    initial = {**AdvisoryForm.opened_with(row), "version": version_of(row, ADVISORY_FIELDS)} if row else {}
    form = AdvisoryForm(request.POST if request.method == "POST" else None, initial=initial)
    stands_now = None
    if request.method == "POST" and form.is_valid():
        facts = {"values": form.values(row), "version": form.cleaned_data["version"], "by": request.user}
        try:
            save_advisory(advisory_id=row.pk if row else None, **facts)
        except StaleForm as stale:
            form = AdvisoryForm({**form.data.dict(), "version": stale.version}, initial=initial)
            form.add_error(None, stale)
            stands_now = row
        except ValidationError as refused:
            form.add_error(None, refused.messages)
        else:
            messages.success(request, _("Saved. The review of documents shows it from now on."))
            return redirect("advisory_list")
    trail = [(_("State laws"), reverse("advisory_list"))]
    context = {"advisory": row, "form": form, "stands_now": stands_now, "trail": trail}
    return render(request, "directory/advisory_edit.html", context, status=422 if form.errors else 200)
