"""Letters on paper: those that wait, the batches, their PDFs, and that they were posted."""

from itertools import groupby

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from sistercities.common.lists import ROWS_A_PAGE
from sistercities.desk.forms_post import BatchForm, PostedForm
from sistercities.desk.letter_task import post_batch
from sistercities.desk.models import PrintBatch
from sistercities.desk.print_batches import make_batch, take_apart, try_again, waiting_letters
from sistercities.post.models import Effect


@never_cache
@require_safe
def desk_post(request: HttpRequest) -> HttpResponse:
    """The letters that wait, by addressee, and the batches, newest first."""
    if not request.user.is_staff:
        raise Http404
    return _list_page(request, BatchForm())


@require_POST
def post_make(request: HttpRequest) -> HttpResponse:
    """Take every letter that waits into one batch."""
    if not request.user.is_staff:
        raise Http404
    form = BatchForm(request.POST)
    if form.is_valid():
        try:
            batch = make_batch(by=request.user, now=timezone.now(), **form.cleaned_data)
            return redirect("post_batch", batch.pk)
        except ValidationError as refused:
            form.add_error(None, refused.messages)
    return _list_page(request, form)


@never_cache
@require_safe
def batch_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One batch: how far its PDF is, its letters, and the day on which they were posted.

    Asked for by script, only how far it is.
    """
    return _batch_page(request, _batch(request, pk), PostedForm(initial={"posted_on": timezone.localdate()}))


@never_cache
@require_safe
def batch_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The letters, to be printed."""
    batch = _batch(request, pk)
    if not batch.pdf:
        raise Http404
    source = default_storage.open(batch.pdf)
    return FileResponse(source, content_type="application/pdf", filename=f"letters-{batch.pk}.pdf")


@require_POST
def batch_posted(request: HttpRequest, pk: int) -> HttpResponse:
    """These letters were posted."""
    batch, form = _batch(request, pk), PostedForm(request.POST)
    if form.is_valid():
        try:
            post_batch(batch_id=pk, on_date=form.cleaned_data["posted_on"], by=request.user, now=timezone.now())
        except ValidationError as refused:
            form.add_error("posted_on", refused.messages)
        else:
            messages.success(request, _("Noted. The letters stay here and can be printed again."))
            return redirect("desk_post")
    return _batch_page(request, batch, form)


@require_POST
def batch_apart(request: HttpRequest, pk: int) -> HttpResponse:
    """Put the letters of this batch back."""
    _batch(request, pk)
    try:
        take_apart(batch_id=pk, by=request.user)
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
        return redirect("post_batch", pk)
    messages.success(request, _("The letters wait again."))
    return redirect("desk_post")


@require_POST
def batch_retry(request: HttpRequest, pk: int) -> HttpResponse:
    """Try the PDF again at once."""
    _batch(request, pk)
    try_again(batch_id=pk, by=request.user)
    messages.success(request, _("Being tried again now."))
    return redirect("post_batch", pk)


def _batch(request: HttpRequest, pk: int) -> PrintBatch:
    if not request.user.is_staff:
        raise Http404
    rows = PrintBatch.objects.select_related("made_by", "posted_by").annotate(size=Count("lines"))
    return get_object_or_404(rows, pk=pk)


def _list_page(request: HttpRequest, form: BatchForm) -> HttpResponse:
    waiting = waiting_letters().order_by("post_name", "post_address", "pk").defer("text", "html")
    by_addressee = [
        {"postal": postal, "letters": list(letters)}
        for postal, letters in groupby(waiting, key=lambda mail: mail.postal)
    ]
    batches = PrintBatch.objects.select_related("made_by", "posted_by").annotate(size=Count("lines"))
    page = Paginator(batches.order_by("-pk"), ROWS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "groups": by_addressee,
        "count": sum(len(group["letters"]) for group in by_addressee),
        "form": form,
        "page": page,
    }
    return render(request, "desk/post.html", context, status=422 if form.errors else 200)


def _batch_page(request: HttpRequest, batch: PrintBatch, form: PostedForm) -> HttpResponse:
    context = {
        "batch": batch,
        "effect": None if batch.pdf else Effect.objects.filter(key=batch.key).first(),
        "letters": batch.letters.defer("text", "html"),
        "form": form,
        "trail": [(_("Letters by post"), reverse("desk_post"))],
    }
    template = "desk/_batch_state.html" if request.htmx else "desk/post_batch.html"
    return render(request, template, context, status=422 if form.errors else 200)
