"""The page below the choice of the partnership: the communities of one that is not here yet."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from agreements.forms.handin_fields import SearchForm
from agreements.forms.handin_partnership import (
    FURTHER,
    CommunityForm,
    FurtherForm,
    PairForm,
    side_count,
    with_another,
    without,
)
from agreements.services.handing_in import choose_partnership, open_partnership
from directory.choices import Level
from directory.models import Community
from directory.querysets import CommunityQuerySet
from directory.services import propose_community
from partnerships.models import Partnership
from sistercities.common.countries import country_at_end
from sistercities.common.numbers import whole_number

from .handin_step import StepView

NEW = "new"


class HandInPair(StepView):
    """The communities of a new partnership: ours, one abroad, and up to two more.

    Each is searched for first, and added if it is unknown.
    """

    key = "pair"
    template_name = "agreements/handin_pair.html"
    buttons = ("search", NEW, "more", "less", *(f"{word}-{n}" for n in FURTHER for word in ("search", NEW)))

    def current(self) -> int | None:
        return self.hand_in.partnership_id

    def build(self, answers: QueryDict | None) -> dict[str, Any]:
        committee = self.hand_in.committee
        homes = list(Community.objects.filter(committees=committee).for_list()) if committee else []
        pair = PairForm(answers, homes=homes or None, among=self.seen_communities)
        further = self.further(answers, named=[str(pair[name].value() or "") for name in ("home", "partner")])
        self.searched: list[tuple[SearchForm, CommunityForm]] = [
            (form, CommunityForm(answers, prefix=_new_of(form), is_abroad=form is pair)) for form in (pair, *further)
        ]
        self.forms = [one for form, new in self.searched for one in ((form, new) if form.asks_for_new else (form,))]
        self.labels = {name: form.heading for form in further for name in (form.prefix, _new_of(form))}
        return {
            "form": pair,
            "new": self.searched[0][1],
            "further": self.searched[1:],
            "sides": 2 + len(further),
            "can_add": len(further) < len(FURTHER),
        }

    def further(self, answers: QueryDict | None, *, named: Iterable[str]) -> list[FurtherForm]:
        """The forms about the communities after the first two; each knows those that are chosen before it."""
        forms: list[FurtherForm] = []
        before = [value for value in named if value != SearchForm.ADD]
        for n in range(3, side_count(answers) + 1):
            form = FurtherForm(answers, number=n, among=self.seen_communities, named=tuple(before))
            before.append(str(form["community"].value() or ""))
            forms.append(form)
        return forms

    @property
    def seen_communities(self) -> CommunityQuerySet[Any, Any]:
        """Where this person may search: not among what others have typed into their drafts."""
        return Community.objects.visible_to(self.person)

    def pressed(self, answers: QueryDict) -> str:
        """To add a community is a page of its own: its fields come up empty, without errors."""
        return super().pressed(answers) or next((_new_button(form) for form in self.unseen(answers)), "")

    def press(self, button: str, answers: QueryDict) -> QueryDict:
        if button == "more":
            answers = with_another(answers)
        elif button == "less":
            answers = without(answers, whole_number(answers["less"]) or 0)
        for form in self.unseen(answers):
            name, country = country_at_end(answers.get(form.add_prefix(form.asked), ""))
            answers.setdefault(f"{_new_of(form)}-name", name.split(",")[0].strip())
            answers.setdefault(f"{_new_of(form)}-country", country)
            answers.setdefault(f"{_new_of(form)}-level", Level.CITY)
        return answers

    def unseen(self, answers: QueryDict) -> list[SearchForm]:
        """The forms that ask for a new community whose facts were not on the page yet."""
        forms = [PairForm(answers, homes=None, among=self.seen_communities), *self.further(answers, named=())]
        return [form for form in forms if form.asks_for_new and f"{_new_of(form)}-name" not in answers]

    def save(self) -> None:
        """Add what is missing and choose the partnership; one of these communities that is here is simply chosen."""
        pair = self.searched[0][0].cleaned_data
        sides = [pair["home"], *(self.chosen(form, new) for form, new in self.searched)]
        here = Partnership.objects.between(sides).first() if len(set(sides)) == len(sides) else None
        if here:
            choose_partnership(hand_in_id=self.hand_in.pk, partnership=here, by=self.person)
            return
        open_partnership(
            hand_in_id=self.hand_in.pk, communities=sides, kind=pair["kind"], by=self.person, today=self.today
        )

    def chosen(self, form: SearchForm, new: CommunityForm) -> Community:
        """The community that was found, or the one that is added for it."""
        found: Community | None = form.cleaned_data[form.found_in]
        source = str(_("Entered with a signed document"))
        return found or propose_community(by=self.person, source=source, **new.cleaned_data)

    def page(self, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
        back = reverse("handin_partnership", args=[self.hand_in.pk])
        return super().page({"back_url": back, **context}, status=status)


def _new_of(form: SearchForm) -> str:
    """The prefix of the facts of a community that is to be added."""
    return f"{form.prefix}-{NEW}" if form.prefix else NEW


def _new_button(form: SearchForm) -> str:
    """What stands for the page on which that community is added: also its place on the page."""
    return f"{NEW}-{form.number}" if isinstance(form, FurtherForm) else NEW
