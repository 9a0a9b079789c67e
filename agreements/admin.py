"""Inspection of documents and the register. Everything is read-only: services write, and triggers guard."""

from django.contrib import admin
from django.http import HttpRequest

from sistercities.common.admin_site import ReadOnlyAdmin, site

from .models import (
    AdvisorySeen,
    CouncilAct,
    EntryInstrument,
    HandIn,
    HandInAction,
    Instrument,
    PageImage,
    Question,
    QuestionFile,
    RegistryEntry,
    Scan,
    SealedPdf,
    Signature,
    Transcription,
)


class ReadOnlyInline(admin.TabularInline):
    """Rows below a row, to be looked at."""

    extra = 0
    show_change_link = True
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


class InstrumentInline(ReadOnlyInline):
    model = Instrument


class ScanInline(ReadOnlyInline):
    model = Scan
    fields = ["original_name", "role", "visibility", "pages", "size", "sha256"]


class CouncilActInline(ReadOnlyInline):
    model = CouncilAct


class HandInActionInline(ReadOnlyInline):
    model = HandInAction


class AdvisorySeenInline(ReadOnlyInline):
    model = AdvisorySeen


class SignatureInline(ReadOnlyInline):
    model = Signature


class TranscriptionInline(ReadOnlyInline):
    model = Transcription


class PageImageInline(ReadOnlyInline):
    model = PageImage
    fields = ["number", "media_type", "width", "height"]


class EntryInstrumentInline(ReadOnlyInline):
    model = EntryInstrument


class SealedPdfInline(ReadOnlyInline):
    model = SealedPdf
    fields = ["version", "sha256", "size", "sealed_at"]


@admin.register(HandIn, site=site)
class HandInAdmin(ReadOnlyAdmin):
    list_display = ["pk", "partnership", "act", "status", "committee", "received_on", "reviewed_by"]
    list_filter = ["status", "act", "on_behalf"]
    list_select_related = ["committee", "reviewed_by"]
    search_fields = ["partnership__sort_key", "committee__name"]
    inlines = [InstrumentInline, ScanInline, CouncilActInline, AdvisorySeenInline, HandInActionInline]


class QuestionFileInline(ReadOnlyInline):
    model = QuestionFile


@admin.register(Question, site=site)
class QuestionAdmin(ReadOnlyAdmin):
    list_display = ["pk", "kind", "committee", "asked_by", "asked_at", "answered_at"]
    list_filter = ["kind"]
    list_select_related = ["committee", "asked_by"]
    inlines = [QuestionFileInline]


@admin.register(Instrument, site=site)
class InstrumentAdmin(ReadOnlyAdmin):
    list_display = ["pk", "kind", "title", "hand_in_id", "in_force_on"]
    list_filter = ["kind"]
    inlines = [SignatureInline, TranscriptionInline]


@admin.register(Scan, site=site)
class ScanAdmin(ReadOnlyAdmin):
    list_display = ["original_name", "role", "visibility", "pages", "size", "sha256"]
    list_filter = ["role", "visibility", "media_type"]
    search_fields = ["original_name", "sha256"]
    inlines = [PageImageInline]


@admin.register(RegistryEntry, site=site)
class RegistryEntryAdmin(ReadOnlyAdmin):
    list_display = ["number", "seq", "act", "kind", "recorded_at", "reviewed_by", "recorded_by"]
    list_filter = ["act", "kind"]
    list_select_related = ["reviewed_by", "recorded_by"]
    search_fields = ["number", "code", "hash"]
    inlines = [EntryInstrumentInline, SealedPdfInline]


@admin.register(SealedPdf, site=site)
class SealedPdfAdmin(ReadOnlyAdmin):
    list_display = ["entry", "version", "sha256", "size", "sealed_at"]
    list_select_related = ["entry"]
    search_fields = ["entry__number", "sha256"]
