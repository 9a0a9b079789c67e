"""The letter to a side that no mail reaches, on paper."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from agreements.documents.post import print_letter
from partnerships.models import SideLetter
from sistercities.desk.forms_post import usual_paper
from sistercities.desk.models import PrintBatch
from sistercities.desk.print_batches import CannotPrint


@never_cache
@require_safe
def side_letter_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The letter, and what belongs to it, to be printed. `?paper=`: on which paper."""
    letter = get_object_or_404(SideLetter.objects.visible_to(request.user).for_list(), pk=pk)
    asked = request.GET.get("paper", "")
    try:
        pdf = print_letter(letter.mail, asked if asked in PrintBatch.Paper.values else usual_paper())
    except CannotPrint as refused:
        messages.error(request, str(refused))
        return redirect("side_tell", pk)
    headers = {"Content-Disposition": f'inline; filename="letter-{pk}.pdf"'}
    return HttpResponse(pdf, content_type="application/pdf", headers=headers)
