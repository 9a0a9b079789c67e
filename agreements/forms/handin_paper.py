"""What the paper is, and what stands on it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from agreements.choices import BOTH_SIDES, FOUNDING_KINDS, LATER_KINDS, WITH_TERM, Act
from sistercities.common.date_forms import PartialDateFormField
from sistercities.common.languages import language_choices, language_name

from .handin_fields import offer
from .handin_partnership import RELATIONSHIPS

# Offered first, beside the languages of the sides; every other one is in the list below them.
FREQUENT = ("en", "ar", "de", "es", "fr", "it", "ja", "ko", "pt", "ru", "zh-hans", "zh-hant")
LONGEST_TEXT = 100_000


ONE_PAPER, OWN_PAPERS = "one", "own"


class PaperForm(forms.Form):
    """Kind, languages and title of a paper. `likely`: language tags of the sides.

    `side`: whose own paper it is, "" for one paper of all. `is_first`: it also says what the sides become, and whether
    each of them has a paper of its own (`can_part`: the sides are known). What is asked for depends on its `act`.
    """

    arrangement = forms.ChoiceField(
        label=_("How many papers are there?"),
        choices=[
            (ONE_PAPER, _("One paper that all sides sign, in one or several originals")),
            (OWN_PAPERS, _("Each side has a paper of its own, for instance two resolutions or two proclamations")),
        ],
        initial=ONE_PAPER,
        widget=forms.RadioSelect,
    )
    names_others = forms.BooleanField(
        label=_("This paper names every other side"),
        help_text=_("Papers of each side become one record only if each of them names all the others."),
        required=False,
    )
    kind = forms.ChoiceField(
        label=_("What kind of document is it?"),
        choices=[(kind.value, kind.label) for kind in FOUNDING_KINDS],
        widget=forms.RadioSelect,
        error_messages={"required": _("Say what kind of document it is.")},
    )
    relationship = forms.ChoiceField(
        label=_("What do the sides become by it?"),
        choices=RELATIONSHIPS,
        widget=forms.RadioSelect,
        error_messages={"required": _("Say what the sides become.")},
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

    term_ends_on = PartialDateFormField(
        label=_("Last day of a fixed term"),
        help_text=_("Only if the paper says until when it holds, for instance for five years."),
        required=False,
    )

    def __init__(
        self,
        *args: Any,
        likely: list[str],
        side: str = "",
        act: str = Act.FOUNDING,
        is_first: bool = True,
        can_part: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        asks_how_many = is_first and can_part and act in BOTH_SIDES
        unasked = {
            "arrangement": not asks_how_many,
            "relationship": not is_first or act not in BOTH_SIDES,
            "names_others": not (side or asks_how_many),
            "in_force_on": act not in BOTH_SIDES,
            "term_ends_on": not is_first or act not in WITH_TERM,
        }
        for name in (name for name, is_unasked in unasked.items() if is_unasked):
            del self.fields[name]
        if act != Act.FOUNDING:
            offer(self, "kind", [(kind.value, kind.label) for kind in LATER_KINDS])
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
        self.errors.pop("arrangement", None)  # who does not say leaves it as it is
        return data


class TranscriptionForm(forms.Form):
    """One box for each language of a paper; all may stay empty. `side`: whose own paper, "" for one paper of all."""

    def __init__(self, *args: Any, languages: list[str], side: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for tag in languages:
            language = _("Text in %(language)s") % {"language": language_name(tag)}
            self.fields[self.name_of(tag)] = forms.CharField(
                label=f"{side}: {language}" if side else language,
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
