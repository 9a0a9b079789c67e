"""What must be true before a stage: asked by name, answered by the app that owns the fact, never passed by accident."""

import pytest
from django.db import DatabaseError, transaction
from django.db.models import BooleanField, Exists, Value
from django.db.models.functions import Cast

from partnerships import answers
from partnerships.answers import gate
from partnerships.gates import unmet
from partnerships.models import Partnership
from partnerships.stages import GATES, Stage
from tests.factories import PartnershipFactory
from tests.register_rows import quickly_recorded, quickly_reviewed

pytestmark = pytest.mark.django_db

NOT_RECORDED = "The signed document has not been recorded yet."


@pytest.fixture
def ceremony_needs(monkeypatch):
    """Put one more item, with this answer, before the stage "ceremony"."""

    def need(name, answer=None):
        monkeypatch.setitem(GATES, Stage.CEREMONY, {name: f"Not yet: {name}."})
        if answer is not None:
            monkeypatch.setattr(answers, "_owners", dict(answers._owners))
            gate(name)(answer)

    return need


def test_programs_wait_for_a_recorded_document():
    other, hand_in = PartnershipFactory(), quickly_reviewed()
    assert [str(sentence) for sentence in unmet(hand_in.partnership, Stage.PROGRAMS)] == [NOT_RECORDED]
    entry = quickly_recorded()
    assert unmet(entry.partnership, Stage.PROGRAMS) == []
    assert [str(sentence) for sentence in unmet(other, Stage.PROGRAMS)] == [NOT_RECORDED]


@pytest.mark.parametrize("stage", [stage for stage in Stage if stage not in GATES])
def test_a_stage_without_a_gate_asks_nothing(stage, django_assert_num_queries):
    partnership = PartnershipFactory()
    with django_assert_num_queries(0):
        assert unmet(partnership, stage) == []


def test_an_answer_that_is_true_meets_its_item_and_no_other(ceremony_needs):
    partnership = PartnershipFactory()
    ceremony_needs("is_here", lambda: Exists(Partnership.objects.all()))
    assert unmet(partnership, Stage.CEREMONY) == []
    assert len(unmet(partnership, Stage.PROGRAMS)) == 1


def test_a_gate_that_crashes_refuses(ceremony_needs):
    def crash():
        raise ZeroDivisionError

    ceremony_needs("crashing", crash)
    with pytest.raises(ZeroDivisionError):
        unmet(PartnershipFactory(), Stage.CEREMONY)


def test_a_gate_whose_query_crashes_refuses(ceremony_needs):
    broken = Cast(Value("not a number"), Partnership._meta.pk)
    ceremony_needs("crashing", lambda: Exists(Partnership.objects.filter(pk=broken)))
    partnership = PartnershipFactory()
    with pytest.raises(DatabaseError), transaction.atomic():
        unmet(partnership, Stage.CEREMONY)


def test_a_gate_that_does_not_know_refuses(ceremony_needs):
    ceremony_needs("unknown", lambda: Value(None, output_field=BooleanField()))
    assert unmet(PartnershipFactory(), Stage.CEREMONY) == ["Not yet: unknown."]


def test_a_gate_that_nobody_answers_refuses_and_is_found_at_the_start(ceremony_needs):
    ceremony_needs("forgotten")
    with pytest.raises(KeyError, match="forgotten"):
        unmet(PartnershipFactory(), Stage.CEREMONY)
    assert answers.without_owner() == ["forgotten"]


def test_a_partnership_that_is_gone_passes_nothing():
    partnership = PartnershipFactory()
    gone = Partnership(pk=partnership.pk + 1)
    with pytest.raises(Partnership.DoesNotExist):
        unmet(gone, Stage.PROGRAMS)
