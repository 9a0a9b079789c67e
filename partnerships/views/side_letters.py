"""The desk sends a letter to a side that no mail reaches, or says how it was handed over."""

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from partnerships.forms_telling import EmailForm, HandForm, PostForm, way_forms
from partnerships.models import SideLetter
from partnerships.services import TellRefused, hand_over, send_side_letter
from sistercities.accounts.models import User
from sistercities.common.names import sides_in_line
from sistercities.common.templatetags.look import error_summary

DONE = {
    "post": gettext_lazy("The letter waits with the letters by post. Print it with the next batch."),
    "email": gettext_lazy("The letter is on its way by e-mail."),
    "hand": gettext_lazy("Noted. The side has been told."),
}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def side_tell(request: HttpRequest, pk: int) -> HttpResponse:
    """The letter, and three ways for it; once somebody has seen to it, what became of it."""
    letter = get_object_or_404(SideLetter.objects.visible_to(request.user).for_list(), pk=pk)
    answers = request.POST if request.method == "POST" else None
    ways = way_forms(letter, answers, today=timezone.localdate())
    chosen = ways.get(request.POST.get("way", ""))
    if chosen and chosen.is_valid() and _seen_to(request, letter, chosen):
        messages.success(request, DONE[request.POST["way"]])
        return redirect("desk_queue")
    parties = letter.party.partnership.parties.select_related("community").order_by("side")
    context = {
        "letter": letter,
        "title": sides_in_line(party.community.name for party in parties),
        "community": letter.party.community,
        "committees": letter.party.community.committees.filter(dissolved_on=None),
        "ways": ways,
        **error_summary(*ways.values()),
    }
    return render(request, "partnerships/side_tell.html", context, status=422 if answers is not None else 200)


def _seen_to(request: HttpRequest, letter: SideLetter, form: PostForm | EmailForm | HandForm) -> bool:
    """Whether the letter goes this way now; else the form says why not."""
    about = {"letter_id": letter.pk, "by": cast("User", request.user), "now": timezone.now()}
    try:
        if isinstance(form, HandForm):
            hand_over(**form.cleaned_data, **about)
        else:
            send_side_letter(to=form.to, **about)
    except TellRefused as refused:
        form.add_error("on" if refused.code == "on" else None, refused)
        return False
    return True
