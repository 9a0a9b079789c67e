"""The steps about the sides: which partnership, who signed for whom, what the councils decided."""

import datetime as dt
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Case, Q, When
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from agreements import completeness
from agreements.choices import OVER, WITH_COMMITTEE, FileRole, Visibility
from agreements.forms.handin_council import CouncilForm
from agreements.forms.handin_partnership import PartnershipForm
from agreements.forms.handin_signers import (
    MOST_SIGNERS,
    YES,
    SignersForm,
    letter_initial,
    prefix_of,
    signer_count,
    with_another,
    without,
)
from agreements.models import CouncilAct, HandIn
from agreements.querysets import HandInQuerySet
from agreements.services.files import describe_scan
from agreements.services.handing_in import choose_partnership, keep_unfinished
from agreements.services.papers import save_council_act, save_signatures
from partnerships.models import Partnership, Party
from sistercities.common.date_forms import BOXES, PartialDateFormField
from sistercities.common.dates import PartialDate
from sistercities.common.numbers import whole_number

from .handin_rail import parties_of
from .handin_step import StepView
from .handin_words import title_of

# So many partnerships are offered at once; the search finds the others.
OFFERED_AT_MOST = 48


class HandInPartnership(StepView):
    """Choose among the committee's partnerships (staff: among all of them), or say that it is a new one."""

    key = "partnership"
    template_name = "agreements/handin_partnership.html"
    with_new = True

    def current(self) -> Any:
        return self.hand_in.partnership_id

    @property
    def searches_all(self) -> bool:
        return self.hand_in.on_behalf

    def build(self, answers: QueryDict | None) -> dict[str, Any]:
        asked, chosen = self.request.GET.get("q", "").strip(), self.hand_in.partnership_id
        rows = _partnerships(self, asked).with_parties()
        offered = list(rows[:OFFERED_AT_MOST])
        initial = {"partnership": chosen}
        form = PartnershipForm(answers, offered=offered, with_new=self.with_new, initial=initial)
        self.forms = [form]
        return {
            "form": form,
            "asked": asked,
            "left_out": rows.count() - len(offered),
            "others": self.others.filter(partnership__in=[row.pk for row in offered]),
        }

    def save(self) -> None:
        chosen = self.forms[0].cleaned_data["partnership"]
        if chosen:
            choose_partnership(hand_in_id=self.hand_in.pk, partnership=chosen, by=self.person)
            self.say_what_waits_already()
            keep_unfinished(hand_in_id=self.hand_in.pk, step="pair", answers={}, by=self.person)

    def say_what_waits_already(self) -> None:
        """Another document about the same partnership, as far as this person may see it."""
        for row in self.others.filter(partnership=self.forms[0].cleaned_data["partnership"]):
            facts = {"title": title_of(row), "state": row.get_status_display()}
            messages.warning(
                self.request, _("Another document about %(title)s is on its way already: %(state)s.") % facts
            )

    @property
    def others(self) -> HandInQuerySet:
        """The other documents that are not over."""
        rows = HandIn.objects.visible_to(self.person).exclude(status__in=OVER).exclude(pk=self.hand_in.pk)
        return rows.for_list()

    def next_url(self) -> str:
        if self.forms[0].cleaned_data["partnership"] is None:
            return reverse("handin_pair", args=[self.hand_in.pk])
        return super().next_url()


class SideStep(StepView):
    """A step that needs to know the sides."""

    def prepare(self, **kwargs: Any) -> HttpResponse | None:
        return None if self.hand_in.partnership_id else redirect("handin_partnership", self.hand_in.pk)

    @property
    def last_day(self) -> dt.date:
        """The last day that a paper can name: a committee may still add one that was signed today."""
        if self.hand_in.status in WITH_COMMITTEE and not self.hand_in.on_behalf:
            return self.today
        return completeness.last_receipt(self.hand_in) or self.today

    def files(self) -> dict[int, str]:
        return dict(self.hand_in.scans.values_list("pk", "original_name"))

    def tell_what_went(self, before: dict[int, str]) -> None:
        """Say which files were taken out because nothing on this step names them any more."""
        for pk in before.keys() - self.files().keys():
            name = {"name": before[pk]}
            messages.info(self.request, _("“%(name)s” was taken out: nothing needs it any more.") % name)


