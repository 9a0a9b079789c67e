"""Write by post to a side that no mail reaches about an act that it did not take part in."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from agreements import canonical, deeds
from agreements.forms.desk import ToldForm
from agreements.models import HandIn
from agreements.services.changing import HandInRefused
from agreements.services.telling import sides_to_tell, tell_other_side
from sistercities.common.templatetags.look import error_summary

from .handin_words import title_of


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def handin_tell(request: HttpRequest, pk: int) -> HttpResponse:
    """The letter to print, and the word that it was sent."""
    hand_in = get_object_or_404(HandIn.objects.told_of_by(request.user).for_list(), pk=pk)
    form = ToldForm(request.POST if request.method == "POST" else None, today=timezone.localdate())
    if form.is_valid():
        try:
            tell_other_side(hand_in_id=pk, by=request.user, now=timezone.now(), **form.cleaned_data)
        except HandInRefused as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("Noted. The other side has been told."))
            return redirect("desk_queue")
    entry = hand_in.entries.get()
    content = canonical.parsed(entry.canonical)
    context = {
        "hand_in": hand_in,
        "title": title_of(hand_in),
        "entry": entry,
        "sides": sides_to_tell(hand_in),
        "deed": deeds.deed(content),
        "act_facts": deeds.particulars(content),
        "reason": content["reason"],
        "form": form,
        **error_summary(form),
    }
    return render(request, "agreements/desk_tell.html", context, status=422 if form.errors else 200)
