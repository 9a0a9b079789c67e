"""Which partnership the document is about: one that is here, or a new one with a community abroad."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from directory.choices import Level
from directory.choosing import communities_found, community_in_line
from directory.models import Community
from directory.querysets import CommunityQuerySet
from partnerships.models import Partnership
from partnerships.stages import Kind
from sistercities.common.languages import language_choices
from sistercities.common.names import sides_in_line

from .handin_fields import offer

NEW = "new"
# What a signed document can make of two communities; a contact is not signed for.
RELATIONSHIPS = [(kind.value, kind.label) for kind in (Kind.SISTER, Kind.FRIENDSHIP, Kind.PROJECT)]


class PartnershipForm(forms.Form):
    """One of the offered partnerships or, where `with_new`, a new one."""

    partnership = forms.ChoiceField(
        label=_("Which partnership is the document about?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a partnership, or say that it is a new one.")},
    )

    def __init__(self, *args: Any, offered: Iterable[Partnership], with_new: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offered = {str(row.pk): row for row in offered}
        known = [(key, _sides(row)) for key, row in self.offered.items()]
        offer(self, "partnership", [*known, (NEW, _("A new one with a community abroad"))] if with_new else known)

    def clean_partnership(self) -> Partnership | None:
        """The partnership, or None for a new one."""
        return self.offered.get(self.cleaned_data["partnership"])


class PairForm(forms.Form):
    """The two communities of a new partnership, the partner found by a search.

    `homes`: the communities to choose from; None lets the one who types search for that one too. `among`: where the
    search looks. It runs when the form is made, so the same answers always offer the same choices.
    """

    ADD = "add"
    only_on_screen = frozenset({"home", "partner"})

    home_name = forms.CharField(
        label=_("Name of the community at home"),
        help_text=_("Add the state after a comma to narrow the search."),
        max_length=200,
        error_messages={"required": _("Type the name of the community at home, then search for it.")},
    )
    home = forms.ChoiceField(
        label=_("Which of your communities signed?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the community at home."), "invalid_choice": _("Choose one of the list.")},
    )
    kind = forms.ChoiceField(
        label=_("What do they become?"),
        choices=RELATIONSHIPS,
        initial=Kind.SISTER,
        widget=forms.RadioSelect,
        help_text=_("Friendship cities are often a first step; the document says so itself."),
        error_messages={"required": _("Say what they become.")},
    )
    partner_name = forms.CharField(
        label=_("Name of the community abroad"),
        help_text=_("In English or in its own script. Add the country after a comma to narrow the search."),
        max_length=200,
        error_messages={"required": _("Type the name of the community abroad, then search for it.")},
    )
    partner = forms.ChoiceField(
        label=_("Which one is it?"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose the community, or say that it is none of these."),
            "invalid_choice": _("Search for the community again, then choose it."),
        },
    )

    def __init__(
        self,
        *args: Any,
        homes: Iterable[Community] | None,
        among: CommunityQuerySet[Any, Any],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        current, home = among.current(), self.fields["home"]
        if homes is None:
            home.label = _("Which one is it?")
            at_home = current.filter(country=settings.ASSOCIATION_COUNTRY)
            self.homes = communities_found(at_home, self["home_name"].value())
        else:
            del self.fields["home_name"]
            self.homes = {str(row.pk): row for row in homes}
            home.initial = next(iter(self.homes)) if len(self.homes) == 1 else None
        offer(self, "home", [(key, row.full_name) for key, row in self.homes.items()])
        abroad = current.exclude(country=settings.ASSOCIATION_COUNTRY)
        self.found = communities_found(abroad, self["partner_name"].value())
        self.fields["partner"].required = bool(self.found)
        known = ((key, community_in_line(row)) for key, row in self.found.items())
        offer(self, "partner", [*known, (self.ADD, _("None of these: add it"))])

    def clean_home(self) -> Community:
        return self.homes[self.cleaned_data["home"]]

    def clean_partner(self) -> Community | None:
        """The community, or None where it has to be added."""
        return self.found.get(self.cleaned_data["partner"])

    @property
    def has_searched(self) -> bool:
        return bool(self["partner_name"].value())

    @property
    def asks_for_new(self) -> bool:
        return self.has_searched and (not self.found or self["partner"].value() == self.ADD)


class CommunityForm(forms.Form):
    """A community that the directory does not know yet. Asked for only after a search."""

    name = forms.CharField(
        label=_("Name as English readers know it"),
        max_length=200,
        error_messages={"required": _("Enter the name of the community.")},
    )
    level = forms.ChoiceField(label=_("What kind of community is it?"), choices=Level.choices, initial=Level.CITY)
    country = forms.ChoiceField(label=_("Country"), error_messages={"required": _("Choose the country.")})
    subdivision_name = forms.CharField(
        label=_("State, province or region"),
        help_text=_("Helps to tell places of the same name apart."),
        required=False,
        max_length=120,
    )
    native_name = forms.CharField(label=_("Name in its own language and script"), required=False, max_length=200)
    native_language = forms.ChoiceField(label=_("Which language is that?"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        abroad = [(code, name) for code, name in countries if code != settings.ASSOCIATION_COUNTRY]
        offer(self, "country", [("", _("Choose a country")), *abroad])
        chosen = self["country"].value() or ""
        offer(self, "native_language", language_choices([chosen] if chosen in countries else []))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("native_name") and not data.get("native_language"):
            self.add_error("native_language", _("Choose the language of that name."))
        return data


def _sides(partnership: Partnership) -> str:
    """ "Seattle, Washington and Kobe, Japan"."""
    sides = sides_in_line(_short(party.community) for party in partnership.sides)  # type: ignore[attr-defined]
    if partnership.is_recorded:  # type: ignore[attr-defined]
        return gettext("%(sides)s: a later paper, the first one is on the register") % {"sides": sides}
    return sides


def _short(community: Community) -> str:
    """Without the country where that is our own."""
    if str(community.country) != settings.ASSOCIATION_COUNTRY:
        return community.full_name
    return ", ".join(part for part in (community.name, community.subdivision_name) if part)
