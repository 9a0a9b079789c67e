"""The desk's pages for reasons and their letters: edited, seen with real documents, ordered, retired, with history."""

import hashlib

from django.contrib import messages
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agreements.desk.letters_seen import examples
from agreements.forms.reasons import USES, ReasonTextForm
from sistercities.association.models import ReasonCode
from sistercities.association.placeholders import ALLOWED, NEEDED, in_braces
from sistercities.association.reasons import (
    REASON_FIELDS,
    add_reason,
    move_reason,
    save_reason,
    set_reason_current,
)
from sistercities.association.selectors import letters_of_reason
from sistercities.association.services import StaleForm, version_of
from sistercities.desk.views.mails import page_of_html

SEEN_FOR_SECONDS = 3600
NOTE = gettext_lazy("Here stands the note of the person who looked at the document.")


@require_safe
def reason_list(request: HttpRequest) -> HttpResponse:
    """Every reason in its order, those that are retired apart."""
    if not request.user.is_staff:
        raise Http404
    rows = list(ReasonCode.objects.all())
    groups = [
        {
            "label": label,
            "rows": [row for row in rows if row.use == use and row.is_current],
            "retired": [row for row in rows if row.use == use and not row.is_current],
        }
        for use, label in USES.items()
    ]
    return render(request, "agreements/reason_list.html", {"groups": groups})


@require_http_methods(["GET", "HEAD", "POST"])
def reason_new(request: HttpRequest) -> HttpResponse:
    """Add a reason."""
    if not request.user.is_staff:
        raise Http404
    return _form_page(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
def reason_edit(request: HttpRequest, code: str) -> HttpResponse:
    """Edit label and letter. Where somebody else was quicker, both texts are shown, nothing lost."""
    return _form_page(request, get_object_or_404(ReasonCode.objects.editable_by(request.user), code=code))


@require_safe
def reason_history(request: HttpRequest, code: str) -> HttpResponse:
    """What the letter said, from when and by whom."""
    reason = get_object_or_404(ReasonCode.objects.editable_by(request.user), code=code)
    trail = [*_trail(), (reason.label, reverse("reason_edit", args=[code]))]
    context = {"reason": reason, "texts": letters_of_reason(reason), "trail": trail}
    return render(request, "agreements/reason_history.html", context)


@require_POST
def reason_retire(request: HttpRequest, code: str) -> HttpResponse:
    """Retire a reason, or with `is_current` bring it back."""
    reason = get_object_or_404(ReasonCode.objects.editable_by(request.user), code=code)
    back = bool(request.POST.get("is_current"))
    try:
        set_reason_current(code=code, is_current=back, by=request.user)
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
    else:
        done = _("“%(label)s” can be chosen again.") if back else _("“%(label)s” can no longer be chosen.")
        messages.success(request, done % {"label": reason.label})
    return redirect("reason_list")


@require_POST
def reason_move(request: HttpRequest, code: str) -> HttpResponse:
    """Put a reason one place up or down."""
    get_object_or_404(ReasonCode.objects.editable_by(request.user), code=code)
    move_reason(code=code, up=request.POST.get("to") == "up", by=request.user)
    return redirect(f"{reverse('reason_list')}#reason-{code}")


@never_cache
@require_safe
def reason_seen(request: HttpRequest, key: str) -> HttpResponse:
    """The HTML of a letter that this person has just looked at, as a page of its own."""
    html = cache.get(_cache_key(request, key)) if request.user.is_staff else None
    if html is None:
        raise Http404
    return page_of_html(html)


def _form_page(request: HttpRequest, reason: ReasonCode | None) -> HttpResponse:
    opened = {}
    if reason:
        opened = {"label": reason.labels["en"], "letter": reason.letters["en"]}
        opened["version"] = version_of(reason, REASON_FIELDS)
    use = reason.use if reason else ""
    form = ReasonTextForm(request.POST if request.method == "POST" else None, initial=opened, use=use)
    stands_now, seen = None, None
    if request.method == "POST" and form.is_valid():
        answers = form.cleaned_data
        if "preview" in request.POST:
            seen = _seen(request, use or answers["use"], answers)
        else:
            try:
                _save(request, reason, answers)
            except StaleForm as stale:
                form = ReasonTextForm({**form.data.dict(), "version": stale.version}, initial=opened, use=use)
                form.add_error(None, stale)
                stands_now = reason
            else:
                messages.success(request, _("Saved. The next letter for this reason says it."))
                return redirect("reason_list")
    context = {"reason": reason, "form": form, "stands_now": stands_now, "seen": seen, "trail": _trail()}
    context["use"] = USES[ReasonCode.Use(use)] if use else ""
    context["placeholders"] = [(in_braces(name), meaning) for name, meaning in ALLOWED.items()]
    context["needed"] = [
        (USES[ReasonCode.Use(key)], [in_braces(name) for name in names])
        for key, names in NEEDED.items()
        if use in ("", key)
    ]
    return render(request, "agreements/reason_edit.html", context, status=422 if form.errors else 200)


def _save(request: HttpRequest, reason: ReasonCode | None, answers: dict[str, str]) -> None:
    text = {"label": answers["label"], "letter": answers["letter"], "by": request.user}
    if reason:
        save_reason(code=reason.code, version=answers["version"], **text)
    else:
        add_reason(use=answers["use"], **text)


def _seen(request: HttpRequest, use: str, answers: dict[str, str]) -> list[dict[str, object]]:
    """The letters about real documents, the HTML of each at an address that only this person can open for an hour."""
    found = []
    for example in examples(use=use, label=answers["label"], letter=answers["letter"], note=NOTE):
        key = hashlib.sha256(example.mail.html.encode()).hexdigest()
        cache.set(_cache_key(request, key), example.mail.html, SEEN_FOR_SECONDS)
        found.append({"example": example, "html": reverse("reason_seen", args=[key])})
    return found


def _cache_key(request: HttpRequest, key: str) -> str:
    return f"letter-seen:{request.user.pk}:{key}"


def _trail() -> list[tuple[str, str]]:
    return [(_("Reasons and letters"), reverse("reason_list"))]
