"""What the forms of the hand-in have in common: choices and last days that only the page knows, and file boxes."""

import datetime as dt
from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from agreements.choices import Visibility
from directory.choosing import communities_found, community_in_line
from directory.querysets import CommunityQuerySet
from sistercities.common.date_forms import PartialDateFormField

ACCEPT = (
    ".pdf,.jpg,.jpeg,.png,.tif,.tiff,.heic,.heif,application/pdf,image/jpeg,image/png,image/tiff,image/heic,image/heif"
)
VISIBILITIES = [
    (Visibility.PUBLIC, _("Public record: everybody can see it on the register and in the agreement PDF")),
    (Visibility.ASSOCIATION, _("Association only: the agreement PDF names it with its date, nobody else sees it")),
]


def offer(form: forms.BaseForm, name: str, choices: Iterable[Any]) -> None:
    """Set the choices of a field."""
    cast("forms.ChoiceField", form.fields[name]).choices = list(choices)


def allow_until(form: forms.BaseForm, day: dt.date, *names: str) -> None:
    """Set the last day that these dates may begin on."""
    for name in names:
        cast("PartialDateFormField", form.fields[name]).not_after = day


CHOOSE_FOUND = {
    "required": _("Choose the community, or say that it is none of these."),
    "invalid_choice": _("Search for the community again, then choose it."),
}


class SearchForm(forms.Form):
    """A form with a community that is searched for: its name typed in `asked`, chosen in `found_in` or to be added."""

    ADD = "add"
    asked: str
    found_in: str

    def search(self, among: CommunityQuerySet[Any, Any]) -> None:
        """Offer what the search finds; `found` holds it by the value of its radio button."""
        self.found = communities_found(among, self[self.asked].value())
        self.fields[self.found_in].required = bool(self.found)
        known = ((key, community_in_line(row)) for key, row in self.found.items())
        offer(self, self.found_in, [*known, (self.ADD, _("None of these: add it"))])

    @property
    def has_searched(self) -> bool:
        return bool(self[self.asked].value())

    @property
    def asks_for_new(self) -> bool:
        return self.has_searched and (not self.found or self[self.found_in].value() == self.ADD)


class OneFile(forms.FileInput):
    """A file box that offers the kinds that are taken; the content decides later."""

    def __init__(self) -> None:
        super().__init__({"accept": ACCEPT})


class ManyFiles(OneFile):
    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> "list[UploadedFile[Any]]":
        return files.getlist(name) if files else []


class ManyFilesField(forms.Field):
    """Several files at once, as a list. Each is inspected where it is kept, so that one refusal spares the others."""

    widget = ManyFiles

    def clean(self, value: Any) -> "list[UploadedFile[Any]]":
        files = list(value or [])
        if self.required and not files:
            raise ValidationError(self.error_messages["required"], code="required")
        return files


def refused_files(name: str, refusal: ValidationError) -> list[ValidationError]:
    """The sentences of a refusal, each beginning with the name of the file."""
    return [
        ValidationError("%(name)s: %(sentence)s", code="file", params={"name": name, "sentence": sentence})
        for sentence in refusal.messages
    ]