class HandInSigners(SideStep):
    """Who signed for one side: one or more people, each with the letter that allows it if they are a designee."""

    template_name = "agreements/handin_signers.html"
    buttons = ("add", "remove")

    def prepare(self, **kwargs: Any) -> HttpResponse | None:
        if elsewhere := super().prepare():
            return elsewhere
        sides = Party.objects.filter(partnership=self.hand_in.partnership_id).select_related("community")
        self.party = get_object_or_404(sides, side=kwargs["side"])
        self.key = f"signers-{self.party.side}"
        return None

    def current(self) -> list[dict[str, Any]]:
        rows = self.hand_in.paper_of(self.party).signatures.filter(party=self.party).select_related("authority")
        names = (
            "name",
            "own_script_name",
            "own_script_language",
            "title",
            "capacity",
            "date_reading",
            "signed_on",
            "not_later_than",
            "place",
            "method",
            "authority_reason",
        )
        return [
            {name: getattr(row, name) for name in names if getattr(row, name) is not None}
            | {"authority": row.authority_id or "", **letter_initial(row.authority)}
            for row in rows
        ]

    def build(self, answers: QueryDict | None) -> dict[str, Any]:
        rows = self.current()
        signers = SignersForm(
            answers,
            side=self.party.community.name,
            rows=rows,
            has_signed=YES if rows else "",
            letters=list(self.hand_in.scans.filter(role=FileRole.AUTHORITY_PAPER)),
            not_after=self.last_day,
            country=str(self.party.community.country),
        )
        self.forms = signers.forms
        self.signers = signers
        several = len(signers.signers) > 1
        self.labels = {
            form.prefix: _("Signer %(n)s") % {"n": n} for n, form in enumerate(signers.signers, 1) if several
        }
        return {"party": self.party, "signers": signers, "can_add": len(signers.signers) < MOST_SIGNERS}

    def take_files(self, answers: QueryDict) -> None:
        for n in range(signer_count(answers)):
            field = f"{prefix_of(n)}-authority_file"
            if upload := self.request.FILES.get(field):
                dated = _date_of(answers, f"{prefix_of(n)}-authority_dated")
                scan = self.take(field, upload, role=FileRole.AUTHORITY_PAPER, party=self.party, dated=dated)
                if scan:
                    answers[f"{prefix_of(n)}-authority"] = str(scan.pk)

    def press(self, button: str, answers: QueryDict) -> QueryDict:
        if button == "add":
            return with_another(answers, not_later_than=self.last_day)
        gone = whole_number(answers.get("remove", ""))
        return answers if gone is None else without(answers, gone)

    def save(self) -> None:
        files = self.files()
        save_signatures(
            hand_in_id=self.hand_in.pk,
            party=self.party,
            signers=self.signers.facts(),
            by=self.person,
            revision=self.revision,
        )
        self.tell_what_went(files)
        self.describe_letters()

    def describe_letters(self) -> None:
        """The date and the reach typed beside a letter belong to the file."""
        letters = {scan.pk: scan for scan in self.hand_in.scans.filter(role=FileRole.AUTHORITY_PAPER)}
        for form, facts in zip(self.signers.signers, self.signers.facts(), strict=False):
            letter = letters.get(facts.authority_id or 0)
            said = form.letter_facts()
            if letter and any(getattr(letter, name) != value for name, value in said.items()):
                describe_scan(
                    hand_in_id=self.hand_in.pk,
                    scan_id=letter.pk,
                    visibility=letter.visibility,
                    by=self.person,
                    **said,
                )


class HandInCouncil(SideStep):
    """What each side's council decided, or why there is nothing: asked for, never required."""

    key = "council"
    template_name = "agreements/handin_council.html"

    def current(self) -> list[tuple[Any, ...]]:
        facts = ("party", "kind", "number", "decided_on", "vote", "reason_none", "scan")
        return list(self.hand_in.council_acts.order_by("party__side").values_list(*facts))

    def build(self, answers: QueryDict | None) -> dict[str, Any]:
        rows: dict[int, CouncilAct] = {row.party_id: row for row in self.hand_in.council_acts.select_related("scan")}
        parties = parties_of(self.hand_in)
        self.forms = [
            CouncilForm(
                answers,
                prefix=f"side-{party.side}",
                side=party.community.name,
                not_after=self.last_day,
                row=rows.get(party.pk),
            )
            for party in parties
        ]
        scans = {str(scan.pk): scan for scan in self.hand_in.scans.filter(role=FileRole.COUNCIL_ACT)}
        files = [scans.get(str(form["scan"].value() or "")) for form in self.forms]
        self.labels = {form.prefix: party.community.name for party, form in zip(parties, self.forms, strict=True)}
        return {"sides": list(zip(parties, self.forms, files, strict=True))}

    def take_files(self, answers: QueryDict) -> None:
        for party in parties_of(self.hand_in):
            field = f"side-{party.side}-file"
            if upload := self.request.FILES.get(field):
                visibility = answers.get(f"side-{party.side}-visibility")
                visibility = visibility if visibility in Visibility.values else Visibility.PUBLIC
                dated = _date_of(answers, f"side-{party.side}-decided_on")
                facts = {"role": FileRole.COUNCIL_ACT, "party": party, "visibility": visibility, "dated": dated}
                if scan := self.take(field, upload, **facts):
                    answers[f"side-{party.side}-scan"] = str(scan.pk)
                    answers.setdefault(f"side-{party.side}-act", "yes")

    def save(self) -> None:
        files = self.files()
        scans = {str(scan.pk): scan for scan in self.hand_in.scans.filter(role=FileRole.COUNCIL_ACT)}
        with transaction.atomic():
            for party, form in zip(parties_of(self.hand_in), self.forms, strict=True):
                facts = {"scan": scans.get(form.cleaned_data["scan"]), **form.facts()}
                self.changed_by(partial(self.save_side, party, **facts))
        self.tell_what_went(files)

    def save_side(self, party: Party, **facts: Any) -> None:
        """What one side's council decided."""
        save_council_act(hand_in_id=self.hand_in.pk, party=party, by=self.person, revision=self.revision, **facts)


def _partnerships(step: HandInPartnership, asked: str) -> Any:
    """What may be chosen, or found among it: the committee's own, what is chosen now, for staff who search all.

    Those on the register, which take later papers only, come last.
    """
    rows = Partnership.objects.visible_to(step.request.user)
    committee = step.hand_in.committee
    own = Q(pk__in=Party.objects.filter(community__committees=committee).values("partnership"))
    offered = rows.filter(own) if committee else rows.none()
    if asked:
        offered = (rows if step.searches_all else offered).search(asked)
    is_chosen = Q(pk=step.hand_in.partnership_id)
    found = rows.filter(is_chosen | Q(pk__in=offered.values("pk"))).with_recognition()
    return found.order_by(Case(When(is_chosen, then=0), default=1), "is_recorded", "sort_key", "pk")


def _date_of(answers: QueryDict, name: str) -> PartialDate | None:
    """A date that stands in the answers, if it can be read; the form says what is wrong with another one."""
    try:
        return PartialDateFormField(required=False).clean([answers.get(f"{name}_{box}") for box in BOXES])
    except ValidationError:
        return None
