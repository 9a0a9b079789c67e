"""The steps about a later paper: what it does, and what that asks for."""

from typing import Any

from django.http import Http404, HttpResponse, QueryDict

from agreements.choices import ONE_SIDE
from agreements.completeness import entry_of
from agreements.deeds import named_act
from agreements.forms.decisions import DecisionForm, said_of
from agreements.forms.handin_acts import ActForm, TermsForm
from agreements.services.acts import choose_act, save_terms
from agreements.services.deciding import change_decision

from .handin_rail import parties_of
from .handin_step import StepView

TERMS = ("effective_on", "effective_words", "condition", "reason")


class HandInAct(StepView):
    """What a paper does to the agreement of its partnership that is on the register."""

    key = "act"
    template_name = "agreements/handin_act.html"

    def prepare(self, **kwargs: Any) -> HttpResponse | None:
        self.entry = self.hand_in.founding or entry_of(self.hand_in.partnership_id)
        if self.entry is None or self.hand_in.is_decision:
            raise Http404
        return None

    def current(self) -> Any:
        return self.hand_in.act, self.hand_in.acting_party_id

    def build(self, answers: QueryDict | None) -> dict[str, Any]:
        side = self.hand_in.acting_party.side if self.hand_in.acting_party else ""
        initial = {"act": self.hand_in.act, "acting_side": side}
        form = ActForm(answers, initial=initial, parties=parties_of(self.hand_in))
        self.forms = [form]
        return {"form": form, "entry": self.entry}

    def save(self) -> None:
        facts = self.forms[0].cleaned_data
        choose_act(hand_in_id=self.hand_in.pk, by=self.person, revision=self.revision, **facts)


class HandInTerms(StepView):
    """From when, until what and why one side acts."""

    key = "terms"
    template_name = "agreements/handin_terms.html"

    def prepare(self, **kwargs: Any) -> HttpResponse | None:
        if self.hand_in.act not in ONE_SIDE and not self.hand_in.is_decision:
            raise Http404
        return None

    def current(self) -> dict[str, Any]:
        if self.hand_in.is_decision:
            return said_of(self.hand_in)
        return {name: getattr(self.hand_in, name) for name in TERMS}

    def build(self, answers: QueryDict | None) -> dict[str, Any]:
        facts: dict[str, Any] = {"initial": self.current(), "act": self.hand_in.act}
        is_decision = self.hand_in.is_decision
        form = DecisionForm(answers, today=self.today, **facts) if is_decision else TermsForm(answers, **facts)
        self.forms = [form]
        return {"form": form, "what": named_act(self.hand_in), "entry": self.hand_in.founding}

    def save(self) -> None:
        (form,) = self.forms
        facts: dict[str, Any] = {"hand_in_id": self.hand_in.pk, "by": self.person, "revision": self.revision}
        if self.hand_in.is_decision:
            change_decision(**facts, decision=form.decision(), today=self.today)
        else:
            save_terms(**facts, **form.cleaned_data)
