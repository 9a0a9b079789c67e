"""Hand-ins as their people see them: the list, and one with what happens next."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from agreements.models import HandIn


@require_safe
def handin_list(request: HttpRequest) -> HttpResponse:
    """The hand-ins of my committees; for staff, those that they may see."""
    return render(
        request, "agreements/handin_list.html", {"hand_ins": HandIn.objects.visible_to(request.user).for_list()}
    )


@require_safe
def handin_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One hand-in."""
    hand_in = get_object_or_404(HandIn.objects.visible_to(request.user).for_list(), pk=pk)
    return render(request, "agreements/handin_detail.html", {"hand_in": hand_in})
