"""The desk's pages for what earlier files and printed directories of the association list."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from partnerships.forms_earlier import SIDES, LineForm, SourceForm
from partnerships.models import EarlierRecognition, Partnership
from partnerships.selectors_earlier import earlier_lists, known_sources
from partnerships.services import EarlierRefused, confirm_lines, enter_line, remove_line
from sistercities.common.numbers import whole_number
from sistercities.common.requests import typed

AT_FIRST, MORE, AT_MOST = 5, 5, 40
# So many lines of a list are shown at once; the next ones come when these are dealt with.
SHOWN_AT_MOST = 200


@require_safe
def earlier_list(request: HttpRequest) -> HttpResponse:
    """Every list, those that wait for this person first."""
    if not request.user.is_staff:
        raise Http404
    return render(request, "partnerships/earlier_list.html", {"lists": earlier_lists(request.user)})


@require_http_methods(["GET", "HEAD", "POST"])
def earlier_enter(request: HttpRequest) -> HttpResponse:
    """Enter lines of one source: name the pairs, look at what is found, keep. What is right is kept, the rest stays."""
    if not request.user.is_staff:
        raise Http404
    if request.method != "POST":
        return _enter_page(request, *_opened(request))
    answers = _with_more(request.POST) if "add" in request.POST else request.POST
    source, lines = _bound(answers)
    if "keep" not in answers:
        source, lines = _bound(_ticked(answers, lines))
        for form in (source, *lines, *(place for line in lines for place in line.places.values())):
            form.errors.clear()
        return _enter_page(request, source, lines)
    filled = [line for line in lines if line.has_changed()]
    if not source.is_valid() or not filled:
        if source.is_valid():
            source.add_error(None, _("Enter at least one line."))
        return _enter_page(request, source, lines, status=422)
    wrong = [line for line in filled if not _is_kept(request, source, line)]
    if not wrong:
        messages.success(request, _("%(lines)s A colleague confirms what you entered.") % {"lines": _kept(filled)})
        return redirect("earlier_list")
    kept = [line for line in filled if line not in wrong]
    return _enter_page(request, source, wrong, kept=_kept(kept) if kept else "", status=422)


@require_http_methods(["GET", "HEAD", "POST"])
def earlier_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """The lines of one list: a second person ticks those that stand on the page of the source."""
    row = get_object_or_404(EarlierRecognition.objects.visible_to(request.user), pk=pk)
    if request.method != "POST":
        return _confirm_page(request, row, ticked=_numbers(request.GET))
    ticked = _numbers(request.POST)
    try:
        found = confirm_lines(row_ids=ticked, by=request.user, now=timezone.now())
    except EarlierRefused as refused:
        return _confirm_page(request, row, refusals=refused.messages, ticked=ticked)
    words = ngettext("%(n)d line is confirmed.", "%(n)d lines are confirmed.", len(found)) % {"n": len(found)}
    messages.success(request, words)
    return redirect(_after(row))


@require_POST
def earlier_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a line back, or say that it is not so."""
    row = get_object_or_404(EarlierRecognition.objects.visible_to(request.user), pk=pk)
    title, reason = str(row.partnership), typed(request.POST, f"reason-{pk}")
    try:
        remove_line(row_id=pk, reason=reason, by=request.user, now=timezone.now())
    except EarlierRefused as refused:
        return _confirm_page(request, row, refusals=refused.messages, ticked=_numbers(request.POST), wrong=pk)
    messages.success(request, _("%(title)s is taken out of this list.") % {"title": title})
    return redirect(_after(row, ticked=_numbers(request.POST)))


def _numbers(answers: QueryDict) -> list[int]:
    """The lines that are ticked."""
    return [number for value in answers.getlist("line") if (number := whole_number(value)) is not None]


def _opened(request: HttpRequest) -> tuple[SourceForm, list[LineForm]]:
    """An empty form; the address may name a source with its year, or a partnership."""
    this_year = timezone.localdate().year
    source = SourceForm(this_year=this_year, initial={name: request.GET.get(name, "") for name in ("source", "year")})
    named = whole_number(request.GET.get("partnership", ""))
    partnership = Partnership.objects.visible_to(request.user).filter(pk=named).with_parties().first()
    lines = [LineForm(prefix=f"line-{n}") for n in range(AT_FIRST)]
    if partnership:
        names = [party.community.full_name for party in partnership.sides]
        initial = {f"{side}_name": name for side, name in zip(SIDES, names, strict=False)}
        lines[0] = LineForm(prefix="line-0", initial=initial)
    return source, lines


