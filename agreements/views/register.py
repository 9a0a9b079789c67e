"""The register: its list, the page of each entry, its PDF and its views for machines."""

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import BadRequest
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from agreements.entry_page import entry_page
from agreements.exports import REGISTER
from agreements.filters import RegistryFilterSet
from agreements.models import RegistryEntry
from agreements.pdf_versions import pdf_versions
from agreements.selectors import as_of_json, entry_json, head_json
from sistercities.common.asked_day import asked_day
from sistercities.common.exports import export_response
from sistercities.common.lists import list_context


def filtered(request: HttpRequest) -> RegistryFilterSet:
    """Founding entries as this address filters them: for the page and for its exports."""
    return RegistryFilterSet(request.GET, RegistryEntry.objects.founding().for_list())


@login_not_required
@require_safe
def registry(request: HttpRequest) -> HttpResponse:
    """Founding entries with search and facets."""
    return render(request, "agreements/registry.html", list_context(request, filtered(request)))


@login_not_required
@require_safe
def registry_export(request: HttpRequest, form: str) -> StreamingHttpResponse:
    """Exactly the rows of the page with the same filter, as a file."""
    return export_response(REGISTER, filtered(request), form, on_date=timezone.localdate())


@login_not_required
@require_safe
def registry_entry(request: HttpRequest, number: str) -> HttpResponse:
    """One act; the founding entry lists every act in order. `?as_of=`: whether it was in force on that day."""
    entry = RegistryEntry.objects.select_related("founding", "partnership").filter(number=number.upper()).first()
    if entry is None:
        raise Http404
    if entry.number != number:
        return redirect(entry, permanent=True)
    day = asked_day(request)
    page = {**entry_page(entry, on_date=day), "as_of": day if day != timezone.localdate() else None}
    return render(request, "agreements/registry_entry.html", page)


@login_not_required
@require_safe
def registry_pdf(request: HttpRequest, number: str) -> HttpResponse:
    """The newest sealed PDF; while it is being made a page that says so (503, try again in a minute).

    A version that shows or carries a file which was withheld or replaced by a public copy since is not given.
    """
    entry = get_object_or_404(RegistryEntry, number=number)
    versions = pdf_versions(entry)
    pdf = versions.served
    if pdf is None:
        context = {"entry": entry, "is_renewed": bool(versions.sealed)}
        answer = render(request, "agreements/registry_pdf_waiting.html", context, status=503)
        answer["Retry-After"] = "60"
        return answer
    file = FileResponse(pdf.file.open("rb"), content_type="application/pdf", filename=f"{entry.number}.pdf")
    patch_cache_control(file, no_cache=True)  # a file of it can be withheld at any time
    return file


@login_not_required
@require_safe
def registry_entry_json(request: HttpRequest, number: str) -> JsonResponse:
    """The live view of an entry for machines; with `?as_of=` also the answer for that day."""
    entry = get_object_or_404(RegistryEntry, number=number)
    try:
        day = asked_day(request)
    except BadRequest as refusal:
        return JsonResponse({"error": str(refusal)}, status=400)
    content = entry_json(entry, on_date=timezone.localdate())
    return _open_json(content | (as_of_json(entry, day) if "as_of" in request.GET else {}))


@login_not_required
@require_safe
def registry_head(request: HttpRequest) -> JsonResponse:
    """The newest entry of the chain, never from a cache."""
    answer = _open_json(head_json())
    answer["Cache-Control"] = "no-store"
    return answer


def _open_json(content: dict) -> JsonResponse:
    """Public facts that any site may read."""
    answer = JsonResponse(content, json_dumps_params={"ensure_ascii": False})
    answer["Access-Control-Allow-Origin"] = "*"
    return answer
