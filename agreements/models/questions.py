import uuid

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from agreements.choices import QuestionKind
from agreements.querysets_questions import QuestionFileQuerySet, QuestionQuerySet
from directory.models import Committee
from partnerships.models import Partnership

from .handins import HandIn


def question_file_path(file: "QuestionFile", filename: str) -> str:
    """A path that tells nothing and is never guessed: these files are served through a view only."""
    return f"questions/{file.question_id}/{uuid.uuid4().hex}"


@pghistory.track()
class Question(models.Model):
    """What somebody of a committee asks the association, and the answer; never edited once it was sent.

    A question of kind LOOK shows a final text and its signers before signing day. Its answer stands beside the scan
    when the signed document of that partnership comes in.
    """

    kind = models.CharField(_("kind"), max_length=20, choices=QuestionKind, default=QuestionKind.QUESTION)
    committee = models.ForeignKey(
        Committee, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("committee")
    )
    partnership = models.ForeignKey(
        Partnership, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("partnership")
    )
    hand_in = models.ForeignKey(
        HandIn, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("document")
    )
    page = models.CharField(_("page on which it was asked"), max_length=300, blank=True)
    text = models.TextField(_("question"))
    signers = models.TextField(_("who will sign"), blank=True)
    signing_on = models.DateField(_("signing day"), null=True, blank=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("asked at"))
    answer = models.TextField(_("answer"), blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=QuestionKind.values), name="question_kind_known"),
            models.CheckConstraint(condition=~Q(text=""), name="question_asks_something"),
            models.CheckConstraint(
                condition=Q(answer="", answered_by=None, answered_at=None)
                | (~Q(answer="") & Q(answered_by__isnull=False, answered_at__gte=F("asked_at"))),
                name="question_answered_whole",
            ),
        ]
        indexes = [models.Index(fields=["partnership", "kind"], name="question_by_partnership")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.asked_at:%Y-%m-%d}"

    def get_absolute_url(self) -> str:
        return reverse("question_detail", args=[self.pk])


@pghistory.track()
class QuestionFile(models.Model):
    """A text that goes with a question, kept byte for byte, for those who see the question."""

    question = models.ForeignKey(Question, models.CASCADE, related_name="files")
    original_name = models.CharField(_("file name"), max_length=255)
    file = models.FileField(_("file"), upload_to=question_file_path, max_length=200)
    media_type = models.CharField(_("type"), max_length=60)
    sha256 = models.CharField(_("file fingerprint"), max_length=64)
    size = models.PositiveIntegerField(_("bytes"))
    pages = models.PositiveSmallIntegerField(_("pages"))

    objects = QuestionFileQuerySet.as_manager()

    class Meta:
        ordering = ["question", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["question", "sha256"], name="questionfile_once"),
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="questionfile_sha256_shape"),
        ]

    def __str__(self) -> str:
        return self.original_name
