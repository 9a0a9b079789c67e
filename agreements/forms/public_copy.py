"""A public copy: one more place to black out, and what is blacked out and why."""

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from agreements.blackout import WHOLE, Area
from agreements.services.public_copies import AREAS

_AREA = re.compile(r"[0-9]{1,4}( [0-9]{1,4}){4}")


def read_areas(texts: Iterable[str]) -> list[Area]:
    """The places that a page carries along, in order, each once; what no page of ours wrote is passed over."""
    found = {Area(*map(int, text.split())) for text in texts if _AREA.fullmatch(text)}
    return sorted(area for area in found if area.is_sound)[: AREAS + 1]


def as_text(area: Area) -> str:
    """A place as a page carries it along."""
    return f"{area.page} {area.top} {area.bottom} {area.left} {area.right}"


class PercentField(forms.DecimalField):
    """From 0 to 100, with one decimal; a comma counts as a point."""

    def __init__(self, **given: Any) -> None:
        box = forms.TextInput({"inputmode": "decimal", "autocomplete": "off", "size": 5})
        super().__init__(min_value=0, max_value=100, decimal_places=1, widget=box, **given)

    def to_python(self, value: Any) -> Decimal | None:
        return super().to_python(value.replace(",", ".").rstrip(" %") if isinstance(value, str) else value)


class AreaForm(forms.Form):
    """Where on the page: from line to line, and optionally only a part of the width, in percent of the page."""

    top = PercentField(
        label=_("From the top, in percent"), error_messages={"required": _("Say where the place begins.")}
    )
    bottom = PercentField(label=_("Down to, in percent"), error_messages={"required": _("Say where the place ends.")})
    left = PercentField(label=_("From the left, in percent"), required=False)
    right = PercentField(label=_("To the right up to, in percent"), required=False)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        for first, last, sentence in (
            ("top", "bottom", _("The lower edge has to be further down than the upper one.")),
            ("left", "right", _("The right edge has to be further right than the left one.")),
        ):
            low, high = given.get(first), given.get(last)
            if low is not None and high is not None and low >= high:
                self.add_error(last, ValidationError(sentence, code="order"))
        return given

    def area(self, page: int) -> Area:
        """The place on that page, after the form was found valid."""
        edges = self.cleaned_data

        def thousandths(name: str, missing: int) -> int:
            return missing if edges.get(name) is None else int(edges[name] * 10)

        return Area(
            page,
            thousandths("top", 0),
            thousandths("bottom", WHOLE),
            thousandths("left", 0),
            thousandths("right", WHOLE),
        )


class CopyForm(forms.Form):
    reason = forms.CharField(
        label=_("What is blacked out, and why?"),
        help_text=_(
            "Everybody can read this beside the file. For instance: the private addresses of the signers on page 2."
        ),
        max_length=300,
        widget=forms.Textarea({"rows": 2}),
        error_messages={"required": _("Say what is blacked out, and why. Everybody can read it.")},
    )
