"""Ask the association, ask it to look at a text before signing, and its answers."""

from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from agreements import asking
from agreements.choices import QuestionKind
from agreements.forms.questions import AnswerForm, LookForm, QuestionForm
from agreements.inspection.kinds import file_name
from agreements.models import Question, QuestionFile
from agreements.services.questions import QuestionRefused, answer_question, ask_association
from sistercities.accounts.models import User
from sistercities.common.lists import ROWS_A_PAGE
from sistercities.common.templatetags.look import error_summary
from sistercities.desk.working_days import ANSWER_WITHIN

from .handin_files import bytes_of


@require_safe
def question_list(request: HttpRequest) -> HttpResponse:
    """What my committees asked, newest first."""
    rows = Question.objects.visible_to(_asker(request)).for_list()
    context = {"page": Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("page")), "days": ANSWER_WITHIN}
    return render(request, "agreements/question_list.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def question_new(request: HttpRequest) -> HttpResponse:
    """Ask anything; `page` is the address of the page where the question came up."""
    form = QuestionForm(request.POST or None, request.FILES or None)
    return _ask(request, form, kind=QuestionKind.QUESTION)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def look_new(request: HttpRequest) -> HttpResponse:
    """Show a final text and its signers before signing day."""
    person = _asker(request)
    found = asking.about(request.GET.get("page", ""), person)
    form = LookForm(
        request.POST or None,
        request.FILES or None,
        partnerships=asking.own_partnerships(person),
        today=timezone.localdate(),
        initial={"partnership": found.partnership},
    )
    return _ask(request, form, kind=QuestionKind.LOOK)


def _ask(request: HttpRequest, form: QuestionForm | LookForm, *, kind: QuestionKind) -> HttpResponse:
    person = _asker(request)
    found = asking.about(request.GET.get("page", ""), person)
    if request.method == "POST" and form.is_valid():
        answers = dict(form.cleaned_data)
        uploads = [(upload.name or "", upload) for upload in answers.pop("files")]
        about: dict[str, Any] = {"page": found.page, "hand_in": found.hand_in, "committee": found.committee}
        about["partnership"] = answers.pop("partnership", found.partnership)
        if about["partnership"] and about["partnership"] != found.partnership:
            about["committee"] = asking.committee_of(person, about["partnership"])
        try:
            question = ask_association(kind=kind, by=person, now=timezone.now(), uploads=uploads, **about, **answers)
        except QuestionRefused as refusal:
            form.add_error("files", cast("ValidationError", refusal))
        else:
            messages.success(request, _("Your question is with us. The answer comes by e-mail and stays on this page."))
            return redirect(question)
    context = {
        "form": form,
        "about": found,
        "is_look": kind == QuestionKind.LOOK,
        "days": ANSWER_WITHIN,
        **error_summary(form),
    }
    return render(request, "agreements/question_new.html", context, status=422 if form.errors else 200)


@never_cache
@require_safe
def question_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The question, its files, and the answer or by when it comes."""
    question = get_object_or_404(Question.objects.visible_to(_asker(request)).for_list(), pk=pk)
    return render(request, "agreements/question_detail.html", {"question": question, "days": ANSWER_WITHIN})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def question_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """The question as staff answer it, with what was asked and answered about the same before."""
    if not request.user.is_staff:
        raise Http404
    question = get_object_or_404(Question.objects.visible_to(request.user).for_list(), pk=pk)
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            answer_question(question_id=pk, by=cast("User", request.user), now=timezone.now(), **form.cleaned_data)
        except QuestionRefused as refusal:
            form.add_error(None, refusal.messages)
        else:
            messages.success(request, _("The answer is sent."))
            return redirect("desk_queue")
    context = {
        "question": question,
        "form": form,
        "earlier": Question.objects.about_the_same(question).for_list(),
        "can_answer": Question.objects.answerable_by(request.user).filter(pk=pk).exists(),
        **error_summary(form),
    }
    return render(request, "agreements/question_answer.html", context, status=422 if form.errors else 200)


@require_safe
def question_file(request: HttpRequest, pk: int) -> FileResponse:
    """The bytes of a file that went with a question."""
    row = get_object_or_404(QuestionFile.objects.visible_to(request.user), pk=pk)
    return bytes_of(row.file, row.media_type, name=file_name(row.original_name, row.media_type))


def _asker(request: HttpRequest) -> User:
    """Committees ask; for the association's staff these pages do not exist."""
    if request.user.is_staff:
        raise Http404
    return cast("User", request.user)
