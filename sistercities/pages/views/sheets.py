"""Every committee form as a sheet of paper, blank or filled in so far, and the desk's list of them."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from sistercities.common.sheets import Filled, SheetKind, all_sheets, by_reference
from sistercities.common.sheets import sheet as sheet_kind


@never_cache
@require_safe
def sheet(request: HttpRequest, name: str) -> HttpResponse:
    """A blank sheet."""
    kind = _kind(name)
    return _page(request, kind, Filled("", kind.blank()), reference=f"{kind.mark}-")


@never_cache
@require_safe
def sheet_filled(request: HttpRequest, name: str, pk: int) -> HttpResponse:
    """A sheet about a row, filled in as far as the row is."""
    kind = _kind(name)
    filled = kind.fill(request, pk)
    if filled is None:
        raise Http404
    return _page(request, kind, filled, reference=f"{kind.mark}-{pk}")


@require_safe
def sheet_list(request: HttpRequest) -> HttpResponse:
    """Every sheet, and the way from the reference on a sheet to its record."""
    if not request.user.is_staff:
        raise Http404
    typed = request.GET.get("q", "").strip()[:40]
    found = by_reference(typed)
    if found and (record := found[0].record(found[1])):
        return redirect(record)
    problem = _("No record has this reference. It stands at the top of the sheet, for instance D-12.") if typed else ""
    context = {"sheets": all_sheets(), "q": typed, "problem": problem}
    return render(request, "pages/sheet_list.html", context, status=422 if problem else 200)


def _kind(name: str) -> SheetKind:
    kind = sheet_kind(name)
    if kind is None:
        raise Http404
    return kind


def _page(request: HttpRequest, kind: SheetKind, filled: Filled, *, reference: str) -> HttpResponse:
    context = {"kind": kind, "filled": filled, "reference": reference, "today": timezone.localdate()}
    return render(request, "pages/sheet.html", context)
