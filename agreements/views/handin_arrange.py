"""The buttons beside the pages of a document: earlier, later, turn, leave out, take back in."""

import re
from collections.abc import Callable
from contextlib import suppress

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from agreements.models import HandIn, Scan
from agreements.page_images import PageUnreadable
from agreements.services.arranging import (
    QUARTERS,
    leave_out_scan,
    move_scan,
    place_of,
    take_in_scan,
    turn_scan,
)
from agreements.services.changing import HandInRefused
from agreements.services.files import make_page_images
from agreements.services.reviewing import correct_hand_in

from .arrange_words import EARLIER, LATER, LEAVE_OUT, TAKE_IN, TURN

PRESSED = re.compile(r"(?P<verb>[a-z]+)-(?P<scan>[0-9]{1,18})(?:-(?P<number>[0-9]{1,4}))?")
Done = Callable[[], Scan]


@require_POST
def handin_arrange(request: HttpRequest, pk: int) -> HttpResponse:
    """One button of the committee's own document."""
    hand_in = get_object_or_404(HandIn.objects.editable_by(request.user), pk=pk)
    return _arrange(request, hand_in, back="handin_files", run=lambda done: done())


@require_POST
def handin_correct_arrange(request: HttpRequest, pk: int) -> HttpResponse:
    """One button at the desk: a correction like any other."""
    hand_in = get_object_or_404(HandIn.objects.reviewable_by(request.user), pk=pk)
    facts = {"hand_in_id": hand_in.pk, "by": request.user, "now": timezone.now()}

    def run(done: Done) -> Scan:
        return correct_hand_in(**facts, save=lambda **_given: done())

    return _arrange(request, hand_in, back="handin_correct_files", run=run)


def _arrange(request: HttpRequest, hand_in: HandIn, *, back: str, run: Callable[[Done], Scan]) -> HttpResponse:
    """Do it, say what the page is now, and come back to the same button."""
    pressed = PRESSED.fullmatch(request.POST.get("press", ""))
    address = reverse(back, args=[hand_in.pk])
    verb, number = (pressed["verb"], int(pressed["number"] or 0)) if pressed else ("", 0)
    done = _verb(request, get_object_or_404(hand_in.scans, pk=pressed["scan"]), verb, number) if pressed else None
    if done is None:
        messages.error(request, _("Press one of the buttons beside a page."))
        return redirect(address)
    try:
        scan = run(done)
    except HandInRefused as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect(address)
    with suppress(PageUnreadable):  # noted on the file, and said on the page
        make_page_images(scan_id=scan.pk, count=1)
    messages.success(request, _sentence(hand_in, scan, verb))
    return redirect(f"{address}?at={verb}-{scan.pk}#file-{scan.pk}")


def _verb(request: HttpRequest, scan: Scan, verb: str, number: int) -> Done | None:
    facts = {"hand_in_id": scan.hand_in_id, "scan_id": scan.pk, "by": request.user}
    if verb in (EARLIER, LATER):
        return lambda: move_scan(**facts, place=number)
    if verb == TURN and number in QUARTERS:
        return lambda: turn_scan(**facts, turned=number)
    if verb == LEAVE_OUT:
        return lambda: leave_out_scan(**facts)
    if verb == TAKE_IN:
        return lambda: take_in_scan(**facts)
    return None


def _sentence(hand_in: HandIn, scan: Scan, verb: str) -> str:
    place, of = place_of(hand_in, scan)
    named = {"name": scan.original_name, "n": place, "of": of}
    if verb == TURN:
        return _("“%(name)s” was turned.") % named
    if scan.is_left_out:
        return _("“%(name)s” is left out. It is kept, and you can take it back in.") % named
    return _("“%(name)s” is now number %(n)d of %(of)d.") % named
