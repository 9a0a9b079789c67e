"""/verify/: is this file intact, and is the agreement in force today? Nothing is stored."""

import datetime as dt
import hashlib

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe
from django_ratelimit.core import is_ratelimited

from agreements.forms.verify import NamesForm, VerifyFileForm
from agreements.models import RegistryEntry
from agreements.pdf_versions import pdf_versions
from agreements.selectors import (
    entry_by_code,
    entry_by_number,
    entry_by_text,
    file_answer,
    file_answer_json,
    known_between,
    marked,
    normalised_sha256,
)
from agreements.status import answer_for
from sistercities.common.asked_day import asked_day

# A full fingerprint cannot be guessed; a short code could be, so wrong ones are counted for each address.
FINGERPRINTS, WRONG_CODES = "600/m", "20/m"


@login_not_required
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """By fingerprint (`?sha256=`), number or code (`?q=`), two names (`?one=&two=`), file (POST: changes nothing)."""
    if request.method == "POST":
        return _by_upload(request)
    if "sha256" in request.GET:
        return _by_fingerprint(request, request.GET["sha256"])
    if text := request.GET.get("q", "").strip():
        return _by_text(request, text)
    if "one" in request.GET or "two" in request.GET:
        return _by_names(request)
    return _page(request, {})


@login_not_required
@require_safe
def verify_code(request: HttpRequest, code: str) -> HttpResponse:
    """The address on the printed certificate."""
    if _guessing(request, count=False):
        return _too_many(request)
    entry = entry_by_code(code)
    if entry is None:
        _guessing(request, count=True)
        return _page(request, {"unknown_text": code}, status=404)
    return _page(request, _known(entry, asked_day(request)))


def _by_upload(request: HttpRequest) -> HttpResponse:
    form = VerifyFileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, {**_standing(request), "form": form}, status=422)
    digest = hashlib.sha256()
    for chunk in form.cleaned_data["file"].chunks():
        digest.update(chunk)
    return _by_fingerprint(request, digest.hexdigest())


def _standing(request: HttpRequest) -> dict[str, object]:
    """The answer that the page gave before, which a form sent without a file does not wipe."""
    if sha256 := normalised_sha256(request.POST.get("answered_sha256", "")):
        return {"file_answer": file_answer(sha256, on_date=timezone.localdate())}
    entry = entry_by_number(request.POST.get("answered_number", ""))
    return _known(entry) if entry else {}


def _by_fingerprint(request: HttpRequest, text: str) -> HttpResponse:
    if is_ratelimited(request, group="verify.fingerprint", key="ip", rate=FINGERPRINTS, increment=True):
        return _too_many(request)
    sha256 = normalised_sha256(text)
    wants_json = request.get_preferred_type(["text/html", "application/json"]) == "application/json"
    if sha256 is None:
        sentence = _("A file fingerprint has 64 characters, the digits 0 to 9 and the letters a to f.")
        if wants_json:
            return _machine(JsonResponse(marked({"error": sentence}), status=400))
        return _page(request, {"fingerprint_error": sentence, "fingerprint": text}, status=422)
    answer = file_answer(sha256, on_date=timezone.localdate())
    if wants_json:
        return _machine(JsonResponse(file_answer_json(answer), json_dumps_params={"ensure_ascii": False}))
    return _page(request, {"file_answer": answer})


def _by_text(request: HttpRequest, text: str) -> HttpResponse:
    if _guessing(request, count=False):
        return _too_many(request)
    entry = entry_by_text(text)
    if entry is None:
        _guessing(request, count=True)
        return _page(request, {"unknown_text": text, "text": text})
    return _page(request, _known(entry, asked_day(request)) | {"text": text})


def _by_names(request: HttpRequest) -> HttpResponse:
    form = NamesForm(request.GET)
    if not form.is_valid():
        return _page(request, {"names": form}, status=422)
    answer = known_between(**form.cleaned_data, on_date=timezone.localdate())
    return _page(request, {"names": form, "names_answer": answer})


def _known(entry: RegistryEntry, day: dt.date | None = None) -> dict[str, object]:
    """What is known about an entry; `day`: whether it was in force on that day instead of today."""
    pdf = pdf_versions(entry).served
    today = timezone.localdate()
    as_of = day if day and day != today else None
    return {"entry": entry, "status": answer_for(entry, on_date=day or today), "pdf": pdf, "as_of": as_of}


def _page(request: HttpRequest, context: dict[str, object], status: int = 200) -> HttpResponse:
    answer = render(
        request, "agreements/verify.html", {"form": VerifyFileForm(), "names": NamesForm(), **context}, status=status
    )
    patch_vary_headers(answer, ["Accept"])
    return answer


def _machine(answer: JsonResponse) -> JsonResponse:
    answer["Access-Control-Allow-Origin"] = "*"
    patch_vary_headers(answer, ["Accept"])
    return answer


def _guessing(request: HttpRequest, *, count: bool) -> bool:
    return is_ratelimited(request, group="verify.code", key="ip", rate=WRONG_CODES, increment=count)


def _too_many(request: HttpRequest) -> HttpResponse:
    answer = render(request, "429.html", status=429)
    answer["Retry-After"] = "60"
    return answer
