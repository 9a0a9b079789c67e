"""What a paper does to an agreement that is on the register, and what its act asks for."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from agreements.choices import LATER_PAPERS, ONE_SIDE, WITH_TERM, Act, Change
from agreements.completeness import entry_of
from agreements.models import HandIn, RegistryEntry
from partnerships.models import Party
from sistercities.accounts.models import User
from sistercities.common.dates import PartialDate

from .changing import HandInRefused, open_for_change

# What only some acts say, with what says nothing.
NOTHING_SAID: dict[str, Any] = {
    "acting_party": None,
    "effective_on": None,
    "effective_words": "",
    "condition": "",
    "term_ends_on": None,
    "successor": None,
    "about_scan": None,
    "destroyed_by_order_of": "",
    "ordered_on": None,
    "wrong_words": "",
    "right_words": "",
    "reason": "",
}


@transaction.atomic
def choose_act(
    *, hand_in_id: int, act: str, by: User, acting_party: Party | None = None, revision: int | None = None
) -> HandIn:
    """Say what the paper does and, of one side, which side acts. It is about the entry of the chosen partnership.

    What was answered for another act is dropped. Refused (HandInRefused): a later act of a partnership without an
    entry; an act that is the association's to decide; an act of one side without the side, or of another pair.
    """
    hand_in = open_for_change(hand_in_id, by=by, revision=revision, what=Change.ACT)
    founding = entry_of(hand_in.partnership_id)
    if act not in (Act.FOUNDING, *LATER_PAPERS):
        raise HandInRefused(_("That is for the association to decide."), code="act")
    if act != Act.FOUNDING and founding is None:
        raise HandInRefused(
            _("Nothing of this partnership is on the register yet. Hand in its first document."), code="act"
        )
    if (act in ONE_SIDE) != (acting_party is not None):
        raise HandInRefused(_("Say which side acts, where one side acts alone."), code="side")
    if acting_party and acting_party.partnership_id != hand_in.partnership_id:
        raise HandInRefused(_("That side does not belong to this partnership."), code="side")
    if act != hand_in.act:
        begin_act(hand_in, act=act, founding=founding, acting_party=acting_party)
    elif acting_party != hand_in.acting_party:
        hand_in.acting_party = acting_party
        hand_in.save(update_fields=["acting_party"])
    return hand_in


def begin_act(hand_in: HandIn, *, act: str, founding: RegistryEntry | None, acting_party: Party | None = None) -> None:
    """Give a document its act, with nothing said of it yet; call it inside a change of the hand-in."""
    hand_in.act, hand_in.founding = act, founding if act != Act.FOUNDING else None
    for name, nothing in NOTHING_SAID.items():
        setattr(hand_in, name, nothing)
    hand_in.acting_party = acting_party
    hand_in.unfinished.pop("terms", None)
    hand_in.save()
    if act in ONE_SIDE:
        hand_in.instruments.update(in_force_on=None)


@transaction.atomic
def save_terms(
    *,
    hand_in_id: int,
    by: User,
    effective_on: PartialDate | None = None,
    effective_words: str = "",
    condition: str = "",
    term_ends_on: PartialDate | None = None,
    reason: str = "",
    revision: int | None = None,
) -> HandIn:
    """Keep what the act asks for: from when (a notice: the day of the end), until when, why.

    What does not belong to the act is refused (HandInRefused).
    """
    hand_in = open_for_change(hand_in_id, by=by, revision=revision, what=Change.ACT)
    belongs = {
        "effective_on": hand_in.act in ONE_SIDE,
        "effective_words": hand_in.act in ONE_SIDE,
        "condition": hand_in.act == Act.SUSPENSION,
        "term_ends_on": hand_in.act in WITH_TERM,
        "reason": hand_in.act != Act.FOUNDING,
    }
    said = {
        "effective_on": effective_on,
        "effective_words": effective_words.strip(),
        "condition": condition.strip(),
        "term_ends_on": term_ends_on,
        "reason": reason.strip(),
    }
    if any(value and not belongs[name] for name, value in said.items()):
        raise HandInRefused(_("That does not belong to what this document does."), code="act")
    for name, value in said.items():
        setattr(hand_in, name, value)
    hand_in.save(update_fields=list(said))
    return hand_in
