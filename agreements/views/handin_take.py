"""Staff go on with a document that a committee began itself and asked them to type."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from agreements.models import HandIn
from agreements.services.typing_for import type_for_committee
from directory.forms_on_behalf import OnBehalfForm

from .handin_words import title_of


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def handin_take(request: HttpRequest, pk: int) -> HttpResponse:
    """Say who asked; then the same steps as for any document that staff type."""
    hand_in = get_object_or_404(HandIn.objects.takeable_by(request.user).for_list(), pk=pk)
    answers = (request.POST, request.FILES) if request.method == "POST" else ()
    form = OnBehalfForm(*answers, today=timezone.localdate())
    if request.method == "POST" and form.is_valid():
        try:
            type_for_committee(hand_in_id=pk, by=request.user, now=timezone.now(), **form.facts())
        except ValidationError as refused:
            form.add_error("sheet" if form.cleaned_data["sheet"] else None, refused.messages)
        else:
            messages.success(request, _("You type it now for the committee. Its history names you and who asked."))
            return redirect(hand_in)
    context = {"hand_in": hand_in, "title": title_of(hand_in), "form": form}
    return render(request, "agreements/handin_take.html", context, status=422 if form.errors else 200)
