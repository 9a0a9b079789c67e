"""Staff act for a committee: who asked is said once, then everything on its pages goes under it."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from directory.forms_on_behalf import OnBehalfForm
from directory.models import Committee, OnBehalf
from directory.services.on_behalf import begin_on_behalf, end_on_behalf


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def on_behalf_begin(request: HttpRequest, pk: int) -> HttpResponse:
    """Say who asked."""
    if not request.user.is_staff:
        raise Http404
    committee = get_object_or_404(Committee, pk=pk)
    answers = (request.POST, request.FILES) if request.method == "POST" else ()
    form = OnBehalfForm(*answers, today=timezone.localdate())
    people = reverse("desk_committee_people", args=[pk])
    if request.method == "POST" and form.is_valid():
        try:
            begin_on_behalf(committee=committee, by=request.user, now=timezone.now(), **form.facts())
        except ValidationError as refused:
            form.add_error("sheet" if form.cleaned_data["sheet"] else None, refused.messages)
        else:
            messages.success(request, _("What you do now on the pages of this committee is noted under it."))
            return redirect(people)
    trail = [(_("People of %(place)s") % {"place": committee}, people)]
    context = {"committee": committee, "form": form, "trail": trail}
    return render(request, "directory/on_behalf.html", context, status=422 if form.errors else 200)


@require_POST
def on_behalf_end(request: HttpRequest, pk: int) -> HttpResponse:
    """Done: what follows is the association's own."""
    if not request.user.is_staff:
        raise Http404
    row = get_object_or_404(OnBehalf, pk=pk, opened_by=request.user)
    end_on_behalf(request_id=pk, by=request.user, now=timezone.now())
    messages.success(request, _("Done. What you do from now on is the association's own."))
    return redirect("desk_committee_people", row.committee_id)


@never_cache
@require_safe
def on_behalf_sheet(request: HttpRequest, pk: int) -> HttpResponse | FileResponse:
    """The sheet that came, to be saved and never shown inside a page of ours."""
    if not request.user.is_staff:
        raise Http404
    row = get_object_or_404(OnBehalf.objects.exclude(sheet=""), pk=pk)
    return FileResponse(
        default_storage.open(row.sheet),
        as_attachment=True,
        filename=row.sheet_name,
        content_type=row.sheet_type,
        headers={"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "sandbox; default-src 'none'"},
    )