def _bound(answers: QueryDict) -> tuple[SourceForm, list[LineForm]]:
    source = SourceForm(answers, this_year=timezone.localdate().year)
    return source, [LineForm(answers, prefix=f"line-{n}") for n in range(_count(answers))]


def _count(answers: QueryDict) -> int:
    return min(whole_number(answers.get("lines", "")) or AT_FIRST, AT_MOST)


def _with_more(answers: QueryDict) -> QueryDict:
    more = answers.copy()
    more["lines"] = str(min(_count(answers) + MORE, AT_MOST))
    return more


def _ticked(answers: QueryDict, lines: Sequence[LineForm]) -> QueryDict:
    """The answers, with the one community chosen where a name has only one."""
    ticked = answers.copy()
    for line in lines:
        for name, value in line.only_ones.items():
            ticked[name] = value
    return ticked


def _is_kept(request: HttpRequest, source: SourceForm, line: LineForm) -> bool:
    if not line.is_valid():
        return False
    facts = {"page": line.cleaned_data["page"], "sides": line.sides, "partnership": line.partnership}
    try:
        enter_line(**source.cleaned_data, **facts, by=request.user, now=timezone.now())
    except ValidationError as refused:
        line.add_error("partner_name", refused.messages)
        return False
    return True


def _kept(lines: Sequence[LineForm]) -> str:
    return ngettext("%(n)d line is kept.", "%(n)d lines are kept.", len(lines)) % {"n": len(lines)}


def _errors(source: SourceForm, lines: Sequence[LineForm]) -> list[dict[str, Any]]:
    """What has to be corrected, each with its line and a link to its field."""
    found = [{"text": text, "target": ""} for text in source.non_field_errors()]
    found += [{"label": f.label, "text": text, "target": f.id_for_label} for f in source for text in f.errors]
    for line in lines:
        number = _("Line %(n)s") % {"n": _number(line)}
        for form in (line, *line.places.values()):
            for field in form:
                facts = {"label": f"{number}, {field.label}", "target": field.id_for_label or field.auto_id}
                found += [{**facts, "text": text} for text in field.errors]
    return found


def _number(line: LineForm) -> int:
    return int(line.prefix.removeprefix("line-")) + 1


def _enter_page(
    request: HttpRequest, source: SourceForm, lines: Sequence[LineForm], *, kept: str = "", status: int = 200
) -> HttpResponse:
    count = _count(request.POST) + (MORE if "add" in request.POST else 0)
    context = {
        "source": source,
        "lines": [(_number(line), line) for line in lines],
        "count": min(count, AT_MOST),
        "can_add": count < AT_MOST,
        "kept": kept,
        "errors": _errors(source, lines) if status == 422 else [],
        "sources": known_sources(),
        "trail": [(_("Earlier recognition"), reverse("earlier_list"))],
    }
    return render(request, "partnerships/earlier_enter.html", context, status=status)


def _confirm_page(
    request: HttpRequest,
    row: EarlierRecognition,
    *,
    refusals: Sequence[str] = (),
    ticked: Sequence[int] = (),
    wrong: int | None = None,
) -> HttpResponse:
    listed = EarlierRecognition.objects.visible_to(request.user).of_list(row)
    theirs = listed.confirmable_by(request.user).for_list()
    context = {
        "row": row,
        "theirs": list(theirs[:SHOWN_AT_MOST]),
        "own": list(listed.waiting().filter(entered_by=request.user).for_list()[:SHOWN_AT_MOST]),
        "confirmed": list(listed.confirmed().for_list()[:SHOWN_AT_MOST]),
        "refusals": refusals,
        "ticked": ticked,
        "wrong": wrong,
        "reason": typed(request.POST, f"reason-{wrong}"),
        "trail": [(_("Earlier recognition"), reverse("earlier_list"))],
    }
    return render(request, "partnerships/earlier_confirm.html", context, status=422 if refusals else 200)


def _after(row: EarlierRecognition, *, ticked: Sequence[int] = ()) -> str:
    """The page of the list while a line of it waits, with what is ticked there, else that of all lists."""
    left = EarlierRecognition.objects.of_list(row).waiting().order_by("pk").first()
    if left is None:
        return reverse("earlier_list")
    query = urlencode({"line": ticked}, doseq=True)
    return reverse("earlier_confirm", args=[left.pk]) + (f"?{query}" if query else "")
