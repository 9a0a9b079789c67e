"""The desk's page on which a list of partnerships is handed over."""

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from partnerships.forms_lists import ListForm
from partnerships.services.lists.bringing_in import Choices, read_partnerships
from partnerships.services.lists.rows import COLUMNS, REQUIRED


@require_http_methods(["GET", "HEAD", "POST"])
def partnership_import(request: HttpRequest) -> HttpResponse:
    """Take the file; a worker then looks at its lines."""
    if not request.user.is_staff:
        raise Http404
    form = ListForm(request.POST, request.FILES) if request.method == "POST" else ListForm()
    if form.is_bound and form.is_valid():
        answers = form.cleaned_data
        try:
            run = read_partnerships(
                data=answers["file"].read(),
                file_name=answers["file"].name,
                choices=Choices(source=answers["source"], earlier=answers["earlier"]),
                by=request.user,
                now=timezone.now(),
            )
        except ValidationError as refused:
            form.add_error("earlier" if getattr(refused, "code", "") == "earlier" else "file", refused.messages)
        else:
            return redirect(run)
    context = {
        "form": form,
        "columns": COLUMNS,
        "required": REQUIRED,
        "trail": [(_("Lists to import"), reverse("list_imports"))],
    }
    return render(request, "partnerships/partnership_import.html", context, status=422 if form.errors else 200)
