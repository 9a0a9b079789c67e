"""The desk's pages for texts and particulars of the association."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from .forms import AssociationForm, PageForm, PolicyForm
from .markdown import to_html
from .models import AssociationSettings, EditedPage, Policy
from .selectors import current_policy, texts_of_page
from .services import (
    PAGE_FIELDS,
    POLICY_FIELDS,
    SETTINGS_FIELDS,
    StaleForm,
    save_association,
    save_page,
    save_policy,
    version_of,
)


@require_safe
def page_list(request: HttpRequest) -> HttpResponse:
    """The pages that staff edit."""
    if not request.user.is_staff:
        raise Http404
    return render(request, "association/page_list.html", {"pages": EditedPage.objects.all()})


@require_http_methods(["GET", "HEAD", "POST"])
def page_edit(request: HttpRequest, slug: str) -> HttpResponse:
    """Edit one page, seen before it is public. Where somebody else was quicker, both texts are shown, nothing lost."""
    page = get_object_or_404(EditedPage.objects.editable_by(request.user), slug=slug)
    opened = {"title": page.titles["en"], "summary": page.summaries.get("en", ""), "text": page.texts["en"]}
    form = PageForm(request.POST or None, initial={**opened, "version": version_of(page, PAGE_FIELDS)})
    stands_now = preview = None
    if "preview" in request.POST and form.is_valid():
        preview = {**form.cleaned_data, "html": to_html(form.cleaned_data["text"])}
    elif request.method == "POST" and form.is_valid():
        try:
            save_page(slug=slug, **form.cleaned_data)
        except StaleForm as stale:
            form = PageForm({**form.data.dict(), "version": stale.version})
            form.add_error(None, stale)
            stands_now = page
        else:
            messages.success(request, _("Saved. The page shows your text now."))
            return redirect("desk_pages")
    trail = [(_("Pages"), reverse("desk_pages"))]
    context = {"page": page, "form": form, "stands_now": stands_now, "preview": preview, "trail": trail}
    return render(request, "association/page_edit.html", context, status=422 if form.errors else 200)


@require_safe
def page_history(request: HttpRequest, slug: str) -> HttpResponse:
    """What has stood on a page, from when and by whom."""
    page = get_object_or_404(EditedPage.objects.editable_by(request.user), slug=slug)
    trail = [(_("Pages"), reverse("desk_pages")), (page.title, reverse("desk_page_edit", args=[slug]))]
    context = {"page": page, "texts": texts_of_page(page), "trail": trail}
    return render(request, "association/page_history.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def association_edit(request: HttpRequest) -> HttpResponse:
    """Name, addresses and links of the association."""
    if not request.user.is_staff:
        raise Http404
    row = AssociationSettings.objects.filter(pk=1).first() or AssociationSettings()
    version = version_of(row, SETTINGS_FIELDS)
    form = AssociationForm(request.POST or None, instance=row, initial={"version": version})
    stands_now = None
    if request.method == "POST" and form.is_valid():
        try:
            save_association(values=form.values(), version=form.cleaned_data["version"])
        except StaleForm as stale:
            form = AssociationForm({**form.data.dict(), "version": stale.version}, instance=row)
            form.add_error(None, stale)
            stands_now = _in_words(AssociationSettings.objects.get(pk=1))
        else:
            messages.success(request, _("Saved. Every page shows it now."))
            return redirect("desk_association")
    context = {"form": form, "stands_now": stands_now}
    return render(request, "association/association_edit.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def policy_edit(request: HttpRequest) -> HttpResponse:
    """What the association asks for beside the papers."""
    if not request.user.is_staff:
        raise Http404
    row = current_policy()
    version = version_of(row, POLICY_FIELDS)
    form = PolicyForm(request.POST or None, instance=row, initial={"version": version})
    stands_now = None
    if request.method == "POST" and form.is_valid():
        try:
            save_policy(values=form.values(), version=form.cleaned_data["version"])
        except StaleForm as stale:
            form = PolicyForm({**form.data.dict(), "version": stale.version}, instance=row)
            form.add_error(None, stale)
            stands_now = _policy_in_words(current_policy())
        else:
            messages.success(request, _("Saved. It holds from now on."))
            return redirect("desk_policy")
    context = {"form": form, "stands_now": stands_now}
    return render(request, "association/policy_edit.html", context, status=422 if form.errors else 200)


def _policy_in_words(row: Policy) -> list[tuple[str, str]]:
    """Each field with its label."""
    since = row.designee_letters_since
    days = date_format(since) if since else "-"
    values = (row.get_standing_asked_of_display(), row.standing_grace_days, days, row.notice_days)
    return [
        (str(Policy._meta.get_field(name).verbose_name), str(value))
        for name, value in zip(POLICY_FIELDS, values, strict=True)
    ]


def _in_words(row: AssociationSettings) -> list[tuple[str, str]]:
    """Each field that is filled in, with its label."""
    shown = AssociationForm(instance=row)
    rows = [(str(field.label), str(field.value() or "")) for field in shown]
    return [(label, value) for label, value in rows if value]
