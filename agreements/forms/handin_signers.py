"""Who signed for one side: a question, and a form for each signer."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from agreements.choices import LETTER_REACH, Capacity, DateReading, Method
from agreements.models import Scan
from agreements.services.papers import SignatureFacts
from sistercities.common.date_forms import BOXES, DateBoxes, DayField, PartialDateFormField
from sistercities.common.languages import language_choices
from sistercities.common.numbers import whole_number

from .handin_fields import OneFile, allow_until, offer

YES, NOT_YET = "yes", "not_yet"
MOST_SIGNERS = 12


class SignedForm(forms.Form):
    """Has this side signed? A document that waits for one side can be handed in."""

    signed = forms.ChoiceField(
        widget=forms.RadioSelect,
        error_messages={"required": _("Say whether this side has signed.")},
    )

    def __init__(self, *args: Any, side: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["signed"]
        field.label = _("Has somebody signed for %(side)s?") % {"side": side}
        offer(
            self, "signed", [(YES, _("Yes")), (NOT_YET, _("Not yet: the document waits for %(side)s") % {"side": side})]
        )


class SignerForm(forms.Form):
    """One person as the paper shows them. `letters`: the letters that are here already; `country` of their side."""

    name = forms.CharField(
        label=_("Name"),
        help_text=_("As it stands on the paper."),
        max_length=200,
        error_messages={"required": _("Enter the name of the person who signed.")},
    )
    own_script_name = forms.CharField(
        label=_("Name in own script"),
        help_text=_("If the paper also shows it in another script, such as 原口忠次郎 or كريم."),
        required=False,
        max_length=200,
    )
    own_script_language = forms.ChoiceField(label=_("Language of that script"), required=False)
    title = forms.CharField(
        label=_("Title on that day"),
        help_text=_("For instance: Mayor, Governor, County Commissioner, Acting Mayor, Deputy Mayor."),
        max_length=200,
        error_messages={"required": _("Enter the title that the person had on that day.")},
    )
    capacity = forms.ChoiceField(
        label=_("Signs as"),
        choices=[
            (
                Capacity.HEAD,
                _("Head of the community: its highest elected or appointed official, an acting one too"),
            ),
            (Capacity.DESIGNEE, _("Designee: a person whom the head allows to sign, with a letter that says so")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Say whether the person is the head of the community or a designee.")},
    )
    authority = forms.ChoiceField(label=_("Letter that allows this person to sign"), required=False)
    authority_file = forms.FileField(
        label=_("Add the letter that allows this person to sign"),
        help_text=_(
            "Only for a designee. PDF, JPEG, PNG, TIFF or HEIC, at most 25 MB. "
            "Only the association sees its pages: the certificate names what it is, its date and its fingerprint."
        ),
        widget=OneFile,
    )
    authority_dated = PartialDateFormField(label=_("Date on that letter"), required=False)
    authority_from = DayField(
        label=_("It allows signing from"), help_text=_("Only if the letter names a first day."), required=False
    )
    authority_until = DayField(
        label=_("It allows signing until"), help_text=_("Only if the letter names a last day."), required=False
    )
    authority_acts = forms.MultipleChoiceField(
        label=_("What does it allow?"),
        help_text=_("Only if the letter says what may be signed. If you choose nothing, it counts for every document."),
        choices=[(key, label) for key, (label, _acts) in LETTER_REACH.items()],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    authority_reason = forms.CharField(
        label=_("Why is there no letter?"),
        help_text=_("Only for a paper from long ago, if there is no council act either."),
        required=False,
        max_length=300,
    )
    date_reading = forms.ChoiceField(
        label=_("Date of the signature"),
        choices=[
            (DateReading.AS_WRITTEN, _("It stands on the paper: enter it below")),
            (DateReading.NOT_WRITTEN, _("It is not written on the paper")),
            (DateReading.UNREADABLE, _("It cannot be read")),
        ],
        initial=DateReading.AS_WRITTEN,
        widget=forms.RadioSelect,
        error_messages={"required": _("Say whether the date stands on the paper.")},
    )
    signed_on = PartialDateFormField(
        label=_("Signed on"),
        help_text=_(
            "As precise as the paper: the year alone, or month and year, is enough. The day comes first: for instance "
            "14 3 1957 for 14 March 1957."
        ),
        error_messages={"required": _("Enter the date as the paper gives it, or say that it cannot be read.")},
    )
    not_later_than = DayField(
        label=_("Signed not later than"),
        help_text=_("Only if the date is not written or cannot be read: a day by which it was certainly signed."),
        error_messages={"required": _("Enter a day by which it was certainly signed.")},
    )
    place = forms.CharField(label=_("Place"), help_text=_("Where it was signed."), required=False, max_length=200)
    method = forms.ChoiceField(
        label=_("How was it signed?"),
        choices=Method.choices,
        initial=Method.INK,
        widget=forms.RadioSelect,
        error_messages={"required": _("Say how it was signed.")},
    )

    def __init__(self, *args: Any, letters: Sequence[Scan], not_after: dt.date, country: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "own_script_language", language_choices([country]))
        known = ((str(scan.pk), scan.original_name) for scan in letters)
        offer(self, "authority", [("", _("None of these")), *known])
        if not letters:
            self.fields["authority"].widget = forms.HiddenInput()
        allow_until(self, not_after, "signed_on", "not_later_than", "authority_dated")
        self.initial.setdefault("not_later_than", not_after)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("own_script_name") and not data.get("own_script_language"):
            self.add_error("own_script_language", _("Choose the language of the name in own script."))
        as_written = data.get("date_reading") == DateReading.AS_WRITTEN
        # A file is kept before the form is asked; of the two dates the reading decides which one counts.
        for name in ("authority_file", "not_later_than" if as_written else "signed_on"):
            data[name] = None
            self.errors.pop(name, None)
        first, last = data.get("authority_from"), data.get("authority_until")
        if first and last and last < first:
            self.add_error("authority_until", _("The last day lies before the first one. Check both dates."))
        return data

    def letter_facts(self) -> dict[str, Any]:
        """What was typed about the letter itself: its date, and what it allows from when until when."""
        data = self.cleaned_data
        chosen = [act.value for key in data["authority_acts"] for act in LETTER_REACH[key][1]]
        days = {"allows_from": data["authority_from"], "allows_until": data["authority_until"]}
        return {"dated": data["authority_dated"], **days, "allows_acts": chosen}

    def facts(self) -> SignatureFacts:
        """What the service keeps; a letter counts only for a designee."""
        data = self.cleaned_data
        names = SignatureFacts.__dataclass_fields__.keys() & data.keys()
        is_designee = data["capacity"] == Capacity.DESIGNEE
        letter, reason = (data["authority"], data["authority_reason"]) if is_designee else ("", "")
        facts = {**{name: data[name] for name in names}, "authority_reason": "" if letter else reason}
        return SignatureFacts(**facts, authority_id=int(letter) if letter else None)


def letter_initial(letter: Scan | None) -> dict[str, Any]:
    """The values with which a signer's form begins where there is a letter."""
    if letter is None:
        return {}
    reach = [key for key, (_label, acts) in LETTER_REACH.items() if set(acts) <= set(letter.allows_acts)]
    return {
        "authority_dated": letter.dated,
        "authority_from": letter.allows_from,
        "authority_until": letter.allows_until,
        "authority_acts": reach,
    }


