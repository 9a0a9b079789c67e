"""Which partnership the document is about: one that is here, or a new one with a community abroad and others."""

import re
from collections.abc import Collection, Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from directory.choices import Level
from directory.choosing import communities_found
from directory.models import Community
from directory.querysets import CommunityQuerySet
from partnerships.models import Partnership
from partnerships.stages import Kind
from sistercities.common.languages import language_choices
from sistercities.common.names import sides_in_line
from sistercities.common.numbers import whole_number

from .handin_fields import CHOOSE_FOUND, SearchForm, offer

NEW = "new"
MOST_SIDES = 4
FURTHER = {3: _("Third community"), 4: _("Fourth community")}
_OF_SIDE = re.compile(r"side-(?P<side>[0-9])-(?P<field>.+)")
# What a signed document can make of communities; a contact is not signed for.
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


class PairForm(SearchForm):
    """The first two communities of a new partnership, the partner found by a search.

    `homes`: the communities to choose from; None lets the one who types search for that one too. `among`: where the
    search looks. It runs when the form is made, so the same answers always offer the same choices.
    """

    asked, found_in = "partner_name", "partner"
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
    partner = forms.ChoiceField(label=_("Which one is it?"), widget=forms.RadioSelect, error_messages=CHOOSE_FOUND)

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
        self.search(current.exclude(country=settings.ASSOCIATION_COUNTRY))

    def clean_home(self) -> Community:
        return self.homes[self.cleaned_data["home"]]

    def clean_partner(self) -> Community | None:
        """The community, or None where it has to be added."""
        return self.found.get(self.cleaned_data["partner"])


class FurtherForm(SearchForm):
    """One more community of a new partnership, at home or abroad, found by a search.

    `number`: which side it is, from 3. `named`: the values of the communities that are chosen before it.
    """

    asked, found_in = "name", "community"
    only_on_screen = frozenset({"community"})

    name = forms.CharField(
        label=_("Name of the community"),
        help_text=_(
            "At home or abroad, in English or in its own script. Add the country or the state after a comma to narrow "
            "the search."
        ),
        max_length=200,
        error_messages={"required": _("Type the name of this community and search for it, or take it out.")},
    )
    community = forms.ChoiceField(label=_("Which one is it?"), widget=forms.RadioSelect, error_messages=CHOOSE_FOUND)

    def __init__(
        self,
        *args: Any,
        number: int,
        among: CommunityQuerySet[Any, Any],
        named: Collection[str] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, prefix=prefix_of(number), **kwargs)
        self.number, self.named = number, named
        self.search(among.current())

    @property
    def heading(self) -> str:
        return str(FURTHER[self.number])

    def clean_community(self) -> Community | None:
        """The community, or None where it has to be added."""
        chosen = self.cleaned_data["community"]
        if chosen in self.named and chosen in self.found:
            raise forms.ValidationError(_("This community is named already. Choose another one, or take it out."))
        return self.found.get(chosen)


def prefix_of(side: int) -> str:
    """The prefix of the fields about a further community."""
    return f"side-{side}"


def side_count(answers: QueryDict | None) -> int:
    """How many sides the posted form has; two at least, and a bounded number whatever was posted."""
    return min(max(whole_number(answers.get("sides", "")) or 2, 2), MOST_SIDES) if answers else 2


def with_another(answers: QueryDict) -> QueryDict:
    """The answers with room for one more community."""
    changed = answers.copy()
    changed["sides"] = str(min(side_count(answers) + 1, MOST_SIDES))
    return changed


def without(answers: QueryDict, gone: int) -> QueryDict:
    """The answers without one of the further communities; those after it move up."""
    if gone not in range(3, side_count(answers) + 1):
        return answers
    changed = QueryDict(mutable=True)
    for key, values in answers.lists():
        found = _OF_SIDE.fullmatch(key)
        side = int(found["side"]) if found else 0
        if side != gone:
            changed.setlist(f"{prefix_of(side - (side > gone))}-{found['field']}" if found else key, values)
    changed["sides"] = str(side_count(answers) - 1)
    return changed


class CommunityForm(forms.Form):
    """A community that the directory does not know yet. Asked for only after a search. `is_abroad`: not one at home."""

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

    def __init__(self, *args: Any, is_abroad: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        left_out = settings.ASSOCIATION_COUNTRY if is_abroad else None
        offered = [(code, name) for code, name in countries if code != left_out]
        offer(self, "country", [("", _("Choose a country")), *offered])
        chosen = self["country"].value() or ""
        offer(self, "native_language", language_choices([chosen] if chosen in countries else []))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("native_name") and not data.get("native_language"):
            self.add_error("native_language", _("Choose the language of that name."))
        if data.get("country") == settings.ASSOCIATION_COUNTRY and not data.get("subdivision_name"):
            self.add_error("subdivision_name", _("Name the state, so that places of the same name are told apart."))
        return data


def _sides(partnership: Partnership) -> str:
    """ "Seattle, Washington and Kobe, Japan"."""
    sides = sides_in_line(_short(party.community) for party in partnership.sides)
    if partnership.is_recorded:
        return gettext("%(sides)s: a later paper, the first one is on the register") % {"sides": sides}
    return sides


def _short(community: Community) -> str:
    """Without the country where that is our own."""
    if str(community.country) != settings.ASSOCIATION_COUNTRY:
        return community.full_name
    return ", ".join(part for part in (community.name, community.subdivision_name) if part)
