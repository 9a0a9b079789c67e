"""The reviewer looks up the sides and reads the laws that concern them."""

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from agreements import authority
from agreements.models import HandIn
from agreements.services.authority import see_advisory
from agreements.services.changing import HandInRefused
from directory.choices import Check
from directory.forms_authority import CheckForm
from directory.services.authority import note_check
from partnerships.models import Party

from .desk_authority_words import authority_of, prefix_of
from .desk_review import review_page


@require_POST
def handin_check(request: HttpRequest, pk: int, side: int, check: str) -> HttpResponse:
    """Keep what was found out about one side; what is wrong comes back with what was typed."""
    hand_in = get_object_or_404(HandIn.objects.reviewable_by(request.user).for_list(), pk=pk)
    party = get_object_or_404(Party.objects.select_related("community"), partnership=hand_in.partnership_id, side=side)
    if check not in Check.values:
        raise Http404
    form = CheckForm(request.POST, prefix=prefix_of(side, check))
    if form.is_valid():
        try:
            note_check(community=party.community, check=check, by=request.user, now=timezone.now(), **form.cleaned_data)
        except ValidationError as refused:
            form.add_error(None, refused)
        else:
            return _back(pk, authority.CHECKS.format(side))
    context = authority_of(hand_in, on_date=timezone.localdate(), bound=form)
    return review_page(request, hand_in, status=422, **context)


@require_POST
def handin_law_seen(request: HttpRequest, pk: int, advisory: int) -> HttpResponse:
    """Say that one has read it."""
    hand_in = get_object_or_404(HandIn.objects.reviewable_by(request.user).for_list(), pk=pk)
    try:
        see_advisory(hand_in_id=pk, advisory_id=advisory, by=request.user, now=timezone.now())
    except HandInRefused as refusal:
        return review_page(request, hand_in, status=422, refusal=refusal.messages)
    return _back(pk, authority.LAWS)


def _back(pk: int, place: str) -> HttpResponse:
    return redirect(f"{reverse('handin_review', args=[pk])}#{place}")