class SignersForm:
    """The question and the forms of one side together; `count` of them from the answers, else one for each row.

    `answers` None: unbound, with `rows` as initial values.
    """

    def __init__(
        self, answers: QueryDict | None, *, side: str, rows: Sequence[dict[str, Any]], has_signed: str, **options: Any
    ) -> None:
        self.is_bound = answers is not None
        self.question = SignedForm(answers, side=side, initial={"signed": has_signed})
        count = signer_count(answers) if answers is not None else max(len(rows), 1)
        self.signers = [
            SignerForm(answers, prefix=prefix_of(n), initial=rows[n] if n < len(rows) else {}, **options)
            for n in range(count)
        ]

    @property
    def has_signed(self) -> bool:
        return bool(self.question["signed"].value() != NOT_YET)

    def is_valid(self) -> bool:
        checked = [form.is_valid() for form in self.forms]
        return all(checked)

    @property
    def forms(self) -> list[forms.Form]:
        """Those that count: nobody is asked about signers where the side has not signed."""
        return [self.question, *self.signers] if self.has_signed else [self.question]

    def facts(self) -> list[SignatureFacts]:
        return [form.facts() for form in self.signers] if self.has_signed else []


def prefix_of(n: int) -> str:
    return f"signer-{n}"


def signer_count(answers: QueryDict) -> int:
    """How many signers the posted form has; at least one, and a bounded number whatever was posted."""
    return min(max(whole_number(answers.get("signers", "1")) or 1, 1), MOST_SIGNERS)


def with_another(answers: QueryDict, *, not_later_than: dt.date) -> QueryDict:
    """The answers with room for one more signer, who begins like the first: date on the paper, in ink."""
    changed, count = answers.copy(), signer_count(answers)
    if count < MOST_SIGNERS:
        changed["signers"] = str(count + 1)
        changed[f"{prefix_of(count)}-date_reading"] = DateReading.AS_WRITTEN.value
        changed[f"{prefix_of(count)}-method"] = Method.INK.value
        for box, number in zip(BOXES, DateBoxes().decompress(not_later_than), strict=True):
            changed[f"{prefix_of(count)}-not_later_than_{box}"] = number
    return changed


def without(answers: QueryDict, gone: int) -> QueryDict:
    """The answers without one signer; those after it move up."""
    count = signer_count(answers)
    changed = QueryDict(mutable=True)
    for key, values in answers.lists():
        if not key.startswith("signer-"):
            changed.setlist(key, values)
            continue
        number, _dash, field = key.removeprefix("signer-").partition("-")
        n = whole_number(number)
        if n is not None and n != gone:
            changed.setlist(f"{prefix_of(n - (n > gone))}-{field}", values)
    changed["signers"] = str(max(count - 1, 1))
    return changed
