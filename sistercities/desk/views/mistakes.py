"""Reporting a mistake on a public record, and the desk's page of a report."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from django_ratelimit.core import is_ratelimited

from sistercities.desk.forms_mistakes import AnswerForm, MistakeForm
from sistercities.desk.mistakes import ReportRefused, close_report, record_at, report_mistake
from sistercities.desk.models import MistakeReport

REPORTS = "5/h"


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def mistake_report(request: HttpRequest) -> HttpResponse:
    """The form about the record at `?about=`, a path; without a public record there, no page."""
    about = request.GET.get("about", "")
    title = record_at(about)
    if not title:
        raise Http404
    form = MistakeForm(request.POST or None)
    context = {"form": form, "about": about, "title": title}
    if request.method != "POST":
        return render(request, "desk/mistake_report.html", context)
    if form.is_by_a_program:
        return redirect("mistake_thanks")
    if not form.is_valid():
        return render(request, "desk/mistake_report.html", context, status=422)
    if is_ratelimited(request, group="mistake.report", key="ip", rate=REPORTS, increment=True):
        return render(request, "desk/mistake_report.html", {**context, "is_limited": True}, status=429)
    facts = {name: form.cleaned_data[name] for name in ("text", "source", "email")}
    report_mistake(about=about, now=timezone.now(), **facts)
    return redirect("mistake_thanks")


@login_not_required
@require_safe
def mistake_thanks(request: HttpRequest) -> HttpResponse:
    """After a report: what happens next."""
    return render(request, "desk/mistake_thanks.html")


@require_http_methods(["GET", "HEAD", "POST"])
def mistake_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """A report at the desk, with the record that it is about; answered once."""
    reports = MistakeReport.objects.visible_to(request.user)
    report = get_object_or_404(reports, pk=pk)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            close_report(report_id=pk, answer=form.cleaned_data["answer"], by=request.user, now=timezone.now())
        except ReportRefused as refused:
            form.add_error(None, refused)
        else:
            messages.success(request, _("Done. The report is closed."))
            return redirect("desk_queue")
    context = {"report": report, "form": form, "others": reports.about_page(report.about).exclude(pk=pk)[:10]}
    return render(request, "desk/mistake_detail.html", context, status=422 if form.errors else 200)
