"""The desk's pages for lists that are brought in: what each would do, what it did, and the lines that wait."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from directory.choices import LineStatus, ListState
from directory.forms_lists import PlacesForm
from directory.list_files import write_report
from directory.lists import list_kind, list_kinds
from directory.models import ListImport, ListLine
from directory.services.lists import choose_places, leave_out, start_keeping, start_taking_back
from sistercities.common.lists import ROWS_A_PAGE
from sistercities.post.models import Effect

# What a worker is doing in each state.
WORK = {
    ListState.CHECKING: "check_list",
    ListState.RUNNING: "keep_list",
    ListState.TAKING_BACK: "take_list_back",
}


@never_cache
@require_safe
def list_imports(request: HttpRequest) -> HttpResponse:
    """Every list that was brought in, newest first."""
    if not request.user.is_staff:
        raise Http404
    rows = ListImport.objects.visible_to(request.user).select_related("by")
    page = Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "directory/list_imports.html", {"page": page, "kinds": list_kinds()})


@never_cache
@require_safe
def list_import(request: HttpRequest, pk: int) -> HttpResponse:
    """One list: how far it is, what became of its lines. Asked for by script, only how far it is."""
    return _page(request, _run(request, pk))


@require_safe
def list_report(request: HttpRequest, pk: int) -> HttpResponse:
    """What became of each line, as the command writes it."""
    run = _run(request, pk)
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="import-{run.pk}.csv"'
    write_report(run.lines.order_by("number").iterator(), response)
    return response


@require_POST
def list_keep(request: HttpRequest, pk: int) -> HttpResponse:
    """Import what was looked through."""
    run = _run(request, pk)
    try:
        start_keeping(run_id=run.pk, keep_going="keep_going" in request.POST)
    except ValidationError as refused:
        return _page(request, _run(request, pk), refusals=refused.messages)
    return redirect(run)


@require_POST
def list_take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Roll an import back."""
    run = _run(request, pk)
    try:
        start_taking_back(run_id=run.pk, by=request.user, now=timezone.now())
    except ValidationError as refused:
        return _page(request, _run(request, pk), refusals=refused.messages)
    return redirect(run)


@require_http_methods(["GET", "HEAD", "POST"])
def list_line(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """One line: say which place is meant."""
    line = _line(request, pk, number)
    searched = {n: text for n in (0, 1) if (text := request.GET.get(f"search{n}", "").strip()[:200])}
    kind = list_kind(line.list_import.kind)
    data = request.POST if request.method == "POST" else None
    form = PlacesForm(data, line=line, kind=kind, searched=searched) if line.is_open else None
    if data is not None and form and form.is_valid():
        try:
            line = choose_places(line_id=line.pk, ends=form.ends, by=request.user, now=timezone.now())
        except ValidationError as refused:
            form.add_error(None, refused.messages)
        else:
            return _after(request, line)
    context = {
        "line": line,
        "run": line.list_import,
        "words": kind.words(line.row),
        "form": form,
        "trail": [
            (_("Lists to import"), reverse("list_imports")),
            (str(line.list_import.file_name), line.list_import.get_absolute_url()),
        ],
    }
    return render(request, "directory/list_line.html", context, status=422 if form and form.errors else 200)


@require_POST
def list_leave_out(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """This line is not to come in."""
    line = _line(request, pk, number)
    try:
        line = leave_out(line_id=line.pk, by=request.user, now=timezone.now())
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
        return redirect(line)
    return _after(request, line)


def _run(request: HttpRequest, pk: int) -> ListImport:
    runs = ListImport.objects.visible_to(request.user).select_related("by", "taken_back_by")
    return get_object_or_404(runs, pk=pk)


def _line(request: HttpRequest, pk: int, number: int) -> ListLine:
    runs = ListImport.objects.visible_to(request.user)
    rows = ListLine.objects.filter(list_import__in=runs).select_related("list_import")
    return get_object_or_404(rows, list_import=pk, number=number)


def _after(request: HttpRequest, line: ListLine) -> HttpResponse:
    """Back to a line that is still open; else on to the next open one, or to the list."""
    if line.is_open:
        messages.error(request, line.reason)
        return redirect(line)
    facts = {"n": line.number, "what": line.get_status_display()}
    messages.success(request, _("Line %(n)d: %(what)s.") % facts)
    following = line.list_import.lines.open().filter(number__gt=line.number).order_by("number").first()
    return redirect(following or line.list_import)


def _page(request: HttpRequest, run: ListImport, *, refusals: list[str] | None = None) -> HttpResponse:
    kind, counts = list_kind(run.kind), run.lines.counts()
    status = request.GET.get("status", "")
    lines = run.lines.filter(status=status) if status in counts else run.lines.all()
    page = Paginator(lines.order_by("number"), ROWS_A_PAGE).get_page(request.GET.get("page"))
    work = WORK.get(ListState(run.state))
    context: dict[str, Any] = {
        "run": run,
        "kind": kind,
        "counts": [{"status": name, "label": LineStatus(name).label, "n": n} for name, n in counts.items()],
        "wrong": counts.get(LineStatus.INVALID, 0),
        "status": status if status in counts else "",
        "page": page,
        "lines": [(line, kind.words(line.row)) for line in page],
        "refusals": refusals or [],
        "work": work,
        "effect": Effect.objects.filter(key=run.key(work)).first() if work else None,
        "done": run.rows - _left(run) if work else 0,
        "trail": [(_("Lists to import"), reverse("list_imports"))],
    }
    template = "directory/_list_state.html" if request.htmx else "directory/list_import.html"
    return render(request, template, context, status=422 if refusals else 200)


def _left(run: ListImport) -> int:
    """How many lines the worker has still before it."""
    if run.state == ListState.CHECKING:
        return run.lines.unread().count()
    return run.lines.to_keep().count() if run.state == ListState.RUNNING else run.lines.to_take_back().count()
