"""Files of a hand-in: the step, one file's page, and the bytes for those who may see them."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.core.files.base import File
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from agreements import completeness
from agreements.choices import FileRole, Visibility
from agreements.file_names import copy_name
from agreements.forms.handin_files import OTHER_ROLES, ScanForm, UploadForm, field_of
from agreements.inspection.kinds import PDF, file_name
from agreements.models import HandIn, PageImage, PublicCopy, Scan
from agreements.services.changing import HandInRefused
from agreements.services.files import HAND_IN_BYTES, describe_scan, remove_scan
from partnerships.models import Party
from sistercities.common.templatetags.look import error_summary

from .arrange_words import arranged
from .handin_step import StepView
from .handin_words import file_rows

# Bytes of strangers never run anything in our name, whatever a browser takes them for.
CLOSED_IN = "default-src 'none'; sandbox"


class HandInFiles(StepView):
    """Scans of the signed document and other papers; each is inspected and kept, or refused, by itself."""

    key = "files"
    template_name = "agreements/handin_files.html"
    buttons = ("upload",)
    arrange_route = "handin_arrange"

    def current(self) -> list[Any]:
        return list(self.hand_in.scans.values_list("pk", "visibility", "dated"))

    def build(self, answers: QueryDict | None) -> dict[str, Any]:
        form = UploadForm(answers, papers={side: party.community.name for side, party in self.own_papers().items()})
        self.forms = [form]
        rows = file_rows(self.hand_in, elsewhere=completeness.seen_elsewhere(self.hand_in, by=self.person))
        left = HAND_IN_BYTES - sum(row["scan"].size for row in rows)
        return {
            "form": form,
            "files": arranged(rows, pressed=self.request.GET.get("at", "")),
            "bytes_left": left,
            "arrange_url": reverse(self.arrange_route, args=[self.hand_in.pk]),
            "is_waiting": any(row["scan"].is_picture and not row["image"] for row in rows),
        }

    def take_files(self, answers: QueryDict) -> None:
        signed = {"role": FileRole.SIGNED_DOCUMENT, "visibility": _visibility(answers, "signed", Visibility.PUBLIC)}
        role = answers.get("other_role")
        other = {
            "role": role if role in OTHER_ROLES else FileRole.OTHER,
            "visibility": _visibility(answers, "other", Visibility.ASSOCIATION),
        }
        own = [(field_of(side), {**signed, "party": party}) for side, party in self.own_papers().items()]
        for field, facts in (*(own or [("signed", signed)]), ("other", other)):
            for upload in self.request.FILES.getlist(field):
                self.take(field, upload, **facts)

    def own_papers(self) -> dict[int, Party]:
        """By side, whose papers there are where each side has its own."""
        papers = self.hand_in.instruments.filter(party__isnull=False).select_related("party__community")
        return {paper.party.side: paper.party for paper in papers if paper.party}

    def keep(self, answers: QueryDict, *, is_checked: bool) -> None:
        """Files are kept as they come; there is nothing half filled to keep."""

    def save(self) -> None:
        """Every file has been kept or refused already."""


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def handin_file(request: HttpRequest, pk: int, scan: int) -> HttpResponse:
    """Who may see one file, the date on it; or take it out."""
    hand_in = get_object_or_404(HandIn.objects.editable_by(request.user).for_list(), pk=pk)
    row = get_object_or_404(hand_in.scans.select_related("party__community"), pk=scan)
    form = ScanForm(request.POST or None, scan=row)
    facts = {"hand_in_id": hand_in.pk, "scan_id": row.pk, "by": request.user}
    try:
        if "remove" in request.POST:
            remove_scan(**facts)
            messages.success(request, _("“%(name)s” was taken out.") % {"name": row.original_name})
            return redirect("handin_files", hand_in.pk)
        if request.method == "POST" and form.is_valid():
            describe_scan(**facts, **form.cleaned_data)
            return redirect("handin_files", hand_in.pk)
    except HandInRefused as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect(hand_in)
    context = {"hand_in": hand_in, "scan": row, "form": form, **error_summary(form)}
    return render(request, "agreements/handin_file.html", context, status=422 if form.errors else 200)


@login_not_required
@require_safe
def scan_file(request: HttpRequest, pk: int) -> HttpResponse | FileResponse:
    """The bytes of a file as they were handed in, to be saved and never shown inside a page of ours."""
    scan = _visible(request, pk)
    return (
        bytes_of(scan.file, scan.media_type, name=file_name(scan.original_name, scan.media_type))
        if scan
        else _closed(request)
    )


@login_not_required
@require_safe
def scan_page(request: HttpRequest, pk: int, number: int) -> HttpResponse | FileResponse:
    """The picture of one page."""
    scan = _visible(request, pk)
    page = PageImage.objects.filter(scan=scan, number=number).first() if scan else None
    return bytes_of(page.file, page.media_type) if page else _closed(request)


@login_not_required
@require_safe
def copy_file(request: HttpRequest, pk: int) -> HttpResponse | FileResponse:
    """A public copy, to be saved."""
    copy = _visible_copy(request, pk)
    return bytes_of(copy.file, PDF, name=copy_name(copy.scan)) if copy else _closed(request)


@login_not_required
@require_safe
def copy_page(request: HttpRequest, pk: int, number: int) -> HttpResponse | FileResponse:
    """The picture of one page of a public copy."""
    copy = _visible_copy(request, pk)
    if copy is None or not 1 <= number <= len(copy.pictures):
        return _closed(request)
    picture = copy.pictures[number - 1]
    return bytes_of(File(copy.file.storage.open(picture["file"], "rb")), picture["media_type"])


def _visible_copy(request: HttpRequest, pk: int) -> PublicCopy | None:
    """The copy, if this person may see it; see `_visible`."""
    rows = PublicCopy.objects.filter(pk=pk).select_related("scan")
    return rows.visible_to(AnonymousUser()).first() or rows.visible_to(request.user).first()


def _visible(request: HttpRequest, pk: int) -> Scan | None:
    """The file, if this person may see it. What is public is answered without asking who it is."""
    rows = Scan.objects.filter(pk=pk)
    return rows.visible_to(AnonymousUser()).first() or rows.visible_to(request.user).first()


def _closed(request: HttpRequest) -> HttpResponse:
    """Strangers are asked to sign in whether or not the file is there; others find nothing."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    raise Http404


def bytes_of(stored: "File[bytes]", media_type: str, *, name: str = "") -> FileResponse:
    """Stored bytes for those who may have them; with `name` to be saved, else to be shown."""
    response = FileResponse(stored.open("rb"), content_type=media_type, as_attachment=bool(name), filename=name)
    response["Content-Security-Policy"] = CLOSED_IN
    response["X-Content-Type-Options"] = "nosniff"
    patch_cache_control(response, private=True, max_age=600)
    return response


def _visibility(answers: QueryDict, field: str, usual: str) -> str:
    chosen = answers.get(f"{field}_visibility")
    return chosen if chosen in Visibility.values else usual
