"""What letters and pages say about a hand-in beyond its own columns."""

import datetime as dt

from django import template
from django.utils import timezone

from agreements import answering, outlook
from agreements.completeness import signed_by, unsigned_sides
from agreements.models import HandIn
from agreements.views.handin_words import title_of
from sistercities.desk.working_days import ANSWER_WITHIN

register = template.Library()


@register.simple_tag
def hand_in_title(hand_in: HandIn) -> str:
    """The sides in a line; a plain word before a partnership is chosen."""
    return title_of(hand_in)


@register.simple_tag
def missing_sides(hand_in: HandIn) -> list[str]:
    """The names of the sides whose signature the document still waits for."""
    return [party.community.name for party in unsigned_sides(hand_in)]


@register.filter
def signed_so_far(hand_in: HandIn) -> str:
    """How many sides have signed: "Signed by one", "Signed by 2 of 3"."""
    return signed_by(hand_in)


@register.simple_tag
def how_to_answer(hand_in: HandIn) -> str:
    """What to do about what a letter names: in the portal, or by post."""
    return answering.how_to_answer(hand_in)


@register.simple_tag
def how_to_object(hand_in: HandIn) -> str:
    """What to do against a decision that is thought to be a mistake."""
    return answering.how_to_object(hand_in)


@register.simple_tag
def how_to_add_signature(hand_in: HandIn) -> str:
    """What to do with the signature for which the document waits."""
    return answering.how_to_add_signature(hand_in)


@register.simple_tag
def working_days() -> int:
    """How many working days the association takes."""
    return ANSWER_WITHIN


@register.filter
def expected_by(moment: dt.datetime) -> dt.date:
    """The day by which the association answers what was handed in at that moment."""
    return outlook.expected_by(timezone.localdate(moment))
