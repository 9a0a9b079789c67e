"""Staff and their rights: everybody of the staff looks, administrators give and end the right to record."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from sistercities.accounts.models import RecordingGrant, User
from sistercities.accounts.recording_rights import end_recording, grant_recording
from sistercities.desk.forms import GrantForm
from sistercities.desk.notices import notices


@require_http_methods(["GET", "HEAD", "POST"])
def staff_list(request: HttpRequest) -> HttpResponse:
    """Who works here, and who may record from when until when; a post gives the right."""
    if not request.user.is_staff or (request.method == "POST" and not request.user.is_superuser):
        raise Http404
    now, today = timezone.now(), timezone.localdate()
    form = GrantForm(request.POST if request.method == "POST" else None, initial={"starts_on": today})
    if request.method == "POST" and form.is_valid():
        try:
            grant = grant_recording(by=request.user, now=now, **form.cleaned_data)
        except ValidationError as refused:
            form.add_error(None, refused)
        else:
            facts = {"person": grant.user, "day": date_format(grant.starts_on, "j F Y")}
            messages.success(request, _("%(person)s can record from %(day)s on, and was told by e-mail.") % facts)
            return redirect("staff_list")
    people = list(User.objects.with_rights(today))
    context = {
        "people": people,
        "former": User.objects.former_staff().exclude(pk__in=[person.pk for person in people]).order_by("full_name"),
        "form": form,
        "today": today,
        "notices": notices(to=request.user, now=now),
    }
    return render(request, "desk/staff_list.html", context, status=422 if form.errors else 200)


@require_POST
def recording_end(request: HttpRequest, pk: int) -> HttpResponse:
    """End somebody's right to record."""
    if not request.user.is_superuser:
        raise Http404
    get_object_or_404(RecordingGrant, pk=pk)
    grant = end_recording(grant_id=pk, by=request.user, now=timezone.now())
    facts = {"person": grant.user, "day": date_format(grant.ends_on, "j F Y")}
    messages.success(request, _("The right of %(person)s to record has ended; its last day is %(day)s.") % facts)
    return redirect("staff_list")
