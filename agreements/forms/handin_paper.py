"""What the paper is, and what stands on it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from agreements.choices import DocumentKind
from sistercities.common.date_forms import PartialDateFormField
from sistercities.common.languages import language_choices, language_name

from .handin_fields import offer
from .handin_partnership import RELATIONSHIPS

# Offered first, beside the languages of the two sides; every other one is in the list below them.
FREQUENT = ("en", "ar", "de", "es", "fr", "it", "ja", "ko", "pt", "ru", "zh-hans", "zh-hant")
LONGEST_TEXT = 100_000


class PaperForm(forms.Form):
    """Kind, languages and title of the signed document. `likely`: language tags of the sides."""

    kind = forms.ChoiceField(
        label=_("What kind of document is it?"),
        choices=DocumentKind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Say what kind of document it is.")},
    )
    relationship = forms.ChoiceField(
        label=_("What do the two sides become by it?"),
        choices=RELATIONSHIPS,
        widget=forms.RadioSelect,
        error_messages={"required": _("Say what the two sides become.")},
    )
    languages = forms.MultipleChoiceField(
        label=_("In which languages is it written?"),
        help_text=_("Choose every language that stands on the paper."),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one language.")},
    )
    other_language = forms.ChoiceField(label=_("Another language"), required=False)
    third_language = forms.ChoiceField(label=_("One more language"), required=False)
    title = forms.CharField(
        label=_("Title on the paper"),
        help_text=_("As it is written, for instance: Agreement on Establishing Sister City Relations."),
        required=False,
        max_length=300,
    )
    in_force_on = PartialDateFormField(
        label=_("In force from"),
        help_text=_("Only if the paper names a day on which it comes into force."),
        required=False,
    )

    def __init__(self, *args: Any, likely: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        tags = list(dict.fromkeys(["en", *filter(None, likely), *FREQUENT]))
        offer(self, "languages", [(tag, language_name(tag)) for tag in tags])
        others = [(tag, label) for tag, label in language_choices() if tag not in tags]
        offer(self, "other_language", others)
        offer(self, "third_language", others)
        rest = [tag for tag in self.initial.get("languages") or [] if tag not in tags]
        for name, tag in zip(("other_language", "third_language"), rest, strict=False):
            self.initial[name] = tag

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        others = [data.pop(name, "") for name in ("other_language", "third_language")]
        data["languages"] = list(dict.fromkeys([*data.get("languages", []), *filter(None, others)]))
        if data["languages"]:
            self.errors.pop("languages", None)
        return data


class TranscriptionForm(forms.Form):
    """One box for each language of the paper; all may stay empty."""

    def __init__(self, *args: Any, languages: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for tag in languages:
            self.fields[self.name_of(tag)] = forms.CharField(
                label=_("Text in %(language)s") % {"language": language_name(tag)},
                required=False,
                max_length=LONGEST_TEXT,
                widget=forms.Textarea({"rows": 12, "lang": tag, "dir": "auto"}),
            )
        self.languages = languages

    @staticmethod
    def name_of(tag: str) -> str:
        return f"text-{tag}"

    def texts(self) -> dict[str, str]:
        """By language tag, what was typed."""
        return {tag: self.cleaned_data[self.name_of(tag)] for tag in self.languages}
