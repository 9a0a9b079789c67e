"""The queue: look, take, take over, give back, put off."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sistercities.common.numbers import whole_number
from sistercities.desk import kinds, services
from sistercities.desk.forms import PutOffForm
from sistercities.desk.models import Task
from sistercities.desk.notices import notices
from sistercities.desk.queue import Wanted, queue


@require_safe
def desk_queue(request: HttpRequest) -> HttpResponse:
    """Every open task, oldest first, filtered by kind and by who has it."""
    if not request.user.is_staff:
        raise Http404
    wanted, now = Wanted.read(request.GET), timezone.now()
    context = {
        "queue": queue(by=request.user, wanted=wanted, page=request.GET.get("page"), now=now),
        "wanted": wanted,
        "here": request.get_full_path(),
        "notices": notices(to=request.user, now=now),
    }
    return render(request, "desk/queue.html", context)


@require_POST
def task_claim(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a task and go to where it is worked on."""
    task = _task(request, pk)
    return _taken(request, task, lambda: services.claim_task(task_id=task.pk, by=request.user, now=timezone.now()))


@require_POST
def task_take_over(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a task from the colleague whom the page named, and go to where it is worked on."""
    task, holder = _task(request, pk), whole_number(request.POST.get("holder", ""))
    facts = {"holder_id": holder or 0, "by": request.user, "now": timezone.now()}
    return _taken(request, task, lambda: services.take_over_task(task_id=task.pk, **facts))


@require_POST
def task_release(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a task back to everybody."""
    task = _task(request, pk)
    try:
        services.release_task(task_id=task.pk, by=request.user)
    except services.TaskTaken as taken:
        messages.error(request, taken.messages[0])
    else:
        messages.success(request, _("“%(title)s” is back in the queue for everybody.") % {"title": task.title})
    return HttpResponseRedirect(_back(request))


@require_http_methods(["GET", "HEAD", "POST"])
def task_defer(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a task off to a later day."""
    task = _task(request, pk)
    today = timezone.localdate()
    form = PutOffForm(request.POST if request.method == "POST" else None, today=today)
    if request.method == "POST" and form.is_valid():
        try:
            services.defer_task(task_id=task.pk, by=request.user, until=form.chosen, today=today)
        except ValidationError as refused:
            form.add_error(None, refused)
        else:
            facts = {"title": task.title, "day": date_format(form.chosen, "j F Y")}
            messages.success(request, _("“%(title)s” comes back on %(day)s.") % facts)
            return HttpResponseRedirect(_back(request))
    context = {"task": task, "kind": kinds.kind(task.kind), "form": form, "back": _back(request)}
    return render(request, "desk/task_defer.html", context, status=422 if form.errors else 200)


def _task(request: HttpRequest, pk: int) -> Task:
    return get_object_or_404(Task.objects.visible_to(request.user), pk=pk)


def _taken(request: HttpRequest, task: Task, take: Callable[[], Task]) -> HttpResponse:
    """To where the task is worked on; back with the reason if somebody else has it."""
    try:
        take()
    except services.TaskTaken as taken:
        messages.error(request, taken.messages[0])
        return HttpResponseRedirect(_back(request))
    return redirect(kinds.kind(task.kind).address(task.subject_id))


def _back(request: HttpRequest) -> str:
    """Where the person came from, if it is a page of this site; else the queue."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    is_here = wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return wanted if is_here else reverse("desk_queue")
